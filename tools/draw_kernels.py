"""What the fitted curves reach, as the table and the figure of docs/kernels.md; called by tools/fit_kernels.py."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from fitting import draw, panels, put
from whackachip.report.figures.style import BLUE, VERMILION

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "kernels.md"
PICTURE = ROOT / "docs" / "figures" / "kernels.svg"
# The four that have a bar, and the bar for a family of chips left out [%].
DRAWN = {
    ("gemm", "bf16"): ("Products, bf16", 12),
    ("attention_decode", "bf16"): ("Decode, bf16", 12),
    ("attention_prefill", "bf16"): ("Prefill, bf16", 18),
    ("moe", "bf16"): ("Experts, bf16", 18),
}

Line = list[str]  # family, class, family of chips, chip, rows, own %, left out %, bias %, covered %


def publish(lines: list[Line]) -> None:
    """Write the table between its marks, and the figure."""
    put(PAGE, "fit_kernels", tables(lines))
    draw(PICTURE, spec(lines))


def middle(lines: list[Line], column: int) -> str:
    found = [float(line[column]) for line in lines if line[column] != "-"]
    return f"{median(found):.1f}" if found else "-"


def tables(lines: list[Line]) -> str:
    """Medians over chips by kernel, by family of chips for the four with a bar, and every chip of those."""
    kinds: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        kinds[line[0], line[1]].append(line)
    out = ["| kernel | class | chips | rows | own ceilings % | family left out % | rows in the 80 % interval % |"]
    out.append("|---|---|---|---|---|---|---|")
    for (name, precision), part in kinds.items():
        rows = sum(int(line[4]) for line in part)
        numbers = " | ".join(middle(part, column) for column in (5, 6, 8))
        out.append(f"| {name.replace('_', ' ')} | {precision.replace('_', ' ')} | {len(part)} | {rows} | {numbers} |")
    out += ["", "Median over the chips of each family that is left out [%]:", ""]
    groups = sorted({line[2] for kind in DRAWN for line in kinds[kind]})
    out.append("| kernel | bar | " + " | ".join(groups) + " |")
    out.append("|---|---|" + "---|" * len(groups))
    for kind, (label, bar) in DRAWN.items():
        cells = [middle([line for line in kinds[kind] if line[2] == group], 6) for group in groups]
        out.append(f"| {label} | {bar} | " + " | ".join(cells) + " |")
    out += ["", "Every chip, for the four with a bar:", ""]
    out.append("| kernel | chip | rows | own % | left out % | bias % | covered % |")
    out.append("|---|---|---|---|---|---|---|")
    for kind, (label, _) in DRAWN.items():
        out += [f"| {label} | " + " | ".join(line[3:9]) + " |" for line in kinds[kind]]
    return "\n".join(out) + "\n"


def spec(lines: list[Line]) -> dict[str, Any]:
    """A dot for each chip and kernel, with its own ceilings and with its family left out; the bar as a rule."""
    data = []
    for line in lines:
        label, bar = DRAWN.get((line[0], line[1]), ("", 0))
        for column, how in ((5, "own ceilings"), (6, "family left out")):
            if label and line[column] != "-":
                shown = min(float(line[column]), 60.0)
                data.append({"kernel": label, "chip": line[3], "error": shown, "how": how, "bar": bar})
    order = [label for label, _ in DRAWN.values()]
    dots = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.9},
        "encoding": {
            "x": {
                "field": "error",
                "type": "quantitative",
                "title": "median error [%]",
                "scale": {"domain": [0, 60]},
            },
            "y": {"field": "chip", "type": "nominal", "title": None, "axis": {"grid": True}},
            "color": {
                "field": "how",
                "type": "nominal",
                "scale": {"domain": ["own ceilings", "family left out"], "range": [BLUE, VERMILION]},
                "legend": {"title": None, "orient": "top"},
            },
            "shape": {
                "field": "how",
                "type": "nominal",
                "scale": {"domain": ["own ceilings", "family left out"], "range": ["circle", "square"]},
                "legend": None,
            },
        },
    }
    return panels(
        "Error of predicted kernel times, by chip",
        "Median over a chip's kernels, fastest library at a shape; dashed: bar for a family left out",
        data, "kernel", order, 165, dots,
    )  # fmt: skip
