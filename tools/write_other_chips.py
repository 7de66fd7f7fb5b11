"""Write docs/other-chips.md and the intervals of facts/performance/elsewhere.yaml from the published runs in it.

--check compares instead. Run tools/compile_facts.py afterwards, and again until nothing changes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fitting import quantiles
from whackachip.catalog import find_chip, find_model
from whackachip.performance.elsewhere import published, time_ratio, weights
from whackachip.performance.serving.coefficients import interval as serving_interval
from whackachip.performance.training.coefficients import interval as training_interval

ROOT = Path(__file__).resolve().parent.parent
PAGE, FACTS = ROOT / "docs" / "other-chips.md", ROOT / "facts" / "performance" / "elsewhere.yaml"
TASKS = ("training", "serving")
SHARES = (0.1, 0.9)
START, END = "<!-- written by tools/write_other_chips.py -->\n", "<!-- end -->\n"


def main() -> int:
    found = {task: [(run, ratio) for run in published(task) if (ratio := time_ratio(run))] for task in TASKS}
    page, facts = PAGE.read_text(encoding="utf-8"), FACTS.read_text(encoding="utf-8")
    before, rest = page.split(START)
    made = before + START + "\n" + table(found) + "\n" + END + rest.split(END, 1)[1]
    lines = "".join(f"  {kind}: [{low:.3f}, {high:.3f}]\n" for kind, (low, high) in intervals(found).items())
    bounds = re.sub(r"(?ms)^intervals:\n.*", "intervals:\n" + lines, facts)
    if "--check" in sys.argv:
        stale = [path.name for path, old, new in ((PAGE, page, made), (FACTS, facts, bounds)) if old != new]
        print(f"out of step: {', '.join(stale)}" if stale else "in step")
        return int(bool(stale))
    PAGE.write_text(made, encoding="utf-8")
    FACTS.write_text(bounds, encoding="utf-8")
    return 0


Found = Mapping[str, list[tuple[Mapping[str, Any], float]]]


def intervals(found: Found) -> dict[str, tuple[float, float]]:
    """The hull of what these runs show and of what runs left out on fitted chips do."""
    spans = {
        task: quantiles(np.array([ratio for _, ratio in runs]), np.array(weights(run for run, _ in runs)), SHARES)
        for task, runs in found.items()
    }
    train, serve = spans["training"], spans["serving"]
    known = {
        "train": training_interval("best_full"),
        **{kind: serving_interval(kind, measured=False) for kind in ("rate", "tpot", "ttft")},
    }
    shown = {"train": train, "rate": 1 / serve[::-1], "tpot": serve, "ttft": serve}
    return {
        kind: (min(low, float(shown[kind][0])), max(high, float(shown[kind][1]))) for kind, (low, high) in known.items()
    }


def table(found: Found) -> str:
    lines = ["| what | chip | chips | model | load | tokens a second and chip | time over predicted |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for task, runs in found.items():
        for run, ratio in runs:
            if task == "serving":
                load = f"{run['input']:,} + {run['output']:,}, {run['concurrency']:,} in flight, {run['precision']}"
            else:
                load = f"{run['sequence']:,} tokens" + (f" x {run['batch']:,}" if run.get("batch") else "")
            chip, model = find_chip(run["chip"]).chip.name, find_model(run["model"]).name
            lines.append(
                f"| {task} | {chip} | {run['count']:,} | {model} | {load} | {run['rate']:,.4g} | {ratio:.2f} |"
            )
    said = []
    for task, runs in found.items():
        ratios = np.array([ratio for _, ratio in runs])
        weight = np.array(weights(run for run, _ in runs))
        low, middle, high = quantiles(ratios, weight, (SHARES[0], 0.5, SHARES[1]))
        miss = float(np.median(np.abs(1 / ratios - 1)))
        said.append(
            f"* {task}, {len(runs)} runs: measured over predicted time {middle:.2f} in the median, {low:.2f} to "
            f"{high:.2f} for 80 %; median error {miss:.0%}"
        )
    bounds = intervals(found)
    train, rate = bounds["train"], bounds["rate"]
    said.append(
        f"* intervals of these chips: {train[0]:.2f} to {train[1]:.2f} times the predicted time of training, "
        f"{rate[0]:.2f} to {rate[1]:.2f} times the predicted rate of serving"
    )
    return "\n".join((*said, "", *lines)) + "\n"


if __name__ == "__main__":
    sys.exit(main())
