"""Cuts and new designs: the corners hold the best, and a rule has no way round them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law.counterfactual import moved
from whackachip.stress.designer import fuse
from whackachip.stress.designer.answer import Asked, stress
from whackachip.stress.designer.design import Designs, metrics
from whackachip.stress.designer.free import corners, sampled
from whackachip.stress.designer.objective import objective
from whackachip.stress.designer.ruling import breakpoints, find_ruling
from whackachip.stress.designer.search import search
from whackachip.stress.designer.silicon import bases, on_day, on_sale

DAY = date(2023, 10, 17)


def every_cut(base: fuse.Base) -> Designs:
    """Units, widths, some clocks, channels and links, each with each."""
    whole = base.whole
    axes = np.meshgrid(
        np.arange(4.0, whole.units + 1, 8), np.array(fuse.WIDTHS), whole.clock - fuse.CLOCK_STEP * np.arange(0, 40, 3),
        np.arange(16.0, whole.channels + 1, 16), np.arange(0.0, whole.link + 1, 150), indexing="ij",
    )  # fmt: skip
    units, widths, clocks, channels, links = (part.ravel() for part in axes)
    scale = units * widths * clocks / (whole.units * whole.clock)
    return whole._replace(
        units=units, width=whole.width * widths, clock=clocks, channels=channels, link=links,
        power=whole.power * (0.4 + 0.6 * scale), spare=whole.spare + whole.units - units,
    ).full()  # fmt: skip


@pytest.mark.parametrize("rule", ["us-2022-10-07", "us-2023-10-17", "us-letters-2025-04"])
@pytest.mark.parametrize("goal", ["train", "decode", "mix"])
def test_no_cut_between_the_corners_is_better(rule: str, goal: str) -> None:
    ruling, wanted = find_ruling(rule), objective(goal)
    base = fuse.base(find_chip("nv-h100-sxm-80").chip, DAY)
    many = every_cut(base)
    limits = breakpoints({**ruling.tests, **ruling.surrounding()})
    few = fuse.cuts(base, limits)

    def best(designs: Designs) -> float:
        free = designs.rows(~ruling.caught(ruling.columns(metrics(designs), True)))
        return float(wanted.value(free).max())

    assert many.size > 10_000
    # Tiles dealt to units leave ripples of a few per mille on what is otherwise monotone.
    assert best(many) <= best(few) * 1.005


@pytest.mark.parametrize("rule", ["us-2022-10-07", "us-2023-10-17", "us-letters-2025-04"])
def test_no_sample_beats_the_corners(rule: str) -> None:
    ruling, wanted, day = find_ruling(rule), objective("mix"), on_day(date(2025, 4, 9))
    limits = breakpoints({**ruling.tests, **ruling.surrounding()})
    few, many = corners(day, limits).full(), sampled(day, 40_000, np.random.default_rng(7)).full()

    def best(designs: Designs) -> float:
        free = designs.rows(~ruling.caught(ruling.columns(metrics(designs), True)))
        return float(wanted.value(free).max())

    assert 0.5 * best(few) < best(many) <= best(few) * 1.005


def test_samples_keep_the_limits_of_the_day() -> None:
    day = on_day(DAY)
    drawn = sampled(day, 20_000, np.random.default_rng(0)).full()
    found = metrics(drawn)
    assert found.die_area.max() <= 2 * 858
    assert found.memory_bandwidth.max() <= 8 * 670 * (1 + 1e-9)
    assert found.io_bandwidth.max() <= day.link + day.host
    assert drawn.power.max() <= day.power
    again = sampled(day, 20_000, np.random.default_rng(0)).full()
    assert all(np.array_equal(a, b) for a, b in zip(drawn, again, strict=True))


def test_bases_are_on_sale_and_no_answer_to_a_rule() -> None:
    found = {chip.id for chip, _ in bases(DAY, "datacenter")}
    assert {"nv-h100-sxm-80", "nv-a100-sxm-80"} <= found
    assert not found & {"nv-h20-96", "nv-h800-sxm", "nv-a800-sxm-80", "nv-h200-sxm", "nv-gh200-144", "nv-b200"}
    assert all(chip.variant_of is None for chip, _ in bases(date(2026, 1, 1), "consumer"))
    assert not on_sale(find_chip("nv-h200-sxm").chip, DAY)
    assert on_sale(find_chip("nv-h200-sxm").chip, date(2024, 4, 1))


def test_a_cut_of_a_cut_is_a_cut_of_the_die() -> None:
    day = date(2025, 4, 9)
    assert fuse.base(find_chip("nv-5090d").chip, day).chip.id == "nv-5090"
    with pytest.raises(UserError, match="not on sale"):
        fuse.base(find_chip("nv-5090").chip, DAY)
    with pytest.raises(UserError, match="no die"):
        fuse.base(find_chip("hw-910b3").chip, DAY)


def test_limits_say_what_binds() -> None:
    answer = stress(Asked("us-2023-10-17", base="nv-h100-sxm-80"))
    limits = {row["knob"]: row for row in answer["best"]["limited_by"]}
    assert limits["compute"]["kind"] == "law"
    assert "3A090.b.1" in limits["compute"]["sentence"]
    assert limits["memory"]["kind"] == limits["links"]["kind"] == "physics"
    tpp = {row["limit"]: row["margin"] for row in answer["best"]["margins"] if row["metric"] == "tpp"}
    assert 0 < tpp[2400] < 0.01
    answer = stress(Asked("us-2022-10-07", base="nv-h100-sxm-80"))
    limits = {row["knob"]: row for row in answer["best"]["limited_by"]}
    assert (limits["compute"]["kind"], limits["links"]["kind"]) == ("physics", "law")


def test_a_moved_threshold_moves_the_answer() -> None:
    plain, lower = (
        stress(Asked("us-2023-10-17", base="nv-h100-sxm-80"), changes)["best"]["metrics"]["tpp"]
        for changes in (None, moved({"us.ear.3a090.b.tpp": 2000.0}))
    )
    assert 2350 < plain < 2400
    assert 1950 < lower < 2000


def test_extremes_are_said() -> None:
    nothing = stress(Asked("us-232-2026-01", market="consumer", alone=True))
    assert nothing["extent"] == "catches-nothing"
    everything = stress(Asked("us-2023-10-17"), moved({"us.ear.3a090.a.tpp_with_density": 1e-9,
                                                       "us.ear.3a090.b.tpp_with_density": 1e-9,
                                                       "us.ear.3a090.b.density_alone": 1e-9}))  # fmt: skip
    assert everything["extent"] == "catches-everything"
    assert everything["best"] is None
    assert [row["denied"] for row in everything["phases"]] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("us-2023-10-17", mode="cut"), "mode"),
        (Asked("us-2023-10-17", market="games"), "market"),
        (Asked("us-2023-10-17", goal="trian"), "train"),
        (Asked("us-2023-10-17", goal="train=-1"), "above zero"),
        (Asked("us-2023-10-17", as_of="2001-01-01"), "no chip"),
        (Asked("us-2023-10-17", as_of="2001-01-01", mode="free"), "nothing to design with"),
        (Asked("us-2023-10-17", model="llama-3.1-405b", market="consumer", goal="decode"), "does not fit"),
        (Asked("us-2023-10-17", model="nemotron-h-56b"), "state space"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(asked: Asked, said: str) -> None:
    with pytest.raises(UserError, match=said):
        stress(asked)


def test_price_pulls_between_the_corners() -> None:
    """Who pays for memory takes less of it than who is given it."""
    ruling = find_ruling("us-2023-10-17")
    chip = find_chip("nv-h100-sxm-80").chip
    free, paid = (
        search(ruling, "fuse", DAY, "datacenter", objective(goal), chip) for goal in ("mix", "price-performance")
    )
    assert free.best is not None
    assert paid.best is not None
    assert metrics(paid.best).memory_capacity[0] < metrics(free.best).memory_capacity[0]
