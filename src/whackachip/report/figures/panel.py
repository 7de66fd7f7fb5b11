"""A plot within a figure: its own scales in pixels, so that several stand side by side in one frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .style import GRID, INK, QUIET, SMALL_SIZE, layer, lines_layer

_PIXEL = {"type": "quantitative", "scale": None, "axis": None}


@dataclass(frozen=True, slots=True)
class Panel:
    """x, y: top left corner, width, height: all in pixels of the frame. domains: from the first to the last value."""

    x: float
    y: float
    width: float
    height: float
    across: tuple[float, float]
    up: tuple[float, float]
    log_across: bool = False
    log_up: bool = False

    def at_x(self, value: float) -> float:
        """The pixel of a value; values beyond the domain stand on its edge."""
        return self.x + self.width * _share(value, self.across, self.log_across)

    def at_y(self, value: float) -> float:
        return self.y + self.height * (1 - _share(value, self.up, self.log_up))

    def grid_across(self, ticks: Sequence[tuple[float, str]], title: str = "") -> list[dict[str, Any]]:
        """Upright grid lines with labels under them."""
        rows = [{"x": self.at_x(at), "y": self.y, "y2": self.y + self.height, "text": text} for at, text in ticks]
        under = {"x": {**_PIXEL, "field": "x"}, "y": {"value": self.y + self.height + 5}, "text": {"field": "text"}}
        found = [
            layer(rows, "rule", {"x": {**_PIXEL, "field": "x"}, "y": {**_PIXEL, "field": "y"}, "y2": {"field": "y2"}},
                  color=GRID),
            layer(rows, "text", under, align="center", baseline="top", fontSize=SMALL_SIZE),
        ]  # fmt: skip
        if title:
            found.append(_text(title, self.x + self.width / 2, self.y + self.height + 21, align="center", color=QUIET))
        return found

    def grid_up(self, ticks: Sequence[tuple[float, str]]) -> list[dict[str, Any]]:
        """Level grid lines with labels left of them."""
        rows = [{"y": self.at_y(at), "x": self.x, "x2": self.x + self.width, "text": text} for at, text in ticks]
        beside = {"y": {**_PIXEL, "field": "y"}, "x": {"value": self.x - 6}, "text": {"field": "text"}}
        return [
            layer(rows, "rule", {"x": {**_PIXEL, "field": "x"}, "x2": {"field": "x2"}, "y": {**_PIXEL, "field": "y"}},
                  color=GRID),
            layer(rows, "text", beside, align="right", baseline="middle", fontSize=SMALL_SIZE),
        ]  # fmt: skip

    def band(
        self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], color: str, opacity: float = 0.22
    ) -> dict[str, Any]:
        """The area between two lines."""
        rows = [
            {"x": self.at_x(x), "y": self.at_y(low), "y2": self.at_y(high)}
            for x, low, high in zip(xs, lows, highs, strict=True)
        ]
        encoding = {"x": {**_PIXEL, "field": "x"}, "y": {**_PIXEL, "field": "y"}, "y2": {"field": "y2"}}
        return layer(rows, "area", encoding, color=color, opacity=opacity)

    def line(self, xs: Sequence[float], ys: Sequence[float], color: str, **mark: Any) -> dict[str, Any]:
        """A line through points, in their order."""
        rows = [{"x": self.at_x(x), "y": self.at_y(y), "n": n} for n, (x, y) in enumerate(zip(xs, ys, strict=True))]
        encoding = {"x": {**_PIXEL, "field": "x"}, "y": {**_PIXEL, "field": "y"}, "order": {"field": "n"}}
        return layer(rows, "line", encoding, color=color, **({"strokeWidth": 2} | mark))

    def level(self, y: float, color: str = INK, **mark: Any) -> dict[str, Any]:
        """A line over the whole width at one height."""
        return self.line(self.across, (y, y), color, **({"strokeWidth": 1, "strokeDash": [4, 3]} | mark))

    def points(self, xs: Sequence[float], ys: Sequence[float], color: str, **mark: Any) -> dict[str, Any]:
        rows = [{"x": self.at_x(x), "y": self.at_y(y)} for x, y in zip(xs, ys, strict=True)]
        return layer(rows, "point", {"x": {**_PIXEL, "field": "x"}, "y": {**_PIXEL, "field": "y"}},
                     **({"color": color, "filled": True, "size": 60, "opacity": 1} | mark))  # fmt: skip

    def bar(self, x: float, x2: float, top: float, thickness: float, color: str) -> dict[str, Any]:
        """A level bar between two values, its top edge at a pixel."""
        rows = [{"x": self.at_x(x), "x2": self.at_x(x2), "y": top, "y2": top + thickness}]
        encoding = {"x": {**_PIXEL, "field": "x"}, "x2": {"field": "x2"}, "y": {**_PIXEL, "field": "y"},
                    "y2": {"field": "y2"}}  # fmt: skip
        return layer(rows, "rect", encoding, color=color)

    def head(self, lines: Sequence[str]) -> dict[str, Any]:
        """Words above the panel, the first line in bold."""
        return {
            "layer": [
                lines_layer(lines[:1], x=self.x, y=self.y - 16 - 14 * (len(lines) - 1), fontWeight="bold"),
                lines_layer(lines[1:], x=self.x, y=self.y - 2 - 14 * (len(lines) - 1), color=QUIET),
            ]
        }

    def label(self, text: str, x: float, y: float, *, dx: float = 0, dy: float = 0, **mark: Any) -> dict[str, Any]:
        """Words at a place given in values, moved by pixels."""
        return _text(text, self.at_x(x) + dx, self.at_y(y) + dy, **({"baseline": "middle"} | mark))


def _share(value: float, domain: tuple[float, float], log: bool) -> float:
    first, last = domain
    if log:
        value, first, last = (math.log(max(part, 1e-300)) for part in (value, first, last))
    return min(1.0, max(0.0, (value - first) / (last - first)))


def _text(text: str, x: float, y: float, **mark: Any) -> dict[str, Any]:
    return lines_layer([text], x=x, y=y, **mark)


def decades(low: float, high: float) -> list[float]:
    """1, 2 and 5 of every power of ten between two numbers."""
    found = [digit * 10.0**power for power in range(-9, 13) for digit in (1, 2, 5)]
    return [value for value in found if low <= value <= high * (1 + 1e-9)]
