"""Fit the constants of the training formulas to measured runs and write facts/performance/training.yaml.

python tools/fit_training.py RUNS.csv [VTRAIN.csv ...] [--date 2026-11-23] [--left-out] [--dry]

The tables stay where they are; only constants are kept. Rows count that are ready and of quality A or B; rows of one
dup_group weigh as one, and a source by the square root of its rows, so that no table drowns the others. Each constant
is held near its starting value by a weak log-normal prior and inside physical bounds: no ceiling above 1.
--left-out leaves each source, each fifth of vTrain's tables and each generation of chips out in turn and prints what
is missed; what is missed by source gives the intervals.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import least_squares

import unseen
from draw_training import publish
from fitting import Start, priors, quantiles
from whackachip.catalog.lookup import find_chip
from whackachip.performance.columns import Refused
from whackachip.performance.measured import once, weighted_median
from whackachip.performance.run import SHORT_SEQUENCE, USUAL
from whackachip.performance.search import best, space
from whackachip.performance.training.arrays import Cluster, Plan, Workload
from whackachip.performance.training.coefficients import Coefficients
from whackachip.performance.training.judge import counted, joint, read_rows
from whackachip.performance.training.rows import Run, run_of
from whackachip.performance.training.step import step_time

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "facts" / "performance" / "training.yaml"
NOISE = 0.10  # of the logarithm of a step time: half of what the same run differs by between releases of software
FOLDS = 5
OUTSIDE = 0.1  # of the weight of sources at hand, see bounds
APART = {"lora": 0.3, "fp4": 0.3, "reduced": 0.3}  # reported apart, and fitted with less weight
SAMPLE = 4  # every fourth of vTrain's single-node rows is fitted on


STARTS = Coefficients(
    rate16=Start(0.95, 0.05, high=1.0),
    rate8=Start(0.85, 0.10, high=1.0),
    rate4=Start(0.75, 0.15, high=1.0),
    power=Start(0.50, 0.2),
    young=Start(0.3, 0.6),
    young_attention=Start(0.5, 0.6),
    tile=Start(0.2, 0.6),
    ramp=Start(120, 0.5),
    memory=Start(0.85, 0.08, high=1.0),
    attention=Start(0.75, 0.2, high=1.0),
    attention_backward=Start(0.60, 0.2, high=1.0),
    softmax=Start(3e-11, 0.5),
    passes=Start(18, 0.3),
    fused=Start(0.05, 0.7, high=0.3),
    cast_passes=Start(6, 0.5),
    blocks=Start(0.5, 0.6),
    link=Start(0.73, 0.1, high=1.0),
    latency=Start(8.6e-6, 0.3),
    network=Start(0.80, 0.15, high=1.0),
    alltoall=Start(0.6, 0.3, high=1.0),
    alltoall_far=Start(0.5, 0.3, high=1.0),
    launch=Start(0.7e-3, 0.4),
    launch_moe=Start(1.0e-3, 0.5),
    launch_expert=Start(0.1e-3, 0.5),
    yearly=Start(0.2, 0.5),
    graphs=Start(0.4, 0.6, high=1.0),
    engine=Start(0.06, 0.7),
    step=Start(0.015, 0.7),
    tp_overlapped=Start(0.4, 0.5, high=1.0),
    ep_exposed=Start(0.8, 0.3, high=1.0),
    ep_overlapped=Start(0.3, 0.4, high=1.0),
    pp_exposed=Start(0.6, 0.4, high=1.0),
    shard_exposed=Start(0.25, 0.4, high=1.0),
    dp_overlap=Start(0.8, 0.2, high=1.0),
)
FIRST = Coefficients(*(start.value for start in STARTS))  # what a row leaves open is chosen by these
PRIORS = priors(STARTS)


@dataclass(frozen=True)
class Sample:
    """Measured runs as arrays, with their weights."""

    runs: list[Run]
    workload: Workload
    cluster: Cluster
    plan: Plan
    step: Any
    weight: Any

    def only(self, mask: Any) -> Sample:
        """The runs of a mask."""
        return Sample(
            [run for run, keep in zip(self.runs, mask, strict=True) if keep],
            Workload(*(column[mask] for column in self.workload)),
            Cluster(*(column[mask] for column in self.cluster)),
            Plan(*(column[mask] for column in self.plan)),
            self.step[mask],
            self.weight[mask],
        )

    def of(self, key: Callable[[Run], Any]) -> Any:
        return np.array([key(run) for run in self.runs])


def sample(paths: Sequence[Path]) -> Sample:
    """All runs of the tables that can be predicted and were measured."""
    runs = []
    for path in paths:
        for row in read_rows(path):
            try:
                run = run_of(row, FIRST) if counted(row) else None
            except Refused:
                continue
            if run and run.step:
                runs.append(run)
    sources = Counter(run.source for run in runs)
    weight = np.array([APART.get(run.kind, 1.0) / sources[run.source] ** 0.5 for run in runs])
    weight = weight * once([run.group for run in runs])
    return Sample(runs, *joint(runs), np.array([run.step for run in runs]), weight / weight.mean())


def errors(constants: Coefficients, on: Sample) -> Any:
    """Logarithm of predicted over measured."""
    return np.log(step_time(on.workload, on.cluster, on.plan, constants).total / on.step)


def fit(on: Sample, steps: int = 40) -> Coefficients:
    """Constants by robust least squares with priors."""
    single = on.of(lambda run: run.source == "vtrain-single_node")
    keep = ~single | (np.cumsum(single) % SAMPLE == 0)
    on = on.only(keep)
    weight = np.where(on.of(lambda run: run.source == "vtrain-single_node"), SAMPLE, 1.0) * on.weight
    root = np.sqrt(weight)

    def residuals(logarithms: Any) -> Any:
        missed = errors(Coefficients(*np.exp(logarithms)), on) / NOISE
        # Absolute beyond the noise, squared within, as the source may have an effect that no column states.
        robust = np.sign(missed) * np.sqrt(2 * (np.sqrt(1 + missed * missed) - 1))
        return np.concatenate([root * robust, (logarithms - PRIORS.values) / PRIORS.spreads])

    found = least_squares(
        residuals, PRIORS.values - 1e-4, bounds=(PRIORS.low, PRIORS.high), max_nfev=steps, x_scale=PRIORS.spreads
    )
    return Coefficients(*np.exp(found.x))


@dataclass(frozen=True)
class Line:
    """What is missed of a group of runs: shares of the measured time."""

    how: str  # fitted, left out, by fifths
    name: str
    rows: int
    median: float
    mean: float
    bias: float
    low: float  # of the predicted time over the measured, below which a tenth lies
    high: float

    def __str__(self) -> str:
        return (
            f"{self.how:9s} {self.name:24s} n {self.rows:5d}  median {self.median:6.1%}  mean {self.mean:6.1%}  "
            f"bias {self.bias:+6.1%}  80 % between {self.low - 1:+.1%} and {self.high - 1:+.1%}"
        )


def line(how: str, name: str, missed: Any, on: Sample) -> Line:
    """Summed up with each group of runs weighing one, and printed."""
    weight, ratio = each(on), np.exp(missed) - 1
    size = np.abs(ratio)
    ends = quantiles(missed, weight, (0.1, 0.9))
    found = Line(
        how, name, len(size), weighted_median(size, weight), float(np.average(size, weights=weight)),
        weighted_median(ratio, weight), float(np.exp(ends[0])), float(np.exp(ends[1])),
    )  # fmt: skip
    print(found, flush=True)
    return found


def each(on: Sample) -> Any:
    """Weights by which each group of runs counts as one."""
    return once([run.group for run in on.runs])


def bounds(missed: Any, on: Sample) -> list[float]:
    """The factors on a predicted time between which the measured one lies in four of five cases.

    A source weighs as in the fit, by the square root of its rows: the next run comes from a new one. Sources are few,
    and a new one is missed by more than those at hand suggest: only a tenth of their weight is left outside, and
    `coverage` then comes to 80 % of the runs of a source that had no part in the interval.
    """
    sources = Counter(run.source for run in on.runs)
    weight = each(on) / np.array([sources[run.source] ** 0.5 for run in on.runs])
    least, most = quantiles(missed, weight, (OUTSIDE / 2, 1 - OUTSIDE / 2))
    return [round(float(np.exp(-most)), 3), round(float(np.exp(-least)), 3)]


def coverage(missed: Any, on: Sample, parts: Any) -> float:
    """Share of runs of each part that the interval from all other parts holds."""
    inside = np.zeros(len(missed))
    for part in set(parts):
        mask = parts == part
        low, high = bounds(missed[~mask], on.only(~mask))
        inside[mask] = (-missed[mask] >= np.log(low)) & (-missed[mask] <= np.log(high))
    return float(np.average(inside, weights=each(on)))


def beyond(on: Sample, constants: Coefficients) -> Any:
    """Logarithm of the time of the plan that was run over that of the best plan of the same work, by the formulas.

    Zero for runs of which no plan fits by the formulas.
    """
    known: dict[Any, float] = {}
    found = np.zeros(len(on.runs))
    stated = step_time(on.workload, on.cluster, on.plan, constants).total
    for place, run in enumerate(on.runs):
        work, cluster, plan = (type(part)(*map(float, part)) for part in (run.workload, run.cluster, run.plan))
        key = (work, cluster, plan.bits)
        if key not in known:
            held = {name: getattr(plan, name) for name in ("blocks", "dispatch_bits", "graphs")} | {"etp": 1.0}
            held |= {"cp": 1.0} if work.sequence <= SHORT_SEQUENCE else {}
            plans = best(work, cluster, space(work, cluster, plan.bits, held, USUAL), constants).plans
            known[key] = plans[0].seconds if plans else np.nan
        found[place] = np.nan_to_num(np.log(stated[place] / known[key]))
    return found


def left_out(on: Sample, parts: Any, tried: Sequence[str], lines: list[Line]) -> tuple[Any, Any]:
    """What is missed of each part when it is left out of the fit, and what the rest of each run's source is missed by.

    The latter is the median over what was fitted on, 0 where nothing of the source is.
    """
    missed, level = np.full(len(on.runs), np.nan), np.zeros(len(on.runs))
    sources = on.of(lambda run: run.source)
    for part in tried:
        mask = parts == part
        constants = fit(on.only(~mask))
        missed[mask] = errors(constants, on.only(mask))
        seen = errors(constants, on.only(~mask))
        for name in set(sources[mask]) & set(sources[~mask]):
            level[mask & (sources == name)] = np.median(seen[sources[~mask] == name])
        lines.append(line("left out", part, missed[mask], on.only(mask)))
    return missed, level


def generation(run: Run) -> str:
    return (find_chip(run.chip).chip.architecture or "").split("-")[0]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("tables", nargs="+", type=Path)
    asked.add_argument("--date", default="2026-11-23")
    asked.add_argument("--left-out", action="store_true")
    asked.add_argument("--dry", action="store_true")
    unseen.option(asked)
    given = asked.parse_args()
    on = sample(given.tables)
    constants = fit(on)
    print({name: float(f"{value:.3g}") for name, value in constants._asdict().items()})
    missed = errors(constants, on)
    source, kind = on.of(lambda run: run.source), on.of(lambda run: run.kind)
    lines = [line("fitted", str(name), missed[source == name], on.only(source == name)) for name in sorted(set(source))]
    intervals: dict[str, list[float]] = {}
    if given.left_out:
        inner = np.char.startswith(source, "vtrain")
        fold = np.where(inner, np.char.add("fifth ", (np.arange(len(source)) % FOLDS).astype(str)), source)
        fifths: list[Line] = []
        missed, level = left_out(on, fold, sorted({str(part) for part in fold if part.startswith("fifth")}), fifths)
        others, _ = left_out(on, fold, sorted({str(part) for part in source[~inner]}), lines)
        missed = np.where(inner, missed, others)
        for name in sorted({str(part) for part in source[inner]}):
            own = source == name
            lines.append(line("by fifths", name, missed[own], on.only(own)))
            lines.append(line("own factor", name, (missed - level)[own], on.only(own)))
        for name in sorted({str(part) for part in kind}):
            mask = (kind == name) & ~inner
            lines.append(line("left out", f"all {name}", missed[mask], on.only(mask)))
            intervals[name] = bounds(missed[mask], on.only(mask))
            more = beyond(on.only(mask), constants)
            print(f"{name}: plans that were run take {np.exp(np.median(more)):.2f} times the best in the median")
            # Some run the best plan: for them what is missed of plans that are told holds.
            ends = zip(intervals[name], bounds(missed[mask] - more, on.only(mask)), strict=True)
            intervals[f"best_{name}"] = [pick(pair) for pick, pair in zip((min, max), ends, strict=True)]
            nested = coverage(missed[mask] - more, on.only(mask), source[mask])
            print(f"{name}: intervals over the best plan hold {nested:.1%} of a source left out")
        mask = (kind == "full") & ~inner
        held = coverage(missed[mask], on.only(mask), source[mask])
        print(f"intervals {intervals}; from the other sources they hold {held:.1%} of a source left out")
        usual = np.where((kind == "fp4") | (kind == "lora"), "apart", on.of(generation))
        left_out(on, usual, ["ampere", "hopper", "blackwell"], lines)
        if given.record:
            named = {found.name.removeprefix("all "): found for found in lines if found.how == "left out"}
            chips = {name: named[name].median for name in ("ampere", "hopper", "blackwell")}
            full = named["full"]
            unseen.record("training", {"median": full.median, "mean": full.mean, "coverage": held, **chips})
        if not given.dry:
            publish([asdict(found) for found in lines], held)
    if not given.dry:
        write(constants, intervals, given.date)


def write(constants: Coefficients, intervals: dict[str, list[float]], date: str) -> None:
    """The constants into the facts; the tiers of networks stay as they are, and intervals unless measured anew."""
    text = TARGET.read_text(encoding="utf-8")
    tiers = text[text.index("tiers:") :]
    old = yaml.safe_load(text)
    found = {
        "fitted": date,
        "sources": old["sources"],
        "note": old["note"],
        "values": {name: float(f"{value:.4g}") for name, value in constants._asdict().items()},
        "intervals": intervals or {name: list(ends) for name, ends in old["intervals"].items()},
    }
    head = "# Written by tools/fit_training.py but for `tiers`, which are facts of networks.\n"
    body = yaml.safe_dump(found, sort_keys=False, default_flow_style=None, width=118)
    TARGET.write_text(head + body + tiers, encoding="utf-8")


if __name__ == "__main__":
    main()
