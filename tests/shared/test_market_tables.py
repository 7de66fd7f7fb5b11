"""Our rounds, stocks and parameters against the working tables, where they are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from whackachip.stress.moat.parameter import parameters
from whackachip.stress.whack.history import rounds

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared tables are not here")
IDS = {"A800": "a800", "H800": "h800", "H20": "h20", "L20": "l20", "4090D": "4090d", "6000D": "6000d",
       "5090Dv2": "5090d-v2", "5090D": "5090d", "MI308": "mi308", "L2": "l2"}  # fmt: skip
STOCKS = {"A100": "legal_a100", "A800": "legal_a800", "H800": "legal_h800", "H20": "legal_h20"}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_lags_and_units_of_the_rounds() -> None:
    mine = {found.id: found for found in rounds()}
    seen = 0
    for row in table("dynamics.csv"):
        if row["id"] not in IDS:
            continue
        found, seen = mine[IDS[row["id"]]], seen + 1
        assert found.report_lag == pytest.approx(float(row["lag_report_months"]), abs=0.06), row["id"]
        if row["lag_volume_months"] and found.volume_lag is not None:
            assert found.volume_lag == pytest.approx(float(row["lag_volume_months"]), abs=0.06), row["id"]
        if row["units_p50"] and found.units:
            assert found.units == tuple(float(row[f"units_{key}"]) for key in ("p5", "p50", "p95"))
    assert seen == len(IDS)


def test_ratios_of_the_answers_to_what_they_stand_for() -> None:
    """By our catalogue's figures; TPP and 8-bit rate agree where both chips have 8 bits."""
    mine = {found.id: found for found in rounds()}
    for row in table("dynamics.csv"):
        if row["id"] in ("A800", "H800", "H20"):
            ratios = mine[IDS[row["id"]]].ratios()
            for key, column in (("flops", "ratio_tpp"), ("bandwidth", "ratio_mem_bw"), ("capacity", "ratio_mem_cap")):
                assert ratios[key] == pytest.approx(float(row[column]), abs=0.01), (row["id"], key)


def test_legal_stocks() -> None:
    seen = 0
    for row in table("supply.csv"):
        if row["series"] == "stock" and row["chip"] in STOCKS:
            taken, seen = parameters()[STOCKS[row["chip"]]].distribution, seen + 1
            points = tuple(float(row[f"units_{key}"]) for key in ("low", "mid", "high"))
            assert (taken.low, taken.mid, taken.high) == points
    assert seen == len(STOCKS)
