"""The abstract figures of "Chip Architectures Under Advanced Computing Sanctions" (ISCA 2025), on the closest setting.

python tools/isca_stress.py      prints the tables of docs/stress.md

The paper's text was not at hand, so the setting is ours: designs on TSMC N7 with one die, as the paper's baseline (a
GA100 in LLMCompass), under the rule of October 2022; the baseline is the A100 that this rule caught.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from whackachip.catalog import find_chip
from whackachip.stress.designer.design import Designs, metrics
from whackachip.stress.designer.objective import objective
from whackachip.stress.designer.ruling import find_ruling
from whackachip.stress.designer.silicon import memories, packages, processes
from whackachip.stress.utility import utility

RULE, COUNT, SEED = "us-2022-10-07", 200_000, 0
MODELS = ("llama-3-8b", "llama-3.1-70b")
SETTINGS = (
    ("the A100's: HBM2e, five stacks", (400.0, 2039.0, 0.0)),
    ("the same, 56 MB more on the chip", (400.0, 2039.0, 56.0)),
    ("the same, half of the die memory", (400.0, 2039.0, 1000.0)),
    ("HBM2e at its standard's rate, six stacks (2.77 TB/s)", (400.0, 2766.0, 0.0)),
    ("the same, 56 MB more on the chip", (400.0, 2766.0, 56.0)),
    ("the same, half of the die memory", (400.0, 2766.0, 1000.0)),
    ("up to 3.2 TB/s", (400.0, 3200.0, 0.0)),
)  # fmt: skip


def place(parts: Any, id: str) -> int:
    return next(i for i, part in enumerate(parts) if part.id == id)


def drawn(low: float, high: float, most_link: float = 600.0, most_sram: float = 0.0) -> Designs:
    """Designs on one die of N7: units, widths, clock, memory and links over the whole space.

    most_sram [MB]: memory on the chip in place of units, as far as the die has room for both.
    """
    rng = np.random.default_rng(SEED)
    process = processes()[place(processes(), "n7")]
    width = 2.0 ** rng.integers(9, 14, COUNT)
    area = rng.uniform(200, 858, COUNT)
    sram = np.minimum(rng.uniform(0, most_sram, COUNT), 0.5 * area * process.usual("sram"))
    room = np.floor(process.usual("density") * (area - sram / process.usual("sram")) / width)
    units = np.maximum(np.floor(room * rng.uniform(0.1, 1, COUNT)), 1)
    bandwidth = np.exp(rng.uniform(np.log(low), np.log(high), COUNT))
    return Designs(
        process=place(processes(), "n7"), package=place(packages(), "cowos-s4"), memory=place(memories(), "hbm2e"),
        dies=1, area=area, units=units, width=width, clock=rng.uniform(1.0, process["clock"].high, COUNT), channels=40,
        channel_gbs=bandwidth / 40, channel_gb=2.0, link=rng.uniform(50, most_link, COUNT), host=64, beside=0, bits=16,
        eight=2, power=400.0, spare=0, sram=sram,
    ).full()  # fmt: skip


def width_of(values: Any) -> float:
    """Spread of what is left when the fastest and the slowest hundredth are cut off, over the median."""
    low, mid, high = np.percentile(values, (1, 50, 99))
    return float((high - low) / mid)


def gains(model: str, bits: float) -> None:
    """The best design that the rule misses over the A100, in prefill and decode."""
    goal, ruling = objective("mix", model, bits=bits), find_ruling(RULE, alone=True)
    baseline = {
        phase: utility([find_chip("nv-a100-sxm-80").chip], goal.work, phase)[0] for phase in ("prefill", "decode")
    }
    for name, (low, high, sram) in SETTINGS:
        designs = drawn(low, high, most_sram=sram)
        found = metrics(designs)
        free = ~ruling.caught(ruling.columns(found, True)) & (found.tpp < 4800)
        rates = goal.phases(designs.rows(free))
        parts = [f"{phase} {np.nanmax(rates[phase]) / baseline[phase] - 1:+.0%}" for phase in ("prefill", "decode")]
        print(f"| {model} | {name} | {parts[0]} | {parts[1]} |")


def narrowing(model: str) -> None:
    """How much narrower tokens a second are among designs tied on TPP and another metric than on TPP alone."""
    goal = objective("mix", model)
    free = drawn(400.0, 3200.0, most_sram=1000.0)
    clock = 4799.0 / 16 * 1e3 / (free.units * free.width)
    tied = free._replace(clock=clock).rows((clock > 0.8) & (clock < 1.7))
    alone = {phase: rates[rates > 0] for phase, rates in goal.phases(tied).items()}
    units = tied._replace(units=np.full(tied.size, 104.0), width=np.full(tied.size, 2048.0))
    units = units._replace(clock=4799.0 / 16 * 1e3 / (units.units * units.width))
    memory = {"channel_gbs": np.full(tied.size, 50.0)}
    link = {"link": np.full(tied.size, 300.0)}
    same = {name: getattr(units, name) for name in ("units", "width", "clock")}
    sram = {"sram": np.full(tied.size, 100.0)}
    for name, more in (
        ("memory bandwidth", memory), ("device bandwidth", link), ("units and their width", same),
        ("memory on the chip", sram), ("memory bandwidth, on the chip and beside it", memory | sram),
        ("memory and device bandwidth", memory | link), ("memory and device bandwidth, memory on the chip",
        memory | link | sram), ("memory bandwidth, units and their width", memory | same),
    ):  # fmt: skip
        rates = goal.phases(tied._replace(**more))
        row = [f"{width_of(alone[p]) / width_of(rates[p][rates[p] > 0]):.1f}" for p in ("prefill", "decode")]
        print(f"| {model} | TPP, {name} | {row[0]} | {row[1]} |")


def main() -> int:
    print("| model | memory | best prefill | best decode |\n|---|---|---|---|")
    for model in MODELS:
        gains(model, 16.0)
    print("\n| model | tied on | prefill, times narrower | decode, times narrower |\n|---|---|---|---|")
    for model in MODELS:
        narrowing(model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
