"""What a notebook shows of each result: a card, escaped; and tables as dictionaries and data frames."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from typing import Any

import pytest

import whackachip as wc
from whackachip.errors import UserError
from whackachip.notebook import Card, table_html
from whackachip.sheet import Sheet

HOSTILE = "name=<script>alert(1)</script>, bf16_dense=400, die_area=800, memory_bandwidth=3000, memory_capacity=80"


class Tags(HTMLParser):
    """The tags of a page, and whether all are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def results() -> dict[str, Any]:
    """One of each kind, of a chip whose name is markup where that can be."""
    return {
        "chip": wc.chip(HOSTILE),
        "model": wc.model("deepseek-v3"),
        "decision": wc.classify(HOSTILE, on="2024-11-05", destination="CN"),
        "proof": wc.prove("us-2022-10-07"),
        "run": wc.train("llama-3.1-8b", on=HOSTILE, count=64),
        "training": wc.estimate_training("hunyuan-large", on="h20"),
        "serving": wc.serve("llama-3.1-8b", on=HOSTILE, count=8),
        "gap": wc.technique_gap("llama-3.1-8b", on="h20", versus="h800", count=64),
        "table": wc.table("rules"),
    }


def test_every_result_shows_itself_and_nothing_in_it_is_markup() -> None:
    for name, found in results().items():
        page = found._repr_html_()
        tags = Tags(page)
        assert not tags.open, name
        assert tags.seen <= {"div", "strong", "small", "table", "thead", "tbody", "tr", "th", "td"}, name
        assert "<script" not in page


def test_a_decision_says_both_verdicts_and_what_was_not_checked() -> None:
    page = wc.classify("h100", on="2024-11-05", destination="CN")._repr_html_()
    for words in ("item: controlled under 3A090.a.1", "transaction: licence-required", "not checked: Entity List"):
        assert words in page
    assert "Not legal advice" in page


def test_an_attribution_shows_its_stages() -> None:
    from whackachip.investigation import find_case

    case = find_case("hunyuan-large")
    assert case is not None
    found = wc.attribute(case.evidence, country="CN", released="2024-11-05")
    data = found.to_dict()
    assert sum(data["stages"][0]["chips"].values()) == pytest.approx(1)
    assert all(stage["stage"] in found._repr_html_() for stage in data["stages"])
    page = case.evidence._repr_html_()
    assert not Tags(page).open
    assert "rows more" in page  # of the findings, which a card does not list to the end


def test_results_are_plain_dictionaries() -> None:
    for name, found in results().items():
        assert isinstance(found.to_dict(), dict), name
    assert wc.chip("h20").to_dict()["metrics"]["tpp"]["value"] == 2368
    assert wc.model("deepseek-v3").to_dict()["id"] == "deepseek-v3"


def test_a_table_is_a_dictionary_of_columns_and_a_frame_of_the_users_library() -> None:
    found = wc.table("chips", predicate="tpp > 9000")
    columns = found.to_dict()
    assert len({len(values) for values in columns.values()}) == 1
    assert len(found) == len(columns["id"]) > 10
    assert found.to_arrays()["tpp"].dtype == "float64"
    pandas = pytest.importorskip("pandas")
    frame = found.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["tpp"]) == columns["tpp"]


def test_unknown_is_not_a_number_and_an_empty_table_has_no_columns() -> None:
    found = Sheet([{"a": 1.0, "b": "x"}, {"a": None, "b": None}])
    assert found.to_arrays()["a"][1] != found.to_arrays()["a"][1]  # NaN
    assert found.to_dict() == {"a": [1.0, None], "b": ["x", None]}
    assert len(Sheet([])) == 0
    assert Sheet([]).to_dict() == {}
    assert "0 rows" in repr(Sheet([]))


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UserError, match="polars is not installed"):
        wc.table("rules").to_polars()


def test_an_answer_that_is_no_table_says_so() -> None:
    with pytest.raises(UserError, match="is no table"):
        wc.table("check-claim", sentence="2.788M H800-hours for 14.8T tokens of deepseek-v3")


def test_a_million_verdicts_are_columns() -> None:
    found = wc.classify_table({"tpp": [5000.0, 100.0], "die_area": [800.0, 800.0]}, "2024-11-05", "CN")
    assert list(found.to_dict()["item"]) == ["controlled", "not-controlled-by-this-rule"]
    pytest.importorskip("pandas")
    assert list(found.to_pandas()["item"]) == ["controlled", "not-controlled-by-this-rule"]


def test_a_card_is_cut_and_says_so() -> None:
    page = table_html(("n",), [(number,) for number in range(100)])
    assert "40 rows more" in page
    assert Card("a & b").html() == '<div class="whackachip"><div><strong>a &amp; b</strong></div></div>'
