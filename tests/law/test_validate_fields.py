"""Every field of what a table of cases gives, and what a table that cannot be read says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from whackachip.errors import UserError
from whackachip.law.validate import NEEDED, Outcome, Reading, validate_law

CHIP = {"case_id": "one", "chip_id": "nv-x", "rule_version": "acs-2023-11-17", "tpp": "4800", "pd": "1", "io_gbps": "0",
        "dram_gbps": "500", "datacentre": "yes", "expected_verdict": "met", "expected": "3A090.a",
        "paragraph": "3A090.a.1", "flip_outcomes": "", "independent_source": "yes"}  # fmt: skip
A100 = CHIP | {"chip_id": "nv-a100-pcie-40", "tpp": "4992", "pd": "6.04", "io_gbps": "64",
               "paragraph": "3A090.a.1 and 3A090.a.2"}  # fmt: skip


def table(folder: Path, *records: dict[str, str]) -> Path:
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
    return path


def test_every_field_of_an_outcome(tmp_path: Path) -> None:
    right, unnamed = CHIP, CHIP | {"case_id": "", "independent_source": ""}
    wrong = CHIP | {"case_id": "two\r\nlines", "expected_verdict": "not-met", "expected": "not 3A090", "paragraph": "-"}
    none = CHIP | {"case_id": "none", "rule_version": "hbm-2024-12-02"}
    agreement = validate_law(table(tmp_path, right, unnamed, wrong, none))
    first, second, third, last = agreement.outcomes
    rule = "acs-2023-11-17"
    assert first == Outcome("one", "nv-x", rule, "met", "met", True, ("3A090.a.1",), None, True, ())
    assert second == Outcome("line 3", "nv-x", rule, "met", "met", True, ("3A090.a.1",), None, False, ())
    assert third.why is not None
    assert third == Outcome(
        "two\r\nlines", "nv-x", rule, "not-met", "met", False, ("3A090.a.1",), third.why, True, (),
    )  # fmt: skip
    assert last.why is not None
    assert last == Outcome("none", "nv-x", "hbm-2024-12-02", "met", None, None, (), last.why, True, ())
    assert agreement.disagreements == (third,)
    assert agreement.summary() == {
        "n": 4, "agree": 2, "disagree": 1, "not_built": 1,
        "independent": {"n": 3, "agree": 1, "disagree": 1, "not_built": 1},
        "readings": {"n": 0, "agree": 0, "disagree": 0, "not_built": 0},
        "by_rule": {
            rule: {"agree": 2, "disagree": 1, "not_built": 0},
            "hbm-2024-12-02": {"agree": 0, "disagree": 0, "not_built": 1},
        },
    }  # fmt: skip
    assert list(agreement.rules) == [rule, "hbm-2024-12-02"]


def test_a_case_may_say_its_verdict_alone(tmp_path: Path) -> None:
    bare = {name: CHIP[name] for name in NEEDED}
    assert [outcome.agrees for outcome in validate_law(table(tmp_path, bare)).outcomes] == [True]
    unsaid = CHIP | {"expected": "", "paragraph": ""}
    assert [outcome.agrees for outcome in validate_law(table(tmp_path, unsaid)).outcomes] == [True]


def test_every_field_of_a_reading(tmp_path: Path) -> None:
    said = "default: x || read by tea leaves: not 3A090 || TF32 at 19 bits: not 3A090 || TF32 at 19 bits: 3A090.a"
    (outcome,) = validate_law(table(tmp_path, A100 | {"flip_outcomes": said})).outcomes
    unheard, wrong, right = outcome.readings
    assert unheard == Reading("read by tea leaves", "not-met", None, None, unheard.why)
    assert wrong == Reading("TF32 at 19 bits", "not-met", "met", False, wrong.why)
    assert right == Reading("TF32 at 19 bits", "met", "met", True, None)
    assert unheard.why
    assert wrong.why


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"chip_id,rule_version\n1,2\n",
         r"cases\.csv has no column tpp, pd, io_gbps, dram_gbps, datacentre, expected_verdict$"),
        (b"\xff\xfe\x00\x01", r"^cannot read .*cases\.csv: it is not UTF-8 text$"),
        (",".join(NEEDED).encode() + b"\n\"" + b"x" * 200_000 + b"\"\n", r"^cannot read .*: field larger than"),
    ],
    ids=["columns", "encoding", "csv"],
)  # fmt: skip
def test_what_is_wrong_with_a_table(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "cases.csv").write_bytes(content)
    with pytest.raises(UserError, match=words):
        validate_law(tmp_path / "cases.csv")
    with pytest.raises(UserError, match=r"^cannot read .*missing\.csv: No such file or directory$"):
        validate_law(tmp_path / "missing.csv")
    with pytest.raises(UserError, match="Is a directory"):
        validate_law(tmp_path)
