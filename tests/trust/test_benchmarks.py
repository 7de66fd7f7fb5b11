"""The page of speeds is what the benchmarks print, with the conditions under which they did."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import bench_scaling  # noqa: E402 - the folder of the tools has to be on the path first
import write_benchmarks  # noqa: E402


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_a_slope_is_the_power_of_the_size(power: float) -> None:
    sizes = [10, 100, 1000]
    assert bench_scaling.slope(sizes, [3e-6 * size**power for size in sizes]) == pytest.approx(power)


@pytest.mark.parametrize("section", write_benchmarks.SECTIONS, ids=lambda section: section.name)
def test_every_section_is_on_the_page(section: write_benchmarks.Section) -> None:
    text = write_benchmarks.before(section)
    assert re.search(r"^Measured 20\d\d-\d\d-\d\d on \d+ cores", text, re.MULTILINE)
    assert re.search(r"```text\n.+\n```", text, re.DOTALL)
    assert (ROOT / section.words[0]).is_file()


def test_one_section_anew_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "benchmarks.md"
    monkeypatch.setattr(write_benchmarks, "PAGE", page)
    monkeypatch.setattr(write_benchmarks, "measured", lambda section: f"## {section.title}\n\nfirst {section.name}\n")
    monkeypatch.setattr(sys, "argv", ["write_benchmarks.py"])
    write_benchmarks.main()
    monkeypatch.setattr(write_benchmarks, "measured", lambda section: f"## {section.title}\n\nagain {section.name}\n")
    monkeypatch.setattr(sys, "argv", ["write_benchmarks.py", "--only", "scaling"])
    write_benchmarks.main()
    assert re.findall(r"^(?:first|again) \w+", page.read_text("utf-8"), re.MULTILINE) == [
        "first usual", "again scaling", "first web"
    ]  # fmt: skip
