"""The commands as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from whackachip.cli.group import COMMANDS, program
from whackachip.errors import UserError


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="whackachip")


def run_process(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "whackachip", *words], capture_output=True, text=True, check=False)


def test_classify_json_has_the_promised_shape() -> None:
    done = run("classify", "h20", "--on", "2024-11-05", "--to", "CN", "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.output)
    assert data["chip"] == "nv-h20-96"
    assert data["on"] == "2024-11-05"
    assert data["item"]["verdict"] == "not-controlled-by-this-rule"
    assert data["item"]["paragraphs"] == []
    assert data["transaction"]["verdict"] == "no-requirement-found"
    assert data["transaction"]["review_policy"] == []
    assert data["clauses"]
    assert data["provenance"]["command"] == "whackachip classify h20 --on 2024-11-05 --to CN"
    assert len(data["provenance"]["facts_hash"]) == 64


def test_classify_reads_well() -> None:
    text = run("classify", "h800", "--on", "2024-11-05", "--to", "China", "--explain").output
    expected = ["controlled", "3A090.a.1", "licence-required", "presumption-of-denial", "not checked"]
    expected += ["Not legal advice", "1,978.9 TFLOP/s FP8 x 8 bit = 15,831.2 TPP", "NVIDIA H800 PCIe"]
    for words in expected:
        assert words in text


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("classify", "h2O0", "--on", "2024-11-05", "--to", "CN"), "did you mean"),
        (("classify", "h20", "--on", "5.11.2024", "--to", "CN"), "2024-11-05"),
        (("classify", "h20", "--on", "2024-11-05", "--to", "Chnia"), "China"),
        (("classify", "h20", "--on", "2024-11-05", "--to", "CN", "--interpret", "tf32_bits"), "KEY=VALUE"),
        (("classify", "h20", "--on", "2024-11-05", "--to", "CN", "--change", "us.ear.3a090.a.tpp=x"), "not a number"),
        (("clasify",), "classify"),
        (("investigate", "hunyuan-larg"), "hunyuan-large"),
        (("investigate", "hunyuan-large", "--model", "hunyan"), "hunyuan-large"),
        (("investigate", "./no/such/path"), "no such path"),
        (("chips", "where", "tpp >="), "column 7"),
        (("chips", "where", "tppp >= 1"), "tpp"),
        (("validate", "law", "--cases", "no-such.csv"), "no-such.csv"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(words: tuple[str, ...], hint: str) -> None:
    done = run_process(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help_with_an_example_or_subcommands() -> None:
    for name in COMMANDS:
        done = run(name, "--help")
        assert done.exit_code == 0
        assert "whackachip" in done.output
    assert all(name in run("--help").output for name in COMMANDS)


def test_chips_show_json() -> None:
    data = json.loads(run("chips", "show", "h20", "--json").output)
    assert {"id", "name", "figures", "metrics"} <= data.keys()
    tpp = data["metrics"]["tpp"]
    assert (tpp["value"], tpp["unit"], tpp["interval"]) == (2368, "TPP", [2368, 2368])
    assert tpp["formula"] == "148 TFLOP/s BF16 x 16 bit = 2,368 TPP"
    assert set(tpp["sources"]) <= set(data["sources"])
    assert data["figures"]["rate_bf16_tops"]["source"]


def test_chips_where() -> None:
    data = json.loads(run("chips", "where", "memory_bandwidth >= 3000 and vendor != nvidia", "--json").output)
    ids = {chip["id"] for chip in data["chips"]}
    assert "amd-mi300x" in ids
    assert not any(id.startswith("nv-") for id in ids)


def test_timeline_and_rules() -> None:
    data = json.loads(run("timeline", "h800", "--until", "2024-11-05", "--to", "CN", "--json").output)
    assert data["periods"][-1]["item"]["paragraphs"] == ["3A090.a.1", "3A090.a.2"]
    assert any(act["id"] == "us-2023-10-17" for act in json.loads(run("rules", "list", "--json").output)["acts"])


def test_the_version_imports_nothing_heavy() -> None:
    assert_not_imported(["--version"], {"click", "pydantic", "numpy", "rich", "yaml", "whackachip.catalog"})


def test_classify_imports_nothing_heavy() -> None:
    heavy = {"pydantic", "numpy", "rich", "yaml", "jinja2", "vl_convert", "dulwich", "re2"}
    assert_not_imported(["classify", "h20", "--on", "2024-11-05", "--to", "CN"], heavy)


def assert_not_imported(words: list[str], heavy: set[str]) -> None:
    code = (
        f"import sys; from whackachip.cli import main; sys.argv=['whackachip', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as e:\n    assert not e.code\n"
        "print('\\n'.join(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stderr.split())
    assert "whackachip.version" in modules
    assert not modules & heavy


def test_errors_are_user_errors() -> None:
    with pytest.raises(UserError):
        raise UserError("one line")


def test_chips_that_were_free_on_a_day() -> None:
    words = ["chips", "where", "memory_bandwidth > 3350 and item != controlled", "--on", "2024-06-01", "--to", "CN"]
    data = json.loads(run(*words, "--json").output)
    ids = {chip["id"] for chip in data["chips"]}
    assert "nv-h20-96" in ids
    assert not ids & {"nv-h100-sxm-80", "nv-h200-sxm"}
    assert not ids & set(data["unknown"])
    assert run_process(*words[:5]).returncode == 2


def test_coverage_counts_what_is_there() -> None:
    data = json.loads(run("coverage", "--json").output)
    chips = data["figures"]["chips"]
    assert chips["records"] >= 60
    assert chips["figures"] == sum(count for kind, count in chips.items() if kind not in ("records", "figures"))
    assert "unverified" in run("coverage").output
