"""The page of speeds is what the benchmarks print, with the conditions under which they did."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import bench_repositories  # noqa: E402 - the folder of the tools has to be on the path first
import bench_scaling  # noqa: E402
import write_benchmarks  # noqa: E402
from whackachip.evidence import scan  # noqa: E402


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_a_slope_is_the_power_of_the_size(power: float) -> None:
    sizes = [10, 100, 1000]
    assert bench_scaling.slope(sizes, [3e-6 * size**power for size in sizes]) == pytest.approx(power)


@pytest.mark.parametrize("section", write_benchmarks.SECTIONS, ids=lambda section: section.name)
def test_every_section_is_on_the_page(section: write_benchmarks.Section) -> None:
    text = write_benchmarks.before(section)
    assert re.search(r"^Measured 20\d\d-\d\d-\d\d on \d+ cores", text, re.MULTILINE)
    assert re.search(r"```text\n.+\n```", text, re.DOTALL)
    assert any((ROOT / word).is_file() for word in section.words if word.endswith(".py"))
    if section.curve:
        assert f"figures/scaling-{section.name}.svg" in text
        assert (ROOT / "docs" / "figures" / f"scaling-{section.name}.svg").is_file()


def printed(word: str, section: write_benchmarks.Section, most: int | None) -> str:
    return f"## {section.title}\n\n{word} {section.name}\n"


def test_one_section_anew_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "benchmarks.md"
    monkeypatch.setattr(write_benchmarks, "PAGE", page)
    monkeypatch.setattr(write_benchmarks, "measured", partial(printed, "first"))
    monkeypatch.setattr(sys, "argv", ["write_benchmarks.py"])
    write_benchmarks.main()
    monkeypatch.setattr(write_benchmarks, "measured", partial(printed, "again"))
    monkeypatch.setattr(sys, "argv", ["write_benchmarks.py", "--only", "commits"])
    write_benchmarks.main()
    assert re.findall(r"^(?:first|again) \w+", page.read_text("utf-8"), re.MULTILINE) == [
        "first usual", "first suite", "first designs", "again commits", "first repositories", "first web"
    ]  # fmt: skip


def test_a_repository_has_the_commits_that_were_asked_for(tmp_path: Path) -> None:
    """The same seed gives the same commits, another seed others."""
    heads = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        bench_repositories.write_repository(tmp_path / name, 12, folders=2, files=5, lines=20, seed=seed)
        found = scan(tmp_path / name)
        assert found.commits == 12
        assert found.findings
        heads.append((tmp_path / name / "refs" / "heads" / "main").read_text())
    assert heads[0] == heads[1] != heads[2]


def test_a_curve_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Sizes up to the bound, the slope of what was measured, and the figure that says it."""
    square = bench_scaling.Curve(lambda size: size**2 / 1e6, (10, 100, 1000, 10_000))
    monkeypatch.setitem(bench_scaling.CURVES, "commits", square)
    monkeypatch.setattr(sys, "argv", ["bench_scaling.py", "commits", "--most", "1000", "--figure", f"{tmp_path}/a.svg"])
    assert bench_scaling.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4
    assert "2.00 over all sizes, 2.00 from 100 on" in said[-1]
    assert "Slope 2.00: twice as many take 4.0 times as long" in (tmp_path / "a.svg").read_text("utf-8")
    monkeypatch.setattr(sys, "argv", ["bench_scaling.py", "commits", "--most", "10"])
    with pytest.raises(SystemExit):
        bench_scaling.main()
