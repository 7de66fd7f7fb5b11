"""Attribution on made evidence, where the answer is known beforehand."""

from __future__ import annotations

import math
from datetime import date

import pytest

from whackachip.attribution import attribute, differences, strict_reading
from whackachip.attribution.attribute import word_for
from whackachip.attribution.developer import Developer
from whackachip.attribution.grouping import OTHER
from whackachip.attribution.likelihood import Asked, contributions, named_families
from whackachip.attribution.prior import prior, shipped_in_time
from whackachip.attribution.weights import weights
from whackachip.catalog import chips, find_chip
from whackachip.evidence import Evidence, Finding, load_signals

SIGNALS = {signal.id: signal for signal in load_signals()}
DAY = date(2024, 11, 5)


def finding(signal: str, stage: str = "finetuning", **fields: object) -> Finding:
    plain = {"path": "train.sh", "line": 1, "token": "x", "context": "code"} | fields
    return Finding(signal=signal, category=SIGNALS[signal].category, stage=stage, **plain)  # type: ignore[arg-type]


def evidence(*findings: Finding) -> Evidence:
    return Evidence("made", findings, tuple(SIGNALS))


def read(*findings: Finding, country: str = "CN", released: date = DAY):
    return attribute(evidence(*findings), chips(), country=country, released=released)


STATEMENT = finding("T01", "pretraining", chips=("H800",), context="prose", path="README.md")


@pytest.mark.parametrize("country", ["CN", "US"])
@pytest.mark.parametrize("stage", ["pretraining", "finetuning", "serving"])
def test_a_prior_sums_to_one(country: str, stage: str) -> None:
    found = prior(chips(), stage, Developer("", country), DAY, weights())
    assert math.fsum(found.values()) == pytest.approx(1)
    assert found[OTHER] == weights().number("other_share")
    assert all(value > 0 for value in found.values())


def test_a_posterior_sums_to_one() -> None:
    for stage in read(STATEMENT, finding("P01"), finding("C01")).stages:
        for sums in (stage.chips, stage.families, stage.classes):
            assert math.fsum(sums.values()) == pytest.approx(1)


def test_without_evidence_the_prior_stays_and_nothing_is_disclosed() -> None:
    stage = read().stage("pretraining")
    assert stage.disclosure.word == "undisclosed"
    assert stage.families == pytest.approx(stage.prior_families)
    assert stage.moved_by == ()


def test_a_statement_about_a_stage_declares_it() -> None:
    stage = read(STATEMENT).stage("pretraining")
    assert (stage.disclosure.word, stage.disclosure.families) == ("declared", ("h800",))
    assert stage.top[0] == "h800"
    assert stage.top[1] > 0.9


def test_use_in_serving_does_not_declare_pretraining() -> None:
    served = finding("T03", "benchmark", chips=("H20",), context="prose", path="README.md")
    found = read(served)
    assert found.stage("serving").disclosure.families == ("h20",)
    assert found.stage("pretraining").disclosure.word == "undisclosed"
    moved = found.stage("pretraining").moved_by[0]
    assert moved.transferred
    assert moved.log_ratio < found.stage("serving").moved_by[0].log_ratio


def test_what_was_only_tried_is_told_from_what_was_made() -> None:
    tried = finding("T17", "finetuning", chips=("H20",), context="prose", path="README.md")
    made = finding("T01", "finetuning", chips=("H20",), context="prose", path="README.md", line=2)
    assert read(tried).stage("finetuning").disclosure.tested
    assert not read(tried, made).stage("finetuning").disclosure.tested
    assert not read(STATEMENT).stage("pretraining").disclosure.tested
    assert not read().stage("pretraining").disclosure.tested


def test_a_test_at_no_stage_says_nothing_of_training_and_experiments_do() -> None:
    named = {"chips": ("H20",), "context": "prose", "path": "README.md"}
    assert read(finding("T17", "unknown", **named)).stage("pretraining").disclosure.word == "undisclosed"
    assert read(finding("T17-experiments", "unknown", **named)).stage("pretraining").disclosure.word == "implied"


def test_having_a_chip_for_other_stages_is_one_fact() -> None:
    named = {"chips": ("H20",), "context": "prose", "path": "README.md"}
    one = read(finding("T03", "benchmark", **named))
    many = read(
        finding("T03", "benchmark", **named), finding("T17", "serving", **named), finding("T02", "serving", **named)
    )
    assert len(many.stage("pretraining").moved_by) == 1
    assert many.stage("pretraining").chips == pytest.approx(one.stage("pretraining").chips)
    assert len(many.stage("serving").moved_by) == 3
    tuned = read(finding("T03", "benchmark", **named), finding("T17", "finetuning", **named))
    assert len(tuned.stage("pretraining").moved_by) == 1
    assert tuned.stage("pretraining").families["h20"] > one.stage("pretraining").families["h20"]


def test_support_is_not_use() -> None:
    supported = finding("T02", "support", chips=("Ascend 910B",), context="prose", path="README.md")
    assert read(supported).stage("pretraining").moved_by == ()


def test_a_block_counts_once() -> None:
    one = finding("C12", block="b")
    many = [finding(signal, block="b", line=n) for n, signal in enumerate(["C12", "C01", "C15", "C01"])]
    rules = weights()
    alone, together = (contributions(found, SIGNALS, Asked("finetuning"), rules) for found in ([one], many))
    assert [c.log_ratio for c in together] == [c.log_ratio for c in alone]


def test_repeating_a_line_adds_nothing() -> None:
    once = read(finding("P01")).stage("finetuning").chips
    often = read(*(finding("P01", line=n, path=f"{n}.sh") for n in range(50))).stage("finetuning").chips
    assert often == pytest.approx(once)


def test_what_does_not_count_moves_nothing() -> None:
    assert read(finding("P01", counts=False)).stage("finetuning").moved_by == ()


def test_a_comment_weighs_less_than_code() -> None:
    code, comment = (read(finding("P01", context=c)).stage("finetuning").moved_by[0] for c in ("code", "comment"))
    assert 0 < comment.log_ratio < code.log_ratio


def test_withdrawn_evidence_keeps_its_weight() -> None:
    gone = finding("P01", status="withdrawn", removed_on="2024-11-24T00:00:00+00:00")
    assert read(gone).stage("finetuning").chips == pytest.approx(read(finding("P01")).stage("finetuning").chips)


def test_only_dates_veto() -> None:
    chip = find_chip("b200").chip
    assert not shipped_in_time(chip, "pretraining", DAY, weights())
    assert chip.id not in read(STATEMENT).stage("pretraining").chips
    old = find_chip("v100").chip.id
    assert 0 < read(finding("P01")).stage("finetuning").chips[old] < read().stage("finetuning").chips[old]


def test_siblings_cannot_be_told_apart_by_software() -> None:
    stage = read(finding("P01"), finding("C01"), finding("K02")).stage("pretraining")
    assert {"h20", "h800"} <= set(stage.inseparable)


def test_a_name_separates_siblings() -> None:
    assert "h20" not in read(STATEMENT).stage("pretraining").inseparable


def test_chip_names_in_the_wild() -> None:
    assert named_families(("H800", "h20", "XYZ-9000", "Ascend 910B")) == ("h800", "h20", "ascend 910b")


def test_the_strict_chain_needs_its_findings() -> None:
    found = strict_reading(chips(), evidence())
    assert len(found.remaining) == len(chips())
    assert not any(step.eliminated for step in found.steps)


def test_the_strict_chain_eliminates_in_order() -> None:
    found = strict_reading(chips(), evidence(finding("C01"), finding("P01"), finding("C12")))
    left = {find_chip(name).chip.id for name in ("h20", "h800", "a100", "l40s")}
    assert left <= set(found.remaining)
    for step, gone in zip(found.steps, ("mi250x", "v100", "rtx 4090"), strict=True):
        assert find_chip(gone).chip.id in step.eliminated, step.id
    assert {found.steps[n].after for n in (0, 1)} == {found.steps[n + 1].before for n in (0, 1)}


def test_the_readings_differ_where_the_chain_is_wrong() -> None:
    clues = evidence(finding("C01"), finding("P01"), finding("C12"))
    audited = attribute(clues, chips(), country="US", released=DAY)
    rows = differences(strict_reading(chips(), clues), audited, chips())
    assert [row.step for row in rows] == ["nccl", "bfloat16", "gpudirect"]
    assert all(0 < row.left["pretraining"] < 1 for row in rows)
    assert rows[0].left["pretraining"] > 0.01  # AMD and TPU are not out because of NCCL


@pytest.mark.parametrize(
    ("probability", "word"), [(0.995, "virtually certain"), (0.95, "very likely"), (0.7, "likely"), (0.1, "unlikely")]
)
def test_words_are_calibrated(probability: float, word: str) -> None:
    assert word_for(probability) == word


def test_a_memory_beside_the_name_tells_variants_apart() -> None:
    bare = finding("T01", "pretraining", chips=("A100",), context="prose", path="README.md")
    with_memory = finding(
        "T01", "pretraining", chips=("A100",), context="prose", path="README.md", implies="memory_capacity == 40"
    )
    plain, exact = (read(found).stage("pretraining").chips for found in (bare, with_memory))
    assert plain["nv-a100-sxm-80"] > plain["nv-a100-sxm-40"]
    assert exact["nv-a100-sxm-40"] + exact["nv-a100-pcie-40"] > exact["nv-a100-sxm-80"] > 0
    assert read(with_memory, bare).stage("pretraining").chips == pytest.approx(exact)
    tested = finding(
        "T17", "pretraining", chips=("A100",), context="prose", path="README.md", implies="memory_capacity == 40"
    )
    both = read(bare, tested).stage("pretraining").chips
    assert both["nv-a100-sxm-40"] > both["nv-a100-sxm-80"]


def test_a_name_on_a_launch_script_means_its_sibling_with_an_x_too() -> None:
    found = read(finding("F07", "pretraining", chips=("MI250",), path="train.sh"), country="FI").stage("pretraining")
    assert {"mi250", "mi250x"} == set(found.moved_by[0].families)


def test_signals_that_imply_the_same_count_for_less_each_time() -> None:
    alone = read(finding("F08")).stage("finetuning").moved_by
    both = read(finding("F08"), finding("C03")).stage("finetuning").moved_by
    assert {one.implies for one in both} == {"vendor == nvidia"}
    assert both[0].log_ratio == alone[0].log_ratio
    assert both[1].log_ratio == pytest.approx(both[0].log_ratio * weights().number("overlap"))


def test_makers_of_chips_train_on_their_own() -> None:
    theirs = attribute(evidence(), chips(), country="US", released=DAY, developer="Google DeepMind")
    others = attribute(evidence(), chips(), country="US", released=DAY, developer="Meta")
    assert theirs.stage("pretraining").generations["google-tpu"] > 0.8
    assert others.stage("pretraining").generations["google-tpu"] < 0.2
