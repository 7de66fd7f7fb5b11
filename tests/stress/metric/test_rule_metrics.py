"""The 14 metrics of real rules against numbers worked out by hand and what the literature says."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from whackachip.errors import UserError
from whackachip.facts import store
from whackachip.stress.asked import split_settings
from whackachip.stress.metric.answer import answer
from whackachip.stress.metric.denial import line_scale
from whackachip.stress.metric.literature import AGAINST, WHY, apart, beside
from whackachip.stress.metric.price import price
from whackachip.stress.metric.rows import Metric, missing, spread_row
from whackachip.stress.metric.scene import find_scene
from whackachip.stress.metric.throughput import error_width, throughput
from whackachip.stress.moat.parameter import Draws, Settings
from whackachip.stress.moat.yardstick import YARDSTICKS, known_chip

RULES = ("us-2022-10-07", "us-2023-10-17", "us-letters-2025-04", "us-2026-01-15")


@cache
def asked(rule: str, as_of: str | None = None) -> dict[str, Any]:
    return answer(rule, as_of, samples=1500, designs=rule == "us-2022-10-07")


def rows(rule: str, number: int, as_of: str | None = None) -> list[dict[str, Any]]:
    return next(m for m in asked(rule, as_of)["metrics"] if m["number"] == number)["rows"]


def middle(rule: str, number: int, start: str, as_of: str | None = None) -> float:
    row = next(row for row in rows(rule, number, as_of) if row["label"].startswith(start))
    return float(row["spread"]["p50"])


@pytest.mark.parametrize("rule", RULES)
def test_all_14_stand_in_order_each_with_numbers_or_the_reason_for_none(rule: str) -> None:
    body = asked(rule)
    assert [metric["number"] for metric in body["metrics"]] == list(range(1, 15))
    for metric in body["metrics"]:
        assert metric["rows"], metric["name"]
        for row in metric["rows"]:
            assert (row["spread"] is None) == (row["reason"] is not None), row
            if row["spread"] and None not in row["spread"].values():
                assert row["spread"]["p5"] <= row["spread"]["p50"] <= row["spread"]["p95"]


@pytest.mark.parametrize("rule", ["us-2022-10-07", "us-2023-10-17"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_what_is_denied_never_stands_as_one_number(rule: str, number: int) -> None:
    assert {row["yardstick"] for row in rows(rule, number)} >= set(YARDSTICKS)


def test_an_h100_against_an_h20() -> None:
    """TPP 2,368 of 15,832, memory bandwidth 4.0 of 3.35 TB/s, memory 96 of 80 GB; the modelled throughput beside it."""
    day = "2024-12-31"
    assert middle("us-2023-10-17", 1, "FLOP/s denied", day) == pytest.approx(1 - 2368 / 15832, abs=0.002)
    assert middle("us-2023-10-17", 1, "memory bandwidth denied", day) == pytest.approx(1 - 4.0 / 3.35, abs=0.002)
    assert middle("us-2023-10-17", 1, "memory denied", day) == pytest.approx(1 - 96 / 80, abs=0.002)
    assert 0.7 < middle("us-2023-10-17", 1, "train", day) < 0.9
    assert middle("us-2023-10-17", 2, "decode", day) < 0
    assert asked("us-2023-10-17", day)["versus"] == "nv-h100-sxm-80"


def test_the_first_rule_denied_little() -> None:
    assert 0 <= middle("us-2022-10-07", 1, "train") <= 0.3
    assert middle("us-2022-10-07", 1, "FLOP/s") == 0
    assert rows("us-2022-10-07", 1)[0]["chip"] == "nv-h800-sxm"


def test_what_could_be_cut_stands_beside_what_was() -> None:
    """The designer knows no H800 and finds that as little was denied."""
    row = next(row for row in rows("us-2022-10-07", 1) if "best cut" in row["label"])
    assert row["chip"].startswith("cut from nv-h100")
    assert 0 <= row["spread"]["p50"] < 0.3
    assert not any("best cut" in row["label"] for row in rows("us-2026-01-15", 1))


def test_epochs_verdict_of_december_2024() -> None:
    """About four years of lead in training, none in serving."""
    lead = next(r for r in rows("us-2023-10-17", 4, "2024-12-15") if r["label"] == "by FLOP/s: years of lead")
    assert lead["spread"]["p5"] < 4 < lead["spread"]["p95"]
    assert middle("us-2023-10-17", 4, "decode: years of lead", "2024-12-15") < 0


def test_prices_per_yardstick_by_hand() -> None:
    """12,247 dollars for 2,368 TPP against 26,268 for 15,832, and for 4.0 against 3.35 TB/s."""
    day = "2024-12-15"
    by_rate = 12_247 / 2368 / (26_268 / 15_832)
    assert middle("us-2023-10-17", 4, "by FLOP/s: times", day) == pytest.approx(by_rate, rel=0.03)
    by_bandwidth = 12_247 / 4.0 / (26_268 / 3.35)
    assert middle("us-2023-10-17", 4, "by memory bandwidth: times", day) == pytest.approx(by_bandwidth, rel=0.03)


def test_units_and_losses_by_hand() -> None:
    sold = middle("us-2023-10-17", 3, "H100 equivalents sold by FLOP/s")
    assert sold == pytest.approx(1_489_899 * 296 / 1979, rel=0.03)
    assert middle("us-2023-10-17", 3, "H100 equivalents sold by memory bandwidth") > 7 * sold
    lost = middle("us-letters-2025-04", 12, "USD for each H100 equivalent denied, by FLOP/s")
    assert lost == pytest.approx(8e9 / (8e9 / 10_392 * 296 / 1979), rel=0.03)


def test_the_duty_cycles() -> None:
    assert middle("us-2022-10-07", 6, "share of its life") == 0
    assert middle("us-2023-10-17", 6, "share of its life") == pytest.approx(0.22, abs=0.01)


def test_no_answer_reached_most_of_the_worlds_best_in_training_after_2023() -> None:
    row = next(row for row in rows("us-2023-10-17", 5) if row["phase"] == "train")
    assert row["spread"] is None
    assert "no answer reaches" in row["reason"]


def test_what_a_line_leaves_of_a_chip_scaled_down() -> None:
    """2,400 of 15,832 TPP; 600 of 1,028 GB/s. No chip can be made to the line of January 2026."""
    assert line_scale(find_scene("us-2023-10-17")) == pytest.approx(2400 / 15832, abs=0.001)
    assert line_scale(find_scene("us-2022-10-07")) == pytest.approx(600 / 1028, abs=0.001)
    assert [row["spread"]["p50"] for row in rows("us-2026-01-15", 13)] == [1, 1, 1]
    assert 5 < middle("us-2023-10-17", 13, "decode") < 10


def test_both_half_lives_say_which_claim_they_support() -> None:
    body = {metric["number"]: metric for metric in asked("us-2023-10-17")["metrics"]}
    assert body[8]["supports"].startswith("Absolute claim")
    assert body[9]["supports"].startswith("Relative claim")
    assert body[9]["verdict"] == "not eroding"


def test_the_sets_of_techniques() -> None:
    """Decode needs none; the aggregate of algorithmic progress stands in no set."""
    sets = next(m for m in asked("us-2023-10-17")["metrics"] if m["number"] == 14)["sets"]
    assert sets["decode"] == []
    for some in sets.values():
        assert "algorithms-of-a-year" not in (some or [])


def test_collateral_of_2023_is_the_gaming_card() -> None:
    found = next(m for m in asked("us-2023-10-17")["metrics"] if m["number"] == 11)
    assert "nv-4090" in found["caught"]
    assert "nv-4090d" not in found["caught"]
    assert middle("us-2023-10-17", 11, "of PCs") == pytest.approx(0.0096)


def test_a_chip_that_a_rule_catches_is_no_answer_to_it() -> None:
    """The B30A was reported after the letters of April 2025, and they catch it."""
    for number in (1, 2, 13):
        assert all(row["chip"] != "nv-b30a" for row in rows("us-letters-2025-04", number))


def test_every_record_of_the_literature_is_within_three_or_explained() -> None:
    for rule in RULES:
        for metric in asked(rule)["metrics"]:
            for said in metric["literature"]:
                assert said["within_factor_3"] or said["words"] or said["why"], said["id"]
                assert said["sources"]


def test_agreement_by_the_same_number_is_said() -> None:
    found = {said["id"]: said for m in asked("us-2023-10-17")["metrics"] for said in m["literature"]}
    assert found["m5-volume"]["same_input"]
    assert not found["m1-h20"]["same_input"]


def test_what_a_metric_rests_on_is_cited() -> None:
    body = asked("us-2023-10-17")
    found = {metric["number"]: metric for metric in body["metrics"]}
    assert "epoch-chip-prices" in found[4]["sources"]
    assert "epoch-chip-owners" in found[3]["sources"]
    for number in (1, 2, 3, 4, 5, 6, 11):
        assert found[number]["sources"], number
        assert set(found[number]["sources"]) <= set(body["sources"])
    assert all(record["title"] and record["grade"] for record in body["sources"].values())


def test_names_that_the_comparison_uses_are_records() -> None:
    known = {record["id"] for record in store.section("market")["literature"]}
    assert set(AGAINST) | set(WHY) <= known


def test_a_counterfactual_has_no_history() -> None:
    body = answer("us-2023-10-17", changes={"us.ear.3a090.b.tpp": 1600}, samples=300, designs=False)
    assert body["rule"].startswith("counterfactual")
    fleet = next(m for m in body["metrics"] if m["number"] == 3)
    assert fleet["rows"][0]["reason"] == "no number of units sold under this rule is known"
    assert all(said["id"] != "m1-h20" for m in body["metrics"] for said in m["literature"])


def test_the_same_question_gives_the_same_bytes() -> None:
    first, again = (json.dumps(answer("us-2022-10-07", samples=300, seed=5, designs=False)) for _ in range(2))
    assert first == again
    assert first != json.dumps(answer("us-2022-10-07", samples=300, seed=6, designs=False))


def test_a_market_parameter_moves_what_rests_on_it() -> None:
    settings, changes = split_settings(["halving_months=10", "us.ear.3a090.b.tpp=2000"])
    assert changes == {"us.ear.3a090.b.tpp": 2000}
    body = answer("us-2022-10-07", settings=settings, samples=300, designs=False)
    half = next(m for m in body["metrics"] if m["number"] == 8)["rows"][0]["spread"]
    assert half["p50"] == pytest.approx(10)
    assert (
        body["provenance"]["command"]
        == "whackachip denial us-2022-10-07 --samples 300 --no-designs --set halving_months=10"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "us-2023-10-71"}, "did you mean 'us-2023-10-17'"),
        ({"rule": "us-2023-10-17", "as_of": "2020-01-01"}, "is before"),
        ({"rule": "us-2023-10-17", "as_of": "soon"}, "unknown date"),
        ({"rule": "us-2023-10-17", "versus": "h1000"}, "did you mean"),
        ({"rule": "us-2023-10-17", "samples": 5}, "between 100 and"),
        ({"rule": "us-2023-10-17", "prior": "moore"}, "unknown prior"),
        ({"rule": "us-2023-10-17", "changes": {"us.ear.nonsense": 1.0}}, "unknown threshold"),
    ],
)
def test_bad_questions_are_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as refused:
        answer(**{"samples": 200, "designs": False, **options})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["us.ear.3a090.b.tpp=x", "us.ear.3a090.b.tpp=-1", "us.ear.3a090.b.tpp=nan"])
def test_a_threshold_is_a_number_above_zero(text: str) -> None:
    with pytest.raises(UserError):
        split_settings([text])


def test_how_far_two_numbers_are_apart() -> None:
    assert apart(2.0, 1.0, None, None, share=False) == (2.0, True)
    assert apart(0.2, 1.0, None, None, share=False) == (5.0, False)
    assert apart(0.2, 1.0, 0.1, 2.0, share=False) == (5.0, True)  # inside the interval that is given
    factor, agrees = apart(0.76, 0.85, None, None, share=True)  # 0.24 left against 0.15
    assert factor == pytest.approx(1.6)
    assert agrees
    assert apart(0.0, 0.0, None, None, share=True) == (1.0, True)
    assert apart(-2.4, 0.0, None, None, share=False) == (None, True)  # no lead, and less than none
    assert apart(-1.0, 4.0, None, None, share=False) == (None, False)


def test_a_gap_beyond_three_without_a_reason_is_flagged() -> None:
    made = Metric(8, "x", "x", "x", (spread_row("at the same budget", "months", [100.0]),))
    (found,) = beside(made, "us-2023-10-17")
    assert (found.agrees, found.why) == (False, None)


def test_a_figure_that_is_not_known_gives_no_number() -> None:
    row = spread_row("x", "share", [0.1, np.nan])
    assert row.spread is None
    assert row.reason == "a figure of the chip is not known"
    assert missing("x", "share", "why").to_dict()["reason"] == "why"


def test_throughput_of_a_chip_over_itself_is_one() -> None:
    h100, h20 = known_chip("nv-h100-sxm-80"), known_chip("nv-h20-96")
    found = throughput((h100, h20), h100, Draws(Settings(), 0, 400))
    assert np.allclose(found.of("nv-h100-sxm-80", "train"), 1.0)
    assert found.winner("train") == "nv-h100-sxm-80"
    assert throughput((h100, h20), h100, Draws(Settings(), 0, 400), (False, True)).winner("train") == "nv-h20-96"


def test_the_error_of_a_ratio_by_hand() -> None:
    """80 % between two factors is 2.563 standard deviations; two chips that share half the variance have one such."""
    low, high = store.section("performance")["training"]["intervals"]["full"]
    assert error_width("train") == pytest.approx(np.log(high / low) / 2.563104, rel=1e-4)


def test_a_launch_price_is_no_market_price() -> None:
    assert price(known_chip("nv-a10"), 2023) is None
    found = price(known_chip("nv-h20-96"), 2024)
    assert found is not None
    assert (found.low, found.high) == (10_000, 15_000)
