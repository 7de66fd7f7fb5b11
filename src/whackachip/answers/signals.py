"""What is looked for in a repository: each pattern, what it means, and when it means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import unknown
from .request import command_line, plain, said
from .signed import EVIDENCE, signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """Which signals."""

    category: str | None = said("Only signals of one category.", None, example="prose")


def answer(asked: Request) -> dict[str, Any]:
    """The signals as they stand in the facts; raises UserError for a category that is not known."""
    return signed_signals(listed(asked), command_line("whackachip signals list", asked))


def listed(asked: Request) -> tuple[Any, ...]:
    """The signals that were asked for."""
    from ..evidence import every_signal

    found = every_signal()
    if asked.category is None:
        return found
    categories = sorted({signal.category for signal in found})
    if asked.category not in categories:
        raise unknown("category", asked.category, categories)
    return tuple(signal for signal in found if signal.category == asked.category)


def signed_signals(found: Iterable[Any], line: str) -> dict[str, Any]:
    """Signals as plain data."""
    return signed({"signals": [plain(asdict(signal)) for signal in found]}, line, PYTHON, not_checked=EVIDENCE)


PYTHON = "from whackachip.evidence import every_signal; every_signal()"


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a signal."""
    for signal in data["signals"]:
        yield {key: signal[key] or "" for key in ("id", "category", "strength", "stage", "title", "implies", "reason")}
