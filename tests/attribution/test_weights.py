"""What each weight is multiplied with, by a record of made-up numbers that no two of are alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from madeweights import DAY, MADE, chip, finding, signal

from whackachip.attribution.attribute import posterior
from whackachip.attribution.grouping import OTHER
from whackachip.attribution.likelihood import Asked, Contribution, contributions, power, strongest_first
from whackachip.attribution.subject import age, relation
from whackachip.evidence import Finding, Signal


def moved(strength: str = "strong", given: Finding | None = None, asked: Asked | None = None, **fields: Any) -> float:
    return power(given or finding(), signal(strength=strength, **fields), asked or Asked("pretraining"), MADE)[0]


@pytest.mark.parametrize(
    ("fields", "share"),
    [
        ({}, 1), ({"context": "string"}, 0.7), ({"context": "comment"}, 0.3), ({"context": "of no weight"}, 1),
        ({"context": "string", "marks": ("copied",)}, 0.63), ({"marks": ("copied", "comment", "unheard")}, 0.27),
        ({"counts": False}, 0), ({"counts": False, "context": "string"}, 0),
    ],
)  # fmt: skip
def test_contexts_and_marks_multiply(fields: Mapping[str, Any], share: float) -> None:
    assert MADE.share(finding(**fields)) == pytest.approx(share)


TRANSFERS = [
    # What the signal is, of which stage it speaks, for which it is used, and what is left.
    (signal(), "support", "support", 0), (signal(), "support", "pretraining", 0),
    (signal(), "pretraining", "pretraining", 1), (signal("stack"), "serving", "serving", 1),
    (signal(), "pretraining", "finetuning", 0.29), (signal(), "rl", "pretraining", 0.29),
    (signal(), "pretraining", "serving", 0.17), (signal(), "serving", "rl", 0.17), (signal(), "benchmark", "rl", 0.17),
    (signal("stack"), "pretraining", "finetuning", 0.53), (signal("network"), "serving", "rl", 0.53),
    (signal("communication"), "finetuning", "serving", 0.53),
    (signal("stack", names_chip=True), "pretraining", "serving", 0.17),
    (signal("network", names_chip=True), "pretraining", "rl", 0.29),
    (signal(), "unknown", "pretraining", 0.53), (signal(strength="decisive"), "unknown", "pretraining", 0.53),
    (signal(strength="decisive", names_chip=True), "unknown", "pretraining", 0.79),
    (signal(strength="very-strong", names_chip=True), "unknown", "finetuning", 0.79),
    (signal(strength="very-strong", names_chip=True), "unknown", "rl", 0.79),
    (signal(strength="very-strong", names_chip=True), "unknown", "serving", 0.53),
    (signal(strength="strong", names_chip=True), "unknown", "pretraining", 0.53),
]  # fmt: skip


@pytest.mark.parametrize(("given", "begun", "ends", "left"), TRANSFERS)
def test_what_is_left_for_another_stage(given: Signal, begun: str, ends: str, left: float) -> None:
    assert MADE.transfer(given, begun, ends) == left


def test_each_strength_has_its_ratio() -> None:
    ratios = [MADE.ratio(signal(strength=name)) for name in ("none", "weak", "medium", "strong", "very-strong")]
    assert [*ratios, MADE.ratio(signal(strength="decisive"))] == [1, 2, 4, 8, 64, 512]


def test_the_power_of_a_finding_is_cut_step_by_step() -> None:
    whole = math.log(8) * 0.83  # of a repository that names no model
    assert moved() == pytest.approx(whole)
    assert moved("decisive") == pytest.approx(math.log(512) * 0.83)
    assert moved(given=finding(context="comment")) == pytest.approx(whole * 0.3)
    assert moved(given=finding("serving")) == pytest.approx(whole * 0.17)
    assert moved(given=finding(path="examples/train.sh")) == pytest.approx(whole * 0.31)
    assert moved(given=finding("benchmark"), asked=Asked("serving")) == pytest.approx(whole)
    assert moved(given=finding(first_date="2025-02-01"), asked=Asked("pretraining", DAY)) == pytest.approx(whole * 0.37)
    assert moved(given=finding(first_date="2024-12-01"), asked=Asked("pretraining", DAY)) == pytest.approx(whole)
    assert moved(given=finding(first_date="2022-12-01"), asked=Asked("pretraining", DAY)) == pytest.approx(whole * 0.41)
    named = moved(given=finding(first_date="2022-12-01"), asked=Asked("pretraining", DAY), names_chip=True)
    assert named == pytest.approx(whole * 0.11)
    assert moved(given=finding(first_date="2022-12-01")) == pytest.approx(whole)  # no day of release, no age


def test_of_whom_a_finding_speaks() -> None:
    asked = Asked("pretraining", None, "Grus 3", ("Vela 2",))
    said = {path: power(finding(path=path), signal(), asked, MADE) for path in ("grus3/a.sh", "a.sh", "vela2/a.sh")}
    assert [word for _, word in said.values()] == ["same", "unsaid", "other"]
    assert [left for left, _ in said.values()] == pytest.approx([math.log(8) * share for share in (1, 0.83, 0.13)])
    # A guide that says whose model it speaks of is a statement like any other.
    stated = power(finding(path="examples/a.md", model="Grus 3"), signal(), asked, MADE)
    assert stated == (pytest.approx(math.log(8)), "same")
    # With the rivals of its repository unknown, a path of theirs names nobody's model.
    assert power(finding(path="vela2/a.sh"), signal(), Asked("pretraining", None, "Grus 3"), MADE)[1] == "unsaid"


def contribution(log_ratio: float = 2.0, **fields: Any) -> Contribution:
    return Contribution(signal(), finding(), log_ratio, False, **fields)


def test_what_a_contribution_gives_a_chip() -> None:
    h800, a100 = chip("h800"), chip("a100")
    assert contribution(families=("h800",)).for_chip(h800) == 2
    assert contribution(families=("h800",)).for_chip(a100) == 0
    exact = contribution(families=("a100",), variants=("nv-a100-sxm-40",), other_variants=0.5)
    assert exact.for_chip(chip("nv-a100-sxm-40")) == 2
    assert exact.for_chip(chip("nv-a100-sxm-80")) == 0.5
    assert contribution(implies="vendor == nvidia").for_chip(h800) == 2
    assert contribution(implies="vendor == amd").for_chip(h800) == 0
    assert contribution(implies="tpp >= 1000").for_chip(replace(h800, all_figures=())) == 1
    told = contribution(shares={h800.id: 0.25, a100.id: 0.0})
    assert (told.for_chip(h800), told.for_chip(a100), told.for_chip(chip("h20"))) == (0.5, 0, 1)


def test_findings_together() -> None:
    """Of one meaning the strongest counts whole and each further one times the overlap once more."""
    ids = ("S1", "S2", "S3")
    known = {
        id: replace(signal(strength=strength, implies="vendor == nvidia"), id=id)
        for id, strength in zip(ids, ("weak", "strong", "medium"), strict=True)
    }
    given = [replace(finding(), signal=id) for id in ids]
    found = contributions(given, known, Asked("pretraining"), MADE)
    assert [one.signal.id for one in found] == ["S2", "S3", "S1"]
    whole = [math.log(ratio) * 0.83 for ratio in (8, 4, 2)]
    assert [one.log_ratio for one in found] == pytest.approx([whole[0], whole[1] * 0.59, whole[2] * 0.59**2])
    assert contributions(given[:1], known | {"S1": replace(known["S1"], strength="none")}, Asked("rl"), MADE) == ()
    block = [replace(one, block="b") for one in given]
    assert [one.signal.id for one in contributions(block, known, Asked("pretraining"), MADE)] == ["S2"]


def named(*chips: str, **fields: Any) -> tuple[Contribution, ...]:
    given = {"S1": replace(signal(strength="decisive", names_chip=True), id="S1")}
    return contributions([replace(finding(), signal="S1", chips=chips, **fields)], given, Asked("pretraining"), MADE)


def test_a_variant_speaks_less_for_its_siblings() -> None:
    (bare,) = named("A100")
    assert (bare.families, bare.variants, bare.other_variants) == (("a100",), (), 0)
    (exact,) = named("A100", implies="memory_capacity == 40")
    assert set(exact.variants) == {"nv-a100-sxm-40", "nv-a100-pcie-40"}
    whole = math.log(512) * 0.83
    assert exact.log_ratio == pytest.approx(whole)
    assert exact.other_variants == pytest.approx(whole * (1 - math.log(32) / math.log(512)))
    assert named("no such chip") == ()


def test_the_order_is_the_strongest_first_then_by_name() -> None:
    made = [
        contribution(1, families=("b",)),
        contribution(1, families=("a",)),
        contribution(3),
        contribution(1, implies="a"),
    ]
    assert [(one.log_ratio, one.families, one.implies) for one in strongest_first(made)] == [
        (3, (), None), (1, (), "a"), (1, ("a",), None), (1, ("b",), None),
    ]  # fmt: skip


def test_the_posterior_by_hand() -> None:
    h800, a100 = chip("h800"), chip("a100")
    before = {h800.id: 0.2, a100.id: 0.75, OTHER: 0.05}
    said = (contribution(math.log(6), families=("h800",)), contribution(math.log(16), implies="vendor == nvidia"))
    shares, logs = posterior(said, (h800, a100, chip("h20")), before, MADE)
    raw = {h800.id: 0.2 * 6 * 16, a100.id: 0.75 * 16, OTHER: 0.05 * 16**0.25}  # a chip outside has no family's name
    assert shares == pytest.approx({name: value / sum(raw.values()) for name, value in raw.items()})
    assert list(shares) == [h800.id, a100.id, OTHER]
    assert logs == pytest.approx({h800.id: math.log(96), a100.id: math.log(16), OTHER: 0.25 * math.log(16)})
    assert posterior(said, (h800, a100), before | {a100.id: 0.0}, MADE)[0].get(a100.id) is None
    sure = posterior((contribution(800.0, families=("h800",)),), (h800, a100), before, MADE)[0]
    assert (sure[h800.id], sure[a100.id]) == (1, 0)  # more than a float's exponential holds


@pytest.mark.parametrize(
    ("fields", "names_chip", "word"),
    [
        ({"first_date": "2024-12-25T00:00:00+08:00"}, False, None), ({"first_date": "2024-12-26"}, False, "later"),
        ({"first_date": "2023-11-06"}, False, None), ({"first_date": "2023-11-05"}, False, "old"),
        ({"first_date": "2023-11-05"}, True, "earlier"), ({"removed_on": "2024-09-16"}, False, None),
        ({"removed_on": "2024-09-15"}, False, "earlier"), ({"removed_on": "2024-12-01"}, True, None), ({}, True, None),
    ],
)  # fmt: skip
def test_the_bounds_of_an_age(fields: dict[str, str], names_chip: bool, word: str | None) -> None:
    """Of a release on 2024-11-05: fifty days on either side, and a year before it, which had a leap day."""
    assert age(finding(**fields), DAY, 50, names_chip) == word


def on(asked: str, path: str, *others: str, **fields: Any) -> str:
    return relation(finding(path=path, **fields), asked, others)


def test_a_word_a_version_and_a_size_each_count_once() -> None:
    assert on("Grus", "grus/grus/vela.md", "Vela") == "same"  # the more parts of a path name it, the better
    assert on("Grus 3", "grus3.md", "Grus") == "same"
    assert on("Grus", "grus3.md", "Grus 3") == "other"
    assert on("Grus 7B", "grus-7b.md", "Grus") == "same"
    assert on("Grus", "grus-7b.md", "Grus 7B") == "other"
    assert on("Grus 3", "grus3.md", "Grus 7B") == "same"
    assert on("Grus 3", "grus3-7b.md", "Grus 7B") == "unsaid"  # a version is worth as much as a size
    assert on("Grus", "grus/grus/vela-lyra.md", "Vela Lyra") == "unsaid"
    assert on("Grus 10B", "grus-10.9b.md") == "same"
    assert on("Grus 10B", "grus-11b.md") == on("Grus 10B", "grus-12b.md") == "other"
    assert on("Grus 10B", "10b/a.sh", "Vela 3") == "same"


def test_a_statement_of_words_alone() -> None:
    assert on("Grus 3", "a.md", model="our 7B model") == "unsaid"  # of no name at all
    assert on("Grus 3", "a.md", model="Vela") == "other"
    assert on("Grus 3", "a.md", "Grus Mini 3", model="Grus 3") == "unsaid"  # two of one name
    assert on("Grus 3 7B", "a.md", model="Grus, 3 (7B)") == "same"


def test_a_chip_of_another_stage_is_one_fact() -> None:
    known = {id: replace(signal(strength="decisive", names_chip=True), id=id) for id in ("S1", "S2")}
    given = [replace(finding(stage, chips=("H800",)), signal=id)
             for id, stage in (("S1", "serving"), ("S2", "finetuning"), ("S2", "serving"))]  # fmt: skip
    (found,) = contributions(given, known, Asked("pretraining"), MADE)
    assert found.transferred
    assert found.log_ratio == pytest.approx(math.log(512) * 0.83 * 0.29)
    own = replace(finding(chips=("H800",)), signal="S1")
    both = contributions([*given, own], known, Asked("pretraining"), MADE)
    whole = math.log(512) * 0.83
    assert [one.log_ratio for one in both] == pytest.approx([whole, whole * 0.29 * 0.59])
    assert [one.transferred for one in both] == [False, True]
    # Chips of two families are two facts, and predicates of a signal are one each.
    two = [replace(finding("serving", chips=(name,)), signal="S1") for name in ("H800", "A100")]
    apart = contributions(two, known, Asked("pretraining"), MADE)
    assert [one.log_ratio for one in apart] == pytest.approx([math.log(512) * 0.83 * 0.17] * 2)
    plain = {"S1": replace(signal("stack", implies="vendor == nvidia"), id="S1")}
    says = [replace(finding(stage, implies=text), signal="S1")
            for stage, text in (("serving", None), ("serving", "vendor == amd"), ("rl", None))]  # fmt: skip
    assert [one.implies for one in contributions(says, plain, Asked("pretraining"), MADE)] == [
        "vendor == amd", "vendor == nvidia"
    ]  # fmt: skip


def test_a_bare_name_is_taken_as_the_variants_that_are_named() -> None:
    known = {id: replace(signal(strength=strength, names_chip=True), id=id)
             for id, strength in (("S1", "decisive"), ("S2", "strong"), ("S3", "very-strong"))}  # fmt: skip
    bare = replace(finding(chips=("A100",)), signal="S1")
    exact = replace(finding(chips=("A100",), implies="memory_capacity == 40"), signal="S2")
    first, second = contributions([bare, exact], known, Asked("pretraining"), MADE)
    forty = {"nv-a100-sxm-40", "nv-a100-pcie-40"}
    assert (set(first.variants), set(second.variants)) == (forty, forty)
    weak, whole = math.log(8) * 0.83, math.log(512) * 0.83
    # The statement of the variant leaves nothing for the others, so the bare name loses what it weighs.
    assert first.other_variants == pytest.approx(whole - weak)
    assert (second.log_ratio, second.other_variants) == (pytest.approx(weak * 0.59), 0)
    surer = replace(finding(chips=("A100",), implies="memory_capacity == 80"), signal="S3")
    found = {one.signal.id: one for one in contributions([bare, exact, surer], known, Asked("pretraining"), MADE)}
    assert len(found["S1"].variants) > len(forty)
    very = math.log(64) * 0.83
    left = very * (1 - math.log(32) / math.log(64))
    assert found["S1"].other_variants == pytest.approx(whole - (very - left))
    assert found["S3"].other_variants == pytest.approx(left * 0.59)
    # Where the variant is surer than the bare name, nothing is left for the others.
    swapped = {"S1": known["S2"], "S2": known["S1"]}
    _, low = contributions([bare, exact], swapped, Asked("pretraining"), MADE)
    assert (low.finding.implies, low.other_variants) == (None, 0)
    # What another stage names says nothing of this one's variants.
    away = replace(exact, stage="serving")
    assert contributions([bare, away], known, Asked("pretraining"), MADE)[0].variants == ()
    # Of two that weigh the same the one that names a variant stands.
    same = {"S1": known["S1"]}
    for variants, more in ((forty, exact), ({"nv-a100-pcie-80"}, finding(chips=("A100 PCIe 80GB",)))):
        one_each = [bare, replace(more, signal="S1")]
        for order in (one_each, one_each[::-1]):
            (found_one,) = contributions(order, same, Asked("pretraining"), MADE)
            assert set(found_one.variants) == variants
    # Of two that say the same the first is cited.
    for said in (bare, exact, finding(chips=("A100 PCIe 80GB",))):
        pair = [replace(said, signal="S1", line=line) for line in (1, 2)]
        (cited,) = contributions(pair, same, Asked("pretraining"), MADE)
        assert cited.finding.line == 1


def test_what_a_contribution_is_made_of() -> None:
    (exact,) = named("A100 PCIe 80GB")
    assert exact.variants == ("nv-a100-pcie-80",)
    (open_,) = named("A100", "A100 PCIe 80GB")
    assert (open_.variants, open_.implies) == ((), None)
    (told,) = named("A100", implies="memory_capacity == 40")
    assert (told.implies, told.relation) == (None, "unsaid")
    plain = {"S1": replace(signal(implies="vendor == nvidia"), id="S1")}
    (same,) = contributions(
        [replace(finding(path="grus3/a.sh"), signal="S1")], plain, Asked("pretraining", None, "Grus 3"), MADE
    )
    assert same.relation == "same"
    given = [replace(finding("benchmark", chips=("H800",)), signal="S1")]
    (meant,) = contributions(given, plain, Asked("serving"), MADE)
    assert (meant.families, meant.implies, meant.transferred, meant.variants) == ((), "vendor == nvidia", False, ())
    (away,) = contributions(given, plain, Asked("pretraining"), MADE)
    assert away.transferred
    block = [replace(given[0], block="b", line=line) for line in (1, 2)]
    assert [one.finding.line for one in contributions(block, plain, Asked("serving"), MADE)] == [1]


def test_the_strongest_of_a_block_stands_for_it() -> None:
    known = {id: replace(signal(strength=strength, implies=f"tpp >= {number}"), id=id)
             for number, (id, strength) in enumerate((("S1", "weak"), ("S2", "strong"), ("S3", "medium")))}  # fmt: skip
    given = [replace(finding(block="b"), signal=id) for id in known] + [replace(finding(), signal="S1")]
    found = contributions(given, known, Asked("pretraining"), MADE)
    assert [(one.signal.id, one.finding.block) for one in found] == [("S2", "b"), ("S1", None)]
    silent = replace(finding(block="b", counts=False), signal="S1")
    assert len(contributions([silent, *given[1:]], known, Asked("pretraining"), MADE)) == 2
