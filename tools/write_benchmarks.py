"""Write docs/benchmarks.md from what the benchmarks print; `make bench` is this.

python tools/write_benchmarks.py [--only NAME] [--most N] [--keep]

--only: one section is measured again and the others stay. --most: where the curves end. --keep: nothing is written.
Every section says when it was measured, on how many cores, and whether the machine had other work: the processor's
times are then those to read.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
FIGURES = ROOT / "docs" / "figures"
BUSY = 0.5  # other work for each core, on average over five minutes, from which a wall clock tells little


class Section(NamedTuple):
    """A part of the page: what it is about, and the words of its command."""

    name: str
    title: str
    about: str
    words: tuple[str, ...]
    curve: bool = False  # whether it is drawn, and may end at any size


SECTIONS = (
    Section(
        "usual", "Usual questions, sweeps, searches and scans",
        "Medians, by the clock and of the processor. Commands start a process of their own each time. The scan stands "
        "beside ripgrep with the same patterns where that is installed; ripgrep names lines alone and reads no "
        "context, no archive and no history. The search is over Calculon's space of plans, as of a fixed commit.",
        ("tools/bench.py",),
    ),
    Section(
        "suite", "The same by pytest-benchmark, to compare two versions",
        "By the processor's time of the process and its children. `--benchmark-save=before` keeps a run, and "
        "`--benchmark-compare` sets the next one beside it.",
        ("-m", "pytest", "bench/test_speed.py", "--benchmark-timer=bench_stress.spent",
         "--benchmark-columns=median,iqr,rounds", "--benchmark-sort=name", "--benchmark-time-unit=ms",
         "-p", "no:cacheprovider"),
    ),
    Section(
        "designs", "How time grows with designs",
        "Chips that are made up and judged by every paragraph of a day's law, in one process.",
        ("tools/bench_scaling.py", "designs"), curve=True,
    ),
    Section(
        "commits", "How time grows with commits",
        "The whole history of one repository, whose commits change three of 400 files each.",
        ("tools/bench_scaling.py", "commits"), curve=True,
    ),
    Section(
        "repositories", "How time grows with repositories",
        "Repositories of 40 files and 20 commits, no two alike, one after another in one process.",
        ("tools/bench_scaling.py", "repositories"), curve=True,
    ),
    Section(
        "web", "Pages and REST",
        "One request at a time by the server's own clock, then several clients at once, all on one machine: the "
        "clients take their share of the same cores.",
        ("tools/bench_web.py", "--seconds", "10", "--clients", "20"),
    ),
)  # fmt: skip
HEAD = """# How fast it is

Written by `make bench` (tools/write_benchmarks.py); nothing here is written by hand. Inputs come from fixed seeds, so
that anyone can measure the same. `make bench ONLY=commits` measures one section again, and `MOST=10000` ends each curve
there; whole, the curves take about half an hour.
"""


def conditions() -> str:
    """When, on what, and beside what; no word on which machine it is."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[1]
    model = platform.machine()
    busy = load / cores > BUSY
    said = (
        f"busy with other work (load {load:.1f}): read the processor's times, and take the clock's as upper bounds"
        if busy else f"otherwise quiet (load {load:.1f})"
    )  # fmt: skip
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {cores} cores ({model}), Python {platform.python_version()}; "
        f"the machine was {said}."
    )


def measured(section: Section, most: int | None = None) -> str:
    """The section with what its command prints, which is shown as it comes. most: the largest size of a curve."""
    said, lines = conditions(), []
    words, drawn, figure = list(section.words), [], ""
    if section.curve:
        name = f"scaling-{section.name}.svg"
        words += ["--most", str(most)] if most else []
        drawn, figure = ["--figure", str(FIGURES / name)], f"\n![{section.title}](figures/{name})\n"
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    command = [sys.executable, *words, *drawn]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=paths) as child:
        for line in child.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    missed = f"\nThe command ended with status {child.returncode}: a bound that it states did not hold.\n"
    return (
        f"## {section.title}\n\n{section.about}\n\n{said} Command: `python {' '.join(words)}`.\n\n"
        "```text\n" + "\n".join(lines).strip("\n") + "\n```\n" + figure + (missed if child.returncode else "")
    )


def before(section: Section) -> str:
    """The section as the page has it; empty where it has none."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    found = re.search(rf"^## {re.escape(section.title)}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[0].rstrip() + "\n" if found else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=[section.name for section in SECTIONS])
    parser.add_argument("--most", type=int, help="the largest size of the curves")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    for section in SECTIONS:
        again = asked.only in (None, section.name)
        kept = {each: before(each) for each in SECTIONS}
        if again:
            kept[section] = measured(section, asked.most)
            if not asked.keep:
                PAGE.write_text("\n".join([HEAD, *filter(None, kept.values())]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
