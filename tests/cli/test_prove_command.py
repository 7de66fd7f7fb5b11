"""rules prove, as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from whackachip.cli.group import program

pytest.importorskip("z3")


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["rules", "prove", *words], prog_name="whackachip")


def flat(text: str) -> str:
    """The text without its line breaks, which turn on the width of the terminal."""
    return " ".join(text.split())


def test_the_json_is_exact_and_recreates_itself() -> None:
    words = ["us-2023-10-17", "--above", "tpp=5000", "--dies", "4", "--set", "us.ear.3a090.a.tpp=3600"]
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.output)
    assert data["largest_tpp_by_die_area"][1] == {
        "begins": "500", "ends": "750", "constant": "0", "slope": "16/5", "attained": False,
    }  # fmt: skip
    assert data["answers"][0]["answer"] == "no"
    assert data["plane"]["paragraphs"]["3A090.a.1"][0]["tpp"]["low"] == "3600"
    assert data["counterfactual"] == "us.ear.3a090.a.tpp=3600"
    assert data["provenance"]["command"] == f"whackachip rules prove {' '.join(words)}"
    code = f"import whackachip as wc; print({data['provenance']['python']}.to_dict()['answers'][1]['value'])"
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert again.stdout.strip() == str(data["answers"][1]["value"])


def test_the_card_reads_well() -> None:
    text = run("us-2023-10-17").output
    for words in (
        "500 to 750                below 3.2 x area",
        "2 reticle-sized dies (1,716 mm2): below 2,745.6 TPP",
        "No chip meets both 3A090.a.1 and 3A090.b.1.",
        "Not tested, so unbounded: memory bandwidth, interconnect bandwidth, I/O bandwidth.",
        "stronger means at least as much TPP",
    ):
        assert flat(words) in flat(text)
    assert max(map(len, text.splitlines())) <= 120
    changed = run("us-2023-10-17", "--set", "us.ear.3a090.a.tpp=3600", "--against", "us-2023-10-17").output
    assert all(line.startswith("counterfactual") for line in changed.splitlines())
    changed = flat(changed.replace("counterfactual  ", ""))
    assert "counterfactual: us.ear.3a090.a.tpp=3600" in changed
    assert "counterfactual us-2023-10-17 and us-2023-10-17 catch the same chips of up to" in changed
    assert "Unbounded: no TPP" in flat(run("us-2022-10-07", "--not-datacenter").output)


def test_the_figure_shows_each_paragraph(tmp_path: Path) -> None:
    target = tmp_path / "plane.svg"
    done = run("us-2023-10-17", "--figure", str(target))
    assert done.exit_code == 0, done.output
    texts = {text.strip() for text in ElementTree.parse(target).getroot().itertext() if text and text.strip()}
    assert {"3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2", "not controlled", "5.92"} <= texts
    assert any("2,745.6 TPP" in text for text in texts)


def test_a_patch_and_a_rule_change_the_law_that_is_proved_about(tmp_path: Path) -> None:
    patch = tmp_path / "patch.yaml"
    patch.write_text("us.ear.3a090.a.tpp: 3600\n", encoding="utf-8")
    rule = tmp_path / "rule.yaml"
    rule.write_text("items: [{paragraph: 3A090.a.9, when: tpp >= 1000, begins: 2023-11-17}]\n", encoding="utf-8")
    asked = json.loads(run("us-2023-10-17", "--set", "us.ear.3a090.a.tpp=3600", "--json").output)
    found = json.loads(run("us-2023-10-17", "--patch", str(patch), "--json").output)
    assert [one["value"] for one in found["answers"]] == [one["value"] for one in asked["answers"]]
    assert "patch.yaml" in found["counterfactual"]
    found = json.loads(run("us-2023-10-17", "--rule", str(rule), "--json").output)
    largest = next(one for one in found["answers"] if one["question"] == "largest")
    assert largest["value"]["exact"] == "1000"  # all at or above it are caught by the paragraph that was added
    code = f"import whackachip as wc; print({found['provenance']['python']}.to_dict()['answers'][0]['value']['exact'])"
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert again.stdout.strip() == "1000"
    shown = run("us-2023-10-17", "--rule", str(rule)).output.splitlines()
    assert all(line.startswith("counterfactual") for line in shown)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("us-2023-10-16",), "us-2023-10-17"),
        (("us-2026-01-15",), "nothing to prove"),
        (("us-2023-10-17", "--against", "us-2022-10-06"), "us-2022-10-07"),
        (("us-2023-10-17", "--above", "tp=1"), "tpp"),
        (("us-2023-10-17", "--above", "tpp=x"), "not a number"),
        (("us-2023-10-17", "--above", "tpp"), "KEY=VALUE"),
        (("us-2023-10-17", "--above", "tpp=1e999999999"), "beyond what can be proved"),
        (("us-2023-10-17", "--above", "tpp=1e-999999999"), "beyond what can be proved"),
        (("us-2023-10-17", "--above", "tpp=1e"), "not a number"),
        (("us-2023-10-17", "--set", "us.ear.3a090.a.tp=1"), "us.ear.3a090.a.tpp"),
        (("us-letters-2025-04", "--figure", "x.svg"), "no figure"),
        (("us-2023-10-17", "--figure", "no/such/folder/x.svg"), "cannot write"),
        (("no-such.yaml",), "no-such.yaml"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(words: tuple[str, ...], hint: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "whackachip", "rules", "prove", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert hint in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_missing_solver_is_said_in_one_line() -> None:
    code = (
        "import sys; sys.modules['z3'] = None; from whackachip.cli import main\n"
        "sys.argv = ['whackachip', 'rules', 'prove', 'us-2022-10-07']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    way = "`make setup` in a clone, or install whackachip[prove]"
    assert done.stderr.strip() == f"error: proofs need z3-solver, which is not installed: {way}"


def test_listing_rules_does_not_load_the_solver() -> None:
    code = (
        "import sys; from whackachip.cli import main; sys.argv = ['whackachip', 'rules', 'list']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert 'z3' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
