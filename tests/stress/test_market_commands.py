"""moat, denial and whack on the command line: pages, JSON, figures, and mistakes in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whackachip.cli.group import program

QUICK = {
    "moat": ["moat", "--samples", "500", "--no-sobol"],
    "denial": ["denial", "us-2022-10-07", "--samples", "200", "--no-designs"],
    "whack": ["whack", "us-2022-10-07", "--rounds", "1", "--samples", "200"],
}


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words))


@pytest.mark.parametrize("name", QUICK)
def test_a_page_and_json_that_recreates_it(name: str) -> None:
    page = run(*QUICK[name])
    assert page.exit_code == 0, page.output
    assert "Traceback" not in page.output
    found = run(*QUICK[name], "--json")
    body = json.loads(found.output)
    assert body["provenance"]["command"].startswith(f"whackachip {name}")
    words = body["provenance"]["command"].split()[1:]
    assert run(*words, "--json").output == found.output


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("suffix", [".svg", ".json"])
def test_figures(name: str, suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"figure{suffix}"
    assert run(*QUICK[name], "--figure", str(target)).exit_code == 0
    text = target.read_text(encoding="utf-8")
    if suffix == ".svg":
        assert text.startswith("<svg")
        assert "<desc" in text
        assert "NaN" not in text
    else:
        assert json.loads(text)["layer"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("moat", "--set", "halving=3"), "unknown parameter 'halving'"),
        (("moat", "--set", "halving_months=0"), "must be above 0"),
        (("moat", "--prior", "none"), "unknown prior"),
        (("moat", "--denial", "0.1"), "1 to 1,000,000"),
        (("moat", "--figure", "x.gif"), "ends in"),
        (("denial", "us-2099"), "unknown rule"),
        (("denial", "us-2022-10-07", "--metric", "15"), "there are 14"),
        (("denial", "us-2022-10-07", "--figure", "/nowhere/x.svg"), "no folder"),
        (("whack",), "name a RULE"),
        (("whack", "us-2022-10-07", "--history"), "stands alone"),
        (("whack", "us-2022-10-07", "--rounds", "99"), "between 1 and 12"),
        (("whack", "us-2022-10-07", "--set", "fee=200000%"), "more than 1,000 times"),
    ],
)
def test_mistakes_are_one_line_and_status_2(words: tuple[str, ...], message: str) -> None:
    found = run(*words)
    assert found.exit_code == 2
    assert message in found.output
    assert found.output.strip().count("\n") == 0


def test_every_parameter_is_listed_with_range_and_sources() -> None:
    page = run("moat", "--parameters")
    assert page.exit_code == 0
    for found in json.loads(run("moat", "--parameters", "--json").output):
        assert found["sources"]
        assert found["name"] in page.output


def test_the_history_quotes_the_calibration_failure() -> None:
    page = run("whack", "--history", "--samples", "500").output
    assert "12,500 against 140,000" in page
    assert "NO" in page


def test_one_metric_still_stands_on_three_yardsticks() -> None:
    body = json.loads(run(*QUICK["denial"], "--metric", "1", "--json").output)
    (metric,) = body["metrics"]
    assert {row["yardstick"] for row in metric["rows"]} >= {"flops", "bandwidth", "capacity"}
