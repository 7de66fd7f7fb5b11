"""The Monte Carlo model: its bytes, its claims, its inputs, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from whackachip.errors import UserError
from whackachip.facts import store
from whackachip.stress.moat.answer import answer
from whackachip.stress.moat.model import document, ladder, run, total_gap
from whackachip.stress.moat.parameter import Draws, Settings, parameters, read_settings
from whackachip.stress.moat.sensitivity import sensitivity, sobol
from whackachip.stress.moat.stock import OWNED, PATHS, holdings, stocks
from whackachip.stress.moat.yardstick import YARDSTICKS, known_chip, worth


def answered(*settings: str, **options: Any) -> dict[str, Any]:
    return answer(settings, **{"samples": 2000, "sobol": False, **options})


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    first, again, other = (json.dumps(answered(seed=seed), sort_keys=True) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_setting_one_parameter_leaves_the_samples_of_the_others() -> None:
    plain, held = Draws(Settings(), 0, 500), Draws(Settings({"halving_months": 8}), 0, 500)
    assert (plain["world_stock"] == held["world_stock"]).all()
    assert (held["halving_months"] == 8).all()


def test_legal_sales_are_high_and_low_together() -> None:
    """Their source takes prices as wholly correlated, so that the interval of the sum is the sum of the intervals."""
    draws = Draws(Settings(), 0, 20_000)
    legal = holdings(draws)["legal"]["flops"]
    import numpy as np

    low, mid, high = np.quantile(legal, (0.05, 0.5, 0.95))
    assert (low, mid, high) == pytest.approx((315_000, 400_000, 508_000), rel=0.04)


def test_a_chip_by_three_yardsticks() -> None:
    """By hand from the datasheets: H20 296 TFLOP/s in 8 bits, 4.0 TB/s, 96 GB against 1,979, 3.35 and 80."""
    h20 = worth(known_chip("nv-h20-96"))
    assert (h20.flops, h20.bandwidth, h20.capacity) == pytest.approx((296 / 1979, 4.0 / 3.35, 1.2), rel=1e-3)


def test_no_yardstick_takes_a_sparse_rate() -> None:
    for stock in stocks():
        dense = [known_chip(stock.chip).interval(f"rate_{name}_tops") for name in ("fp8", "int8", "bf16", "fp16")]
        best = max(found.middle for found in dense if found)
        reference = known_chip("nv-h100-sxm-80").interval("rate_fp8_tops")
        assert reference is not None
        flops = worth(known_chip(stock.chip)).flops
        assert flops is not None
        assert flops <= best / reference.middle * (1 + 1e-9)


def test_both_claims_stand_in_every_answer_with_their_sentence_and_three_yardsticks() -> None:
    body = answered()
    assert body["absolute"]["claim"].startswith("Absolute claim")
    assert body["relative"]["claim"].startswith("Relative claim")
    for access in ("owned", "with_rented"):
        assert tuple(body["relative"]["gap_ratio"][access]) == YARDSTICKS
    ratio = body["residual"]["ratio"]["p50"]
    assert ratio == pytest.approx(
        body["residual"]["chips_gap"]["p50"] / body["residual"]["implied_gap"]["p50"], rel=0.15
    )


def test_the_yardstick_decides_the_story() -> None:
    """Legal sales weigh several times as much by bandwidth as by rate (1.78 against 0.22 million for the H20)."""
    stocks_by = answered()["stocks"]["legal"]
    assert stocks_by["bandwidth"]["p50"] / stocks_by["flops"]["p50"] > 4


def test_each_path_narrows_the_gap() -> None:
    steps = [float(values.mean()) for _, values in ladder(run(samples=1000))]
    assert steps == sorted(steps, reverse=True)
    assert len(steps) == len(PATHS)


def test_what_is_rented_is_used_and_not_owned() -> None:
    draws = Draws(Settings({"rented_b300": 250_000}), 0, 500)
    owned, used = total_gap(draws, OWNED)["flops"], total_gap(draws, PATHS)["flops"]
    assert (used < owned).all()


def test_what_is_set_moves_what_it_should() -> None:
    slow, fast = (answered(f"halving_months={months}") for months in (14, 5))
    assert slow["absolute"]["half_life_months"]["p50"] == pytest.approx(14)
    assert fast["absolute"]["half_life_months"]["p50"] == pytest.approx(5)
    assert slow["relative"]["gap_ratio"] == fast["relative"]["gap_ratio"]


def test_a_moat_erodes_where_the_follower_grows_faster() -> None:
    body = answered("follower_compute_growth=3", "leader_stock_growth=2.25")
    assert body["relative"]["verdict"] == "eroding"
    assert body["relative"]["half_life_months"]["p50"] is not None
    assert answered("follower_compute_growth=1.3")["relative"]["verdict"] == "not eroding"


def test_the_scale_switch_is_off_unless_asked_for_and_makes_offsets_longer() -> None:
    usual, scaled = answered(), answered("scale_dependence=0.028")
    taken = {given["name"]: given for given in usual["inputs"]}
    assert (taken["scale_dependence"]["taken"], taken["scale_dependence"]["value"]) == ("held", 0)
    assert scaled["absolute"]["offset_months"]["p50"] > usual["absolute"]["offset_months"]["p50"]
    ratio = [float(body["path"]["relative"][-1]["p50"]) for body in (usual, scaled)]
    assert ratio[1] > ratio[0]  # the smaller budget gains less, so that the ratio of effective compute widens
    sourced = answered("scale_dependence=sourced")["absolute"]["offset_months"]["p50"]
    assert usual["absolute"]["offset_months"]["p50"] < sourced < scaled["absolute"]["offset_months"]["p50"]


def test_every_input_has_a_source_and_the_result_its_provenance() -> None:
    body, known = answered(), store.section("sources")
    for given in body["inputs"]:
        assert given["sources"], given
        assert set(given["sources"]) <= set(known), given
        assert set(given["sources"]) <= set(body["sources"])
    assert body["provenance"]["command"] == "whackachip moat --samples 2000 --no-sobol"
    assert len(body["provenance"]["facts_hash"]) == 64


def test_a_value_beyond_its_sources_is_said_in_the_result() -> None:
    assert answered("halving_months=3")["warnings"] == [
        "halving_months = 3 months is below 5, the lowest that its sources give"
    ]
    assert answered("halving_months=6")["warnings"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("halving_month=3", "did you mean 'halving_months'"),
        ("halving_months=0", "must be above 0"),
        ("halving_months=-2", "must be above 0"),
        ("halving_months=nan", "no finite number"),
        ("halving_months=1e99", "more than 1,000 times beyond"),
        ("leader_share=1.2", "must be 1 or less"),
        ("halving_months=soon", "is no number"),
        ("halving_months", "sets nothing"),
        ("halving_months=", "sets nothing"),
    ],
)
def test_bad_settings_are_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as refused:
        read_settings([text])
    assert "\n" not in str(refused.value)


def test_a_parameter_set_twice_is_refused() -> None:
    with pytest.raises(UserError, match="set twice"):
        read_settings(["halving_months=8", "halving_months=9"])


@pytest.mark.parametrize("options", [{"samples": 1}, {"years": 0}, {"years": 1e9}, {"denial": 0.5}, {"denial": 1e99}])
def test_sizes_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        answered(**options)


def test_sobol_indices_of_a_function_that_is_known() -> None:
    """y = 2a + b of uniform a and b of equal width: the variances are 4 and 1 in 5."""
    names = ("leader_share", "cloud_access")
    settings = Settings(sourced=frozenset({"cloud_access"}))

    def function(draws: Any) -> list[Any]:
        return [2 * (draws["leader_share"] - 0.7) / 0.1 + draws["cloud_access"]]

    first, total = sobol(function, names, settings, points=1024)
    assert first[0].tolist() == pytest.approx([0.8, 0.2], abs=0.02)
    assert total[0].tolist() == pytest.approx([0.8, 0.2], abs=0.02)


def test_what_drives_the_lag() -> None:
    rows = {row["output"]: row for row in sensitivity()}
    drivers = [found["parameter"] for found in rows["lag"]["drivers"]]
    assert {"halving_months", "domestic_h100e", "smuggled_per_year"} <= set(drivers[:4])
    assert rows["residual"]["drivers"][0]["parameter"] == "observed_lag_months"
    held = sensitivity(Settings({"halving_months": 8}))
    assert all(found["parameter"] != "halving_months" for row in held for found in row["drivers"])


def test_parameters_hold_what_their_notes_say() -> None:
    """Growth of the world's stock and the halving time, recomputed from what the notes say they come from."""
    known = parameters()
    assert known["leader_stock_growth"].distribution.low == pytest.approx(1.35 * 1.65, abs=0.03)
    assert known["leader_stock_growth"].distribution.high == pytest.approx(2 ** (12 / 9), abs=0.01)
    assert known["halving_months"].distribution.median == pytest.approx(8.4, abs=0.05)
    assert known["world_stock"].distribution.median == pytest.approx(13.66e6 + 3.81e6 + 1.24e6 + 1.02e6, rel=0.002)
    assert document(run(samples=500))["samples"] == 500


def test_the_calibration_failure_can_be_carried_into_the_intervals() -> None:
    plain, wide = answered(), answered("smuggling_calibration=sourced")
    first, second = (body["stocks"]["smuggled"]["flops"] for body in (plain, wide))
    assert second["p95"] > 2 * first["p95"]
    assert second["p50"] == pytest.approx(first["p50"], rel=0.3)


def test_what_all_rules_deny_stands_on_three_yardsticks() -> None:
    found = answered()["denied_by_all_rules"]
    assert tuple(found) == YARDSTICKS
    assert found["flops"]["p50"] > found["bandwidth"]["p50"]
