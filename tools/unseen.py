"""What fits miss on what they have not seen: kept by the programs that measure it, told on the page on accuracy.

A program calls `record` with its figures, which go to tests/accuracy/left_out.json with the day and the hash of the
facts; tests/accuracy/left_out.md says how they are told: {training[median]:.1%} stands for a figure.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from whackachip.facts import store

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "accuracy"
RECORD, PAGE = FOLDER / "left_out.json", FOLDER / "left_out.md"


def option(parser: argparse.ArgumentParser) -> None:
    """--record, which a program heeds by calling `record`."""
    parser.add_argument("--record", action="store_true", help=f"keep the figures in {RECORD.name}; then make accuracy")


def record(name: str, figures: Mapping[str, float]) -> None:
    """Keep the figures of one program, in place of those it gave before."""
    kept = recorded()
    kept[name] = {
        "date": date.today().isoformat(),
        "facts": store.digest()[:12],
        "figures": {key: round(float(value), 4) for key, value in figures.items()},
    }
    RECORD.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", encoding="utf-8")


def recorded() -> dict[str, Any]:
    """What was kept, by program."""
    found: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def text() -> str:
    """The part of the page on accuracy, with the figures that were kept."""
    figures = {name: one["figures"] | {"when": when(one)} for name, one in recorded().items()}
    return PAGE.read_text(encoding="utf-8").format(**figures)


def when(kept: Mapping[str, Any]) -> str:
    """The day of a figure, and the facts that it was measured with where they were kept."""
    return f"{kept['date']}, facts {kept['facts']}" if kept["facts"] else str(kept["date"])
