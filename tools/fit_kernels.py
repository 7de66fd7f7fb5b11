"""Fit the constants of the kernel formulas to tables of measured kernels and write facts/performance/curves.yaml.

python tools/fit_kernels.py KERNELS_DIR [--date 2026-11-23] [--only gemm] [--dry]

The tables (gemm.csv, attention.csv, moe.csv, memory_ops.csv, collectives.csv) stay where they are; only constants are
kept. A curve is fitted to the fastest library at each shape, every chip with the same weight, by least absolute
deviation of the logarithm near the middle. Rows marked suspect and rates sustained in training are left out. Then each
family of chips is left out in turn, and what is missed there gives the interval. --dry and --only write nothing.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import least_squares

import unseen
from draw_kernels import publish
from whackachip.catalog.chip import chips
from whackachip.performance.device import Device, MissingFigure, device
from whackachip.performance.kernels.curve import at_pace
from whackachip.performance.kernels.family import FAMILIES, Family, columns_of, library, refusal
from whackachip.performance.kernels.lookup import PACED, SHAPES

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "facts" / "performance" / "curves.yaml"
LEAST_ROWS = 20
FEW = {"attention_backward": 10}  # of which little is published
SCALE = 0.008  # of the residual of one chip's mean, where squares turn into absolutes
SOURCES = (
    "kernels-aiconfigurator", "kernels-aiter", "kernels-infersim", "kernels-simumax", "kernels-vidur",
    "kernels-frontier", "kernels-hipkittens", "kernels-llmcompass", "kernels-llmservingsim", "kernels-deepseek",
    "kernels-tilelang",
)  # fmt: skip


@dataclass(frozen=True)
class Start:
    """Where a constant starts, how far it may move (as a spread of its logarithm), its bounds, and whether a
    measured chip has its own."""

    value: float
    spread: float
    low: float = 1e-12
    high: float = 1e9
    own: bool = False
    own_high: float | None = None


def launch(seconds: float) -> Start:
    return Start(seconds, 1.0, 1e-7, 1e-3, own=True)


STARTS: dict[str, dict[str, Start]] = {
    "gemm": {
        "launch": launch(2.7e-6),
        "compute": Start(0.85, 0.5, high=1.0, own=True, own_high=1.25),
        "bandwidth": Start(0.83, 0.3, high=1.0, own=True),
        "sharpness": Start(3.5, 0.5, 1.0, 8.0),
        "ramp": Start(150, 0.5),
        "tile": Start(0.2, 1.0),
        "split": Start(7000, 1.0),
    },
    "prefill": {
        "launch": launch(10e-6),
        "compute": Start(0.8, 0.3, high=1.0, own=True, own_high=1.25),
        "bandwidth": Start(0.8, 0.3, high=1.0, own=True),
        "kv_reads": Start(1.5, 0.5, 1.0),
        "softmax": Start(3e-11, 0.5, own=True),
        "tail": Start(0.3, 0.5, high=1.0),
        "prologue": Start(2e-6, 1.0),
    },
    "decode": {
        "launch": launch(9e-6),
        "compute": Start(0.5, 0.1, high=1.0, own=True),
        "bandwidth": Start(0.88, 0.2, high=1.0, own=True),
        "chunk": Start(512, 1.0, 16),
        "sharpness": Start(2.2, 0.3, 1.0, 8.0),
        "tail": Start(0.5, 0.5, high=1.0),
    },
    "moe": {
        "launch": launch(20e-6),
        "compute": Start(0.9, 0.5, high=1.0, own=True),
        "bandwidth": Start(0.9, 0.2, high=1.0, own=True),
        "sharpness": Start(2.0, 0.3, 1.0, 8.0),
        "ramp": Start(250, 0.5),
        "tile": Start(2.0, 1.0),
        "stream": Start(0.9, 0.5, own=True),
        "foreign": Start(0.5, 1.0, 0.01, 4.0),
        "row": Start(0.5e-9, 1.0),
        "skew": Start(0.85, 0.3, high=1.0),
    },
    "memory": {"launch": launch(2.6e-6), "bandwidth": Start(0.79, 0.5, high=2.5, own=True)},
    "collective": {
        "launch": launch(7.6e-6),
        "ranks": Start(0.4, 0.5, high=2.0),
        "middle": Start(1.0, 1.0, high=10.0),
        "bandwidth": Start(0.6, 0.5, high=1.0, own=True),
    },
}
SET = {"attention_prefill": "prefill", "attention_backward": "prefill", "mla_prefill": "prefill",
       "attention_decode": "decode", "mla_decode": "decode"}  # fmt: skip


@dataclass
class Sample:
    """Rows of one chip, the fastest library at each shape."""

    device: Device
    group: str
    columns: dict[str, Any]
    time: Any
    weight: float = 1.0


@dataclass
class Table:
    """All that is measured of one family in one class of precision."""

    family: Family
    precision: str
    samples: dict[str, Sample] = field(default_factory=dict)
    software: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def starts(self) -> dict[str, Start]:
        return STARTS[SET.get(self.family.name, self.family.name)]

    def predict(self, sample: Sample, logs: Any) -> Any:
        curve = SHAPES[self.family.name](*np.exp(logs))
        if self.family.name in PACED:
            curve = at_pace(curve, sample.device.pace)
        return self.family.time(sample.columns, sample.device, self.precision, curve)


def group_of(architecture: str | None) -> str:
    """Family of chips that is left out together: cdna for cdna3, blackwell for blackwell-ultra."""
    return (architecture or "other").split("-")[0].rstrip("0123456789")


def tables(folder: Path, only: str | None) -> tuple[list[Table], list[tuple[Family, dict[str, str]]]]:
    """The samples by family and class of precision, and the sustained rows that are kept apart."""
    known = {chip.id: chip for chip in chips()}
    found: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    apart = []
    for family in FAMILIES:
        if only and only != family.name:
            continue
        with open(folder / f"{family.file}.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if not family.has(row) or refusal(row) or row["chip_id"] not in known:
                    continue
                if "SimuMax" in row["software"]:
                    apart.append((family, row))
                    if family.name != "attention_backward":
                        continue
                found[family.name, family.precision(row)][row["chip_id"]].append(row)
    result = []
    for family in FAMILIES:
        for (name, precision), by_chip in sorted(found.items()):
            if name != family.name:
                continue
            table = Table(family, precision)
            for chip_id, rows in sorted(by_chip.items()):
                fill(table, device(known[chip_id]), group_of(known[chip_id].architecture), rows)
            if table.samples:
                result.append(table)
    return result, apart


def fill(table: Table, chip: Device, group: str, rows: list[dict[str, str]]) -> None:
    """Add a chip's rows to a table, where it has the figures; note what the slower libraries lose."""
    shapes: dict[tuple[str, ...], dict[str, tuple[float, dict[str, str]]]] = defaultdict(dict)
    for row in rows:
        shape = tuple(row[key] for key in table.family.keys)
        name, time = library(row), float(row["latency_us"]) * 1e-6
        if name not in shapes[shape] or time < shapes[shape][name][0]:
            shapes[shape][name] = (time, row)
    best = [min(by_name.values(), key=lambda pair: pair[0]) for by_name in shapes.values()]
    for by_name in shapes.values():
        if len(by_name) > 1:
            fastest = min(time for time, _ in by_name.values())
            for name, (time, _) in by_name.items():
                table.software[name].append(time / fastest)
    columns = columns_of(table.family, [row for _, row in best])
    sample = Sample(chip, group, columns, np.array([time for time, _ in best]))
    try:
        table.predict(sample, np.log([start.value for start in table.starts.values()]))
    except MissingFigure as error:
        print(f"  left out of {table.family.name} {table.precision}: {error}", file=sys.stderr)
        return
    table.samples[chip.id] = sample


def fit(table: Table, samples: list[Sample], prior: Any | None = None) -> Any:
    """Logarithms of the constants that fit these samples best; the prior keeps what the samples can't tell in place."""
    starts = list(table.starts.values())
    middle = np.log([start.value for start in starts]) if prior is None else prior
    low, high = (np.log([getattr(start, end) for start in starts]) for end in ("low", "high"))
    spread = np.array([start.spread for start in starts])
    scale = SCALE

    def residuals(logs: Any) -> Any:
        parts = [np.log(table.predict(s, logs) / s.time) / np.sqrt(len(s.time)) for s in samples]
        return np.concatenate([*parts, (logs - middle) / spread * 0.02])

    start = np.clip(middle, low + 1e-9, high - 1e-9)
    return least_squares(residuals, start, bounds=(low, high), loss="soft_l1", f_scale=scale, max_nfev=80).x


def fit_own(table: Table, sample: Sample, pooled: Any, keep: Any | None = None) -> Any:
    """The pooled constants with the chip's own ceilings; keep: which rows to fit to."""
    starts = list(table.starts.values())
    free = [number for number, start in enumerate(starts) if start.own]
    low = np.log([starts[number].low for number in free])
    high = np.log([starts[number].own_high or starts[number].high for number in free])
    rows = np.arange(len(sample.time)) if keep is None else keep
    part = Sample(sample.device, sample.group, {k: v[rows] for k, v in sample.columns.items()}, sample.time[rows])

    def full(own: Any) -> Any:
        logs = pooled.copy()
        logs[free] = own
        return logs

    def residuals(own: Any) -> Any:
        miss = np.log(table.predict(part, full(own)) / part.time) / np.sqrt(len(rows))
        return np.concatenate([miss, (own - pooled[free]) * 0.005])

    start = np.clip(pooled[free], low + 1e-9, high - 1e-9)
    return full(least_squares(residuals, start, bounds=(low, high), loss="soft_l1", f_scale=SCALE, max_nfev=60).x)


def misses(table: Table, sample: Sample, logs: Any) -> Any:
    """Logarithm of measured over predicted."""
    return np.log(sample.time / table.predict(sample, logs))


def weighted_quantiles(parts: list[Any], shares: tuple[float, ...]) -> list[float]:
    """Quantiles of residuals of several chips, each chip with the same weight."""
    values = np.concatenate(parts)
    weights = np.concatenate([np.full(len(part), 1 / len(part)) for part in parts])
    order = np.argsort(values)
    reach = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return [float(np.interp(share, reach, values[order])) for share in shares]


def spread(parts: list[tuple[str, Any]]) -> list[float]:
    """The ends that hold 80 % of what is missed on families left out, given as (family, residuals).

    With fewer than three families the sign of what is missed on the next one is anybody's guess: then both ends are as
    far out as the farther one.
    """
    low, high = weighted_quantiles([part for _, part in parts], (0.1, 0.9))
    far = max(-low, high)
    return [low, high] if len({group for group, _ in parts}) > 2 else [min(low, -far), max(high, far)]


def error(miss: Any) -> float:
    """Median absolute relative error of the prediction."""
    return float(np.median(np.abs(np.exp(-miss) - 1)))


def middle_error(parts: list[Any]) -> float:
    """The median over chips of each chip's median error."""
    return float(np.median([error(part) for part in parts]))


def folded(table: Table, sample: Sample, pooled: Any) -> Any:
    """Residuals of a chip's own curve on rows that it was not fitted to, in five parts."""
    found = np.empty(len(sample.time))
    numbers = np.arange(len(sample.time))
    for part in range(5):
        out = numbers % 5 == part
        logs = fit_own(table, sample, pooled, numbers[~out])
        found[out] = misses(table, sample, logs)[out]
    return found


def rounded(value: float) -> float:
    return float(f"{value:.4g}")


def record(table: Table, scope: str, logs: Any, interval: list[float], rows: int, names: list[str], errors: Any) -> Any:
    found = {
        "family": table.family.name,
        "precision": table.precision,
        "scope": scope,
        "values": {name: rounded(float(np.exp(log))) for name, log in zip(table.starts, logs, strict=True)},
        "interval": [rounded(float(np.exp(end))) for end in interval],
        "rows": rows,
        "chips": names,
        "median_error": rounded(errors[0]),
    }
    return found if errors[1] is None else found | {"median_left_out": rounded(errors[1])}


def study(table: Table) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """Curves of one table, and lines about what they reach."""
    least = FEW.get(table.family.name, LEAST_ROWS)
    large = {name: s for name, s in table.samples.items() if len(s.time) >= least}
    used = large or table.samples
    stacks = sorted({s.device.stack for s in used.values()})
    main = "nvidia" if "nvidia" in stacks else stacks[0]
    pools = {stack: fit(table, [s for s in used.values() if s.device.stack == stack]) for stack in [main]}
    for stack in stacks:
        if stack != main:
            pools[stack] = fit(table, [s for s in used.values() if s.device.stack == stack], pools[main])
    pools["any"] = pools[main] if len(stacks) == 1 else fit(table, list(used.values()))
    groups = sorted({s.group for s in used.values()})
    left: dict[str, Any] = {}
    for group in groups:
        others = [s for s in used.values() if s.group != group and s.device.stack == main]
        if others:
            logs = fit(table, others)
            left |= {name: misses(table, s, logs) for name, s in used.items() if s.group == group}
    own = {name: fit_own(table, s, pools[s.device.stack]) for name, s in large.items()}
    held = {name: folded(table, s, pools[s.device.stack]) for name, s in large.items()}
    covered = coverage(left, used)
    lines = []
    for name, s in used.items():
        lines.append([
            table.family.name, table.precision, s.group, name, str(len(s.time)),
            *(f"{error(x) * 100:.1f}" if x is not None else "-" for x in (held.get(name), left.get(name))),
            f"{(np.median(np.exp(-left[name])) - 1) * 100:+.0f}" if name in left else "-",
            f"{covered[name] * 100:.0f}" if name in covered else "-",
        ])  # fmt: skip
    result = []
    for scope, logs in pools.items():
        part = {name: s for name, s in used.items() if scope in ("any", s.device.stack)}
        fitted = [misses(table, s, logs) for s in part.values()]
        out = [(used[name].group, left[name]) for name in part if name in left and scope != "amd"]
        interval = spread(out) if out else spread([(used[name].group, x) for name, x in zip(part, fitted, strict=True)])
        errors = (middle_error(fitted), middle_error([x for _, x in out]) if out else None)
        result.append(record(table, scope, logs, interval, sum(len(s.time) for s in part.values()), list(part), errors))
    for name, logs in own.items():
        interval = weighted_quantiles([held[name]], (0.1, 0.9))
        result.append(record(table, name, logs, interval, len(large[name].time), [name], (error(held[name]), None)))
    return result, lines


def coverage(left: dict[str, Any], samples: dict[str, Sample]) -> dict[str, float]:
    """Share of a chip's rows within the interval that the chips of the other families give."""
    found = {}
    for name, miss in left.items():
        mine = samples[name].group
        others = [(samples[other].group, x) for other, x in left.items() if samples[other].group != mine]
        if others:
            low, high = spread(others)
            found[name] = float(np.mean((miss >= low) & (miss <= high)))
    return found


def software(found: list[Table]) -> list[dict[str, Any]]:
    return [
        {"family": table.family.name, "precision": table.precision, "software": name,
         "factor": rounded(max(1.0, float(np.median(ratios)))), "rows": len(ratios)}
        for table in found
        for name, ratios in sorted(table.software.items())
        if len(ratios) >= LEAST_ROWS
    ]  # fmt: skip


def sustained(apart: list[tuple[Family, dict[str, str]]], curves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Time of large products in training sweeps over that of the pooled curve, by chip."""
    known = {chip.id: chip for chip in chips()}
    values = {c["scope"]: c["values"] for c in curves if (c["family"], c["precision"]) == ("gemm", "bf16")}
    found = []
    by_chip: dict[str, list[tuple[Family, dict[str, str]]]] = defaultdict(list)
    for family, row in apart:
        if family.name == "gemm" and row["dtype"] == "bf16" and float(row["latency_us"]) >= 100:
            by_chip[row["chip_id"]].append((family, row))
    for chip_id, pairs in sorted(by_chip.items()) if values else ():
        chip = device(known[chip_id])
        curve = at_pace(SHAPES["gemm"](**values.get(chip_id, values[chip.stack])), chip.pace)
        family, rows = pairs[0][0], [row for _, row in pairs]
        times = family.time(columns_of(family, rows), chip, "bf16", curve)
        ratio = np.median([float(row["latency_us"]) * 1e-6 for row in rows] / times)
        found.append({"chip": chip_id, "factor": rounded(float(ratio)), "rows": len(rows), "source": "kernels-simumax"})
    return found


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--date", default="2026-11-23")
    asked.add_argument("--only")
    asked.add_argument("--dry", action="store_true")
    unseen.option(asked)
    options = asked.parse_args()
    found, apart = tables(options.folder, options.only)
    curves: list[dict[str, Any]] = []
    reached: list[list[str]] = []
    missed: dict[str, float] = {}
    print("family | class | family of chips | chip | rows | own % | left out % | bias % | covered %")
    for table in found:
        records, lines = study(table)
        curves += records
        reached += lines
        for line in lines:
            print(" | ".join(line))
        for position, name in ((5, "own"), (6, "left out"), (8, "covered")):
            numbers = [float(line[position]) for line in lines if line[position] != "-"]
            if numbers:
                what = f"{table.family.name} {table.precision}"
                print(f"  {what}: median {name} {np.median(numbers):.1f} over {len(numbers)} chips")
                if (name, table.precision) == ("left out", "bf16"):
                    missed[table.family.name] = float(np.median(numbers)) / 100
        sys.stdout.flush()
    if options.record and not options.only:
        unseen.record("kernels", missed)
    if options.dry or options.only:
        return 0
    document = {
        "fitted": options.date,
        "sources": list(SOURCES),
        "note": "Fitted by tools/fit_kernels.py to the fastest library at each shape, each chip weighing the same",
        "curves": curves,
        "software": software(found),
        "sustained": sustained(apart, curves),
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(document, sort_keys=False, default_flow_style=None, width=118, allow_unicode=True)
    TARGET.write_text("# Written by tools/fit_kernels.py; don't edit.\n\n" + text, encoding="utf-8")
    publish(reached)
    print(f"wrote {TARGET.relative_to(ROOT)}: {len(curves)} curves; the table and figure of docs/kernels.md")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
