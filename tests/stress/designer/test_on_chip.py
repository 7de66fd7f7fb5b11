"""Memory on the chip: what products read without it, what answers gain by it, and that the designer uses it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.stress.designer.answer import Asked, stress
from whackachip.stress.designer.design import hardware as of_designs
from whackachip.stress.designer.design import metrics
from whackachip.stress.designer.free import MOST_SRAM, SLOWEST, WIDTHS, corners, sampled
from whackachip.stress.designer.silicon import constant, on_day, processes
from whackachip.stress.hardware import Hardware, hardware
from whackachip.stress.onchip import least_reading, read_on_chip
from whackachip.stress.utility import utility
from whackachip.stress.work import PHASES, work

DAY = date(2023, 10, 17)


def test_blocked_products_read_no_less_than_the_bound() -> None:
    """The best square tiles that fit a buffer, counted word by word, against the bound, which they near from above."""
    n, word = 1024, 2.0
    for tile in (8, 32, 128):
        buffer = tile * tile + 2 * tile  # a tile of the result, a column and a row of the operands
        blocks = (n // tile) ** 2
        read = blocks * n * 2 * tile
        chip = hardware([find_chip("nv-h100-sxm-80").chip])._replace(
            buffer=np.array([buffer * word]), bandwidth=np.array([1.0])
        )  # fmt: skip
        bound = least_reading(chip, 2.0 * n**3, word)[0] / word
        assert bound <= read < 1.2 * bound


def test_an_h100_would_do_with_less_than_a_megabyte() -> None:
    chip = hardware([find_chip("nv-h100-sxm-80").chip])
    seconds = least_reading(chip._replace(buffer=np.array([0.7e6])), 1.0, 2.0)
    assert seconds[0] * chip.rate16[0] == pytest.approx(1.0, rel=0.05)
    assert least_reading(chip, 1.0, 2.0)[0] == 0  # of the catalogue's chips no buffer is known, and none is assumed


def test_a_buffer_that_is_far_too_small_slows_prompts_and_training() -> None:
    chip = hardware([find_chip("nv-h100-sxm-80").chip])
    tiny = chip._replace(buffer=np.array([1e4]))
    for phase in ("train", "prefill"):
        assert utility(tiny, work(), phase)[0] < 0.5 * utility(chip, work(), phase)[0]
    assert utility(tiny, work(), "decode")[0] == utility(chip, work(), "decode")[0]


def test_weights_on_the_chip_are_not_read_beside_it() -> None:
    """Half of the weights there: the pass is shorter by no more than the time to read that half from beside."""
    job = work("llama-3.1-8b")
    chip = hardware([find_chip("nv-h100-sxm-80").chip])
    plain = utility(chip, job, "decode")[0]
    weights = job.flop / 2 * 2 / 8  # two bytes each, on eight chips
    half = utility(chip._replace(pinned=np.array([weights / 2])), job, "decode")[0]
    every = utility(chip._replace(pinned=np.array([weights * 3])), job, "decode")[0]
    more = utility(chip._replace(pinned=np.array([weights * 30])), job, "decode")[0]
    assert plain < half < every == more
    saved = job.held / 8 / plain - job.held / 8 / half
    assert 0.5 < saved / (weights / 2 / chip.bandwidth[0]) < 1.4
    assert read_on_chip() == pytest.approx(18.9e-6)


def test_memory_takes_the_place_of_units() -> None:
    drawn = sampled(on_day(DAY), 4000, np.random.default_rng(1))
    assert 0.4 < np.mean(drawn.sram > 0) < 0.6
    at = drawn.process.astype(int)
    held = drawn.sram / np.array([p.usual("sram") for p in processes()])[at]
    density = np.array([p.usual("density") for p in processes()])[at]
    # Units of at least the drawn width stand on what is left, to within one unit that is begun.
    assert np.all((drawn.units - 1) * drawn.width <= density * (drawn.dies * drawn.area - held))
    assert np.all(held <= MOST_SRAM * drawn.dies * drawn.area)
    usual = np.array([p.usual("clock") for p in processes()])[at]
    many = drawn.units > 50  # whole units stretch the clock of a chip of a few
    assert set(drawn.width) == set(WIDTHS)
    assert np.all(drawn.clock <= usual * (1 + 1e-9))
    assert np.min(drawn.clock[many] / usual[many]) == pytest.approx(SLOWEST, abs=0.05)


def test_corners_fill_what_a_rule_leaves_idle() -> None:
    found = corners(on_day(DAY), {"performance_density": (1.6,), "tpp": (2400.0,)})
    low = metrics(found).density < 1.7
    assert np.any(low)
    assert np.all(found.sram[low] > 100)
    for phase in PHASES:
        with_it = utility(of_designs(found), work(), phase)
        without = utility(of_designs(found._replace(sram=np.zeros(found.size))), work(), phase)
        assert np.all(np.nan_to_num(with_it) >= np.nan_to_num(without) * (1 - 1e-12)), phase


def test_nothing_between_the_corners_writes_faster() -> None:
    """The steps in which memory takes the place of units are fine enough: drawn designs gain less than 2 %."""
    for model in ("llama-3.1-8b", "llama-3.1-70b"):
        asked = Asked("us-2023-10-17", mode="free", goal="decode", model=model)
        best = stress(asked)["best"]
        drawn = sampled(on_day(DAY), 20_000, np.random.default_rng(5)).full()
        most = np.nanmax(utility(of_designs(drawn), work(model), "decode"))
        free = stress(asked)["without"]["tokens_per_second"]["decode"]
        assert most <= free * 1.02
        assert best["design"]["sram_mb"] > 500


@pytest.mark.parametrize("phase", PHASES)
def test_dask_arrays_give_the_same(phase: str) -> None:
    """Columns of another library, in parts, with memory on the chip in half of them."""
    arrays = pytest.importorskip("dask.array")
    chips = of_designs(sampled(on_day(DAY), 500, np.random.default_rng(2)).full())
    assert 0 < np.count_nonzero(chips.pinned) < 500
    parts = Hardware(*(arrays.from_array(column, chunks=200) for column in chips))
    found = utility(parts, work(), phase, xp=arrays)
    assert isinstance(found, arrays.Array)
    assert np.array_equal(np.asarray(found), utility(chips, work(), phase))


def test_the_range_of_the_density_is_sourced() -> None:
    for process in processes():
        assert process["sram"].low < process.usual("sram") < process["sram"].high
        assert process["sram"].unit == "MB/mm2"
    assert constant("cache").sources == ("chipsandcheese-h100",)
