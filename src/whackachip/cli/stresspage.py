"""The page of a stress test for a reader: what the rule denied, what it let through, why, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from ..quantities.interval import format_number
from .fit import fitted, paragraph

PHASES = {"train": "training", "prefill": "reading prompts (prefill)", "decode": "writing answers (decode)"}
MODES = {
    "fuse": "a vendor cuts a chip that is on sale that day",
    "free": "a vendor designs a chip anew from what is on sale that day",
    "existing": "only chips on sale that day count",
}  # fmt: skip
METRICS = {
    "tpp": ("TPP", ""), "performance_density": ("performance density", "TPP/mm2"),
    "nonplanar_die_area": ("die area", "mm2"), "io_bandwidth": ("I/O bandwidth", "GB/s"),
    "interconnect_bandwidth": ("interconnect bandwidth", "GB/s"), "memory_bandwidth": ("memory bandwidth", "GB/s"),
    "scaleup_bandwidth": ("link bandwidth", "GB/s"), "memory_capacity": ("memory", "GB"),
}  # fmt: skip
SHOWN = ("tpp", "nonplanar_die_area", "performance_density", "memory_bandwidth", "memory_capacity", "io_bandwidth")
MOST_NAMES = 6


def show(result: Mapping[str, Any]) -> None:
    """The whole page."""
    rule = result["rule"]
    mark = "counterfactual  " if rule["counterfactual"] else ""
    paragraph(f"{rule['title']}  ({rule['id']}, first day {rule['on']})", mark=mark)
    if rule["counterfactual"]:
        paragraph(f"with {rule['counterfactual']}", 2)
    paragraph(
        f"Asked: {MODES[result['mode']]}, {result['as_of']}, for the market {result['market']}; what it maximises: "
        f"{result['objective']['name']}.", 2,
    )  # fmt: skip
    for heading, sentences in (
        (
            "What has no place in it" if rule["kind"] == "lane" else "What it catches",
            [f"{name}: {text}" for name, text in rule["tests"].items()],
        ),
        ("What it denies", list(denied(result))),
        ("What it lets through", list(through(result))),
        ("Why", list(why(result))),
        ("What came", list(came(result))),
        ("Whom it catches besides", list(besides(result))),
    ):
        if sentences:
            click.echo("\n" + click.style(heading, bold=True))
            for sentence in sentences:
                paragraph(sentence, 2)
    margins(result)
    swept(result)
    notes(result)


def denied(result: Mapping[str, Any]) -> Iterator[str]:
    if result["extent"] == "catches-nothing":
        yield "Nothing: not one design in this market is caught."
    if result["extent"] == "catches-everything":
        yield "Everything: no design in this market escapes."
        return
    without = result["without"]["name"]
    parts = [
        f"{_share(row['denied'])} of {PHASES[row['phase']]}" for row in result["phases"] if row["denied"] is not None
    ]
    without += " with the fastest memory of its day" if result["mode"] == "fuse" else ""
    yield f"Per chip, against {without}: {_listed(parts)}."
    parts = [f"{_share(row['denied'])} of {row['yardstick']}" for row in result["yardsticks"]]
    yield f"By yardstick: {_listed(parts)}. No single one of these numbers is the denial."


def through(result: Mapping[str, Any]) -> Iterator[str]:
    best = result["best"]
    if best is None:
        return
    figures = ", ".join(_figure(name, best["metrics"][name]) for name in SHOWN)
    if result["mode"] == "existing":
        yield f"{best['name']}: {figures}."
        others = [row["base"] for row in result["runners"] if row["base"] != best["chip"]][:MOST_NAMES]
        if others:
            yield f"Next: {', '.join(others)}."
        return
    yield f"The best design: {figures}."
    if best["kept"]:
        kept = [f"{_share(share)} of its {word}" for word, share in _words(best["kept"]) if share < 0.9995]
        yield f"It is {best['name']} with {_listed(kept) if kept else 'nothing switched off'}" + (
            " left." if kept else "."
        )
    else:
        design = best["design"]
        yield (f"Made as {_dies(design)} on {design['process']}, with {design['memory']} on {design['package']}.")
        if design["sram_mb"] >= 1:
            yield (
                f"Where the rule leaves the dies idle they hold {design['sram_mb']:,.0f} MB of weights: memory on the "
                "chip is in no threshold, and answers are written faster for it."
            )
    anew = result.get("anew")
    if anew:
        yield (
            f"Designed anew instead it could have {_figure('tpp', anew['metrics']['tpp'])} on "
            f"{_dies(anew['design'])}, with "
            f"{_figure('memory_bandwidth', anew['metrics']['memory_bandwidth'])}: {_share(abs(anew['gain']))} "
            f"{'more' if anew['gain'] >= 0 else 'less'} than the cut chip by the objective."
        )
    cost = best["cost_usd"]["total"]
    yield f"To make: {cost['p50']:,.0f} USD ({cost['p5']:,.0f} to {cost['p95']:,.0f})."


def _words(kept: Mapping[str, float]) -> list[tuple[str, float]]:
    compute = kept["units"] * kept["width"] * kept["clock"]
    return [("compute", compute), ("memory channels", kept["memory"]), ("links", kept["links"])]


def why(result: Mapping[str, Any]) -> Iterator[str]:
    best = result["best"]
    for limit in best["limited_by"] if best else ():
        yield f"{limit['knob'].capitalize()}: {limit['sentence']}."


def came(result: Mapping[str, Any]) -> Iterator[str]:
    near = result["nearest"]
    if near is None:
        return
    figures = ", ".join(_figure(name, near["metrics"][name]) for name in SHOWN if near["metrics"].get(name))
    days = f"announced {near['announced']}, {_sold(near['sale'])}"
    yield f"{near['name']}, {days}: {figures}. The search did not know of it."


def _sold(sale: Mapping[str, Any] | None) -> str:
    """Since when a chip was sold, or that nobody says."""
    if sale is None or sale["basis"] == "announcement":
        return "no source states a day of sale"
    return f"sold from {sale['from']} on"


def besides(result: Mapping[str, Any]) -> Iterator[str]:
    found, meant = result["collateral"], result["datacenter"]
    names = found["caught"]
    listed = ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
    yield (
        f"{len(names)} of {found['of']} cards for players and workstations on sale that day"
        + (f": {listed}" if names else "")
        + (f"; of {len(found['open'])} it is not known" if found["open"] else "")
        + f". Of chips for data centres {meant['caught']} of {meant['of']}."
    )


def margins(result: Mapping[str, Any]) -> None:
    best = result["best"]
    rows = [
        (
            METRICS.get(row["metric"], (row["metric"].replace("_", " "), ""))[0], _number(row["value"]),
            format_number(row["limit"]), f"{row['margin']:+.1%}", ", ".join(row["paragraphs"]),
        )
        for row in (best["margins"] if best else ())
    ]  # fmt: skip
    if rows:
        click.echo()
        fitted(("metric", "best design", "threshold", "room", "tested by"), rows, right=(1, 2, 3), shrink=(4,))


def swept(result: Mapping[str, Any]) -> None:
    sweep = result["sweep"]
    if sweep is None:
        return
    (name,) = sweep["vary"]
    click.echo("\n" + click.style(f"Were {name} another number", bold=True))
    sweep_table(sweep)


def sweep_table(sweep: Mapping[str, Any]) -> None:
    """One row a point: the values, what is denied, and what is lost."""
    names = list(sweep["vary"])
    rows: list[tuple[str, ...]] = []
    marked: list[int] = []
    for point in sweep["points"]:
        if "error" in point:
            continue
        if all(point["values"][name] == sweep["enacted"][name] for name in names):
            marked.append(len(rows))
        denied = point["denied"]
        rows.append((
            *(format_number(point["values"][name]) for name in names),
            *("-" if denied[phase] is None else _share(denied[phase]) for phase in PHASES),
            f"{len(point['collateral']['caught'])} of {point['collateral']['of']}",
            f"{point['datacenter']['caught']} of {point['datacenter']['of']}",
        ))  # fmt: skip
    heads = (*(name.rsplit(".", 2)[-2] + "." + name.rsplit(".", 1)[-1] for name in names), "training denied",
             "prefill denied", "decode denied", "cards caught", "data centre caught")  # fmt: skip
    fitted(heads, rows, right=range(len(heads)), bold=marked)
    lacking = sum("error" in point for point in sweep["points"])
    if lacking:
        paragraph(f"left out: {lacking} values at which the rule would contradict itself", 2)


def notes(result: Mapping[str, Any]) -> None:
    click.echo()
    for warning in result["warnings"]:
        paragraph(f"note: {warning}", 2)
    paragraph("assumed: " + "; ".join(result["assumptions"]), 2)
    work = result["objective"]["work"]
    paragraph(f"work: {work['train']}; {work['prefill']}; {work['decode']}", 2)
    rule = result["rule"]["id"]
    paragraph(f"more: `whackachip denial {rule}`, `whackachip whack {rule}`, `whackachip rules prove {rule}`", 2)
    paragraph("not checked: whether a party is listed, end uses, restrictions of the importing state", 2)
    paragraph("Not legal advice; check the official text.", 2)


def _figure(name: str, value: float) -> str:
    word, unit = METRICS[name]
    shown = f"{value:.3g}" if value < 10 else f"{value:,.0f}"
    return f"{shown} TPP" if name == "tpp" else f"{word} {shown} {unit}"


def _dies(design: Mapping[str, Any]) -> str:
    many = design["dies"]
    return f"{many:.0f} die{'' if many == 1 else 's'} of {design['die_area_each']:,.0f} mm2"


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 10 else format_number(round(value, 1))


def _share(share: float) -> str:
    """A share in per cent; what is too small to be one says so."""
    if share != 0 and abs(share) < 0.005:
        return "less than 1%" if share > 0 else "nothing"
    return f"{round(share * 100):d}%"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
