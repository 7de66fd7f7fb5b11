"""The verdict on a transaction, from requirements, letters, exceptions and policies made up for the purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from whackachip.law.decision import ItemVerdict, TransactionVerdict
from whackachip.law.permit import judge_transaction, meets_a, review_policies
from whackachip.law.provision import LAYERS, Provision, Regime, thresholds
from whackachip.predicates import Known, Truth, parse
from whackachip.quantities import Interval

DAY = date(2024, 11, 5)
LIMITS = {"line": 10.0}
A = ItemVerdict("controlled", ("3A090.a.1",))
B = ItemVerdict("controlled", ("3A090.b.1",))
OPEN = ItemVerdict("depends", possible=("3A090.a.1",), outcomes=("3A090.a.1", "not-controlled-by-this-rule"))
FREE = ItemVerdict("not-controlled-by-this-rule")
YES, NO = frozenset({"yes"}), frozenset({"no"})
BOTH = YES | NO
BOUND = {"to_d5": YES, "small": NO, "size": Interval.exact(12)}


def provision(kind: str, id: str, when: str, item: str | None = None, **more: Any) -> Provision:
    return Provision(
        kind, id, parse(when), f"cite of {id}", f"act of {id}", date(2024, 1, 1), None, f"grade of {id}", (),
        item=parse(item) if item else None, **more,
    )  # fmt: skip


def law(*provisions: Provision) -> Regime:
    return lambda kind, on: tuple(p for p in provisions if p.kind == kind and p.in_force(on))


NEED = provision("requirements", "need", "to_d5 == yes", covers=("3A090",))
EXCEPT = provision("exceptions", "EXC", "notified == yes", "small == yes", covers=("3A090.b",), conditions=("notify",))
LETTER = provision("letters", "letter", "to_d5 == yes", "size >= @line", addressees=("vendor",), result="denial")
POLICY = provision("review_policies", "policy", "to_d5 == yes", covers=("3A090.a",), result="case-by-case")


def judge(
    item: ItemVerdict,
    row: Mapping[str, Known],
    *provisions: Provision,
    exporter: str = "vendor",
    layer: str = "enforced",
) -> TransactionVerdict:
    return judge_transaction(item, row, exporter, DAY, LIMITS, layer, law(*provisions))[0]


def test_an_exception_lifts_the_requirements_of_its_own_paragraphs_only() -> None:
    """A chip under .b and under a paragraph of another law: what excepts it from one leaves the other standing."""
    other = provision("requirements", "other", "to_d5 == yes", covers=("own.1",))
    both = ItemVerdict("controlled", ("3A090.b.1", "own.1"))
    row = BOUND | {"notified": YES, "small": YES}
    assert judge(both, row, NEED, EXCEPT).verdict == "exception-available"
    found = judge(both, row, NEED, other, EXCEPT)
    assert (found.verdict, found.exceptions) == ("licence-required", ())
    perhaps = ItemVerdict("controlled", ("3A090.b.1",), possible=("own.1",))
    assert set(judge(perhaps, row, NEED, other, EXCEPT).outcomes) == {"licence-required", "exception-available"}
    assert judge(ItemVerdict("controlled", ("own.1",)), row, other, EXCEPT).verdict == "licence-required"


def test_a_requirement_is_for_its_paragraphs_and_its_places() -> None:
    assert judge(A, BOUND, NEED).verdict == "licence-required"
    assert judge(A, BOUND, NEED).requirements == ("cite of need",)
    assert judge(FREE, BOUND, NEED) == TransactionVerdict("no-requirement-found")
    assert judge(A, BOUND | {"to_d5": NO}, NEED) == TransactionVerdict("no-requirement-found")
    assert judge(A, BOUND) == TransactionVerdict("no-requirement-found")
    codified = provision("requirements", "world", "to_d5 == yes", covers=("3A090.a",), layers=("codified",))
    assert judge(A, BOUND, codified).verdict == "no-requirement-found"
    assert judge(A, BOUND, codified, layer="codified").verdict == "licence-required"
    assert judge(B, BOUND, codified, layer="codified").verdict == "no-requirement-found"
    over, _ = judge_transaction(A, BOUND, "vendor", date(2023, 1, 1), LIMITS, "enforced", law(NEED))
    assert over.verdict == "no-requirement-found"


def test_what_is_open_depends_and_names_what_is_missing() -> None:
    maybe = judge(OPEN, BOUND, NEED)
    assert (maybe.verdict, maybe.requirements) == ("depends", ())
    assert maybe.outcomes == ("licence-required", "no-requirement-found")
    assert maybe.missing == ()
    unsaid = judge(A, BOUND | {"to_d5": None}, NEED)
    assert (unsaid.verdict, unsaid.missing) == ("depends", ("to_d5",))
    decided = judge(A, BOUND | {"notified": None}, NEED, EXCEPT)
    assert (decided.verdict, decided.missing) == ("licence-required", ())


@pytest.mark.parametrize(
    ("small", "notified", "verdict", "outcomes", "names"),
    [
        (YES, YES, "exception-available", (), ("EXC",)),
        (NO, YES, "licence-required", (), ()),
        (YES, NO, "licence-required", (), ()),
        (BOTH, YES, "depends", ("licence-required", "exception-available"), ("EXC",)),
        (YES, None, "depends", ("licence-required", "exception-available"), ("EXC",)),
    ],
)
def test_an_exception(
    small: Known, notified: Known, verdict: str, outcomes: tuple[str, ...], names: tuple[str, ...]
) -> None:
    found = judge(B, BOUND | {"small": small, "notified": notified}, NEED, EXCEPT)
    assert (found.verdict, found.outcomes, found.exceptions) == (verdict, outcomes, names)
    assert found.conditions == (("notify",) if names else ())
    assert found.requirements == ("cite of need",)
    assert judge(A, BOUND | {"small": YES, "notified": YES}, NEED, EXCEPT).exceptions == ()  # for .b alone


def test_a_certain_exception_is_named_before_a_possible_one() -> None:
    other = provision("exceptions", "OTHER", "filed == yes", covers=("3A090.b",), conditions=("file", "notify"))
    codified = provision("exceptions", "OLD", "to_d5 == yes", covers=("3A090.b",), layers=("codified",))
    row = BOUND | {"small": YES, "notified": YES, "filed": None}
    assert judge(B, row, NEED, EXCEPT, other, codified).exceptions == ("EXC",)
    assert judge(B, row, NEED, EXCEPT, other, codified).verdict == "exception-available"
    both = judge(B, row | {"filed": YES}, NEED, EXCEPT, other)
    assert (both.exceptions, both.conditions) == (("EXC", "OTHER"), ("notify", "file"))
    open_ = judge(B, row | {"notified": None}, NEED, EXCEPT, other)
    assert (open_.exceptions, open_.missing) == (("EXC", "OTHER"), ("notified", "filed"))
    assert judge(B, row, NEED, codified, layer="codified").exceptions == ("OLD",)


def test_an_exception_may_reach_what_may_be_covered() -> None:
    open_b = ItemVerdict("depends", possible=("3A090.b.1",), outcomes=("3A090.b.1", "not-controlled-by-this-rule"))
    found = judge(open_b, BOUND | {"small": YES, "notified": YES}, NEED, EXCEPT)
    assert found.outcomes == ("exception-available", "no-requirement-found")
    assert found.exceptions == ("EXC",)


def test_a_letter_binds_its_addressee_whatever_the_item_and_no_exception_helps() -> None:
    found = judge(FREE, BOUND, LETTER)
    assert (found.verdict, found.requirements) == ("licence-required", ("cite of letter",))
    (review,) = found.review
    assert (review.result, review.cite, review.grade, review.possible) == (
        "denial", "cite of letter", "grade of letter", False,
    )  # fmt: skip
    assert judge(FREE, BOUND, LETTER, exporter="another").verdict == "no-requirement-found"
    assert judge(FREE, BOUND | {"size": Interval.exact(9)}, LETTER).verdict == "no-requirement-found"
    assert judge(FREE, BOUND | {"to_d5": NO}, LETTER).verdict == "no-requirement-found"
    excepted = judge(B, BOUND | {"small": YES, "notified": YES}, NEED, EXCEPT, LETTER)
    assert (excepted.verdict, excepted.exceptions, excepted.conditions) == ("licence-required", (), ())
    open_letter = judge(B, BOUND | {"small": YES, "notified": YES, "size": None}, NEED, EXCEPT, LETTER)
    assert open_letter.outcomes == ("licence-required", "exception-available")
    assert open_letter.missing == ("size",)
    perhaps = judge(FREE, BOUND | {"size": None}, LETTER)
    assert perhaps.outcomes == ("licence-required", "no-requirement-found")
    assert [r.possible for r in perhaps.review] == [True]
    unstated = provision("letters", "plain", "to_d5 == yes", addressees=("vendor",))
    assert judge(FREE, BOUND, unstated).review[0].result == "not-stated"


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("active", "licence-required"), ("suspended", "no-requirement-found"), ("unknown", "depends")],
)
def test_an_end_use_rule_stands_suspended_or_unknown(state: str, verdict: str) -> None:
    rule = provision("end_use_rules", "use", "end_user == listed", state=state)
    stated = BOUND | {"end_user": frozenset({"listed"})}
    assert judge(FREE, stated, rule, exporter="anybody").verdict == verdict
    assert judge(FREE, BOUND | {"end_user": frozenset({"none"})}, rule).verdict == "no-requirement-found"
    narrow = provision("end_use_rules", "use", "end_user == listed", state=state, covers=("3A090.a",))
    assert judge(A, stated, narrow).verdict == verdict
    assert judge(B, stated, narrow).verdict == "no-requirement-found"


def test_policies_are_those_of_the_layer_and_the_paragraph() -> None:
    found = judge(A, BOUND, NEED, POLICY)
    assert [(r.result, r.cite, r.grade, r.possible) for r in found.review] == [
        ("case-by-case", "cite of policy", "grade of policy", False)
    ]
    assert judge(B, BOUND, NEED, POLICY).review == ()
    assert judge(FREE, BOUND, NEED, POLICY).review == ()
    assert [r.possible for r in judge(OPEN, BOUND, NEED, POLICY).review] == [True]
    old = provision("review_policies", "old", "to_d5 == yes", covers=("3A090.a",), layers=("codified",))
    assert judge(A, BOUND, NEED, old).review == ()
    assert [r.result for r in judge(A, BOUND, NEED, old, layer="codified").review] == ["not-stated"]
    (applied,) = review_policies(A, BOUND, DAY, LIMITS, "enforced", law(POLICY))
    assert (applied.provision, applied.clause.parts[0].expression) == (POLICY, "item under 3A090.a")
    assert review_policies(A, BOUND | {"to_d5": NO}, DAY, LIMITS, "enforced", law(POLICY)) == []


def conflict(decides: str, *results: str, covers: tuple[str, ...] = ("3A090",), **more: Any) -> Provision:
    outcomes = tuple((result, f"cite of {result}") for result in results)
    return provision("conflicts", f"conflict-{decides}", "disputed == yes", covers=covers, decides=decides,
                     outcomes=outcomes, **more)  # fmt: skip


def test_texts_that_disagree_on_the_verdict_leave_every_outcome() -> None:
    texts = conflict("transaction", "no-requirement-found", "licence-required")
    disputed = BOUND | {"disputed": YES}
    found = judge(A, disputed, NEED, texts)
    assert (found.verdict, found.outcomes) == ("depends", ("licence-required", "no-requirement-found"))
    assert [c.id for c in found.conflicts] == ["conflict-transaction"]
    free = judge(A, disputed | {"to_d5": NO}, NEED, texts)
    assert free.outcomes == ("no-requirement-found", "licence-required")
    assert [c.decides for c in free.conflicts] == ["transaction"]
    assert judge(A, BOUND | {"disputed": NO}, NEED, texts).conflicts == ()
    assert judge(FREE, disputed, NEED, texts).conflicts == ()
    assert judge(A, BOUND | {"disputed": None}, NEED, texts).verdict == "depends"
    agreed = conflict("transaction", "licence-required")
    assert (judge(A, disputed, NEED, agreed).verdict, judge(A, disputed, NEED, agreed).outcomes) == (
        "licence-required", (),
    )  # fmt: skip
    old = conflict("transaction", "no-requirement-found", layers=("codified",))
    assert judge(A, disputed, NEED, old).conflicts == ()


def test_texts_that_disagree_on_something_else_are_named_alone() -> None:
    disputed = BOUND | {"disputed": YES}
    review = judge(A, disputed, NEED, conflict("review", "denial", "case-by-case"))
    assert (review.verdict, [c.decides for c in review.conflicts]) == ("licence-required", ["review"])
    assert judge(A, disputed, NEED, conflict("item", "3A090.a", "free")).conflicts == ()


def test_reasons_come_in_the_order_of_the_steps() -> None:
    texts = conflict("transaction", "no-requirement-found")
    row = BOUND | {"small": YES, "notified": YES, "disputed": YES}
    policy = provision("review_policies", "policy", "to_d5 == yes", covers=("3A090.b",))
    use = provision("end_use_rules", "use", "to_d5 == no")
    _, reasons = judge_transaction(
        B, row, "vendor", DAY, LIMITS, "enforced", law(policy, EXCEPT, texts, LETTER, use, NEED)
    )
    assert [reason.provision for reason in reasons] == [
        "need", "letter", "use", "conflict-transaction", "EXC", "policy",
    ]  # fmt: skip
    labels = [(reason.clause.expression, [part.expression for part in reason.clause.parts]) for reason in reasons]
    assert labels == [
        ("licence requirement", ["item under 3A090", "to_d5 == yes"]),
        ("letter", ["size >= @line", "to_d5 == yes"]),
        ("end-use rule use", ["item that it covers", "to_d5 == no", "the rule is active"]),
        ("texts that disagree", ["item under 3A090", "disputed == yes"]),
        ("licence exception EXC", ["small == yes", "notified == yes"]),
        ("review policy", ["item under 3A090.b", "to_d5 == yes"]),
    ]
    two = provision("requirements", "two", "to_d5 == yes", covers=("3A090.a", "4A090"))
    _, (reason,) = judge_transaction(B, row, "vendor", DAY, LIMITS, "enforced", law(two))
    assert reason.clause.parts[0].expression == "item under 3A090.a or 4A090"


def test_every_kind_of_provision_may_read_a_named_number_and_cover_several_paragraphs() -> None:
    covers, when = ("3A090.a", "4A090"), "size >= @line"
    made = (
        provision("requirements", "need", when, covers=covers),
        provision("letters", "letter", when, "size >= @line", addressees=("vendor",)),
        provision("end_use_rules", "use", when, covers=covers),
        provision("exceptions", "EXC", when, "size >= @line", covers=covers),
        provision("review_policies", "policy", when, covers=covers),
        conflict("transaction", "no-requirement-found", covers=covers),
    )
    made = (*made[:-1], replace(made[-1], when=parse(when)))
    _, reasons = judge_transaction(A, BOUND, "vendor", DAY, LIMITS, "enforced", law(*made))
    assert [reason.provision for reason in reasons] == [
        "need", "letter", "use", "conflict-transaction", "EXC", "policy",
    ]  # fmt: skip
    assert all(reason.clause.truth is Truth.MET for reason in reasons)
    for found in (reasons[0], reasons[3], reasons[5]):
        assert found.clause.parts[0].expression == "item under 3A090.a or 4A090"


def test_where_no_rule_asks_for_a_licence_no_exception_and_no_policy_is_looked_for() -> None:
    policy = provision("review_policies", "policy", "to_d5 == yes", covers=("3A090.b",))
    row = BOUND | {"small": YES, "notified": YES}
    found, reasons = judge_transaction(B, row, "vendor", DAY, LIMITS, "enforced", law(EXCEPT, policy, LETTER))
    assert (found.verdict, [reason.provision for reason in reasons]) == ("licence-required", ["letter"])
    assert [review.cite for review in found.review] == ["cite of letter"]


def test_whether_an_item_is_under_a_is_an_attribute() -> None:
    assert (meets_a(A), meets_a(B), meets_a(FREE)) == (YES, NO, NO)
    assert meets_a(OPEN) == BOTH
    assert meets_a(ItemVerdict("depends", possible=("3A090.b.1",))) == NO
    reads = provision("letters", "letter", "meets_3a090_a == yes", addressees=("vendor",))
    assert judge(A, {}, reads).verdict == "licence-required"
    assert judge(B, {"meets_3a090_a": YES}, reads).verdict == "no-requirement-found"
    assert judge(OPEN, {}, reads).verdict == "depends"


def test_the_enacted_law_is_what_is_in_force_where_none_is_given() -> None:
    row: dict[str, Known] = {"destination_in_d5": YES, "headquarters_in_d5": YES, "destination": frozenset({"CN"})}
    found, _ = judge_transaction(A, row, "nobody", DAY, thresholds(DAY), "enforced")
    assert (found.verdict, found.exceptions) == ("depends", ("NAC", "ACA"))
    assert review_policies(A, row, DAY, thresholds(DAY), "enforced")
    assert LAYERS == ("enforced", "codified")
