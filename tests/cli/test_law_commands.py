"""classify, timeline and rules as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whackachip.catalog import chips
from whackachip.cli.group import program

ON = ("--on", "2024-11-05", "--to", "CN")
MOVED = ("--set", "us.ear.3a090.b.tpp=2300")


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="whackachip")


def lines(*words: str) -> list[str]:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def data(*words: str):  # type: ignore[no-untyped-def]
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_many_chips_are_a_table_that_fits_80_columns() -> None:
    text = lines("classify", "h20", "h800", "a100 80gb sxm", *ON)
    rows = [line for line in text if line.startswith("nv-")]
    assert [row.split()[0] for row in rows] == ["nv-h20-96", "nv-h800-sxm", "nv-a100-sxm-80"]
    assert all(len(row) <= 80 for row in rows)
    assert [found["chip"] for found in data("classify", "h20", "h800", *ON)] == ["nv-h20-96", "nv-h800-sxm"]


def test_the_whole_catalogue_as_table_json_and_csv() -> None:
    rows = [line for line in lines("classify", "--all", *ON) if re.match(r"[a-z0-9]+-", line)]
    assert len(rows) == len(chips())
    assert max(map(len, rows)) <= 80
    found = data("classify", "--all", *ON)
    assert [one["chip"] for one in found] == [chip.id for chip in chips()]
    table = list(csv.DictReader(io.StringIO("\n".join(lines("classify", "--all", *ON, "--csv")))))
    assert [(row["chip"], row["item"]) for row in table] == [(one["chip"], one["item"]["verdict"]) for one in found]
    assert next(row for row in table if row["chip"] == "nv-h20-96")["tpp"] == "2368"


def test_a_hypothetical_chip_beside_named_ones() -> None:
    found = data("classify", "h20", "--chip", "name=x, bf16_dense=400, die_area=800, datacenter=yes", *ON)
    assert [one["chip"] for one in found] == ["nv-h20-96", "x"]
    assert found[1]["item"]["paragraphs"] == ["3A090.a.1", "3A090.a.2"]
    again = found[1]["provenance"]["command"].removeprefix("whackachip ")
    assert "--chip" in again


def test_the_command_line_of_a_result_gives_the_result_again() -> None:
    import shlex

    words = ("classify", "h20", *ON, "--headquarters", "US", "--interpret", "b2_precedence=both",
             "--party", "end_user_listed=yes", *MOVED)  # fmt: skip
    first = data(*words)
    second = data(*shlex.split(first["provenance"]["command"])[1:])
    assert first == second


def test_every_line_of_a_counterfactual_says_so(tmp_path: Path) -> None:
    patch = tmp_path / "patch.yaml"
    patch.write_text("us.ear.3a090.b.tpp: 2300\n", encoding="utf-8")
    rule = tmp_path / "rule.yaml"
    rule.write_text("items: [{paragraph: 3A090.a.9, when: tpp >= 2300, begins: 2023-11-17}]\n", encoding="utf-8")
    for change in (MOVED, ("--patch", str(patch)), ("--rule", str(rule))):
        for words in (
            ("classify", "h20", *ON, "--explain"),
            ("classify", "h20", "h800", *ON),
            ("timeline", "h20", "--until", "2025-01-01"),
            ("rules", "diff", "2024-11-05"),
            ("rules", "text", "2024-11-05"),
            ("chips", "where", "item == controlled and vendor == amd", *ON),
        ):
            shown = lines(*words, *change)
            assert len(shown) > 3
            assert all(line.startswith("counterfactual") for line in shown), words
        assert data("classify", "h20", *ON, *change)["counterfactual"]
        assert data("timeline", "h20", *change)["counterfactual"]
        where = data("chips", "where", "item == controlled and family == h20", *ON, *change)
        assert where["counterfactual"]
        assert "nv-h20-96" in [chip["id"] for chip in where["chips"]]
        row = next(csv.DictReader(io.StringIO(run("classify", "h20", *ON, *change, "--csv").output)))
        assert row["counterfactual"] == "counterfactual"
    assert data("classify", "h20", *ON)["counterfactual"] is None
    assert not any("counterfactual" in line for line in lines("classify", "h20", *ON))


def test_what_would_change_it_is_told() -> None:
    text = " ".join(" ".join(lines("classify", "h20", *ON)).split())
    for words in ("TPP 2,400 (+32) → controlled 3A090.b.1", "die area of 740 mm2", "on 2025-04-09"):
        assert words in text
    assert data("classify", "h20", *ON)["flips"]["metrics"][0]["to"] == 2400


def test_bf16_decides_for_the_gaudi_3() -> None:
    text = " ".join(" ".join(lines("classify", "gaudi-3")).split())
    assert "BF16 x 16 bit = 26,848 TPP" in text
    assert "BF16 decides, before" in text
    tpp = data("classify", "gaudi-3", *ON)["metrics"]["tpp"]
    assert tpp["driver"] == "bf16"
    assert tpp["by_precision"]["bf16"] > tpp["by_precision"]["fp8"]


def test_what_was_left_out_is_an_assumption() -> None:
    assumed = data("classify", "h20")["assumptions"]
    assert any("the day is 2026-11-23" in text for text in assumed)
    assert "the destination is China" in assumed
    assert not any("the day is" in text for text in data("classify", "h20", *ON)["assumptions"])


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("h800",), 1), (("h20",), 0), (("h20", "h800"), 1), (("tpu v4",), 1), (("rtx 4090",), 1),
    ],
)  # fmt: skip
def test_the_exit_code_for_pipelines(words: tuple[str, ...], status: int) -> None:
    assert run("classify", *words, *ON, "--exit-code").exit_code == status
    assert run("classify", *words, *ON).exit_code == 0


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2015-01-01", "before the first control on AI chips"),
        ("2022-09-15", "only letters"),
        ("2023-10-20", "us-2023-10-17 was public on 2023-10-17 and takes effect on 2023-11-17"),
        ("2025-02-01", "compliance is due from 2025-05-15"),
        ("2030-01-01", "changes since are not known"),
    ],
)
def test_a_day_before_after_or_between_is_answered_and_said_so(day: str, words: str) -> None:
    assert words in " ".join(data("classify", "h20", "--on", day, "--to", "CN")["date_notes"])
    assert data("classify", "h20", *ON)["date_notes"] == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("classify", *ON), "name a chip"),
        (("classify", "h20", "--all", *ON), "not both"),
        (("classify", "h20", *ON, "--json", "--csv"), "not both"),
        (("classify", "h20", *ON, "--set", "us.ear.3a090.a.tp=1"), "us.ear.3a090.a.tpp"),
        (("classify", "h20", *ON, "--set", "us.ear.3a090.a.tpp=nan"), "finite"),
        (("classify", "h20", *ON, "--set", "us.ear.3a090.b.tpp=4900"), "contradicts itself"),
        (("classify", "h20", *ON, "--patch", "no-such.yaml"), "no-such.yaml"),
        (("classify", "h20", *ON, "--rule", "no-such.yaml"), "no-such.yaml"),
        (("classify", "h20", *ON, "--interpret", "tf32bits=19"), "tf32_bits"),
        (("classify", "h20", *ON, "--interpret", "b2_precedence=x"), "a, both"),
        (("classify", "h20", *ON, "--party", "end_user_list=yes"), "end_user_listed"),
        (("chips", "where", "tpp >= 1", *MOVED), "give --on and --to"),
        (("timeline", "h2O0"), "did you mean"),
        (("timeline", "h20", "--figure", "h20.gif"), ".svg, .png, .pdf or .json"),
        (("timeline", "h20", "--figure", "no/such/folder/h20.svg"), "cannot write"),
        (("rules", "diff", "us-2023-10-18"), "us-2023-10-17"),
        (("rules", "diff", "2024-11-05", "--to", "Chnia"), "China"),
        (("rules", "text", "us-2023-10-17", "--set", "us.ear.3a090.b.density=9"), "contradicts itself"),
        (("rules", "list", "--on", "yesterday"), "YYYY-MM-DD, such as 2024-11-05"),
        (("classify", "h20", "--on", "2024-13-01"), "did you mean '2024-01-13' or '2024-12-01'?"),
        (("timeline", "h20", "--until", "2024-02-30"), "did you mean '2024-02-29'?"),
        (("rules", "show", "zzz"), "`whackachip rules list` names them"),
        (("validate", "law", "--cases", "nope.csv"), "cannot read nope.csv: No such file or directory"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(words: tuple[str, ...], hint: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert hint in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_the_life_of_the_h20() -> None:
    found = data("timeline", "h20", "--all-layers")
    for layer in ("enforced", "codified"):
        free, stopped = found["layers"][layer][1:3]
        assert free["begins"] < found["announced"][0] < stopped["begins"] == "2025-04-09"
        assert free["transaction"]["verdict"] == "no-requirement-found"
        assert stopped["transaction"]["verdict"] == "licence-required"
        assert stopped["item"]["verdict"] == "not-controlled-by-this-rule"
    letter = next(event for event in found["events"] if event["on"] == "2025-04-09")
    assert letter["changes"]
    assert [act["id"] for act in letter["acts"]] == ["us-letters-2025-04"]
    assert found["periods"] == found["layers"]["enforced"]


def test_the_layers_of_a_timeline_part_where_the_law_is_not_enforced() -> None:
    layers = data("timeline", "h100", "--to", "DE", "--all-layers")["layers"]
    assert layers["codified"][-1]["transaction"]["verdict"] == "exception-available"
    assert layers["enforced"][-1]["transaction"]["verdict"] == "no-requirement-found"


def test_the_figure_of_a_timeline(tmp_path: Path) -> None:
    svg, png = tmp_path / "h20.svg", tmp_path / "h20.png"
    assert run("timeline", "h20", "--all-layers", "--figure", str(svg)).exit_code == 0
    assert run("timeline", "h20", "--figure", str(png), *MOVED).exit_code == 0
    text = svg.read_text(encoding="utf-8")
    for words in ("licence required", "no requirement found", "2025-04-09", "the chip is announced", "Not legal advice",
                  "whackachip timeline h20"):  # fmt: skip
        assert words in text
    assert png.read_bytes().startswith(b"\x89PNG")
    assert str(tmp_path) not in text


def test_rules_in_words() -> None:
    text = " ".join(" ".join(lines("rules", "text", "us-2023-10-17")).split())
    assert "1. 3A090.a.1: controlled where TPP at least 4,800." in text
    assert "taken out of 3A090.a and 3A090.b where it is not designed or marketed for data centres" in text
    assert "the destination is Macau" in text
    assert "us.ear.3a090.b.density = 1.6" in text
    found = data("rules", "text", "2022-11-01")
    paragraph = next(p for p in found["paragraphs"] if p["id"] == "3A090.a")
    assert paragraph["thresholds"] == {"us.ear.3a090.a.io": 600, "us.ear.3a090.a.tpp": 4800}
    assert [p["number"] for p in found["paragraphs"]] == list(range(1, len(found["paragraphs"]) + 1))
    assert data("rules", "text", "gain-ai-s3150")["never_enacted"]


def test_every_provision_reads_as_words() -> None:
    """No code of the predicate language is left in a sentence."""
    for day in ("2022-09-01", "2023-01-01", "2024-05-01", "2025-02-01", "2026-08-01"):
        for paragraph in data("rules", "text", day)["paragraphs"]:
            assert not re.search(r"==|>=|<=|@|_in_[dat]\d|\bthe threshold\b", paragraph["words"]), paragraph["words"]


def test_rules_differ() -> None:
    found = data("rules", "diff", "2023-10-16..2023-11-18")
    assert {entry["threshold"] for entry in found["thresholds"]} >= {"us.ear.3a090.a.io", "us.ear.3a090.b.tpp"}
    moved = {chip["chip"]: chip for chip in found["chips"]}
    assert moved["nv-h800-sxm"]["b"]["paragraphs"] == ["3A090.a.1", "3A090.a.2"]
    assert "nv-h20-96" not in moved
    text = "\n".join(lines("rules", "diff", "us-2022-10-07", "us-2023-10-17"))
    assert f"{len(found['chips'])} of {len(chips())} chips change their status" in text


def test_rules_in_force_on_a_day() -> None:
    acts = {act["id"]: act for act in data("rules", "list", "--on", "2026-06-01")["acts"]}
    assert acts["us-2023-10-17"]["enacted"]
    assert not acts["us-gain-ai-s3150"]["enacted"]
    assert "us-letter-2023-10" not in acts  # it ended with the rule's own first day
    assert "never enacted" in run("rules", "list", "--on", "2026-06-01").output
    assert "us-gain-ai-s3150" not in run("rules", "list", "--on", "2024-06-01").output


def test_what_is_explained_has_the_number_of_each_threshold() -> None:
    text = " ".join(" ".join(lines("classify", "h20", *ON, "--explain")).split())
    assert "not-met tpp >= @us.ear.3a090.b.tpp (tpp = 2,368, threshold 2,400, margin -32)" in text
    assert "(performance_density = 2.909, threshold 3.2, margin -0.2909)" in text
    assert "marketed_for_datacenter == no (marketed_for_datacenter = yes)" in text


def test_an_act_is_shown_with_what_it_added() -> None:
    shown = lines("rules", "show", "us-2023-10-17")
    assert shown[0] == "Advanced computing rule of October 2023  (us-2023-10-17, rule)"
    assert "  effective  2023-11-17" in shown
    text = " ".join(" ".join(shown).split())
    for words in (
        "items: 3A090.a.1, ECCN 3A090.a.1 tpp >= @us.ear.3a090.a.tpp items:",
        "source: 88 FR 73458 (Oct. 25, 2023), https",
    ):
        assert words in text
