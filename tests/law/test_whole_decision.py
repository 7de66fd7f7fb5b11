"""Every field of a decision: what was asked, what was answered, and that nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from whackachip.catalog import DEFAULT, find_chip
from whackachip.errors import UserError
from whackachip.law import classify, find_instrument, question
from whackachip.law import reading as readings
from whackachip.law.classify import decide
from whackachip.law.counterfactual import Counterfactual, moved
from whackachip.law.decision import DISCLAIMER, NOT_CHECKED

DAY = "2024-11-05"
A800, H20, MI300X = (find_chip(name).chip for name in ("a800", "h20", "mi300x"))


def test_what_was_asked_stands_in_the_answer() -> None:
    decision = classify(A800, DAY, "China", headquarters="DE", facts={"end_user_listed": "yes"}, layer="codified",
                        resolved="a800 means that")  # fmt: skip
    assert (decision.chip, decision.chip_name, decision.resolved) == (A800.id, A800.name, "a800 means that")
    assert (decision.on, decision.to, decision.layer) == (DAY, "CN", "codified")
    assert decision.stated == {"end_user_listed": "yes"}
    assert decision.counterfactual is None
    data = decision.to_dict()
    assert {name: data[name] for name in ("chip", "chip_name", "resolved", "on", "to", "layer", "counterfactual")} == {
        "chip": A800.id, "chip_name": A800.name, "resolved": "a800 means that", "on": DAY, "to": "CN",
        "layer": "codified", "counterfactual": None,
    }  # fmt: skip
    assert data["transaction"]["stated"] == {"end_user_listed": "yes"}
    assert data["interpretations"] == DEFAULT.as_dict() | readings.DEFAULT.as_dict()
    assert [found["paragraph"] for found in data["item"]["related"]][:2] == ["4A090.a", "3A001.z"]
    assert (data["not_checked"], data["disclaimer"]) == (list(NOT_CHECKED), DISCLAIMER)
    assert classify(A800, DAY, "CN").resolved is None
    assert decide(question(A800, DAY, "CN"), "words").resolved == "words"


@pytest.mark.parametrize(
    "asked",
    [
        {"headquarters": "CN"}, {"exporter": "amd"}, {"kind": "transfer"}, {"layer": "codified"},
        {"interpretation": replace(DEFAULT, tf32_bits=19)}, {"changes": {"us.ear.3a090.a.tpp": 3600}},
        {"counterfactual": moved({"us.ear.3a090.a.tpp": 3600})}, {"facts": {"end_user_listed": "yes"}},
        {"readings": replace(readings.DEFAULT, affiliates="returned")}, {"resolved": "words"},
    ],
    ids=lambda asked: next(iter(asked)),
)  # fmt: skip
def test_nothing_that_is_asked_is_lost(asked: dict[str, Any]) -> None:
    assert classify(A800, DAY, "VN", **asked) != classify(A800, DAY, "VN")
    if "resolved" not in asked:
        assert question(A800, DAY, "VN", **asked) != question(A800, DAY, "VN")


def test_a_question_keeps_what_it_was_asked() -> None:
    asked = question(H20, DAY, "CN", layer="codified", changes={"us.ear.3a090.a.tpp": 3600})
    assert (asked.layer, asked.law.values) == ("codified", {"us.ear.3a090.a.tpp": 3600})
    # On a day on which a number did not stand, its change is left out.
    early = question(H20, DAY, "CN", changes={"us.ear.3a090.b.tpp": 2300}).at(find_day("2023-01-01"))
    assert early.law.values == {}
    fewer = question(MI300X, DAY, "CN", interpretation=replace(DEFAULT, die_area="compute_only")).attributes()
    assert fewer["performance_density"] != question(MI300X, DAY, "CN").attributes()["performance_density"]
    for ask in (question, classify):
        with pytest.raises(UserError, match=r"^unknown layer 'enforce'.*enforced"):
            ask(H20, DAY, "CN", layer="enforce")


def find_day(text: str) -> Any:
    return question(H20, text, "CN").day


def test_the_other_layer_is_judged_as_the_other() -> None:
    """Where only the text asks for a licence the layers differ, whichever was asked for."""
    h100 = find_chip("h100").chip
    enforced, codified = (classify(h100, "2025-06-01", "DE", layer=layer) for layer in ("enforced", "codified"))
    assert enforced.transaction.verdict == "no-requirement-found"
    assert enforced.other_layer == {"layer": "codified", "transaction": codified.transaction.verdict, "differs": True}
    assert codified.other_layer == {"layer": "enforced", "transaction": "no-requirement-found", "differs": True}
    assert classify(h100, DAY, "CN").other_layer["differs"] is False


def test_a_change_is_told_with_what_was_enacted() -> None:
    changed = classify(A800, DAY, "CN", changes={"us.ear.3a090.a.tpp": 3600}).counterfactual
    assert changed is not None
    assert changed["set"] == [{"threshold": "us.ear.3a090.a.tpp", "enacted": 4800, "value": 3600}]


def test_missing_rates_are_named_in_place_of_the_product() -> None:
    rates, silicon = (classify(find_chip(name).chip, DAY, "CN").item.missing for name in ("mi308x", "ali-ppu"))
    assert rates == ("performance_density", "dense rates (fp64, fp32, tf32, bf16, fp16, fp8, int8)")
    assert silicon == ("performance_density", "which precisions the silicon has")
    assert classify(A800, DAY, "CN").item.missing == ()


def test_an_act_that_is_not_known() -> None:
    with pytest.raises(UserError, match=r"^unknown rule 'us-2023-10-16': did you mean 'us-2023-10-17'"):
        find_instrument("us-2023-10-16")
    with pytest.raises(UserError, match=r"^unknown rule 'zzz'.*[` ]whackachip rules list($|[` ])"):
        find_instrument("zzz")


def test_which_rate_decides() -> None:
    gaudi, card = (classify(find_chip(name).chip, DAY, "CN").metrics["tpp"] for name in ("gaudi-3", "rtx 4090"))
    assert gaudi["driver"] == "bf16"
    assert gaudi["by_precision"]["bf16"] == 1678 * 16
    assert list(gaudi["by_precision"].values()) == sorted(gaudi["by_precision"].values(), reverse=True)
    assert next(iter(gaudi["by_precision"])) == "bf16"
    other = replace(DEFAULT, accumulate="fp32_accumulate")
    summed = classify(find_chip("rtx 4090").chip, DAY, "CN", interpretation=other)
    assert (card["driver"], summed.metrics["tpp"]["driver"]) == ("fp16", "bf16")
    assert card["value"] > summed.metrics["tpp"]["value"] == summed.metrics["tpp"]["by_precision"]["bf16"]
    assert classify(find_chip("ali-ppu").chip, DAY, "CN").metrics["tpp"]["driver"] is None


EXPORT, UNLISTED = "the transaction is an export", "no party is on the Entity List or another list of part 744"
UNOWNED = "no party is owned to 50 % or more by listed parties"


@pytest.mark.parametrize(
    ("on", "asked", "more"),
    [
        ("2022-08-25", {}, (EXPORT, UNLISTED, "controls older than the first rule on AI chips are not modelled")),
        ("2022-08-26", {}, (EXPORT, UNLISTED)),
        ("2024-11-05", {"kind": "reexport"}, (UNLISTED,)),
        ("2026-11-23", {"facts": {"end_user_listed": "no"}}, (EXPORT, UNOWNED)),
        ("2026-11-24", {"kind": "transfer"},
         (UNLISTED, UNOWNED, "nothing changes after 2026-11-23, the last day that the law was read for")),
    ],
)  # fmt: skip
def test_what_is_taken_for_granted(on: str, asked: dict[str, Any], more: tuple[str, ...]) -> None:
    """For a chip that no paragraph reaches only what could still bring a licence was read."""
    first = classify(H20, on, "MO", **asked).assumptions
    assert first[1] == "recipient and its ultimate parent are headquartered in Macau"
    assert first[3:] == more


def test_a_number_is_told_as_it_was_on_the_day() -> None:
    law = {"us.ear.3a090.c.cell_area": 0.003}
    for on, enacted in (("2024-12-10", 0.0019), ("2025-02-01", 0.0026)):
        told = classify(A800, on, "CN", changes=law).counterfactual
        assert told is not None
        assert told["set"][0]["enacted"] == enacted


def test_a_lesser_paragraph_that_is_taken_out_follows_from_nothing() -> None:
    def following(*removes: str) -> list[str]:
        law = Counterfactual(removes=removes)
        return [found["paragraph"] for found in classify(H20, DAY, "CN", counterfactual=law).related]

    assert following() == ["3A991.p", "4A994.l"]
    assert following("3A991") == []
