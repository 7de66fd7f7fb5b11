"""Figure: the control status of each named chip over time, and the days on which it could have been bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..table import Table, table
from ..text import clean
from .figure import Figure, source_line
from .style import (
    INK,
    SMALL_SIZE,
    STATUS_COLOURS,
    STATUS_EDGES,
    WIDTH,
    constant,
    flowing,
    frame,
    layer,
    legend,
    lines_layer,
    milliseconds,
    row_scale,
    time_scale,
    year_ticks,
)  # fmt: skip
from .textwidth import text_width

LEFT, RIGHT, ROW, DAY = 120, 24, 62, 86_400_000
PHONE = (16, 72)  # left and row, where the names stand over the strips
SHORT = {
    "licence-required": "licence required",
    "exception-available": "exception available",
    "no-requirement-found": "no requirement found",
    "depends": "depends",
    "unknown": "unknown",
}
PALE = {"no-requirement-found": "#cfe3f1", "licence-required": "#f8dcc8", "exception-available": "#fbefcf"}


def status_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure | None:
    """The strips, or None where no chip's life is given; wide: of the figure [px], below WIDTH names stand over."""
    lives = {chip: periods for chip, periods in result["law"]["lives"].items() if periods}
    if not lives:
        return None
    place = words.place(result["question"]["destination"])
    starts = _starts(result, lives)
    title = f"Licence required for {place}: {starts}" if starts else f"No licence required for {place} on any day"
    note = clean(result["law"].get("window_note") or "")
    window = f"acquisition window: {note[:1].lower()}{note[1:]}" if note else "acquisition window."
    subtitle = f"Status of the transaction by day. The line below a strip is the {window}"
    sources = tuple(
        dict.fromkeys(name for d in result["law"]["decisions"] for clause in d["clauses"] for name in clause["sources"])
    )
    alt = " ".join(
        f"{_name(result, chip)}: "
        + words.listed(f"{SHORT.get(p['transaction']['verdict'], 'unknown')} {p['begins']} to {p['ends']}" for p in ps)
        + "."
        for chip, ps in lives.items()
    )
    return Figure(
        name="status",
        title=title,
        subtitle=subtitle.strip(),
        alt=f"{title}. {alt}",
        spec=_spec(result, lives, title, subtitle.strip(), source_line(result, sources), wide),
        table=_table(result, lives),
        sources=sources,
        notes=(
            "Before a rule is in force no requirement is found under it; a paler strip is before the rule of the item "
            "was in force.",
        ),
    )


def _starts(result: Mapping[str, Any], lives: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """From which day on a licence was required, chips of one day together; nothing where it never was."""
    days: dict[str, list[str]] = {}
    for chip, periods in lives.items():
        begins = next((p["begins"] for p in periods if p["transaction"]["verdict"] == "licence-required"), "")
        days.setdefault(clean(begins), []).append(_name(result, chip))
    parts = [f"{words.listed(chips, limit=4)} from {day}" for day, chips in sorted(days.items()) if day]
    if "" in days and parts:
        parts.append(f"{words.listed(days[''], limit=4)} on no day")
    return ", ".join(parts)


def _name(result: Mapping[str, Any], chip: str) -> str:
    known = result["chips"].get(chip)
    return words.family(known["family"]) if known else clean(chip)


def _table(result: Mapping[str, Any], lives: Mapping[str, Sequence[Mapping[str, Any]]]) -> Table:
    rows = [
        [_name(result, chip), clean(p["begins"]), clean(p["ends"]), words.word(words.ITEM, p["item"]["verdict"]),
         words.word(words.TRANSACTION, p["transaction"]["verdict"]),
         words.listed(map(clean, p["transaction"]["requirements"])) if p["transaction"]["requirements"] else ""]
        for chip, periods in lives.items()
        for p in periods
    ]  # fmt: skip
    headers = ("Chip", "From", "To", "Item", "Transaction", "Under")
    return table("Status over time of each named chip", headers, rows)


def _spec(
    result: Mapping[str, Any], lives: Mapping[str, Sequence[Mapping[str, Any]]], title: str, subtitle: str, source: str,
    wide: float,
) -> dict[str, Any]:  # fmt: skip
    beside = wide >= WIDTH
    left, row = (LEFT, ROW) if beside else PHONE
    windows = {chip: periods for chip, periods in result["law"]["windows"].items() if periods}
    spans = [period for periods in (*lives.values(), *windows.values()) for period in periods]
    begins, ends = (milliseconds(min(p["begins"] for p in spans)), milliseconds(max(p["ends"] for p in spans)) + DAY)
    begins -= (ends - begins) // 80
    day = result["question"]["on"]
    width = wide - left - RIGHT
    strips, texts, lines, names = [], [], [], []
    for place, (chip, life) in enumerate(lives.items()):
        names.append({"label": _name(result, chip), "middle": place + (0.42 if beside else 0.05)})
        early = [p for p in windows.get(chip, []) if p["begins"] < life[0]["begins"]]
        whole = [*({**p, "ends": min(p["ends"], life[0]["begins"])} for p in early), *life]
        own = [_strip(period, place) for period in _joined(whole)]
        strips += own
        for period in _joined(whole, loose=True):
            texts += _text(period, own, place, milliseconds(day), (ends - begins) / width)
        window = windows.get(chip)
        if window:
            lines.append({"from": milliseconds(window[0]["begins"]), "to": milliseconds(window[-1]["ends"]) + DAY,
                          "middle": place + 0.8})  # fmt: skip
    y = row_scale(len(lives), "top")
    middle = {**y, "field": "middle"}
    axis = {"title": None, "format": "%Y", "values": year_ticks(begins, ends), "grid": True}
    x = time_scale("from", begins, ends, axis)
    at = (milliseconds(day) - begins) / (ends - begins) * width
    shown = {"depends" if strip["status"] == "unknown" else strip["status"] for strip in strips}
    used = [s for s in ("licence-required", "exception-available", "no-requirement-found", "depends") if s in shown]
    key = [(SHORT[s], "square", STATUS_COLOURS[s], STATUS_EDGES[s]) for s in used]
    key.append(("acquisition window", "stroke", INK, INK))
    keys, above = legend(key, x=6, y=-38, columns=[155 * i for i in range(len(key))]), 0
    if not beside:
        keys, above = flowing(key, x=6, above=38, wide=width)
    shown_day = f"day of the verdict, {clean(day)}"
    layers = [
        layer(strips, "rect", {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"field": "bottom"}, "fill": constant(),
              "stroke": constant("edge")}, strokeWidth=1),
        layer(texts, "text", {"x": x, "y": middle, "text": {"field": "label"}, "color": constant("color")},
              align="left", dx=6, fontSize=SMALL_SIZE, baseline="middle"),
        layer(lines, "rule", {"x": x, "x2": {"field": "to"}, "y": middle}, color=INK, strokeWidth=3),
        layer(lines, "tick", {"x": x, "y": middle}, color=INK, thickness=2, size=11, orient="vertical"),
        layer(lines, "tick", {"x": {**x, "field": "to"}, "y": middle}, color=INK, thickness=2, size=11,
              orient="vertical"),
        layer([{"from": milliseconds(day)}], "rule", {"x": x, "y": {"value": -6}, "y2": {"value": "height"}},
              color=INK, strokeDash=[4, 3], strokeWidth=1.3),
        lines_layer([shown_day], x=min(at, width - text_width(shown_day, SMALL_SIZE) / 2), y=-20, align="center"),
        layer(names, "text", {"x": {"value": -10 if beside else 0}, "y": middle, "text": {"field": "label"}},
              align="right" if beside else "left", fontSize=13, fontWeight="bold", baseline="middle"),
        *keys,
    ]  # fmt: skip
    return frame(layers, height=len(lives) * row, title=title, subtitle=subtitle, source=source, left=left,
                 right=RIGHT, top=54 + above, bottom=34, wide=wide)  # fmt: skip


def _joined(periods: Sequence[Mapping[str, Any]], loose: bool = False) -> list[dict[str, Any]]:
    """Neighbouring periods of one status as one; `loose` looks at the transaction alone."""
    found: list[dict[str, Any]] = []
    for period in periods:
        status = period["transaction"]["verdict"]
        early = period["item"]["verdict"] == "not-in-force"
        if found and found[-1]["status"] == status and (loose or found[-1]["early"] == early):
            found[-1]["ends"] = period["ends"]
        else:
            found.append({"begins": period["begins"], "ends": period["ends"], "status": status, "early": early})
    return found


def _strip(period: Mapping[str, Any], place: int) -> dict[str, Any]:
    status = period["status"] if period["status"] in STATUS_COLOURS else "unknown"
    return {
        "from": milliseconds(period["begins"]), "to": milliseconds(period["ends"]) + DAY, "top": place + 0.2,
        "bottom": place + 0.64, "status": status, "edge": STATUS_EDGES[status], "early": period["early"],
        "fill": PALE.get(status, STATUS_COLOURS[status]) if period["early"] else STATUS_COLOURS[status],
    }  # fmt: skip


def _text(
    period: Mapping[str, Any], strips: Sequence[Mapping[str, Any]], place: int, line: int, scale: float
) -> list[dict[str, Any]]:
    """The words of a period on its longest strip, where they fit without crossing the day of the verdict."""
    begins, ends = milliseconds(period["begins"]), milliseconds(period["ends"]) + DAY
    own = [strip for strip in strips if begins <= strip["from"] and strip["to"] <= ends]
    if not own:
        return []
    strip = max(own, key=lambda strip: strip["to"] - strip["from"])
    stop = line if strip["from"] < line < strip["to"] else strip["to"]
    short = SHORT.get(period["status"], "unknown")
    dark = strip["status"] in ("licence-required", "no-requirement-found") and not strip["early"]
    first = min(s["from"] for s in strips) == begins
    for label in ([] if first else [f"{short} from {period['begins']}"]) + [short]:
        for begin, end in ((strip["from"], stop), (stop, strip["to"])):
            if text_width(label, SMALL_SIZE) <= (end - begin) / scale - 12:
                return [{"from": begin, "middle": place + 0.42, "label": label, "color": "#ffffff" if dark else INK}]
    return []
