"""The market facts refuse what is wrong, cite what exists, and name chips that exist."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from whackachip.facts import store
from whackachip.facts.schema.market import MarketFile
from whackachip.facts.schema.source import SourceRecord
from whackachip.performance import estimate_training

FACTS = Path(__file__).resolve().parents[2] / "facts"


def test_every_source_stands_in_the_sources(market):
    known: set[str] = set()
    for path in (FACTS / "sources").glob("*.yaml"):
        known |= yaml.safe_load(path.read_text(encoding="utf-8")).keys()
    used = {source for records in market.values() for record in records for source in record.get("sources", ())}
    assert used <= known


def test_sources_of_the_market_are_valid():
    records = yaml.safe_load((FACTS / "sources" / "market.yaml").read_text(encoding="utf-8"))
    for key, record in records.items():
        assert key == key.lower()
        SourceRecord(**record)


def test_prices_name_chips_that_exist(market):
    known = set()
    for path in (FACTS / "chips").rglob("*.yaml"):
        known |= {record["id"] for record in yaml.safe_load(path.read_text(encoding="utf-8"))}
    assert {chip for record in market["prices"] for chip in record["chips"]} <= known


DAYS = {"id": "x", "low": 1, "high": 2, "unit": "day", "reason": "r", "sources": ["s"], "kind": "press"}
RUNS = {"id": "x", "chip_class": "none", "models": "any", "low": 0.1, "high": 0.2, "runs": 1, "basis": "b"}


@pytest.mark.parametrize(
    "broken",
    [
        {"prices": [{"id": "x"}]},
        {"no_such_section": []},
        {"training_assumptions": [DAYS | {"low": 3}]},
        {"training_assumptions": [DAYS | {"sources": []}]},
        {"training_assumptions": [DAYS, DAYS]},
        {"utilisation": [RUNS | {"sources": ["s"], "kind": "press"}]},
    ],
)
def test_refuses_broken_facts(broken):
    with pytest.raises(ValidationError):
        MarketFile(**broken)


def test_sections_are_optional():
    assert MarketFile().prices == ()


def test_compiled_facts_hold_every_section_that_the_estimate_reads(market):
    compiled = store.section("market")
    written = {name: records for name, records in market.items() if records}
    assert {"prices", "price_assumptions", "utilisation"} <= set(written)
    for name, records in written.items():
        assert compiled[name] == records


def test_the_compiled_facts_are_read_where_none_are_given(market, make_model, make_chip):
    model, chip = make_model(), make_chip()
    assert estimate_training(model, chip).to_dict() == estimate_training(model, chip, market=market).to_dict()
