"""Verdicts as a notebook shows them and as tables: the same words, and nothing that a document says is markup."""

from __future__ import annotations

import pytest

from whackachip import classify, classify_table, counterfactual, prove
from whackachip.errors import UserError


def test_a_decision_shows_both_verdicts_and_what_was_not_checked() -> None:
    decision = classify("h800", "2024-11-05", "CN")
    page = decision._repr_html_()
    for words in ("item: controlled under 3A090.a.1 and 3A090.a.2", "transaction: licence-required", "not checked"):
        assert words in page
    assert "counterfactual" not in page
    changed = classify("h20", "2024-11-05", "CN", changes={"us.ear.3a090.b.tpp": 2300})
    assert "counterfactual" in changed._repr_html_()
    assert "under" not in classify("h20", "2024-11-05", "CN")._repr_html_().split("transaction:")[0].split("item:")[1]


def test_a_proof_shows_its_answers_and_its_assumptions() -> None:
    pytest.importorskip("z3")
    proof = prove("us-2022-10-07")
    page = proof._repr_html_()
    assert all(answer.question in page for answer in proof.answers)
    assert "reticle" in page
    assert "counterfactual" not in page
    assert "counterfactual" in prove("us-2023-10-17", changes={"us.ear.3a090.a.tpp": 3600})._repr_html_()


def test_a_table_is_columns_of_words_and_signs() -> None:
    asked = {"tpp": [9000.0, 100.0], "die_area": 800.0, "marketed_for_datacenter": True, "vendor": "nvidia"}
    verdicts = classify_table(asked, "2024-11-05", "CN", counterfactual=counterfactual())
    columns = verdicts.to_dict()
    assert list(columns["item"]) == ["controlled", "not-controlled-by-this-rule"]
    assert list(columns["3A090.a.1"]) == [1, -1]
    pandas = pytest.importorskip("pandas")
    assert isinstance(verdicts.to_pandas(), pandas.DataFrame)
    assert list(verdicts.to_pandas()["transaction"]) == list(columns["transaction"])


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UserError, match="polars"):
        classify_table({"tpp": [1.0]}, "2024-11-05", "CN").to_polars()


def test_every_line_of_a_decision() -> None:
    from whackachip.law.decision import DISCLAIMER, NOT_CHECKED

    left = f"not checked: {', '.join(NOT_CHECKED)}"
    card = classify("h800", "2024-11-05", "CN")._card()
    assert card.title == "NVIDIA H800 SXM5"
    assert card.lines == (
        "on 2024-11-05, to CN, enforced", "item: controlled under 3A090.a.1 and 3A090.a.2",
        "transaction: licence-required",
    )  # fmt: skip
    assert card.headings == ("provision", "truth")
    assert card.rows[:2] == (("Note 2 to ECCN 3A090", "not met"), ("ECCN 3A090.a.1", "met"))
    assert card.notes[-2:] == (left, DISCLAIMER)
    assert len(card.notes) > 3
    changed = classify("h20", "2024-11-05", "CN", layer="codified", changes={"us.ear.3a090.a.tpp": 3600})._card()
    assert changed.lines[:2] == (
        "on 2024-11-05, to CN, codified, counterfactual", "item: not-controlled-by-this-rule",
    )  # fmt: skip
