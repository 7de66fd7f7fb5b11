"""Write docs/techniques.md and its figures from the facts and the formulas; --check compares instead."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from whackachip.catalog import find_chip, find_model
from whackachip.facts import store
from whackachip.performance.claim import read_claim
from whackachip.performance.serving.estimate import estimate_serving
from whackachip.performance.techniques import Asked, Technique, Waterfall, serving_waterfall, techniques
from whackachip.performance.verify import verify
from whackachip.provenance import provenance
from whackachip.report.figures.figure import picture
from whackachip.report.figures.gap import gain_words, gap_figure

DOCS = Path(__file__).resolve().parent.parent / "docs"
HERE, THERE = "h20", "h800"
# Model, phase, chips: what is drawn.
FALLS = (("hunyuan-large", "prefill", 32), ("hunyuan-large", "decode", 32), ("deepseek-v3", "decode", 64))
DRAWN = {("hunyuan-large", "prefill"): "techniques-prefill", ("deepseek-v3", "decode"): "techniques-decode"}
HEAD = """# Techniques that get more out of a chip

Written by `python tools/write_techniques.py`. `whackachip techniques MODEL --on CHIP --versus CHIP --phase PHASE`
starts from a plain stack on either chip, adds the techniques that the model and the chip can use one after the other,
and gives what is left of the gap, the smallest set that closes it, and a picture. What the formulas can carry out, they
do, each time with all that stand before it; the rest are multipliers of sources, of which one a group counts, and none
beside a mechanism of its group. So nothing counts twice.

A plain stack trains in 16 bits with full recomputation, ZeRO-1, no overlap and no interleaving; it serves in 16 bits,
with attention of all heads in all layers and tensor and pipeline parallelism alone, prompts between the tokens of
others. Where the model routes tokens to experts, the plain stack of serving has a dense model of equal loss, 4 (2 to 7)
times as large as what a token of the mixture passes. The measure is the time of a chip for a token: of training; of
reading prompts; of decoding, with as many requests as keep the time per token below a target. Chips that prefill are
not in the last, neither beside decoding nor apart. For training see [Estimates](estimate.md).

"""


def main() -> int:
    falls = [(model, phase, fall(model, phase, count)) for model, phase, count in FALLS]
    text = HEAD + "".join(section(*found) for found in falls) + table() + uncounted() + anchors()
    files = {DOCS / "techniques.md": text}
    for model, phase, found in falls:
        name = DRAWN.get((model, phase))
        if name:
            files[DOCS / "figures" / f"{name}.svg"] = picture(gap_figure(body(model, found)), 1).svg
    if "--check" in sys.argv:
        stale = [path.name for path, made in files.items() if not path.exists() or path.read_text("utf-8") != made]
        print(f"out of step: {', '.join(stale)}" if stale else "in step")
        return int(bool(stale))
    for path, made in files.items():
        path.write_text(made, encoding="utf-8")
    return 0


def fall(model: str, phase: str, count: int) -> Waterfall:
    """The waterfall of serving a model on one chip against another."""
    here, there = (Asked(find_model(model), find_chip(name).chip, count, phase) for name in (HERE, THERE))
    return serving_waterfall(here, there)


def body(model: str, found: Waterfall) -> dict[str, Any]:
    """What a figure is drawn from."""
    names = {"model_name": find_model(model).name, "chip_name": "H20", "versus_name": "H800"}
    return found.to_dict() | names | {"provenance": provenance("", "")}


def section(model: str, phase: str, found: Waterfall) -> str:
    """One waterfall in words and as a table."""
    word = {"prefill": "Reading prompts", "decode": "Decoding"}[phase]
    smallest = ", ".join(found.smallest) if found.smallest else "none of up to four closes it"
    drawn = DRAWN.get((model, phase))
    lines = [
        f"## {word}, {find_model(model).name.split(' (')[0]}\n",
        *([f"![Techniques of {phase}, H20 against H800](figures/{drawn}.svg)\n"] if drawn else []),
        f"`whackachip techniques {model} --on {HERE} --versus {THERE} --phase {phase} --count {found.count}`, "
        f"{found.said}: without techniques a token takes {found.gap:.2f} times as long on an H20 as on an H800; with "
        f"all of them on the H20 alone {found.left[1]:.2f} is left ({found.left[0]:.2f} to {found.left[2]:.2f}), and "
        f"{found.left_both:.2f} where the H800 uses them too. Smallest set: {smallest}.\n",
        "| technique | time | gap after | by |",
        "|---|---|---|---|",
    ]
    for step in found.to_dict()["steps"]:
        by = "formulas" if step["by"] == "mechanism" else "multiplier of its sources"
        lines.append(f"| {step['name']} | {gain_words(step['gain'])} | {step['gap_after']:.2f} | {by} |")
    return "\n".join(lines) + "\n\n"


def table() -> str:
    """All techniques, how each is counted, and where its figures come from."""
    lines = [
        "## How each is counted\n",
        "| id | technique | phases | used | how | spends | quality | sources |",
        "|---|---|---|---|---|---|---|---|",
    ]
    used = {"model": "where the model has it", "plan": "by default", "off": "with `--with`"}
    for one in techniques():
        cells = [
            f"`{one.id}`", one.name, ", ".join(one.phases), used[one.default], _how(one), one.spends, one.quality,
            links(one.sources),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n\n"


def _how(one: Technique) -> str:
    if one.multiplier:
        low, mid, high = one.multiplier
        text = f"multiplier {mid:g} ({low:g} to {high:g})"
    elif one.amount:
        low, mid, high = one.amount
        text = f"formulas, {one.amount_of}: {mid:g} ({low:g} to {high:g})"
    else:
        text = "formulas"
    return f"{text}; {one.conditions}" if one.conditions else text


def uncounted() -> str:
    """What is no step of a waterfall, and why."""
    lines = ["## What is no step, and why\n", "| what | why | sources |", "|---|---|---|"]
    for record in store.section("performance")["techniques"]["uncounted"]:
        lines.append(f"| {record['name']} | {record['why']} | {links(record['sources'])} |")
    return "\n".join(lines) + "\n\n"


def anchors() -> str:
    """Published runs against the formulas."""
    lines = [
        "## Published runs that use many of them\n",
        "Nothing was fitted to these.\n",
        "| run | measured | formulas | sources |",
        "|---|---|---|---|",
    ]
    for record in store.section("performance")["techniques"]["anchors"]:
        said = OURS[record["id"]]()
        lines.append(f"| {record['name']} | {record['measured']} | {said} | {links(record['sources'])} |")
    return "\n".join(lines) + "\n"


def _deepseek_service() -> str:
    """At 4,989 keys and 47.6 ms, 21 tokens a second and user."""
    found = estimate_serving(
        find_model("deepseek-v3"), find_chip("h800").chip, count=160, input_tokens=4381, output_tokens=1217,
        tpot_target=1 / 21, precision="fp8_block", overlap=True, draft=1, acceptance=0.85, draft_cost=0.03,
        prefill_count=32, plan={"dp": 128, "ep": 128}, prefill_plan={"dp": 32, "ep": 32}, engine="sglang", year=2025.1,
        prefix=0.563,
    )  # fmt: skip
    each = found.middle["total_rate"] / 128 * 8
    return f"{each / 1000:,.1f}k a decoding node, 128 chips that decode beside 32 that prefill, {_interval(found)}"


def _hunyuan_service() -> str:
    said = []
    for precision, count in (("bf16", 16), ("fp8", 8)):
        rates = []
        for many in (1, 4):
            found = estimate_serving(
                find_model("hunyuan-large"), find_chip("h20").chip, count=count, plan={"tp": count}, input_tokens=2048,
                output_tokens=2048, concurrency=many, precision=precision, engine="vllm", year=2024.9,
            )  # fmt: skip
            rates.append(f"{found.middle['total_rate']:.1f}")
        said.append(f"{' and '.join(rates)} in {precision.upper()} on {count}")
    return "; ".join(said) + " (answers of 2,048 taken)"


def _h20_over_h100() -> str:
    rates = {}
    for chip in ("h20", "h100", "a100"):
        found = estimate_serving(
            find_model("llama-2-13b"), find_chip(chip).chip, count=1, input_tokens=512, output_tokens=512,
            concurrency=16, precision="fp16", engine="trtllm", year=2024.3,
        )  # fmt: skip
        rates[chip] = found.middle["output_rate"]
    return (
        f"{rates['h20'] / rates['h100']:.2f} and {rates['h20'] / rates['a100']:.2f} (prompts and answers of 512 taken)"
    )


def _deepseek_training() -> str:
    found = verify(read_claim("2.664M H800-hours for 14.8T tokens of deepseek-v3 in fp8"))
    hours = found["predicted"]["fp8"]["value"]
    share = found["utilisation"]["value"]["low"]
    return (
        f"{hours['low'] / 1e6:.2f} to {hours['high'] / 1e6:.2f} M chip-hours in FP8; {share:.1%} of the peak is implied"
    )


def _interval(found: Any) -> str:
    low, high = (end / found.middle["total_rate"] for end in (found.total_rate.known.low, found.total_rate.known.high))
    return f"80 % interval {low:.2f} to {high:.2f} times that"


OURS: dict[str, Callable[[], str]] = {
    "deepseek-service": _deepseek_service,
    "hunyuan-service": _hunyuan_service,
    "h20-over-h100": _h20_over_h100,
    "pangu-training": lambda: (
        "not run: the model is not in the catalogue; its near twin stands in [Other chips](other-chips.md)"
    ),
    "deepseek-training": _deepseek_training,
}


def links(sources: Any) -> str:
    """Sources by title, with their addresses; what was read at second hand says where."""
    found = []
    for key in sources:
        record = store.section("sources").get(key, {})
        title = record.get("title", "general knowledge").split(",")[0]
        marks = [] if record.get("grade") == "read" else [record.get("grade", "unverified")]
        _, through, digest = record.get("publisher", "").partition("through ")
        said = "".join(f" ({mark})" for mark in [*marks, *([through + digest] if digest else [])])
        found.append((f"[{title}]({record['url']})" if record.get("url") else title) + said)
    return ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
