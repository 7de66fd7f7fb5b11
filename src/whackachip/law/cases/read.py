"""A record of a table of cases as a Case: which step it asks about is told by its rule and the inputs it states."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ...errors import UserError
from ...predicates.truth import Known
from ...quantities import Interval
from ..decision import ItemVerdict
from ..instrument import Instrument, find_instrument
from ..provision import MEASURES, Provision, provisions
from ..transaction import Transaction
from .case import Case, NotBuilt
from .figures import catalogued, chip_row, column_figures, number, stack_figures, text_figures
from .phrase import day_in, deal_in

Record = Mapping[str, str]
YES, NO = frozenset({"yes"}), frozenset({"no"})


def read_case(name: str, record: Record) -> Case:
    """The case that a record states; raises NotBuilt with the reason where its inputs make no rows."""
    rule = record["rule_version"]
    if rule in {conflict.id for conflict in provisions("conflicts")}:
        return _conflict(name, record)
    try:
        act = find_instrument(rule)
    except UserError:
        raise NotBuilt("the rule is not built") from None
    text = record.get("other_inputs") or ""
    for pattern, build in _BY_INPUT:
        if re.search(pattern, text):
            return build(name, record, act)
    return _figures(name, record, act)


def _figures(name: str, record: Record, act: Instrument) -> Case:
    """A chip by its figures, on the first day of the rule."""
    asked = next((step for kind, step in _STEPS.items() if any(_on_chips(p, act) for p in provisions(kind))), None)
    if asked is None:
        raise NotBuilt("the rule has no test on a chip")
    on = date.fromisoformat(act.effective)
    return Case(name, record["rule_version"], asked, on, column_figures(record), deal_in(), act)


def _on_chips(provision: Provision, act: Instrument) -> bool:
    """Whether a provision of the act speaks of chips, and not of memory or weights alone."""
    return provision.instrument == act.id and (not provision.covers or provision.covers_paragraph("3A090.a"))


_STEPS = {"items": "items", "letters": "letters", MEASURES: "measures", "review_policies": "lane"}


def _stack(name: str, record: Record, act: Instrument) -> Case:
    row = stack_figures(record["other_inputs"])
    return Case(name, record["rule_version"], "stack", date.fromisoformat(act.effective), row, deal_in(), act)


def _dram(name: str, record: Record, act: Instrument) -> Case:
    """A DRAM cell under the text that the case names by its first day."""
    on = day_in(record["chip"])
    if on is None:
        raise NotBuilt("which text of the definition is meant is not stated")
    return Case(name, record["rule_version"], "dram", on, text_figures(record["other_inputs"]), deal_in(), act)


def _foundry(name: str, record: Record, act: Instrument) -> Case:
    """An advanced chip from a fabricator that packages outside D:5 and attests the count; no designer attests."""
    stated = {"exporter_role": frozenset({"fabricator"}), "count_confirmed_by": frozenset({"fabricator-outside-d5"})}
    row = text_figures(record["other_inputs"]) | {"advanced_logic": YES}
    on = day_in(record["other_inputs"]) or date.fromisoformat(act.effective)
    return Case(name, record["rule_version"], "presumption", on, row, _stating(deal_in(), stated), act)


def _cap(name: str, record: Record, act: Instrument) -> Case:
    match = re.search(r"China ([\d,]+) TPP, US ([\d,]+) TPP", record["chip"])
    if not match:
        raise NotBuilt("the two cumulative quantities are not stated")
    stated: dict[str, Known] = {"china_cumulative_tpp": number(match[1]), "us_cumulative_tpp": number(match[2])}
    on = date.fromisoformat(act.effective)
    return Case(name, record["rule_version"], "cap", on, {}, _stating(deal_in(), stated), act)


def _quantity(name: str, record: Record, act: Instrument) -> Case:
    """So many chips against a limit, in a country outside tier 1 and D:5 (Brazil stands for any)."""
    match = re.search(r"([\d,]+) x ([\d,.]+) TPP", record["other_inputs"])
    if not match:
        raise NotBuilt("the quantity is not stated")
    total = Interval.exact(number(match[1]).low * number(match[2]).low)
    stated: dict[str, Known] = {"calendar_year_tpp": total} if "LPP" in record["chip"] else {
        "country_installed_tpp": total,
        "doubled_allocation": YES if "doubled" in record["chip"] else NO,
    }  # fmt: skip
    asked = "yearly" if "LPP" in record["chip"] else "allocation"
    chip = next((found for word in record["chip"].split() if (found := catalogued(word))), None)
    if chip is None:
        raise NotBuilt("the chip that is counted is not named")
    row = chip_row(chip) | {"tpp": number(match[2])}
    on = date.fromisoformat(act.effective)
    return Case(name, record["rule_version"], asked, on, row, _stating(deal_in(to="BR"), stated), act)


def _weights(name: str, record: Record, act: Instrument) -> Case:
    row = text_figures(record["other_inputs"])
    if "unpublished" in record["chip"]:
        row["weights_published"] = NO
    return Case(name, record["rule_version"], "weights", date.fromisoformat(act.effective), row, deal_in(), act)


def _review(name: str, record: Record, act: Instrument) -> Case:
    row, item = _item(record["chip"])
    on = date.fromisoformat(act.effective)
    return Case(name, record["rule_version"], "review", on, row, deal_in(record["chip"]), act, item)


def _dated(name: str, record: Record, act: Instrument) -> Case:
    """A phrase and a day: which step it asks about follows from what the phrase speaks of."""
    phrase = record["chip"]
    on = day_in(record["other_inputs"], phrase)
    if on is None:
        raise NotBuilt("no day is stated")
    deal = deal_in(phrase)
    if "Country Groups" in phrase:
        return Case(name, record["rule_version"], "groups", on, {}, deal_in(phrase.replace(" of the", " in the")), act)
    if "designer" in phrase:
        stated = {"designer_headquarters": frozenset({"TW"}), "designer_reports": YES, "designer_applied": NO}
        if "Taiwan-headquartered" not in phrase or "without application" not in phrase:
            raise NotBuilt("the designer is not described")
        return Case(name, record["rule_version"], "designer", on, {}, _stating(deal, stated), act)
    if "Affiliates rule" in phrase:
        return Case(
            name, record["rule_version"], "affiliates", on, {}, _stating(deal, {"majority_owned_by_listed": YES}), act
        )
    row, item = _item(phrase)
    by_place = any(requirement.instrument == act.id for requirement in provisions("requirements"))
    has_exception = any(exception.instrument == act.id for exception in provisions("exceptions"))
    asked = "exception" if has_exception else "requirement" if by_place else None
    if asked is None:
        raise NotBuilt("the rule has no exception and no requirement of its own")
    return Case(name, record["rule_version"], asked, on, row, deal, act, item)


def _conflict(name: str, record: Record) -> Case:
    """A recorded conflict; no application is filed with paragraph (dd) unless the case says so, and none does."""
    phrase = record["chip"]
    on = day_in(record.get("other_inputs") or "")
    if on is None:
        raise NotBuilt("no day is stated")
    if "paragraph d decides" in phrase:
        count = re.search(r"([\d.]+) bn transistors", phrase)
        if not count:
            raise NotBuilt("the number of transistors is not stated")
        stated = {"exporter_role": frozenset({"fabricator"}), "count_confirmed_by": frozenset({"none"})}
        row: dict[str, Known] = {"transistors": number(count[1]), "advanced_logic": YES}
        return Case(name, record["rule_version"], "conflict", on, row, _stating(deal_in(), stated))
    row, item = _item(phrase)
    return Case(name, record["rule_version"], "conflict", on, row, deal_in(phrase, filed=False), None, item)


def _item(phrase: str) -> tuple[dict[str, Known], ItemVerdict | None]:
    """The item that a phrase names: a chip of the catalogue with its figures, or else the class that it states."""
    named = re.sub(r"^SYN ", "", phrase)
    chip = catalogued(re.split(r"[(,]| item| to ", named)[0].strip())
    if chip:
        return chip_row(chip), None
    stated = re.search(r"3A090\.[abc]", named)
    if not stated:
        raise NotBuilt("neither a chip of the catalogue nor a class is stated")
    return {}, ItemVerdict("controlled", (stated[0],))


def _stating(deal: Transaction, stated: Mapping[str, Known]) -> Transaction:
    return replace(deal, stated=dict(deal.stated) | dict(stated))


Builder = Callable[[str, Record, Instrument], Case]
_BY_INPUT: tuple[tuple[str, Builder], ...] = (
    (r"^bandwidth .*; area ", _stack),
    (r"^cell .*; vias ", _dram),
    (r"^transistors ", _foundry),
    (r"^ratio ", _cap),
    (r" x [\d,.]+ TPP", _quantity),
    (r"^operations ", _weights),
    (r"^review policy$", _review),
    (r"^date ", _dated),
)
