"""Rounds as they were, foretold from one another, and played on."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from whackachip.errors import UserError
from whackachip.facts import store
from whackachip.stress.moat.parameter import Draws, Settings, parameters
from whackachip.stress.moat.yardstick import YARDSTICKS, known_chip, worth
from whackachip.stress.whack.answer import answer, history
from whackachip.stress.whack.backtest import backtest, predictive
from whackachip.stress.whack.history import lags, repairs, rounds
from whackachip.stress.whack.volume import volumes

# Months from the rule to the first report and to volume, as worked out in the anchors.
LAGS = {
    "a800": (2.4, 1.2), "h800": (5.4, 4.3), "h20": (0.8, 4.0), "l20": (0.8, 2.5), "4090d": (1.3, 3.0),
    "6000d": (1.5, 4.2), "5090d-v2": (2.3, 4.1),
}  # fmt: skip


@cache
def played(*settings: str, count: int = 1, **options: Any) -> dict[str, Any]:
    return answer("us-2023-10-17", count=count, settings=settings, samples=600, **options)


def sold(body: dict[str, Any]) -> float:
    return float(body["rounds"][0]["units"]["legal"]["p50"])


def arrives(body: dict[str, Any], path: str, place: int = 0) -> float:
    return float(body["rounds"][place]["arrives"]["flops"][path]["p50"])


def test_lags_of_the_seven_rounds_that_count() -> None:
    found = {r.id: (r.report_lag, r.volume_lag) for r in rounds() if r.counts}
    assert set(found) == set(LAGS)
    for id, (report, volume) in LAGS.items():
        assert found[id] == pytest.approx((report, volume), abs=0.06)


def test_the_parameters_of_lags_are_those_of_the_rounds() -> None:
    for name, values in zip(("report_lag", "volume_lag"), lags(), strict=True):
        taken = parameters()[name].distribution
        assert (taken.low, taken.mid, taken.high) == pytest.approx(
            (min(values), np.median(values), max(values)), abs=0.06
        )


def test_repairs_and_what_they_left() -> None:
    lives = sorted(repair.life for repair in repairs())
    taken = parameters()["repair_months"].distribution
    assert (taken.low, taken.high) == pytest.approx(tuple(lives), abs=0.1)
    assert [round(repair.duty_cycle, 2) for repair in repairs()] == [0.0, 0.22]
    rate = [known_chip(id).interval("rate_bf16_tops") for id in ("nv-h20-96", "nv-h800-sxm")]
    bandwidth = [known_chip(id).interval("memory_bandwidth_gbs") for id in ("nv-rtx6000d", "nv-h20-96")]
    cut = parameters()["repair_cut"].distribution
    assert rate[0].middle / rate[1].middle == pytest.approx(cut.low, abs=0.01)  # type: ignore[union-attr]
    assert bandwidth[0].middle / bandwidth[1].middle == pytest.approx(cut.high, abs=0.01)  # type: ignore[union-attr]


def test_a_rule_is_foretold_from_the_others_alone() -> None:
    """Its own lags and units can say anything: the predictions stay as they are."""
    plain = backtest(samples=400)
    late = {"reported": "2024-12-01", "volume": "2024-12-31"}
    changed = [
        record | late if record["rule"] == "us-2023-10-17" and record["counts"] else record
        for record in store.section("market")["rounds"]
    ]
    with store.overlaid({"market": {"rounds": changed}}):
        other = backtest(samples=400)
    mine = [r["predicted"] for r in plain["rows"] if r["rule"] == "us-2023-10-17"]
    theirs = [r["predicted"] for r in other["rows"] if r["rule"] == "us-2023-10-17"]
    assert len(mine) == len(theirs) == 8
    assert mine[:-1] == theirs[:-1]  # the last is of units over the rule's own window, which is given
    assert [r["observed"] for r in plain["rows"]] != [r["observed"] for r in other["rows"]]


def test_the_back_test_reports_its_failures() -> None:
    found = backtest()
    assert found["summary"]["n"] == len(found["rows"])
    assert found["summary"]["inside"] == sum(row["inside"] for row in found["rows"])
    assert 0 < found["summary"]["inside"] < found["summary"]["n"]
    failures = {row["what"] for row in found["rows"] if not row["inside"]}
    assert any("units" in what for what in failures)  # demand grew, and no parameter was moved to hide it
    assert found["calibration_failure"]["observed"] / found["calibration_failure"]["predicted"] > 10


def test_what_a_few_values_say_of_another_one() -> None:
    """Two values apart by e say little: the 90 % interval is that of Student's t with one degree of freedom."""
    found = np.quantile(np.log(predictive([1.0, np.e], np.random.default_rng(0), 200_000)), (0.05, 0.5, 0.95))
    width = np.sqrt(0.5) * np.sqrt(1.5) * 6.3138
    assert found == pytest.approx((0.5 - width, 0.5, 0.5 + width), rel=0.03)
    with pytest.raises(ValueError, match="two values"):
        predictive([1.0], np.random.default_rng(0), 10)


def test_the_first_round_of_2023_and_its_repair() -> None:
    first, second = played(count=2)["rounds"]
    assert first["product"]["tpp"] < 2400
    assert first["shares"]["flops"] == pytest.approx(0.15, abs=0.01)
    assert first["shares"]["bandwidth"] > 0.9
    assert first["repair"]["yardstick"] == "bandwidth"
    assert second["product"]["memory_bandwidth"] < first["repair"]["below"]
    assert second["rule_day"] > first["rule_day"]


def test_a_rule_that_leaves_nothing_worth_closing_stands_on() -> None:
    last = played(count=2)["rounds"][1]
    cut = parameters()["repair_cut"].distribution.median
    assert max(last["shares"]["flops"], last["shares"]["bandwidth"]) <= cut
    assert last["repair"] is None


def test_only_chips_that_exist_pass_where_a_date_says_so() -> None:
    found = played(existing_only=True)["rounds"][0]
    assert found["mode"] == "existing"
    assert found["months"]["volume"]["p95"] == 0
    assert found["repair"] is None


def test_a_chip_that_keeps_too_little_is_not_bought() -> None:
    """The H20 kept a quarter of a B200 by the geometric mean, and was; the parameter's upper end is that."""
    h20, b200 = (worth(known_chip(id)) for id in ("nv-h20-96", "nv-b200"))
    kept = np.prod([h20[name] / b200[name] for name in YARDSTICKS]) ** (1 / 3)  # type: ignore[operator]
    assert kept == pytest.approx(parameters()["least_worth"].distribution.high, abs=0.005)
    first, second = played(count=2)["rounds"]
    assert (first["probability_bought"], second["probability_bought"]) == (1, 0)
    assert second["units"]["legal"]["p95"] == 0
    assert played("least_worth=0.05", count=2)["rounds"][1]["units"]["legal"]["p5"] > 0


def test_each_knob_moves_what_it_should() -> None:
    plain = played()
    assert sold(played("importer_veto=1")) == 0
    assert sold(played("importer_veto=0.5")) == pytest.approx(sold(plain) / 2, rel=1e-6)
    assert sold(played("fee=25%")) == pytest.approx(sold(plain) / 1.25, rel=1e-6)
    assert sold(played("volume_cap=0.5", "us_units=1e5")) < sold(plain) / 5
    assert sold(played("volume_lag=12")) < sold(plain)
    assert arrives(played("cloud_access=0"), "rented") == 0
    assert arrives(played("enforcement=0.5"), "smuggled") == pytest.approx(arrives(plain, "smuggled") / 4, rel=1e-6)
    assert arrives(played("smuggled_per_year=1000"), "smuggled") < arrives(plain, "smuggled") / 10
    assert arrives(played("domestic_per_year=4e5"), "domestic") > arrives(plain, "domestic")
    late = [arrives(played(*knob, count=2), "domestic", 1) for knob in (("hbm_control=0",), ())]
    assert late[0] > late[1]
    warned = played("warning_months=3")["rounds"][0]["units"]["stockpiled"]["p50"]
    assert warned > 0
    assert plain["rounds"][0]["units"]["stockpiled"]["p95"] == 0


def test_what_is_denied_stands_on_three_yardsticks_and_adds_up() -> None:
    draws = Draws(Settings(), 0, 300)
    from datetime import date

    from whackachip.stress.whack.turn import Turn

    turn = Turn(1, date(2023, 10, 17), date(2023, 10, 17), {}, "fuse", "nv-h100-sxm-80", "nv-h100-sxm-80", {},
                {"flops": 0.5, "bandwidth": 1.0, "capacity": 1.0}, {}, None)  # fmt: skip
    found = volumes(turn, draws)
    assert np.allclose(found["paths"]["bandwidth"]["legal"], found["units"]["legal"])
    assert np.allclose(found["paths"]["flops"]["legal"], found["units"]["legal"] / 2)
    assert set(played()["rounds"][0]["denied"]) == {"flops", "bandwidth", "capacity"}


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again, other = (
        json.dumps(answer("us-2022-10-07", count=1, samples=200, seed=seed)) for seed in (1, 1, 2)
    )  # fmt: skip
    assert first == again
    assert first != other


def test_the_history_has_its_sources() -> None:
    known = store.section("sources")
    for found in history(samples=200)["rounds"]:
        assert found["sources"]
        assert set(found["sources"]) <= set(known)
        assert found["counts"] or found["reason"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"count": 0}, "between 1 and 12"),
        ({"count": 13}, "between 1 and 12"),
        ({"settings": ("warning_month=3",)}, "did you mean 'warning_months'"),
        ({"settings": ("volume_cap=2",)}, "must be 1 or less"),
        ({"settings": ("fee=-1",)}, "must be 0 or more"),
        ({"rule": "us-2023"}, "unknown"),
        ({"samples": 3}, "between 100"),
    ],
)
def test_bad_questions_are_one_line(options: dict[str, Any], message: str) -> None:
    given = {"rule": "us-2023-10-17", "count": 1, "samples": 200, **options}
    with pytest.raises(UserError, match=message) as refused:
        answer(given.pop("rule"), **given)
    assert "\n" not in str(refused.value)
