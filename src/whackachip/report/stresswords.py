"""A stress test in plain words: what the rule denied, what it let through, why, what came, and whom it caught."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..quantities.interval import format_number

PHASES = {"train": "training", "prefill": "reading prompts (prefill)", "decode": "writing answers (decode)"}
PLAIN = {"train": "training", "prefill": "reading prompts", "decode": "writing answers"}
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


# What a test reads, as a reader who knows no chips would say it, and the work that each decides.
READ = {
    "tpp": "operations a second", "performance_density": "operations for each mm2 of die",
    "io_bandwidth": "links to other chips", "interconnect_bandwidth": "links to other chips",
    "memory_bandwidth": "the speed of memory", "memory_capacity": "the size of memory",
}  # fmt: skip
MOST, SOME = 0.5, 0.1  # of what is denied, for words
GLOSSARY = (
    "TPP (total processing performance): dense operations a second in 10^12, times the bits of the numbers; "
    "performance density: TPP for each mm2 of die; training makes a model, prefill reads a prompt, and decode writes "
    "the answer word by word, for which memory has to be fast"
)


def sections(result: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Headings with their sentences, in the order of the page; those without sentences are left out."""
    rule = result["rule"]
    catches = "What has no place in it" if rule["kind"] == "lane" else "What it catches"
    found = [
        ("In short", list(short(result))),
        (catches, [f"{name}: {text}" for name, text in rule["tests"].items()]),
        ("What it denies", list(denied(result))),
        ("What it lets through", list(through(result))),
        ("Why", list(why(result))),
        ("What came", list(came(result))),
        ("Whom it catches besides", list(besides(result))),
    ]
    return [(heading, sentences) for heading, sentences in found if sentences]


def named(metric: str) -> str:
    """A metric in words."""
    return METRICS[metric][0] if metric in METRICS else metric.replace("_", " ")


def asked(result: Mapping[str, Any]) -> str:
    """The question in a sentence."""
    return (
        f"Asked: {MODES[result['mode']]}, {result['as_of']}, for the market {result['market']}; what it maximises: "
        f"{result['objective']['name']}."
    )


def short(result: Mapping[str, Any]) -> Iterator[str]:
    """The page for who reads no further."""
    if result["extent"] == "catches-nothing":
        yield "This rule denies nothing in this market: the best chip of its day passes as it is."
        return
    if result["best"] is None:
        yield "This rule denies everything in this market: nothing that could be made passes."
        return
    known = [row for row in result["phases"] if row["denied"] is not None]
    parts = [f"{_amount(row['denied'])} {PLAIN[row['phase']]} ({share(row['denied'])})" for row in known]
    yield f"Of what the best chip of the day did, a chip that passes is denied {_listed(parts)}."
    yield from _reason(result, {row["phase"]: row["denied"] for row in known})
    best = result["best"]
    if best["kept"]:
        left = [f"{share(part)} of its {word}" for word, part in _words(best["kept"]) if part < 0.9995]
        rest = [word for word, part in _words(best["kept"]) if part >= 0.9995]
        if left and rest:
            yield f"So {best['name']} passes with {_listed(left)}, and all of its {_listed(rest)}."
    near = result["nearest"]
    if near:
        yield f"{near['name']}, announced on {near['announced']}, stands near the same line."


def _amount(part: float) -> str:
    if part >= MOST:
        return "most of"
    return "some of" if part >= SOME else "next to nothing of" if part >= -SOME / 2 else "nothing at all of"


def _reason(result: Mapping[str, Any], denied_by: Mapping[str, float]) -> Iterator[str]:
    """What the rule counts, and which work rests on what it leaves uncounted."""
    read = list(dict.fromkeys(READ[name] for name in result["rule"]["reads"] if name in READ))
    if not read:
        return
    text = f"It counts {_listed(read)}"
    least = min(denied_by.values(), default=1.0)
    if "memory_bandwidth" not in result["rule"]["reads"] and denied_by.get("decode", 1.0) <= max(least, SOME):
        text += "; the speed of memory, on which writing answers rests, is in none of its tests"
    yield f"{text}."


def denied(result: Mapping[str, Any]) -> Iterator[str]:
    if result["extent"] == "catches-nothing":
        yield "Nothing: not one design in this market is caught."
    if result["extent"] == "catches-everything":
        yield "Everything: no design in this market escapes."
        return
    without = result["without"]["name"]
    parts = [
        f"{share(row['denied'])} of {PHASES[row['phase']]}" for row in result["phases"] if row["denied"] is not None
    ]
    without += " with the fastest memory of its day" if result["mode"] == "fuse" else ""
    yield f"Per chip, against {without}: {_listed(parts)}."
    parts = [f"{share(row['denied'])} of {row['yardstick']}" for row in result["yardsticks"]]
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
        kept = [f"{share(part)} of its {word}" for word, part in _words(best["kept"]) if part < 0.9995]
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
            f"{_figure('memory_bandwidth', anew['metrics']['memory_bandwidth'])}: {share(abs(anew['gain']))} "
            f"{'more' if anew['gain'] >= 0 else 'less'} than the cut chip by the objective."
        )
    cost = best["cost_usd"]["total"]
    yield f"To make: {cost['p50']:,.0f} USD ({cost['p5']:,.0f} to {cost['p95']:,.0f})."


def _words(kept: Mapping[str, float]) -> list[tuple[str, float]]:
    compute = kept["units"] * kept["width"] * kept["clock"]
    return [("compute", compute), ("memory", kept["memory"]), ("links", kept["links"])]


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
    names = found["names"]
    listed = ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
    yield (
        f"{len(names)} of {found['of']} cards for players and workstations on sale that day"
        + (f": {listed}" if names else "")
        + (f"; of {len(found['open'])} it is not known" if found["open"] else "")
        + f". Of chips for data centres {meant['caught']} of {meant['of']}."
    )


def _figure(name: str, value: float) -> str:
    word, unit = METRICS[name]
    shown = f"{value:.3g}" if value < 10 else f"{value:,.0f}"
    return f"{shown} TPP" if name == "tpp" else f"{word} {shown} {unit}"


def _dies(design: Mapping[str, Any]) -> str:
    many = design["dies"]
    return f"{many:.0f} die{'' if many == 1 else 's'} of {design['die_area_each']:,.0f} mm2"


def number(value: float) -> str:
    return f"{value:.3g}" if value < 10 else format_number(round(value, 1))


def share(part: float) -> str:
    """A share in per cent; what is too small to be one says so."""
    if part != 0 and abs(part) < 0.005:
        return "less than 1%" if part > 0 else "nothing"
    return f"{round(part * 100):d}%"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
