"""Fit the weights of attributions to public cases, and calibrate them leaving each organisation out.

python tools/fit_attribution.py CASES.csv REPOS --cache DIR [--out facts/weights.yaml] [--report calibration.json]

Fitted are the likelihood ratios by strength, what is left of a finding for another stage, the overlap of findings that
imply the same, and the shares of the prior: few numbers, each drawn to the judgment that stood before the fit (JUDGED),
with a spread of SPREAD on the log or logit scale, so that what the cases do not speak of stays as judged. The objective
is the mean log loss over the rows whose truth is known, an organisation's rows sharing one weight. --report writes the
predictions of each organisation by weights fitted without it; tools/draw_attribution.py draws them.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

import unseen
from whackachip.attribution.attribute import attribute
from whackachip.attribution.casetable import KnownCase, read_cases
from whackachip.attribution.judge import LEAST, Judged, judge
from whackachip.attribution.score import summary
from whackachip.attribution.subject import age, is_guide, relation
from whackachip.attribution.trial import evidence_of, jobs_of
from whackachip.attribution.weights import Weights, weights
from whackachip.catalog import chips
from whackachip.evidence import Evidence

TARGET = Path(__file__).parent.parent / "facts" / "weights.yaml"
SPREAD = 0.7
# What the page on accuracy tells, and where it stands in a summary.
FIGURES = {
    "chip": "chip_accuracy", "family": "family_accuracy", "undisclosed": "abstain_recall", "log_loss": "log_loss",
    "ece": "ece", "ece_chance": "ece_chance",
}  # fmt: skip
# Each fitted number: where it stands in the record, its scale, and the judgment that it is drawn to.
JUDGED: dict[tuple[str, ...], tuple[str, float]] = {
    ("strengths", "weak", "likelihood_ratio"): ("log", 1.5),
    ("strengths", "medium", "likelihood_ratio"): ("log", 4),
    ("strengths", "strong", "likelihood_ratio"): ("log", 12),
    ("strengths", "very-strong", "likelihood_ratio"): ("log", 100),
    ("strengths", "decisive", "likelihood_ratio"): ("log", 1000),
    ("transfer", "stack", "share"): ("logit", 0.5),
    ("transfer", "chip", "share"): ("logit", 0.15),
    ("transfer", "training", "share"): ("logit", 0.3),
    ("transfer", "unstated", "share"): ("logit", 0.8),
    ("overlap",): ("logit", 0.5),
    ("prior_label_share",): ("logit", 0.5),
    ("floor", "datacenter"): ("log", 0.1),
    ("domestic_floor",): ("log", 2),
    ("main_variant_share",): ("logit", 0.7),
}


@dataclass(frozen=True)
class Case:
    """One row with its evidence, thinned to findings that differ in what the weights look at."""

    row: KnownCase
    evidence: Evidence
    models: tuple[str, ...]


def load(table: Path, repositories: Path, cache: Path | None) -> list[Case]:
    """Every case that has a repository; scans come from the cache where they are there."""
    found = []
    for job in jobs_of(read_cases(table), repositories, True, cache):
        evidence = evidence_of(job)
        found += [Case(row, thinned(evidence, row, job.models), job.models) for row in job.cases]
    return found


def thinned(evidence: Evidence, row: KnownCase, models: tuple[str, ...]) -> Evidence:
    """The same evidence without findings that repeat another in everything that moves an attribution."""
    kept: dict[tuple[object, ...], Any] = {}
    for one in evidence.findings:
        era = age(one, row.released, weights().days("later"), bool(one.chips))
        said = relation(one, row.model, models), is_guide(one), era
        depth = one.path.count("/") == 0 or one.path.lower().endswith(".pdf")
        numbers = one.value if one.category == "arithmetic" else None, one.count, one.days, one.device_hours
        key = (
            one.signal, one.stage, one.context, one.marks, one.counts, one.chips, one.implies, one.block, said, depth,
            numbers,
        )  # fmt: skip
        kept.setdefault(key, one)
    return replace(evidence, findings=tuple(kept.values()))


def with_values(theta: np.ndarray) -> Weights:
    """The shipped weights with the fitted numbers in the place of theirs."""
    record = deepcopy(weights().record)
    for (path, (scale, judged)), shift in zip(JUDGED.items(), theta, strict=True):
        at = record
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = moved(scale, judged, float(shift))
    return Weights(record)


def shipped() -> np.ndarray:
    """The shifts that give the shipped weights."""
    found = []
    for path, (scale, judged) in JUDGED.items():
        value: Any = weights().record
        for step in path:
            value = value[step]
        odds = value / (1 - value) * (1 - judged) / judged if scale == "logit" else value / judged
        found.append(math.log(odds))
    return np.array(found)


def moved(scale: str, judged: float, shift: float) -> float:
    """A judged number after a shift on its scale; a ratio keeps above one, a share between zero and one."""
    if scale == "logit":
        return 1 / (1 + math.exp(-(math.log(judged / (1 - judged)) + shift)))
    return judged * math.exp(shift)


def loss(theta: np.ndarray, cases: list[Case]) -> float:
    """Mean log loss, organisations alike, and the pull towards what was judged."""
    rules = with_values(theta)
    by_organisation: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        if case.row.truth_known:
            by_organisation[case.row.organisation].append(surprise(case, rules))
    fit = sum(math.sqrt(len(rows)) * float(np.mean(rows)) for rows in by_organisation.values())
    return fit + 0.5 * float(np.sum((theta / SPREAD) ** 2))


def surprise(case: Case, rules: Weights) -> float:
    """The log loss of one case [nats]: what `judge` gives, without its baselines."""
    row = case.row
    shares = attribute(
        case.evidence, chips(), country=row.country, released=row.released, stages=(row.stage,),
        developer=row.organisation, model=row.model, others=case.models, rules=rules,
    ).stages[0].chips  # fmt: skip
    return -math.log(max(LEAST, sum(shares.get(chip, 0.0) for chip in row.truth_chips)))


def judged(case: Case, rules: Weights) -> Judged:
    return judge(case.row, case.evidence, chips(), case.models, rules)


def fit(cases: list[Case], start: np.ndarray, steps: int) -> np.ndarray:
    found = minimize(loss, start, args=(cases,), method="L-BFGS-B", options={"maxiter": steps, "eps": 0.02})
    return np.asarray(found.x)


def write(theta: np.ndarray, target: Path) -> None:
    """Puts the numbers into the YAML where they stand, to two significant digits, and leaves its words alone."""
    text = target.read_text(encoding="utf-8")
    for (path, (scale, judgment)), shift in zip(JUDGED.items(), theta, strict=True):
        number = float(f"{moved(scale, judgment, float(shift)):.2g}")
        number = int(number) if number >= 10 else number
        name = re.escape(path[-1]) if len(path) == 1 else re.escape(path[1])
        match path[0]:
            case "strengths" | "transfer":
                key = "likelihood_ratio" if path[0] == "strengths" else "share"
                pattern = rf"(^  {name}: \{{{key}: )[\d.]+"
            case "floor":
                pattern = rf"(^floor: \{{{name}: )[\d.]+"
            case _:
                pattern = rf"(^{name}: )[\d.]+"
        text, count = re.subn(pattern, rf"\g<1>{number}", text, flags=re.MULTILINE)
        if count != 1:
            raise SystemExit(f"{target}: {'.'.join(path)} stands {count} times")
    target.write_text(text, encoding="utf-8")


def left_out(cases: list[Case], theta: np.ndarray) -> list[Judged]:
    """Every case judged by weights fitted without its organisation.

    The fit without one organisation is one Newton step from the fit on all, with the outer products of the
    organisations' gradients as the curvature of the likelihood; a fit of its own for each would take hours.
    """
    names = sorted({case.row.organisation for case in cases})
    groups = {name: [case for case in cases if case.row.organisation == name] for name in names}
    slopes = {name: slope(theta, [case for case in groups[name] if case.row.truth_known]) for name in names}
    pull, stiffness = theta / SPREAD**2, np.eye(len(theta)) / SPREAD**2
    found = []
    for name in names:
        rest = [slopes[other] for other in names if other != name]
        curvature = stiffness + sum(np.outer(one, one) for one in rest)
        without = theta - np.linalg.solve(curvature, pull + np.sum(rest, axis=0))
        found += [judged(case, with_values(without)) for case in groups[name]]
    return found


def slope(theta: np.ndarray, cases: list[Case], step: float = 0.05) -> np.ndarray:
    """The gradient of one organisation's part of the loss, by central differences."""
    if not cases:
        return np.zeros(len(theta))
    found = []
    for at in range(len(theta)):
        move = np.zeros(len(theta))
        move[at] = step
        high, low = (float(np.mean([surprise(c, with_values(theta + sign * move)) for c in cases])) for sign in (1, -1))
        found.append(math.sqrt(len(cases)) * (high - low) / (2 * step))
    return np.array(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("repositories", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--steps", type=int, default=15, help="of the fit; 0 leaves the weights as they are")
    parser.add_argument("--shifts", type=Path, help="start from the shifts in this file, and write them there")
    parser.add_argument("--dry", action="store_true", help="print the numbers and write nothing")
    unseen.option(parser)
    given = parser.parse_args()
    cases = load(given.cases, given.repositories, given.cache)
    start = np.array(json.loads(given.shifts.read_text())) if given.shifts and given.shifts.exists() else shipped()
    theta = fit(cases, start, given.steps) if given.steps else start
    if given.shifts:
        given.shifts.write_text(json.dumps(theta.tolist()))
    for (path, (scale, judgment)), shift in zip(JUDGED.items(), theta, strict=True):
        print(f"{'.'.join(path):40} {judgment:8.3g} -> {moved(scale, judgment, float(shift)):8.3g}")
    show("fitted on all", [judged(case, with_values(theta)) for case in cases])
    if not given.dry:
        write(theta, given.out)
    if given.report:
        rows = left_out(cases, theta)
        report: dict[str, Any] = {"summary": summary(rows), "rows": [row.to_dict() for row in rows]}
        given.report.write_text(json.dumps(report), encoding="utf-8")
        show("each organisation by the others", rows)
        if given.record:
            unseen.record("attribution", {name: report["summary"][key] for name, key in FIGURES.items()})


def show(title: str, rows: list[Judged]) -> None:
    found = summary(rows)
    names = ("chip_accuracy", "family_accuracy", "set_coverage", "log_loss", "ece", "abstain_recall")
    print(title, {name: round(found[name], 3) for name in names}, found["ece_chance"], flush=True)


if __name__ == "__main__":
    main()
