"""Figure: the status of one chip over the years, item and transaction, layer by layer, with what changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..table import table
from ..text import clean
from .figure import Figure
from .style import (
    AXIS,
    BLUE,
    INK,
    LABEL_SIZE,
    ORANGE,
    PAPER,
    QUIET,
    SMALL_SIZE,
    VERMILION,
    WIDTH,
    Rows,
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
)
from .textwidth import text_width, wrap

LEFT, RIGHT, ROW, BAND, DAY = 150, 24, 40, 28, 86_400_000
PHONE = (16, 58, 0.68)  # left, row and the middle of a band in it, where the names stand over the bands
MARKER = 17  # px between two marks that would else overlap
VEIL = 0.62  # of the paper over days before the chip and after the law was read
# Verdict: fill, edge, colour of the words on it.
LOOKS = {
    "controlled": (VERMILION, VERMILION, PAPER),
    "licence-required": (VERMILION, VERMILION, PAPER),
    "exception-available": (ORANGE, "#7a5200", INK),
    "not-controlled-by-this-rule": (BLUE, BLUE, PAPER),
    "no-requirement-found": (BLUE, BLUE, PAPER),
    "not-in-force": ("#e3e3e3", AXIS, INK),
    "depends": (PAPER, QUIET, INK),
    "unknown": (PAPER, QUIET, INK),
}
SHORT = {
    "controlled": "controlled",
    "licence-required": "licence required",
    "exception-available": "exception available",
    "not-controlled-by-this-rule": "not controlled",
    "no-requirement-found": "no requirement found",
    "not-in-force": "no rule yet",
    "depends": "depends",
    "unknown": "unknown",
}
LAYER_WORDS = {"enforced": "as enforced", "codified": "as codified"}


def timeline_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure:
    """The bands of one chip, from the document of `timeline --json`.

    wide: of the figure [px]; below WIDTH names stand over the bands.
    """
    mark = "Counterfactual: " if result["counterfactual"] else ""
    title = f"{mark}{clean(result['chip_name'])}: {_headline(result)}"
    deal = {"export": "exports", "reexport": "reexports", "transfer": "transfers"}[result["transaction"]]
    told = "".join(f", {clean(one)}" for one in result["given"] if not one.startswith("as a "))
    place = clean(result["to_name"])
    subtitle = f"Status by day for {deal} to {place}{told}. A mark is a day on which something changes."
    bands = _bands(result["layers"])
    rows = [
        (label, p["begins"], p["ends"], _verdict(p, kind), ", ".join(p["item"]["paragraphs"]))
        for label, kind, periods in bands
        for p in periods
    ]
    return Figure(
        name="timeline",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. " + " ".join(_spoken(*band) for band in bands),
        spec=_spec(result, bands, title, subtitle, wide),
        table=table("Status by day", ("Band", "From", "To", "Verdict", "Paragraphs"), rows),
    )


def _spoken(label: str, kind: str, periods: Sequence[Mapping[str, Any]]) -> str:
    spans = (f"{SHORT[_verdict(p, kind)]} {p['begins']} to {p['ends']}" for p in periods)
    return f"{label}: {words.listed(spans)}."


def _headline(result: Mapping[str, Any]) -> str:
    """What happened to the transaction, in one line; each layer by itself where they part."""
    said = {name: _life(result, periods) for name, periods in result["layers"].items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return "; ".join(f"{LAYER_WORDS[name]} {text}" for name, text in said.items())


def _life(result: Mapping[str, Any], layer_periods: Sequence[Mapping[str, Any]]) -> str:
    periods = _merged(layer_periods, "transaction")
    if result["announced"]:
        periods = [p for p in periods if p["ends"] >= result["announced"][0]] or periods
    found = [SHORT[_verdict(periods[0], "transaction")]]
    found += [f"{SHORT[_verdict(p, 'transaction')]} from {p['begins']}" for p in periods[1:]]
    if len(found) == 1:
        return f"{found[0]} throughout"
    return ", ".join(found) if len(found) <= 3 else ", ".join([found[0], f"{len(found) - 2} changes", found[-1]])


def _bands(layers: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, str, Sequence[Mapping[str, Any]]]]:
    """(label, item or transaction, periods): layers that agree stand in one band."""
    found: list[tuple[str, str, Sequence[Mapping[str, Any]]]] = []
    for kind, heading in (("item", "Item"), ("transaction", "Transaction")):
        ways = {name: _merged(periods, kind) for name, periods in layers.items()}
        shapes = {name: [(p["begins"], _verdict(p, kind), _under(p, kind)) for p in ps] for name, ps in ways.items()}
        first = next(iter(ways))
        if all(shape == shapes[first] for shape in shapes.values()):
            both = ", both layers" if len(ways) > 1 else f", {LAYER_WORDS[first]}"
            found.append((f"{heading}{both}", kind, ways[first]))
        else:
            found += [(f"{heading}, {LAYER_WORDS[name]}", kind, periods) for name, periods in ways.items()]
    return found


def _verdict(period: Mapping[str, Any], kind: str) -> str:
    verdict = period[kind]["verdict"]
    return verdict if verdict in LOOKS else "unknown"


def _under(period: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    return tuple(period["item"]["paragraphs"]) if kind == "item" else ()


def _merged(periods: Sequence[Mapping[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Neighbouring periods that look alike in one band, as one."""
    found: list[dict[str, Any]] = []
    for period in periods:
        if found and (_verdict(found[-1], kind), _under(found[-1], kind)) == (
            _verdict(period, kind),
            _under(period, kind),
        ):
            found[-1]["ends"] = period["ends"]
        else:
            found.append(dict(period))
    return found


def _spec(
    result: Mapping[str, Any], bands: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]], title: str, subtitle: str,
    wide: float,
) -> dict[str, Any]:  # fmt: skip
    beside = wide >= WIDTH
    lie = Rows(LEFT, RIGHT, ROW, BAND) if beside else Rows(PHONE[0], RIGHT, PHONE[1], BAND, PHONE[2])
    begins, ends = milliseconds(result["begins"]), milliseconds(result["ends"]) + DAY
    scale = (wide - lie.left - lie.right) / (ends - begins)
    clear = _clear(result, begins, ends)
    strips = [_strip(period, kind, lie.ends(place)) for place, (_, kind, ps) in enumerate(bands) for period in ps]
    texts = [
        text
        for place, (_, kind, periods) in enumerate(bands)
        for period in periods
        if (text := _text(period, kind, place + lie.middle, clear, scale)) is not None
    ]
    names = [
        {"middle": place + (0.5 if beside else 0.24), "label": label.split(", ")[0], "under": label.split(", ")[1]}
        for place, (label, _, _) in enumerate(bands)
    ]
    marks = _marks(result, begins, ends, scale)
    height = len(bands) * lie.row
    y = row_scale(len(bands), "top")
    middle = {**y, "field": "middle"}
    axis = {"title": None, "format": "%Y", "values": year_ticks(begins, ends), "grid": False, "offset": 4}
    x = time_scale("from", begins, ends, axis)
    veils = [{"from": low, "to": high} for low, high in ((begins, clear[0]), (clear[1], ends)) if low < high]
    entries, columns = _key(strips, bool(veils))
    key, above = legend(entries, x=6, y=-48, columns=columns), 0
    if not beside:
        key, above = flowing(entries, x=6, above=48, wide=wide - lie.left - lie.right)
    under = height + 36
    notes = [(mark, wrap(mark["title"], wide - 140, LABEL_SIZE)) for mark in marks]
    layers = [
        layer(marks, "rule", {"x": x, "y": {"value": -8}, "y2": {"value": "height"}, "color": constant("color")},
              strokeWidth=1),
        layer(marks, "rule", {"x": x, "y": {"value": -8}, "x2": {"field": "shown"}, "y2": {"value": -14},
              "color": constant("color")}, strokeWidth=1),
        layer(marks, "text", {"x": {**x, "field": "shown"}, "y": {"value": -21}, "text": {"field": "mark"},
              "color": constant("color")}, fontSize=SMALL_SIZE, fontWeight="bold", baseline="middle"),
        layer(strips, "rect", {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"field": "bottom"}, "fill": constant(),
              "stroke": constant("edge")}, strokeWidth=1),
        layer(veils, "rect", {"x": x, "x2": {"field": "to"}, "y": {"value": 0}, "y2": {"value": "height"}}, fill=PAPER,
              fillOpacity=VEIL),
        layer(texts, "text", {"x": x, "y": middle, "text": {"field": "label"}, "color": constant("color")},
              align="left", dx=7, fontSize=SMALL_SIZE, baseline="middle"),
        *(_names(names, middle) if beside else _names_over(names, middle)),
        *key,
        *(
            lines_layer([mark[key]], x=at - lie.left, y=under + 16 * line, fontWeight=weight)
            for line, mark in _first(notes)
            for key, at, weight in (("mark", 22, "bold"), ("on", 44, "normal"))
        ),
        lines_layer([line for _, lines in notes for line in lines] or ["Nothing changes for this chip in these years."],
                    x=(116 if marks else 16) - lie.left, y=under, lineHeight=16),
    ]  # fmt: skip
    made = result["provenance"]
    source = f"{made['tool']} {made['version']}, facts {made['facts_version']} ({made['facts_hash'][:12]}); "
    source += f"{made['command']}. {result['disclaimer']}"
    return frame(layers, height=height, title=title, subtitle=subtitle, source=source, left=lie.left,
                 right=lie.right, top=64 + above, bottom=46 + 16 * max(1, sum(len(lines) for _, lines in notes)),
                 wide=wide)  # fmt: skip


def _names(names: Sequence[dict[str, Any]], middle: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each band is, beside it in two lines."""
    at = {"x": {"value": -12}, "y": middle}
    return [
        layer(names, "text", {**at, "text": {"field": "label"}}, align="right", fontSize=13, fontWeight="bold",
              baseline="bottom", dy=1),
        layer(names, "text", {**at, "text": {"field": "under"}}, align="right", fontSize=SMALL_SIZE, baseline="top",
              dy=3, color=QUIET),
    ]  # fmt: skip


def _names_over(names: Sequence[dict[str, Any]], middle: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same over it in one line; a halo of paper keeps the marks of days away from the letters."""
    rows = [{**name, "text": f"{name['label']}, {name['under']}"} for name in names]
    at = {"x": {"value": 0}, "y": middle, "text": {"field": "text"}}
    options = {"align": "left", "fontSize": LABEL_SIZE, "fontWeight": "bold", "baseline": "middle"}
    return [layer(rows, "text", at, **options, stroke=PAPER, strokeWidth=4), layer(rows, "text", at, **options)]


def _first(notes: Sequence[tuple[Mapping[str, Any], Sequence[str]]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Each mark with the line on which its note begins."""
    counts = [len(lines) for _, lines in notes]
    return [(sum(counts[:place]), mark) for place, (mark, _) in enumerate(notes)]


def _clear(result: Mapping[str, Any], begins: int, ends: int) -> tuple[int, int]:
    """The days that are not veiled [ms]: from the chip's announcement to the last day that the law was read for."""
    first = milliseconds(result["announced"][0]) if result["announced"] else begins
    low = min(max(first, begins), ends)
    return low, max(low, min(milliseconds(result["read_until"]) + DAY, ends))


def _strip(period: Mapping[str, Any], kind: str, ends: Mapping[str, float]) -> dict[str, Any]:
    verdict = _verdict(period, kind)
    fill, edge, _ = LOOKS[verdict]
    return {
        "from": milliseconds(period["begins"]), "to": milliseconds(period["ends"]) + DAY, "top": ends["top"],
        "bottom": ends["bottom"], "verdict": verdict, "fill": fill, "edge": PAPER if fill == edge else edge,
    }  # fmt: skip


def _text(
    period: Mapping[str, Any], kind: str, middle: float, clear: tuple[int, int], scale: float
) -> dict[str, Any] | None:
    """The longest words that fit into a band, on its part without a veil where there is room."""
    begins, ends = milliseconds(period["begins"]), milliseconds(period["ends"]) + DAY
    short, under = SHORT[_verdict(period, kind)], " ".join(_under(period, kind))
    spans = [(max(begins, clear[0]), min(ends, clear[1]), LOOKS[_verdict(period, kind)][2])]
    spans += [(begins, min(ends, clear[0]), INK), (max(begins, clear[1]), ends, INK)]
    for low, high, color in spans:
        for label in ([f"{short} {under}"] if under else []) + [short]:
            if high > low and text_width(label, SMALL_SIZE) <= (high - low) * scale - 12:
                return {"from": low, "middle": middle, "label": label, "color": color}
    return None


def _marks(result: Mapping[str, Any], begins: int, ends: int, scale: float) -> list[dict[str, Any]]:
    """Days that change something for the chip, numbered; that of its announcement; what happened beside the law and
    names the chip, with letters. `shown` is where there is room for the mark."""
    changes = [
        (
            event["on"],
            event["on"],
            "; ".join(act["title"] for act in event["acts"]) or "a date of the counterfactual",
            INK,
        )
        for event in result["events"]
        if event["changes"]
    ]
    beside = [
        (event["date"], event["date"][:7] if event["precision"] == "month" else event["date"],
         f"beside the verdict, {event['jurisdiction']}: {event['what']}", QUIET)
        for event in result["beside"]
        if event["names_chip"]
    ]  # fmt: skip
    found = [*_lettered(sorted(changes), "123456789"), *_lettered(sorted(beside), "abcdefghi")]
    if result["announced"]:
        first, last = result["announced"]
        later = "" if first == last else f", at the earliest; at the latest on {last}"
        found.append(("A", (first, first, f"the chip is announced{later}", INK)))
    least = float("-inf")
    marks: list[dict[str, Any]] = []
    for mark, (day, on, title, color) in sorted(found, key=lambda one: one[1][0]):
        moment = milliseconds(day)
        if begins < moment < ends:
            at = max(moment, least)
            least = at + MARKER / scale
            told = {"mark": mark, "on": on, "title": clean(title), "color": color}
            marks.append({**told, "from": moment, "shown": int(at)})
    over = marks[-1]["shown"] - ends if marks else 0
    return [{**mark, "shown": mark["shown"] - max(0, over)} for mark in marks]


Marked = tuple[str, str, str, str]  # day, as it is written, title, colour


def _lettered(days: Sequence[Marked], marks: str) -> list[tuple[str, Marked]]:
    return [(marks[place] if place < len(marks) else "…", day) for place, day in enumerate(days)]


def _key(strips: Sequence[Mapping[str, Any]], veiled: bool) -> tuple[list[tuple[str, str, str, str]], list[float]]:
    """The entries of the key, one a colour, and where each stands [px]."""
    shown = {strip["verdict"] for strip in strips}
    by_look: dict[tuple[str, str], list[str]] = {}
    for verdict, (fill, edge, _) in LOOKS.items():
        if verdict in shown:
            by_look.setdefault((fill, edge), []).append(SHORT[verdict])
    entries = [(" / ".join(names), "square", fill, edge) for (fill, edge), names in by_look.items()]
    if veiled:
        entries.append(("paler: not announced yet, or law not read yet", "square", "#9fc9e1", PAPER))
    columns = [0.0]
    for text, *_ in entries:
        columns.append(columns[-1] + text_width(text, SMALL_SIZE) + 34)
    return entries, columns
