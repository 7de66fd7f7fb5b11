"""A result in hand: its words, and ways to show and keep it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ..lazy import plain
from .save import save


class Report:
    """A stored result with its headline and sentences; shows itself as a short card in a notebook."""

    def __init__(self, result: Mapping[str, Any]) -> None:
        self._result = dict(result)

    @cached_property
    def result(self) -> dict[str, Any]:
        """The whole document."""
        return self.to_dict()

    @property
    def headline(self) -> str:
        """The verdict in one sentence."""
        return str(self._result["verdict"]["headline"])

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict sentence by sentence."""
        return tuple(self._result["verdict"]["sentences"])

    def to_dict(self) -> dict[str, Any]:
        """A copy of the document that may be changed freely."""
        copied: dict[str, Any] = plain(self._result)
        return copied

    def save(self, folder: Path | str, *, figures: bool = True) -> Path:
        """Write the report into a folder and return the path of report.html; raises UserError where that fails."""
        return save(self._result, Path(folder), figures=figures)

    def __repr__(self) -> str:
        return f"Report({self.headline!r})"

    def _repr_html_(self) -> str:
        from .html import render_card

        return render_card(self._result)
