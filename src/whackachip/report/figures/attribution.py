"""Figure: for each stage, which family of chips is how probable, and how probable it was before the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import words
from ..table import Table, table
from ..text import clean
from .figure import Figure, source_line
from .style import (
    BLUE,
    INK,
    LABEL_SIZE,
    QUIET,
    SMALL_SIZE,
    WIDTH,
    constant,
    frame,
    layer,
    lines_layer,
    row_scale,
)  # fmt: skip
from .textwidth import wrap

LEFT, RIGHT, ROW, SHOWN, HEAD = 130, 280, 21, 6, 34
PHONE = (104, 48)  # left and right, where the words stand under the bars


def attribution_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure | None:
    """The bars of every stage, or None where no stage was attributed.

    wide: of the figure [px]; below WIDTH what stands beside the bars stands under them.
    """
    stages = result["audited"]["stages"]
    if not stages:
        return None
    parts = [_finding(stage) for stage in stages]
    title = "; ".join(parts)
    subtitle = (
        "Probability of each family of chips at each stage, all findings weighed. A tick is what date and place alone "
        "make probable. Dark bars: the families that together hold the credible set."
    )
    sources = tuple(dict.fromkeys(s for stage in stages for moved in stage["moved_by"] for s in moved["sources"]))
    alt = " ".join(
        f"{words.stage(stage)}: "
        + words.listed(f"{words.family(name)} {words.percent(share)}" for name, share in _bars(stage))
        + "."
        for stage in stages
    )
    return Figure(
        name="attribution",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {alt}",
        spec=_spec(result, title, subtitle, source_line(result, sources), wide),
        table=_table(result),
        sources=sources,
        notes=("Probabilities are of single chips; a mix is not modelled. They sum to one at each stage.",),
    )


def _finding(stage: Mapping[str, Any]) -> str:
    """What the stage says, as its part of the title."""
    name = words.stage(stage)
    if stage["disclosure"]["word"] == "declared":
        families = words.listed(words.family(family) for family in stage["disclosure"]["families"])
        return f"{name}: {families} declared"
    return f"{name}: {clean(stage['disclosure']['word'])}"


def _bars(stage: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The most probable families, and all others together."""
    families = sorted(stage["families"].items(), key=lambda item: -item[1])
    top = [item for item in families if item[0] != "other"][:SHOWN]
    rest = max(0.0, 1 - sum(share for _, share in top))
    return [*top, ("rest", rest)]


def _prior(stage: Mapping[str, Any], name: str) -> float:
    prior = stage["prior_families"]
    if name != "rest":
        return float(prior.get(name, 0))
    return max(0.0, 1 - sum(float(prior.get(family, 0)) for family, _ in _bars(stage)[:-1]))


def _table(result: Mapping[str, Any]) -> Table:
    rows = [
        [words.stage(stage), _label(stage, name), words.percent(share),
         words.percent(_prior(stage, name)), clean(stage["disclosure"]["word"])]
        for stage in result["audited"]["stages"]
        for name, share in _bars(stage)
    ]  # fmt: skip
    headers = ("Stage", "Family", "Probability", "Before the evidence", "Disclosure")
    return table("Probability of each family by stage", headers, rows, numeric=(2, 3))


def _label(stage: Mapping[str, Any], name: str) -> str:
    return f"{len(stage['families']) - len(_bars(stage)) + 1} others" if name == "rest" else words.family(name)


def _spec(result: Mapping[str, Any], title: str, subtitle: str, source: str, wide: float) -> dict[str, Any]:
    beside = wide >= WIDTH
    left, right = (LEFT, RIGHT) if beside else PHONE
    rows: list[dict[str, Any]] = []
    texts = []
    at = 0.0
    stages = result["audited"]["stages"]
    for place, stage in enumerate(stages):
        head = f"{words.stage(stage)}: hardware {clean(stage['disclosure']['word'])}"
        texts.append(lines_layer([head], x=-left + 16, y=at + 8, fontSize=13, fontWeight="bold"))
        at += HEAD
        begin = at
        for name, share in _bars(stage):
            dark = name in stage["credible"]
            rows.append({
                "stage": stage["stage"], "family": _label(stage, name), "share": share, "prior": _prior(stage, name),
                "top": at + 4, "bottom": at + ROW - 3, "middle": at + ROW / 2, "label": words.percent(share),
                "fill": BLUE if dark else "#b9d7ea" if name != "rest" else "#d9d9d9",
                "edge": BLUE if dark else "#6f9fbf" if name != "rest" else "#8a8a8a",
            })  # fmt: skip
            at += ROW
        under = begin + 4 if beside else at + 6
        for side in _side(stage, right - 76 if beside else wide - 40):
            x_words = wide - left - right + 56 if beside else 16 - left
            texts.append(lines_layer(side, x=x_words, y=under, color=QUIET, lineHeight=15))
            under += 15 * len(side) + 8
        at = max(at, under) + (16 if place < len(stages) - 1 else 0)
    y = row_scale(at, "top")
    middle = {**y, "field": "middle"}
    axis = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "title": None, "grid": True}
    x = {"field": "share", "type": "quantitative", "axis": axis, "scale": {"domain": [0, 1]}}
    layers = [
        layer([{**row, "zero": 0} for row in rows], "rect",
              {"x": {**x, "field": "zero"}, "x2": {"field": "share"}, "y": y, "y2": {"field": "bottom"},
               "fill": constant(), "stroke": constant("edge")}, strokeWidth=1),
        layer([{**row, "top": row["top"] - 3, "bottom": row["bottom"] + 3} for row in rows], "rule",
              {"x": {**x, "field": "prior"}, "y": y, "y2": {"field": "bottom"}}, color="#ffffff", strokeWidth=4.5),
        layer([{**row, "top": row["top"] - 3, "bottom": row["bottom"] + 3} for row in rows], "rule",
              {"x": {**x, "field": "prior"}, "y": y, "y2": {"field": "bottom"}}, color=INK, strokeWidth=2),
        layer(rows, "text", {"x": {"value": -8}, "y": middle, "text": {"field": "family"}}, align="right",
              fontSize=LABEL_SIZE, baseline="middle"),
        layer([{**row, "past": max(row["share"], row["prior"])} for row in rows], "text",
              {"x": {**x, "field": "past"}, "y": middle, "text": {"field": "label"}}, align="left", dx=8,
              fontSize=LABEL_SIZE, fontWeight="bold", baseline="middle"),
        *texts,
    ]  # fmt: skip
    return frame(layers, height=at, title=title, subtitle=subtitle, source=source, left=left, right=right, top=4,
                 bottom=34, wide=wide)  # fmt: skip


def _side(stage: Mapping[str, Any], room: float) -> list[list[str]]:
    """What stands beside the bars: the class, and what cannot be told apart, each in lines of a width [px]."""
    lines = []
    if stage["classes"]:
        label, share = max(stage["classes"].items(), key=lambda item: item[1])
        lines.append(wrap(f"{clean(label)}: {clean(stage['word'])}, {words.percent(share)}", room, SMALL_SIZE))
    if stage["inseparable"]:
        named = words.listed((words.family(family) for family in stage["inseparable"]), limit=6)
        lines.append(wrap(f"The repository does not separate {named}.", room, SMALL_SIZE))
    return lines
