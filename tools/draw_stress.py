"""Draw the figures of docs/stress.md: the plane, what is left, and the threshold of October 2023 moved."""

from __future__ import annotations

import sys
from pathlib import Path

from whackachip.answers.stress import Request, answer
from whackachip.report.figures.figure import picture
from whackachip.report.figures.stressdenial import stress_denial
from whackachip.report.figures.stressplane import stress_plane
from whackachip.report.figures.stresssweep import stress_sweep

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures"


def main() -> int:
    result = answer(Request(rule="us-2023-10-17"))
    for number, figure in enumerate((stress_plane(result), stress_denial(result), stress_sweep(result)), start=1):
        assert figure is not None
        (FIGURES / f"{figure.name}.svg").write_text(picture(figure, number).svg + "\n", encoding="utf-8")
        print(FIGURES / f"{figure.name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
