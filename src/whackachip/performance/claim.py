"""A sentence about a training run as numbers: `2.788M H800-hours for 14.8T tokens of deepseek-v3`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import find_model
from ..catalog.chip import Chip
from ..catalog.lookup import search_chip
from ..catalog.model import Model, search_model
from ..errors import UserError
from ..quantities import Interval
from .wording import Amount, amount, number, spelled

LONGEST = 2000  # characters of a sentence; every run of its words is looked up
EXAMPLE = "2.788M H800-hours for 14.8T tokens of deepseek-v3"
DAYS = {"hour": (1 / 24, 1 / 24), "day": (1, 1), "week": (7, 7), "month": (30, 31), "year": (365, 366)}
_CHIPS = r"(?:gpu|chip|card|npu|tpu|accelerator)s?"
_JOINTS = r"(?:for|in|over|on|at|to|of|with|and|per|took|trained|training|tokens?|parameters?)\b"
# Words between a number and `hours` that may name a chip; or a word that says that it is chips' hours.
_NAMED = rf"(?:[\s-]*(?!{_JOINTS})[A-Za-z][\w.-]*?(?:\s+(?!{_JOINTS})(?:[A-Za-z]|\d+GB)[\w.-]*?){{0,3}}?[\s-]+)?"
_CHIP_TIME = rf"(?P<name>{_NAMED})(?:{_CHIPS}[\s-]*)?(?P<unit>hour|day)s?\b"
_PER_TOKENS = rf"\s*(?:per|for each|for every|each|/)\s*{number('per_')}\s*(?:of\s+)?tokens?\b"
_TIME = r"(?P<unit>hour|day|week|month|year)s?\b"
_CURRENCY = r"(?P<sign>US\$|\$|USD|¥|CNY|RMB|yuan|dollars?)"
_AFTER = r"(?:US\s+)?(?P<after>USD|dollars?|CNY|RMB|yuan)\b"
_HOUR = rf"(?P<name>(?:[\w.-]+?[\s-]+){{0,3}}?)(?:{_CHIPS}[\s-]*)?(?:hours?|h)\b"
_EACH_HOUR = rf"\s*(?:per|/|an|a|each|for an?)\s*{_HOUR}"
_BARE = number().replace("(?<![\\w.$¥-])", "")
PACE_HOURS = re.compile(rf"{number()}{_CHIP_TIME}{_PER_TOKENS}", re.I)
PACE_DAYS = re.compile(rf"{number()}\s*{_TIME}{_PER_TOKENS}", re.I)
RATES = (
    re.compile(rf"(?:at\s+)?{_CURRENCY}\s*{_BARE}{_EACH_HOUR}", re.I),
    re.compile(rf"(?:at\s+)?{number()}\s*{_AFTER}{_EACH_HOUR}", re.I),
    re.compile(rf"per\s+{_HOUR}\s*{number()}\s*{_AFTER}", re.I),
)
HOURS = re.compile(rf"{number()}{_CHIP_TIME}", re.I)
TOKENS = re.compile(rf"{number()}\s*tokens?\b(?!\s*(?:/|per|a|each)\s*(?:s|sec|second)\b)", re.I)
SPEED = re.compile(rf"{number()}\s*tokens?\s*(?:/|per|a)\s*s(?:ec(?:ond)?)?\s*(?:/|per|a|on each)\s*{_CHIPS}\b", re.I)
FLOPS = re.compile(
    rf"{number()}\s*T(?:era)?FLOPs?(?:\s*/\s*s|/sec|S|\s+per\s+second)?\s*(?:/|per|a|on each)\s*{_CHIPS}\b", re.I
)
SHARES = (
    re.compile(
        r"(?P<low>\d+(?:\.\d+)?)\s*%?\s*(?:(?:-|–|to)\s*(?P<high>\d+(?:\.\d+)?)\s*)?%\s*"
        r"(?:of\s+(?:the\s+|its\s+)?)?(?:bf16\s+)?(?:model flops? )?(?P<what>mfu|hfu|utili[sz]ation|peak)\b",
        re.I,
    ),
    re.compile(
        r"(?:bf16\s+)?(?:model flops? )?\b(?P<what>mfu|hfu|utili[sz]ation)\s*(?:\(\w+\)\s*)?(?:of|:|=|at|is|was)?\s*"
        r"(?P<low>\d+(?:\.\d+)?)\s*%?\s*(?:(?:-|–|to)\s*(?P<high>\d+(?:\.\d+)?)\s*)?%",
        re.I,
    ),
)
PARAMETERS = re.compile(rf"{number()}[\s-]*(?P<active>active|activated)?[\s-]*(?:param(?:eter)?s?)\b", re.I)
MONEY = (re.compile(rf"{_CURRENCY}\s*{_BARE}", re.I), re.compile(rf"{number()}\s*{_AFTER}", re.I))
SPAN = re.compile(rf"{number()}\s*{_TIME}", re.I)
COUNT = re.compile(rf"{number()}\s*(?:x\s+|×\s*)?(?=[A-Za-z])", re.I)
COUNT_AFTER = re.compile(r"(?P<chip>[A-Za-z\d][\w-]*)\s*[x×*]\s*(?P<count>\d[\d,]{0,11})\b(?![\w.%])", re.I)
PRECISION = re.compile(r"\b(bf16|fp16|fp8|nvfp4|mxfp8)\b", re.I)
MOST = {"tokens": 1e18, "hours": 1e12, "days": 36525.0, "money": 1e15, "rate": 1e6, "parameters": 1e18}
_UNITS = {word + end for word in ("gpu", "chip", "card", "npu", "tpu", "accelerator") for end in ("", "s")} | {"nvidia"}
_NOISE = _UNITS | {
    "on", "of", "for", "to", "train", "training", "trained", "pretraining", "with", "in", "at", "and", "a", "an", "the",
    "hours", "hour", "tokens", "token", "x", "using", "used", "it", "its", "took", "run", "ran", "over", "cost",
    "costs", "costing", "model", "parameters", "each", "per", "cluster", "days", "total", "that", "was", "were", "is",
    "by",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says; None where it does not.

    hours [chip-hour], tokens, days, money and rate [of one chip for an hour, in `currency`], share [of the dense 16-bit
    peak], speed [token/s of a chip], flops [FLOP/s of a chip], parameters: all, or those that a token uses where the
    sentence says so. paces: hours_per_token and days_per_token.
    """

    text: str
    chip: Chip
    model: Model | None
    tokens: Amount | None
    hours: Amount | None
    count: int | None
    days: Amount | None
    money: Amount | None
    rate: Amount | None
    currency: str
    share: Amount | None
    speed: Amount | None
    flops: Amount | None
    parameters: Amount | None
    hours_per_token: Amount | None
    days_per_token: Amount | None
    precision: str | None

    def to_dict(self) -> dict[str, Any]:
        """What was read, as plain data."""
        spans = ("tokens", "hours", "days", "money", "rate", "share", "speed", "flops", "parameters",
                 "hours_per_token", "days_per_token")  # fmt: skip
        found = {name: getattr(self, name) for name in spans}
        return {
            "text": self.text, "chip": self.chip.id, "model": self.model.id if self.model else None,
            "count": self.count, "precision": self.precision, "currency": self.currency,
            **{name: [part.value.low, part.value.high] if part else None for name, part in found.items()},
        }  # fmt: skip


def read_claim(text: str, chip: Chip | None = None) -> Claim:
    """What a sentence says of a training run; chip: the one that it is about, where the sentence names none.

    Numbers may be spans (`2-3 months`), in words (`two months`) or in Chinese units (`278.8万 H800 卡时`). Raises
    UserError where no chip is named, where nothing is said that could be checked, for numbers that cannot be, and for a
    model that is not known.
    """
    if len(text) > LONGEST:
        raise UserError(f"a claim of {len(text):,} characters; at most {LONGEST:,} are read, such as {EXAMPLE!r}")
    rest = _Rest(spelled(text))
    hours_each = rest.pace(PACE_HOURS)
    days_each = rest.pace(PACE_DAYS)
    rate, currency = rest.money(RATES)
    speed, flops = rest.take(SPEED), rest.take(FLOPS, 1e12)
    hours = rest.take_hours()
    tokens = rest.take(TOKENS)
    share = rest.share(text)
    parameters = rest.take(PARAMETERS)
    money, paid = rest.money(MONEY)
    days = rest.days()
    said = PRECISION.search(rest.text)
    rest.text = PRECISION.sub(" ", rest.text)
    count = rest.count()
    words = [word for word in re.split(r"[\s;:()/]+|,(?!\d)", rest.text) if word.strip(".%-–")]
    model, words = _named(words, search_model)
    words = [word for word in words if word.lower() not in _NOISE]
    named, words = _named(words, _chip)
    if named is None and chip is None:
        sign = next((word for word in words if any(letter.isdigit() for letter in word)), None)
        raise UserError(
            f"no chip is named in {text!r}" + (f" ({sign!r} is none)" if sign else f"; such as {EXAMPLE!r}")
        )
    left = [word for word in words if word.lower() not in _NOISE]
    if model is None and left and parameters is None:
        other = _chip(left[-1]) or _chip(left[-1].removesuffix("s"))
        if named and other:
            raise UserError(
                f"two chips are named in {text!r}: {named.name} and {other.name}; name the model and one chip"
            )
        try:
            find_model(left[-1])
        except UserError as error:
            raise UserError(f"{error} (in {text!r})") from None
    about: Any = named or chip
    found = Claim(
        text, about, model, tokens, hours, count, days, money, rate, (currency if rate else paid) or "USD", share,
        speed, flops, parameters, hours_each, days_each, said.group(1).lower() if said else None,
    )  # fmt: skip
    _refuse_nothing(found)
    return found


def _refuse_nothing(claim: Claim) -> None:
    """A sentence must say how long it took, how fast it ran or what it cost, in sizes that there are."""
    for name, most in MOST.items():
        said = getattr(claim, name)
        if said and said.value.high > most:
            raise UserError(f"{claim.text!r}: {said.value.high:.3g} {name} are more than ever were ({most:g})")
    time = claim.hours or claim.hours_per_token or claim.days_per_token or (claim.count and claim.days)
    pace = claim.share or claim.speed or claim.flops
    if not time and not pace and not (claim.money and claim.rate):
        lacking = "a count of chips" if claim.days else "a time" if claim.count else "chip-hours or a count and a time"
        raise UserError(f"{claim.text!r} says neither how long nor how fast: {lacking} is missing; such as {EXAMPLE!r}")


class _Rest:
    """What is left of a sentence while its numbers are taken out of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _cut(self, found: re.Match[str], kept: str = "") -> None:
        self.text = f"{self.text[: found.start()]} {kept} {self.text[found.end() :]}"

    def take(self, pattern: re.Pattern[str], unit: float = 1.0) -> Amount | None:
        found = pattern.search(self.text)
        if not found:
            return None
        self._cut(found)
        return _scaled(amount(found), unit)

    def pace(self, pattern: re.Pattern[str]) -> Amount | None:
        """Chip-hours or days of a token."""
        found = pattern.search(self.text)
        if not found:
            return None
        name = found.groupdict().get("name") or ""
        if pattern is PACE_HOURS and not _of_chips(found, name):
            return None
        low, high = DAYS[found.group("unit").lower()]
        day = 24.0 if pattern is PACE_HOURS else 1.0
        each, per = amount(found), amount(found, "per_").value.low
        self._cut(found, name)
        return Amount(
            Interval(each.value.low * low * day / per, each.value.high * high * day / per),
            each.rounding * high * day / per,
        )

    def take_hours(self) -> Amount | None:
        """Chip-hours, or chip-days in hours."""
        for found in HOURS.finditer(self.text):
            name = found.group("name") or ""
            if _of_chips(found, name):
                self._cut(found, name)
                return _scaled(amount(found), 24.0 if found.group("unit").lower() == "day" else 1.0)
        return None

    def days(self) -> Amount | None:
        found = SPAN.search(self.text)
        if not found:
            return None
        low, high = DAYS[found.group("unit").lower()]
        said = amount(found)
        self._cut(found)
        return Amount(Interval(said.value.low * low, said.value.high * high), said.rounding * high)

    def money(self, patterns: tuple[re.Pattern[str], ...]) -> tuple[Amount | None, str | None]:
        """A sum, or the price of an hour, and its currency."""
        for pattern in patterns:
            found = pattern.search(self.text)
            if found:
                groups = found.groupdict()
                word = (groups.get("sign") or groups.get("after") or "").lower()
                self._cut(found, groups.get("name") or "")
                return amount(found), "CNY" if word in ("¥", "cny", "rmb", "yuan") else "USD"
        return None, None

    def share(self, whole: str) -> Amount | None:
        for pattern in SHARES:
            found = pattern.search(self.text)
            if found:
                if found.group("what").lower() == "hfu":
                    raise UserError(f"HFU counts recomputation, which plans differ in; say the MFU (in {whole!r})")
                low = float(found.group("low"))
                high = float(found.group("high") or low)
                if not 0 < low <= high:
                    raise UserError(f"{found.group(0).strip()!r} is not above zero, or ends before it begins")
                self._cut(found)
                digits = len((found.group("high") or found.group("low")).partition(".")[2])
                return Amount(Interval(low / 100, high / 100), 0.005 / 10**digits)
        return None

    def count(self) -> int | None:
        """A number that stands before a chip's name."""
        for found in COUNT.finditer(self.text):
            word = re.split(r"[\s,;:()]+", self.text[found.end() :])[0]
            if word.lower() not in _UNITS and _named([word], _chip)[0] is None:
                continue
            said = amount(found).value
            if not said.is_exact or said.low < 1 or said.low != int(said.low) or said.low > 1e9:
                raise UserError(f"{found.group(0).strip()!r} is no count of chips")
            self._cut(found)
            return int(said.low)
        for found in COUNT_AFTER.finditer(self.text):
            if _named([found.group("chip")], _chip)[0] is not None:
                self._cut(found, found.group("chip"))
                return int(found.group("count").replace(",", ""))
        return None


def _of_chips(found: re.Match[str], name: str) -> bool:
    """Whether hours are those of chips: a chip is named before them, or the word chip or GPU."""
    told = re.search(_CHIPS, found.group(0), re.I) is not None
    return told or _named(name.split(), _chip)[0] is not None


def _scaled(said: Amount, unit: float) -> Amount:
    return Amount(Interval(said.value.low * unit, said.value.high * unit), said.rounding * unit)


def _chip(name: str) -> Chip | None:
    """The chip of the catalogue that a name means; None for another word, and for one that may be several chips."""
    try:
        found = search_chip(name)
    except UserError:
        return None
    return found.chip if found else None


def _named(words: list[str], find: Callable[[str], Any]) -> tuple[Any, list[str]]:
    """What the longest run of words names, and the other words."""
    for begin, end in _runs(len(words)):
        name = " ".join(words[begin:end]).strip(".,-")
        for form in (name, name[:-1] if name.endswith("s") else name):
            if form.lower() in _NOISE or len(form) < 2 or form.replace(".", "").replace(",", "").isdigit():
                continue
            meant = find(form)
            if meant is not None:
                return meant, words[:begin] + words[end:]
    return None, words


def _runs(length: int) -> Iterator[tuple[int, int]]:
    for size in range(min(5, length), 0, -1):
        for begin in range(length - size + 1):
            yield begin, begin + size
