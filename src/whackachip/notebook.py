"""How a result shows itself in a notebook: a small card of plain HTML, every word of it escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

_TABLE = "border-collapse:collapse;font-size:13px;text-align:left"
_CELL = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"
HEADINGS = ("quantity", "interval", "substitution")
_MOST = 60  # rows of a card


@dataclass(frozen=True)
class Card:
    """A title, lines of words, a table, and notes in small print."""

    title: str
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def html(self) -> str:
        """The card; nothing in it can be markup or a script."""
        parts = [f"<div><strong>{escape(self.title)}</strong></div>"]
        parts += [f"<div>{escape(line)}</div>" for line in self.lines]
        if self.rows:
            parts.append(table_html(self.headings, self.rows))
        parts += [f"<div><small>{escape(note)}</small></div>" for note in self.notes]
        return f'<div class="whackachip">{"".join(parts)}</div>'


class Shown:
    """What has a card shows itself by it."""

    __slots__ = ()

    def _card(self) -> Card:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self._card().html()


def table_html(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table, cut after some rows, which it then says."""
    head = "".join(f'<th style="{_CELL}">{escape(str(name))}</th>' for name in headings)
    listed = list(rows)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(str(cell))}</td>' for cell in row) + "</tr>"
        for row in listed[:_MOST]
    )
    more = f"<div><small>{len(listed) - _MOST} rows more</small></div>" if len(listed) > _MOST else ""
    return f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}'


def quantity_rows(found: Mapping[str, Mapping[str, object]]) -> tuple[tuple[str, ...], ...]:
    """Estimated numbers, as Quantity.to_dict writes them: name, interval with its unit, substitution."""
    return tuple(
        (name.replace("_", " "), _interval(told["value"], str(told["unit"])), str(told["formula"]))
        for name, told in found.items()
    )


def _interval(value: object, unit: str) -> str:
    if not isinstance(value, Mapping):
        return "unknown"
    low, high = (value[end] if value[end] is None else f"{value[end]:,.4g}" for end in ("low", "high"))
    return f"{low} {unit}" if low == high else f"{low} or more {unit}" if high is None else f"{low} to {high} {unit}"
