"""The designer against what vendors did: with no chip that came later in sight."""

from __future__ import annotations

import pytest

from whackachip.catalog import chips
from whackachip.errors import UserError
from whackachip.stress.backtest import judge, own_cases, read_cases
from whackachip.stress.designer import fuse, real, silicon
from whackachip.stress.designer.answer import Asked, stress

HEAD = "rule,as_of,market,mode,base_chip,metric,low,high\n"


@pytest.fixture(scope="module")
def judged() -> dict:
    return judge(own_cases())


def test_every_back_test_passes(judged: dict) -> None:
    assert judged["summary"] == {"n": len(own_cases()), "passed": len(own_cases())}, judged["rows"]


def test_the_nearest_real_chip_is_the_one_that_came(judged: dict) -> None:
    found = {(row["rule"], row["market"], row["base_chip"]): row["nearest"] for row in judged["rows"]}
    assert found["us-2022-10-07", "datacenter", None] == "nv-h800-sxm"
    assert found["us-2022-10-07", "datacenter", "nv-a100-sxm-80"] == "nv-a800-sxm-80"
    assert found["us-2023-10-17", "datacenter", None] == "nv-h20-96"
    assert found["us-2023-10-17", "consumer", None] == "nv-4090d"
    assert found["us-letters-2025-04", "consumer", None] == "nv-5090dv2"


def test_no_later_chip_is_an_input(judged: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue without any chip that is cut from another gives the same answers."""
    kept = tuple(chip for chip in chips() if chip.variant_of is None)
    assert len(kept) < len(chips()) - 10
    for module in (fuse, real, silicon):
        monkeypatch.setattr(module, "chips", lambda: kept)
    again = judge(own_cases())
    assert [row["value"] for row in again["rows"]] == [row["value"] for row in judged["rows"]]
    assert all(row["nearest"] is None for row in again["rows"])


def test_the_free_designer_escapes_october_2023_with_big_dies() -> None:
    best = stress(Asked("us-2023-10-17", mode="free"))["best"]
    assert best["design"]["dies"] == 2
    assert best["metrics"]["nonplanar_die_area"] > 1500
    assert 2400 < best["metrics"]["tpp"] < 1.6 * best["metrics"]["nonplanar_die_area"]


def test_a_later_day_gives_the_free_designer_more_dies() -> None:
    best = stress(Asked("us-2023-10-17", as_of="2025-06-01", mode="free", alone=True))["best"]
    assert best["design"]["dies"] == 4
    assert best["metrics"]["tpp"] == pytest.approx(4800, rel=1e-6)


def test_cases_of_others_are_read_with_their_spellings() -> None:
    text = HEAD + "us-2023-10-17,2023-10-17,Datacenter,FUSE,H100,die_area_mm2,750,\n,,,,,,,\n"
    (case,) = read_cases(text, "file")
    row = judge([case])["rows"][0]
    assert (row["passed"], row["value"], row["high"]) == (True, 814.0, None)


def test_a_case_that_cannot_be_asked_fails_with_its_reason() -> None:
    text = (
        HEAD + "us-2023-10-71,2023-10-17,datacenter,fuse,,tpp,1,2\nus-2023-10-17,2023-10-17,datacenter,fuse,,tp,1,2\n"
    )
    first, second = judge(read_cases(text, "file"))["rows"]
    assert not first["passed"]
    assert "us-2023-10-17" in first["error"]
    assert not second["passed"]
    assert "tpp" in second["error"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule,metric\nx,y\n", "no column as_of"),
        (HEAD, "no case"),
        (HEAD + "us-2023-10-17,,,,,tpp,a,2\n", "line 2: low 'a'"),
        (HEAD + "us-2023-10-17,,,,,tpp,3,2\n", "above high"),
        ("", "no column"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_cases(text, "file")
