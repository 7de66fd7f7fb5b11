"""The prior of labels, supply and makers of chips, worked out by hand on a made-up market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from madeweights import DAY, MADE, chip

from whackachip.attribution.developer import Developer
from whackachip.attribution.grouping import OTHER
from whackachip.attribution.prior import prior, shipped_in_time
from whackachip.catalog import chips
from whackachip.facts import store

LABELS = {
    "training_labels": {"counts": [
        {"country": "CN", "kind": "company", "year": 2024, "families": {"h800": 16}},
        {"country": "other", "kind": "makes-amazon", "year": 2024, "families": {"h100": 99}},
        {"country": "other", "kind": "company", "year": 2024, "families": {"h100": 4}},
        {"country": "other", "kind": "academic", "year": 2022, "families": {"a100": 8}},
        {"country": "other", "kind": "company", "year": 2025, "families": {"h100": 99}},
        {"country": "other", "kind": "makes-google", "year": 2024, "families": {"tpu v5p": 3}},
        {"country": "other", "kind": "makes-google", "year": 2022, "families": {"tpu v4": 2, "tpu v5p": 4}},
    ]},
}  # fmt: skip


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    made: dict[str, Any] = dict(LABELS)
    shipped = store.section
    monkeypatch.setattr(
        "whackachip.attribution.prior.store.section", lambda name: made if name == "market" else shipped(name)
    )
    return made


H100, A100 = "nv-h100-sxm-80", "nv-a100-sxm-80"


def spread(raw: Mapping[str, float], other: float = 0.05) -> dict[str, float]:
    total = sum(raw.values())
    return {name: (1 - other) * value / total for name, value in raw.items()} | {OTHER: other}


def test_the_prior_of_labels_by_hand(market: dict[str, Any]) -> None:
    able = [chip(H100), chip(A100)]
    asked = Developer("", "US", "company")
    # One label a year fades by half in two years; one of another kind counts 0.61; a floor of 0.23 for either.
    raw = {H100: 4 + 0.23 * 3, A100: 8 * 0.5 * 0.61 + 0.23 * 3}  # both are made in the developer's country
    assert prior(able, "pretraining", asked, DAY, MADE) == pytest.approx(spread(raw))
    abroad = {H100: 0.23, A100: 0.23}
    assert prior(able, "pretraining", Developer("", "CN", "company"), DAY, MADE) == pytest.approx(spread(abroad))
    theirs = prior([*able, chip("nv-h800-sxm")], "pretraining", Developer("", "CN", "company"), DAY, MADE)
    assert theirs == pytest.approx(spread(abroad | {"nv-h800-sxm": 16 + 0.23}))
    everywhere = {H100: 4 + 0.23, A100: 8 * 0.5 * 0.61 + 0.23, "nv-h800-sxm": 16 + 0.23}
    unsaid = prior([*able, chip("nv-h800-sxm")], "pretraining", Developer("", None, "company"), DAY, MADE)
    assert unsaid == pytest.approx(spread(everywhere))


def test_the_prior_of_supply_by_hand(market: dict[str, Any]) -> None:
    able = [chip(H100), chip(A100)]
    market["exports"] = {"destination": "CN", "counts": [
        {"family": "h100", "year": 2024, "units": [10, 40]}, {"family": "a100", "year": 2023, "units": [100, 100]},
        {"family": "a100", "year": 2025, "units": [1000, 1000]},
    ]}  # fmt: skip
    market["world"] = {"destination": None, "counts": [{"family": "h100", "year": 2020, "units": [10**6, 10**6]}]}
    elapsed = (DAY - date(2024, 1, 1)).days / 365
    rates = {name: chip(name).interval("rate_bf16_tops").middle for name in (H100, A100)}  # type: ignore[union-attr]
    reads = {name: chip(name).interval("memory_bandwidth_gbs").middle for name in (H100, A100)}  # type: ignore[union-attr]
    for stage, each in (("pretraining", rates), ("serving", reads)):
        supply = {H100: 20 * elapsed * each[H100], A100: 100 * each[A100]}
        labels = {H100: 0.23, A100: 0.23}
        mixed = {
            name: 0.43 * labels[name] / sum(labels.values()) + 0.57 * supply[name] / sum(supply.values())
            for name in (H100, A100)
        }
        found = prior(able, stage, Developer("", "CN", "company"), DAY, MADE)
        assert found == pytest.approx(spread(mixed)), stage
    # What came by another way counts too, a chip that none of them brought has its label's share, and the rest of the
    # world has a supply of its own.
    market["exports"] = {"destination": "other", "counts": [{"family": "a100", "year": 2023, "units": [7, 7]}]}
    market["smuggled"] = {"destination": "CN", "counts": [{"family": "h100", "year": 2023, "units": [5, 5]}]}
    halves = {H100: 0.43 / 2 + 0.57, A100: 0.43 / 2}
    assert prior(able, "pretraining", Developer("", "CN"), DAY, MADE) == pytest.approx(spread(halves))
    home = {H100: 4 + 0.23, A100: 8 * 0.5 * 0.61 + 0.23}
    other = {H100: 0.43 * home[H100] / sum(home.values()), A100: 0.43 * home[A100] / sum(home.values()) + 0.57}
    assert prior(able, "pretraining", Developer("", "DE"), DAY, MADE) == pytest.approx(spread(other))


def test_the_prior_of_makers_of_chips_by_hand(market: dict[str, Any]) -> None:
    v5p, v4 = chip("tpu v5p"), chip("tpu v4")
    found = prior([chip(H100), v5p, v4], "serving", Developer("", "US", "company", "google"), DAY, MADE)
    floor = 0.23 * 3
    labels = {H100: 4 + floor, v5p.id: floor, v4.id: floor}
    line = {v5p.id: 3 + 4 * 0.5 + 0.23, v4.id: 2 * 0.5 + 0.23}
    mixed = {
        name: 0.11 * value / sum(labels.values()) + 0.89 * line.get(name, 0) / sum(line.values())
        for name, value in labels.items()
    }
    assert found == pytest.approx(spread(mixed))


def test_variants_share_their_family(market: dict[str, Any]) -> None:
    """The main one takes its share; boards and cards share the rest, a card for 0.19 of a board."""
    members = [chip(name) for name in ("nv-a100-sxm-80", "nv-a100-sxm-40", "nv-a100-pcie-40", "nv-a100-pcie-80")]
    found = prior(members, "serving", Developer("", "US", "company"), DAY, MADE)
    rest, label = 1 + 0.19 + 0.19, 8 * 0.5 * 0.61 + 0.69
    raw = {
        "nv-a100-sxm-80": 0.71 * label, "nv-a100-sxm-40": 0.29 / rest * label,
        "nv-a100-pcie-40": 0.29 * 0.19 / rest * label, "nv-a100-pcie-80": 0.29 * 0.19 / rest * label,
    }  # fmt: skip
    assert found == pytest.approx(spread(raw))
    # Without the main one at hand the others share the whole, and where it is alone it has the whole.
    left = prior([*members[1:3], chip(H100)], "serving", Developer("", "US", "company"), DAY, MADE)
    raw = {"nv-a100-sxm-40": label / 1.19, "nv-a100-pcie-40": 0.19 * label / 1.19, H100: 4 + 0.69}
    assert left == pytest.approx(spread(raw))


def test_what_had_not_shipped_has_no_prior() -> None:
    sold = next(each for each in chips() if (first := each.interval("available")) and first.low == first.high)
    told = next(each for each in chips() if each.interval("announced") and not each.interval("available"))
    day = date.fromordinal(int(sold.interval("available").low))  # type: ignore[union-attr]
    for stage, lead in (("pretraining", 40), ("finetuning", 0), ("serving", 0)):
        assert not shipped_in_time(sold, stage, day + timedelta(lead - 1), MADE)
        assert shipped_in_time(sold, stage, day + timedelta(lead), MADE)
    day = date.fromordinal(int(told.interval("announced").low))  # type: ignore[union-attr]
    assert not shipped_in_time(told, "pretraining", day - timedelta(1), MADE)
    assert shipped_in_time(told, "pretraining", day, MADE)  # by its own designers, before anybody could buy it
    assert prior([told], "serving", Developer("", "US"), date(2010, 1, 1), MADE) == {OTHER: 1.0}
    soon = date.fromordinal(int(sold.interval("available").low)) + timedelta(39)  # type: ignore[union-attr]
    assert sold.id not in prior([sold], "pretraining", Developer("", "US"), soon, MADE)
    assert sold.id in prior([sold], "serving", Developer("", "US"), soon, MADE)
    assert shipped_in_time(replace(sold, all_figures=()), "pretraining", date(2000, 1, 1), MADE)
