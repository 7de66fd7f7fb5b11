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
from whackachip.performance.device import device
from whackachip.performance.elsewhere import published, time_ratio, weights
from whackachip.performance.measured import weighted_median
from whackachip.performance.run import Question, fastest
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
                much = f"{run['concurrency']:,} in flight" if run.get("concurrency") else f"{run['tpot'] * 1e3:g} ms"
                load = f"{run['input']:,} + {run['output']:,}, {much}, {run['precision']}"
            else:
                load = f"{run['sequence']:,} tokens" + (f" x {run['batch']:,}" if run.get("batch") else "")
            what = f"{task}, {run['of']}" if run.get("of") else task
            chip, model = find_chip(run["chip"]).chip.name, find_model(run["model"]).name
            lines.append(
                f"| {what} | {chip} | {run['count']:,} | {model} | {load} | {run['rate']:,.4g} | {ratio:.2f} |"
            )
    said = []
    for task, runs in found.items():
        ratios = np.array([ratio for _, ratio in runs])
        weight = np.array(weights(run for run, _ in runs))
        low, middle, high = quantiles(ratios, weight, (SHARES[0], 0.5, SHARES[1]))
        miss = weighted_median(np.abs(1 / ratios - 1), weight)
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
    return "\n".join((*said, twin(), "", *lines)) + "\n"


def twin() -> str:
    """Pangu Ultra MoE is not in the catalogue; DeepSeek-V3 has the same layers, attention and experts."""
    asked = Question(find_model("deepseek-v3"), find_chip("ascend-910b2").chip, 6000)
    used, best = fastest(asked)
    pace = used.sequences() * asked.sequence / best.plans[0].seconds
    active = 37e9
    share = 6 * active * pace / (asked.count * device(asked.chip).peak("bf16"))
    return (
        "* Pangu Ultra MoE on 6,000 Ascend (arXiv 2505.04519) is not in the table: it states 30 % of the peak and "
        "prints 1.46 million tokens a second, which do not agree (6ND gives 15 % on a 910B2). DeepSeek-V3, its near "
        f"twin, comes out at {share:.0%} and {pace / 1e6:.2f} million: within the interval on either reading, at its "
        "slow end on the second"
    )


if __name__ == "__main__":
    sys.exit(main())
