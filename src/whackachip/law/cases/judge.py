"""What the law says of a case: a truth, and in words what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ...predicates import Among, And, Expression, Or, Truth, evaluate
from ...predicates.truth import Known
from ..bench import Bench
from ..country import groups_on
from ..decision import ItemVerdict
from ..item import judge_commodity, judge_item
from ..permit import meets_a, review_policies
from ..provision import MEASURES, Provision, provisions, under
from ..provision import regime as enacted
from .case import Case

WORDS = {Truth.MET: "met", Truth.NOT_MET: "not-met", Truth.UNKNOWN: "undecidable"}
# The alternatives of the letters of April 2025 in the order of the facts; the first is the chips they name.
_LETTER_LIMBS = ("", "DRAM", "interconnect", "sum")


@dataclass(frozen=True)
class Judgement:
    """verdict: met, not-met, undecidable or both. found: paragraphs, exceptions, policies and limbs, in words."""

    verdict: str
    found: frozenset[str] = frozenset()


def judge(case: Case) -> Judgement:
    """The law on a case, from its rows alone."""
    return JUDGES[case.asked](case)


def _bench(case: Case) -> Bench:
    return Bench(case.on, case.deal, reading=case.reading)


def _whole(case: Case) -> dict[str, Known]:
    return _bench(case).row(case.attributes)[0]


def _items(case: Case) -> Judgement:
    """The paragraphs in force, what is open, and whether exception NAC goes to China."""
    item, _ = judge_item(case.attributes, case.on, _bench(case).limits)
    truth = _truth_of(item)
    found = {*item.paragraphs, *item.also_met}
    found |= {f"possible {_class_of(paragraph)}" for paragraph in item.outcomes}
    if any(_tests(p, case.attributes, _bench(case).limits) is Truth.MET for p in _in_force("exclusions", case)):
        found.add("Note 2")
    if truth is Truth.MET:
        found |= _exceptions(case, item)
    return Judgement(WORDS[truth], frozenset(found))


def _truth_of(item: ItemVerdict) -> Truth:
    found = {"controlled": Truth.MET, "not-controlled-by-this-rule": Truth.NOT_MET, "not-in-force": Truth.NOT_MET}
    return found.get(item.verdict, Truth.UNKNOWN)


def _class_of(outcome: str) -> str:
    return ".".join(outcome.split(".")[:2]) if outcome.startswith("3A090") else "not 3A090"


def _exceptions(case: Case, item: ItemVerdict | None) -> set[str]:
    """The exceptions that are certain for the transaction, in the codified layer."""
    _, _, reasons = _bench(case).judge(case.attributes, "codified", item)
    return {r.provision for r in reasons if r.kind == "exceptions" and r.clause.truth is Truth.MET}


def _in_force(kind: str, case: Case) -> tuple[Provision, ...]:
    return under(enacted, case.reading)(kind, case.on)


def _of_act(kind: str, case: Case) -> list[Provision]:
    """The provisions of the case's act, whether or not they are in force on its day, under its reading."""
    assert case.act is not None
    return [p for p in provisions(kind) if p.instrument == case.act.id and case.reading.allows(p.reading)]


def _letters(case: Case) -> Judgement:
    limits, letters = _bench(case).limits, _of_act("letters", case)
    truth = Truth.some(_tests(letter, case.attributes, limits) for letter in letters)
    limbs = (_limbs(letter.item, case.attributes, limits, _LETTER_LIMBS) for letter in letters)
    found = {f"limb {name}" if name else "named" for met in limbs for name in met}
    vendor = case.attributes.get("vendor")
    if isinstance(vendor, frozenset):
        addressed = any(vendor <= frozenset(letter.addressees) for letter in letters)
        found.add("addressee" if addressed else "no addressee")
    return Judgement(WORDS[truth], frozenset(found))


def _tests(provision: Provision, row: Mapping[str, Known], limits: Mapping[str, float]) -> Truth:
    """The test on the item: `item` where there is one, else `when`."""
    return evaluate(provision.item or provision.when, row, limits).truth


def _measures(case: Case) -> Judgement:
    """A bill or a duty: of several tests of one act the last, its strictest, is the one."""
    limits, measure = _bench(case).limits, _of_act(MEASURES, case)[-1]
    truth = _tests(measure, case.attributes, limits)
    found = {f"limb {name}" for name in _limbs(measure.when, case.attributes, limits)}
    if truth is Truth.NOT_MET and _left_out(measure.when, case.attributes):
        found.add("exclusion")
    return Judgement(WORDS[truth], frozenset(found))


def _left_out(expression: Expression, row: Mapping[str, Known]) -> bool:
    """Whether the condition on data centres is what is not met."""
    parts = expression.parts if isinstance(expression, And) else ()
    return any(isinstance(part, Among) and evaluate(part, row).truth is Truth.NOT_MET for part in parts)


def _limbs(
    expression: Expression | None, row: Mapping[str, Known], limits: Mapping[str, float], names: Iterable[str] = ()
) -> list[str]:
    """Which alternatives of a test are met: by name, or by number from 1."""
    parts = expression.parts if isinstance(expression, And) else (expression,)
    either = next((part for part in parts if isinstance(part, Or)), None)
    if either is None:
        return []
    labels = tuple(names) or tuple(str(index) for index in range(1, len(either.parts) + 1))
    met = [evaluate(part, row, limits).truth is Truth.MET for part in either.parts]
    return [label for label, is_met in zip(labels, met, strict=True) if is_met]


def _lane(case: Case) -> Judgement:
    """Which of the act's own review policies an export to China gets; undecided while the item or the policy is."""
    limits = _bench(case).limits
    item, _ = judge_item(case.attributes, case.on, limits)
    truth = _truth_of(item)
    if truth is not Truth.MET:
        return Judgement(WORDS[truth])
    row = _whole(case)
    policies = [p for p in _of_act("review_policies", case) if any(p.covers_paragraph(q) for q in item.paragraphs)]
    met = {policy.result or "" for policy in policies if evaluate(policy.when, row, limits).truth is Truth.MET}
    return Judgement("met" if met else "undecidable", frozenset(met))


def _stack(case: Case) -> Judgement:
    item, _ = judge_commodity("hbm", case.attributes, case.on, _bench(case).limits)
    found = {*item.paragraphs, *_exceptions(case, item)}
    return Judgement(WORDS[_truth_of(item)], frozenset(found))


def _weights(case: Case) -> Judgement:
    item, _ = judge_commodity("weights", case.attributes, case.on, _bench(case).limits)
    return Judgement(WORDS[_truth_of(item)], frozenset(item.paragraphs))


def _term(name: str) -> Callable[[Case], Judgement]:
    """Whether a defined term is met."""

    def decide(case: Case) -> Judgement:
        found = [p for p in _in_force("definitions", case) if p.id == name]
        truth = Truth.some(evaluate(p.when, _whole(case), _bench(case).limits).truth for p in found)
        return Judgement(WORDS[truth], frozenset({name} if truth is Truth.MET else ()))

    return decide


def _designer(case: Case) -> Judgement:
    """Whether the designer is authorized, in words; the act tests no item, so that none is under it."""
    status = _term("authorized_designer")(case)
    return Judgement("undecidable" if status.verdict == "undecidable" else "not-met", status.found)


def _presumption(case: Case) -> Judgement:
    free = ItemVerdict("not-controlled-by-this-rule")
    item, _, _ = _bench(case).judge(case.attributes, "codified", free)
    return Judgement(WORDS[_truth_of(item)], frozenset({*item.paragraphs, *(["presumed"] if item.presumed else [])}))


def _yearly(case: Case) -> Judgement:
    """Whether a quantity is beyond what exception LPP leaves free."""
    over = "LPP" not in _exceptions(case, None)
    return Judgement("met" if over else "not-met", frozenset() if over else frozenset({"LPP"}))


def _allocation(case: Case) -> Judgement:
    """Whether an installed base is beyond the country's allocation, by the policy that an application gets."""
    results = _policies(case, "codified")
    return Judgement("met" if "policy-of-denial" in results else "not-met", results)


def _policies(case: Case, layer: str) -> frozenset[str]:
    bench, row = _bench(case), _whole(case)
    item = case.item or judge_item(case.attributes, case.on, bench.limits, bench.regime)[0]
    row["meets_3a090_a"] = meets_a(item)
    applied = review_policies(item, row, case.on, bench.limits, layer, bench.regime)
    return frozenset(found.provision.result or "" for found in applied if found.truth is Truth.MET)


def _review(case: Case) -> Judgement:
    results = _policies(case, "enforced")
    return Judgement("met" if results else "not-met", results)


def _exception(case: Case) -> Judgement:
    """Whether the notified exception is what the transaction goes under."""
    found = _exceptions(case, case.item) & {"NAC", "ACA"}
    return Judgement("met" if "NAC" in found else "not-met", frozenset(found))


def _requirement(case: Case) -> Judgement:
    _, deal, _ = _bench(case).judge(case.attributes, "enforced", case.item)
    return Judgement("met" if deal.requirements else "not-met", frozenset({deal.verdict}))


def _groups(case: Case) -> Judgement:
    """Whether the destination is in A:5 on the day."""
    groups = groups_on(case.deal.destination.code, case.on)
    return Judgement("met" if "A5" in groups else "not-met", frozenset(groups))


def _affiliates(case: Case) -> Judgement:
    """How the rule on affiliates stands for a party that listed parties own."""
    rules = [p for p in _in_force("end_use_rules", case) if p.id.startswith("affiliates")]
    states = frozenset(rule.state for rule in rules) or frozenset({"not yet in force"})
    verdict = "met" if "active" in states else "undecidable" if "unknown" in states else "not-met"
    return Judgement(verdict, states)


def _conflict(case: Case) -> Judgement:
    """Whether the recorded conflict holds, and that the decision comes out both ways because of it."""
    bench = _bench(case)
    layers = {layer: bench.judge(case.attributes, layer, case.item) for layer in ("enforced", "codified")}
    held = {c for _, deal, _ in layers.values() for c in deal.conflicts if c.id == case.rule}
    if not held:
        return Judgement("not-met")
    conflict = next(iter(held))
    seen = {
        "item": frozenset(o if o.startswith("3A090") else "not-presumed" for o in layers["codified"][0].outcomes),
        "transaction": frozenset(layers["enforced"][1].outcomes),
        "review": _policies(case, "codified"),
        "layer": frozenset({"licence-required-codified"} if layers["codified"][1].requirements else ())
        | frozenset({"not-enforced"} if not layers["enforced"][1].requirements else ()),
    }[conflict.decides]
    allowed = {result for result, _ in conflict.outcomes}
    return Judgement("both" if allowed <= seen else "undecidable", seen)


JUDGES: Mapping[str, Callable[[Case], Judgement]] = {
    "items": _items,
    "letters": _letters,
    "measures": _measures,
    "lane": _lane,
    "stack": _stack,
    "weights": _weights,
    "dram": _term("advanced_node_dram"),
    "cap": _term("over_cap"),
    "designer": _designer,
    "presumption": _presumption,
    "yearly": _yearly,
    "allocation": _allocation,
    "review": _review,
    "exception": _exception,
    "requirement": _requirement,
    "groups": _groups,
    "affiliates": _affiliates,
    "conflict": _conflict,
}
