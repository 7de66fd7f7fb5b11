"""What is probable before the repository is read: published labels, reported supply, and what shipped in time."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ..catalog import Chip
from ..facts import store
from .developer import Developer
from .grouping import OTHER
from .weights import Weights

_YIELD = {"serving": "memory_bandwidth_gbs"}
_SUPPLY = ("exports", "domestic", "smuggled", "world")


def shipped_in_time(chip: Chip, stage: str, released: date, weights: Weights) -> bool:
    """Whether a chip can have been used: a date that is unknown does not exclude it, one too late does.

    A chip whose first delivery is unknown was not used before it was announced, save by its own designers.
    """
    first = chip.interval("available")
    lead = int(weights.number("pretraining_lead_days")) if stage == "pretraining" else 0
    if first is None:
        first, lead = chip.interval("announced"), 0
    if first is None:
        return True
    return first.low <= (released - timedelta(days=lead)).toordinal()


def prior(
    candidates: Sequence[Chip], stage: str, developer: Developer, released: date, weights: Weights
) -> Mapping[str, float]:
    """Prior probability of each chip id, with OTHER for a chip outside the catalogue; sums to one.

    Chips that had not shipped get no entry. Labels and supply count by family and are spread over its variants. Where
    the developer designs chips, their own line takes the share that labels of such developers show.
    """
    able = [chip for chip in candidates if shipped_in_time(chip, stage, released, weights)]
    if not able:
        return {OTHER: 1.0}
    labels = _spread(able, _labels(developer, released, weights), developer, weights)
    supply = _spread(able, _supply(able, stage, developer.country, released), None, weights)
    share = weights.number("prior_label_share") if supply else 1.0
    mixed = {chip.id: share * labels[chip.id] + (1 - share) * supply.get(chip.id, 0.0) for chip in able}
    own = [chip for chip in able if developer.designs is not None and chip.vendor == developer.designs]
    if own:
        line = _spread(own, _own_labels(developer, released, weights), None, weights, floor=True)
        share = weights.number("own_chip_share")
        mixed = {chip: (1 - share) * weight + share * line.get(chip, 0.0) for chip, weight in mixed.items()}
    total, other = math.fsum(mixed.values()), weights.number("other_share")
    return {chip: (1 - other) * weight / total for chip, weight in mixed.items()} | {OTHER: other}


def _labels(developer: Developer, released: date, weights: Weights) -> Counter[str]:
    """Labelled models up to the release year by family; older ones, and those of another kind, count less.

    Where the country is unknown, labels of all countries count.
    """
    where = None if developer.country is None else "CN" if developer.country == "CN" else "other"
    found: Counter[str] = Counter()
    for record in store.section("market")["training_labels"]["counts"]:
        if record["kind"].startswith("makes-") or where not in (None, record["country"]):
            continue
        power = _faded(record["year"], released, weights)
        power *= 1.0 if record["kind"] == developer.kind else weights.number("kind_share")
        for family, count in record["families"].items():
            found[family] += power * count
    return found


def _own_labels(developer: Developer, released: date, weights: Weights) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in store.section("market")["training_labels"]["counts"]:
        if record["kind"] == f"makes-{developer.designs}":
            for family, count in record["families"].items():
                found[family] += _faded(record["year"], released, weights) * count
    return found


def _faded(year: int, released: date, weights: Weights) -> float:
    """What a label of a year counts for a release: half as much for each half-life, nothing if it is of the future."""
    if year > released.year:
        return 0.0
    return float(0.5 ** ((released.year - year) / weights.number("label_half_life_years")))


def _supply(able: Sequence[Chip], stage: str, country: str | None, released: date) -> Mapping[str, float]:
    """What had reached the country, or the world but China, weighted by what the stage needs of a chip.

    That is arithmetic, or memory bandwidth for serving. Nothing where the country is unknown.
    """
    where = country if country in (None, "CN") else "other"
    main = {chip.family: chip for chip in able if chip.main_variant}
    found: dict[str, float] = defaultdict(float)
    for name in _SUPPLY:
        table = store.section("market").get(name)
        if table is None or table["destination"] != where:
            continue
        for record in table["counts"]:
            elapsed = min(1.0, max(0.0, (released - date(record["year"], 1, 1)).days / 365))
            chip = main.get(record["family"])
            power = chip.interval(_YIELD.get(stage, "rate_bf16_tops")) if chip else None
            if power is not None:
                low, high = record["units"]
                found[record["family"]] += elapsed * math.sqrt(low * high) * power.middle
    return found


def _spread(
    able: Sequence[Chip],
    families: Mapping[str, float],
    developer: Developer | None,
    weights: Weights,
    floor: bool = False,
) -> dict[str, float]:
    """Family weights spread over the variants at hand, normalised to one; with a floor where a developer is given."""
    variants: dict[str, list[Chip]] = defaultdict(list)
    for chip in able:
        variants[chip.family].append(chip)
    raw = {}
    for family, members in variants.items():
        for chip, share in _shares(members, weights):
            weight = families.get(family, 0.0)
            if developer is not None or floor:
                weight += _floor(chip, developer, weights)
            raw[chip.id] = weight * share
    total = math.fsum(raw.values())
    return {chip: weight / total for chip, weight in raw.items()} if total else {}


def _shares(members: Sequence[Chip], weights: Weights) -> list[tuple[Chip, float]]:
    """The shares of a family that its variants take: the main one's, and the rest by board or card."""
    main = weights.number("main_variant_share") if any(chip.main_variant for chip in members) else 0.0
    rest = {chip.id: _rarity(chip, weights) for chip in members if not (main and chip.main_variant)}
    if not rest:
        return [(chip, 1 / len(members)) for chip in members]
    total = math.fsum(rest.values())
    return [(chip, (1 - main) * rest[chip.id] / total if chip.id in rest else main) for chip in members]


def _rarity(chip: Chip, weights: Weights) -> float:
    return weights.number("card_share") if "pcie" in (chip.form_factor or "").lower() else 1.0


def _floor(chip: Chip, developer: Developer | None, weights: Weights) -> float:
    domestic = developer is not None and developer.country is not None and chip.headquarters == developer.country
    return weights.floor(chip.market) * (weights.number("domestic_floor") if domestic else 1.0)
