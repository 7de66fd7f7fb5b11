"""`stress` and `validate stress` as a reader meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whackachip.answers.stress_sweep import values_of
from whackachip.cli.group import program
from whackachip.errors import UserError

QUICK = ("--no-sweep", "--base", "nv-h100-sxm-80")


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words))


@pytest.fixture(scope="module")
def page() -> str:
    done = run("stress", "us-2023-10-17", *QUICK)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_page_says_in_words_what_happened(page: str) -> None:
    for heading in ("What it catches", "What it denies", "What it lets through", "Why", "What came"):
        assert heading in page
    assert re.search(r"7\d% of training, 7\d% of reading prompts", page)
    assert "By yardstick: 85% of compute, 0% of bandwidth and 0% of capacity" in page
    assert "would be caught by 3A090.b.1" in page
    assert "NVIDIA H20 96GB" in page
    assert "Designed anew instead" in page
    assert "Not legal advice" in page


def test_a_page_of_a_changed_law_says_so() -> None:
    done = run("stress", "us-2023-10-17", *QUICK, "--set", "us.ear.3a090.b.tpp=2000")
    assert done.output.startswith("counterfactual")
    assert "us.ear.3a090.b.tpp=2000" in done.output


def test_json_holds_the_answer_and_how_to_ask_again() -> None:
    words = ("stress", "us-2022-10-07", *QUICK, "--objective", "train", "--seed", "3", "--json")
    done, again = run(*words), run(*words)
    assert done.output == again.output
    found = json.loads(done.output)
    assert found["best"]["metrics"]["io_bandwidth"] < 600
    command = found["provenance"]["command"]
    assert command.startswith("whackachip stress us-2022-10-07 ")
    assert {"--objective train", "--base nv-h100-sxm-80", "--seed 3", "--no-sweep"} <= set(
        re.findall(r"--\S+(?: [^-]\S*)?", command)
    )
    assert found["provenance"]["facts_hash"]
    assert {row["phase"] for row in found["phases"]} == {"train", "prefill", "decode"}


def test_figures_are_written(tmp_path: Path) -> None:
    done = run("stress", "us-2022-10-07", "--base", "nv-a100-sxm-80", "--figure", str(tmp_path / "page.svg"))
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page-denial.svg", "page-plane.svg", "page-sweep.svg"]
    assert all("<svg" in path.read_text(encoding="utf-8")[:600] for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stress", "us-2023-10-71"), "us-2023-10-17"),
        (("stress", "us-2023-10-17", "--mode", "fues"), "fuse"),
        (("stress", "us-2023-10-17", "--market", "gamer"), "market"),
        (("stress", "us-2023-10-17", "--objective", "trian"), "train"),
        (("stress", "us-2023-10-17", "--as-of", "1999-01-01"), "no chip"),
        (("stress", "us-2023-10-17", "--base", "h20"), "not on sale"),
        (("stress", "us-2023-10-17", "--set", "us.ear.3a090.b.tp=1"), "us.ear.3a090.b.tpp"),
        (("stress", "us-scale-hr8306"), "no design settles"),
        (("stress", "us-2026-01-15", "--mode", "existing", "--objective", "price-performance"), "estimate"),
        (("stress", "sweep", "us-2022-10-07"), "either --vary"),
        (("stress", "sweep", "us-2022-10-07", "--vary", "us.ear.3a090.a.io=9..3"), "LOW above zero"),
        (("stress", "sweep", "us-2022-10-07", "--vary", "us.ear.3a090.a.io"), "is not THRESHOLD"),
        (("stress", "sweep", "us-2022-10-07", "--designs", "0"), "from one to"),
        (("stress", "compare", "us-2022-10-08"), "us-2022-10-07"),
        (("validate", "stress", "--cases", "/no/such.csv"), "cannot read"),
    ],
)
def test_a_mistake_is_one_line(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_capability_that_no_point_denies() -> None:
    vary = "us.ear.3a090.a.io=500,600"
    done = run("stress", "sweep", "us-2022-10-07", "--vary", vary, "--deny", "decode=0.9", "--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["least_collateral"] is None
    done = run("stress", "sweep", "us-2022-10-07", "--vary", vary, "--deny", "train=0.01")
    assert done.exit_code == 0
    assert "denied at least collateral by us.ear.3a090.a.io" in done.output


def test_values_of_a_sweep() -> None:
    assert values_of("a=1..100:3") == ("a", [1.0, 10.0, 100.0])
    assert values_of("a=5,7") == ("a", [5.0, 7.0])
    assert len(values_of("a=1..2")[1]) == 9
    for bad in ("a=1..2:1", "a=0..2:3", "a=1..1:3"):
        with pytest.raises(UserError):
            values_of(bad)


def test_back_tests_of_others(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    head = "rule,as_of,market,mode,base_chip,metric,low,high\n"
    path.write_text(head + "us-2023-10-17,2023-10-17,datacenter,fuse,h100,tpp,2250,2486\n", encoding="utf-8")
    done = run("validate", "stress", "--cases", str(path), "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["summary"] == {"n": 1, "passed": 1}
    path.write_text(head + "us-2023-10-17,2023-10-17,datacenter,fuse,h100,tpp,1,2\n", encoding="utf-8")
    done = run("validate", "stress", "--cases", str(path))
    assert done.exit_code == 1
    assert "0 of 1 pass" in done.output


def test_a_sweep_of_two_thresholds_is_drawn(tmp_path: Path) -> None:
    vary = ("--vary", "us.ear.3a090.a.io=500,600", "--vary", "us.ear.3a090.a.tpp=4000,4800")
    done = run("stress", "sweep", "us-2022-10-07", *vary, "--figure", str(tmp_path / "grid.svg"))
    assert done.exit_code == 0, done.output
    drawn = (tmp_path / "grid.svg").read_text(encoding="utf-8")
    assert "us.ear.3a090.a.io" in drawn
    assert drawn.count("0 cards") == 4
