"""What the fits of constants to measured runs share: where constants start, and how the result is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import vl_convert

from whackachip.report.figures.style import CONFIG, GREY, SCHEMA


@dataclass(frozen=True)
class Start:
    """Where a constant starts, how far it may move (as a spread of its logarithm) and its bounds."""

    value: float
    spread: float
    low: float = 1e-14
    high: float = np.inf


@dataclass(frozen=True)
class Priors:
    """Starts as arrays: logarithms of values and bounds, and spreads of the logarithms."""

    values: Any
    spreads: Any
    low: Any
    high: Any


def priors(starts: Iterable[Start]) -> Priors:
    """The starts of all constants, in their order."""
    found = list(starts)
    values, low, high = (np.log([getattr(start, name) for start in found]) for name in ("value", "low", "high"))
    return Priors(values, np.array([start.spread for start in found]), low, high)


def quantiles(values: Any, weight: Any, shares: Iterable[float]) -> Any:
    """Values below which these shares of the weight lie."""
    order = np.argsort(values)
    return np.interp(list(shares), np.cumsum(weight[order]) / weight.sum(), values[order])


def put(page: Path, tool: str, text: str) -> None:
    """Write the text into a page between the marks of a tool."""
    start, end = f"<!-- written by tools/{tool}.py -->\n", "<!-- end -->\n"
    before, rest = page.read_text(encoding="utf-8").split(start)
    after = rest.split(end, 1)[1]
    page.write_text(before + start + "\n" + text + "\n" + end + after, encoding="utf-8")


def draw(picture: Path, spec: dict[str, Any]) -> None:
    """Write a figure as SVG."""
    picture.write_text(vl_convert.vegalite_to_svg(spec, vl_version="5.21", allowed_base_urls=[]), "utf-8")


def panels(
    title: str,
    subtitle: str,
    data: list[dict[str, Any]],
    field: str,
    order: list[str],
    width: int,
    dots: dict[str, Any],
) -> dict[str, Any]:
    """Dots in one panel for each value of a field, with the `bar` of each panel as a dashed rule."""
    rule = {
        "mark": {"type": "rule", "color": GREY, "strokeDash": [4, 3]},
        "encoding": {"x": {"aggregate": "min", "field": "bar", "type": "quantitative"}},
    }
    return {
        "$schema": SCHEMA,
        "config": CONFIG | {"aria": True},
        "title": {"text": title, "subtitle": subtitle},
        "data": {"values": data},
        "facet": {"column": {"field": field, "type": "nominal", "title": None, "sort": order}},
        "spec": {"width": width, "layer": [rule, dots]},
    }
