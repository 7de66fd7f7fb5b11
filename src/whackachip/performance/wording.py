"""Numbers and units of a sentence, brought into one spelling: Chinese and English words, spans, scales."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from ..errors import UserError
from ..quantities import Interval

SCALES = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_PLAIN = r"\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?"
_SCALE = r"thousand|million|billion|trillion|mn|mm|bn|tn|k|m|b|t"
# Chinese words for numbers, the longest first.
CHINESE_SCALES = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "万": 4,
    "千": 3,
}
CHINESE_DIGITS = {"一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8",
                  "九": "9", "十": "10", "半": "0.5"}  # fmt: skip
CHINESE_WORDS = (
    (r"(?:gpu|显卡|加速卡|芯片|卡)\s*[·*x-]?\s*(?:小时|时)", " gpu-hours "),
    (r"每\s*小时", " per hour "),
    (r"(?:gpu|显卡|加速卡|芯片|卡)\s*天", " gpu-days "),
    (r"小时", " hours "),
    (r"天|日", " days "),
    (r"周|星期", " weeks "),
    (r"个?月", " months "),
    (r"年", " years "),
    (r"个?\s*(?:词元|token)s?", " tokens "),
    (r"参数", " parameters "),
    (r"算力利用率|利用率", " mfu "),
    (r"美元|美金|刀", " USD "),
    (r"人民币|元", " CNY "),
    (r"每", " per "),
    (r"[张块枚片颗]", " "),
    (r"加速卡|显卡|芯片|卡", " chips "),
)
ENGLISH_DIGITS = {
    name: str(value)
    for value, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
} | {"a": "1", "an": "1"}  # fmt: skip
LARGEST = 1e30
_DIGITS = "".join(CHINESE_DIGITS)
_CHINESE_NUMBER = re.compile(rf"({_PLAIN}|[{_DIGITS}])\s*({'|'.join(CHINESE_SCALES)})", re.I)
_CHINESE_COUNT = re.compile(rf"([{_DIGITS}])(?=个月|个星期|天|周|年|小时)")
_ROUGHLY = r"(?:~|≈|about|around|roughly|approximately|nearly|almost|some|up to|less than|under|only|just)\s*"
_UNITS = r"(?:hour|day|week|month|year|trillion|billion|million|thousand)s?\b"


def number(name: str = "") -> str:
    """The pattern of a number, or of a span of two, with the scale of either; its groups begin with `name`."""
    return (
        rf"(?<![\w.$¥-])(?P<{name}low>{_PLAIN})\s*(?:(?P<{name}low_scale>{_SCALE})\s*)?"
        rf"(?:\s?(?:-|–|to|\.\.)\s?(?P<{name}high>{_PLAIN})\s*)?(?P<{name}scale>{_SCALE})?(?![\w.%])"
    )


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a sentence as an interval, and half of its last digit: how far it was rounded."""

    value: Interval
    rounding: float

    @property
    def loose(self) -> Interval:
        """All values that were written so."""
        return Interval(max(0.0, self.value.low - self.rounding), self.value.high + self.rounding)


def spelled(text: str) -> str:
    """The sentence with plain numbers and English units; what it says stays the same."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-")
    text = re.sub(r"(?<=\d)[x×]\s*(?=[A-Za-z])", " x ", text)
    text = _CHINESE_NUMBER.sub(_plain, text)
    text = _CHINESE_COUNT.sub(lambda found: CHINESE_DIGITS[found.group(1)], text)
    text = text.replace("每万亿", " per 1e12 ").replace("每十亿", " per 1e9 ").replace("每亿", " per 1e8 ")
    for pattern, word in CHINESE_WORDS:
        text = re.sub(pattern, word, text, flags=re.I) if re.search(r"[\u4e00-\u9fff]", text) else text
    text = re.sub(r"[\u3000-\u303f\u4e00-\u9fff]+", " ", text)
    text = re.sub(rf"\b{_ROUGHLY}(?=\$?\s?(?:CNY|USD|RMB|¥)?\s?[\d.a-z])", "", text, flags=re.I)
    text = re.sub(rf"\b(half a)\s+(?={_UNITS})", "0.5 ", text, flags=re.I)
    for word, digits in ENGLISH_DIGITS.items():
        text = re.sub(rf"\b{word}[\s-]+(?={_UNITS})", f"{digits} ", text, flags=re.I)
    text = re.sub(r"(\bper|/|\beach)\s*(trillion|billion|million)\b", r"\1 1 \2", text, flags=re.I)
    return re.sub(r"\s+", " ", text).strip()


def amount(found: re.Match[str], name: str = "") -> Amount:
    """The amount of a match of number(name).

    Raises UserError where it is not above zero, ends before it begins or is beyond all counting.
    """
    said = found.group(0).strip()
    groups = {key: found.group(f"{name}{key}") or "" for key in ("low", "low_scale", "high", "scale")}
    high_scale = SCALES[(groups["scale"] or groups["low_scale"]).lower()]
    low = _value(groups["low"]) * SCALES[(groups["low_scale"] or groups["scale"]).lower()]
    high = _value(groups["high"]) * high_scale if groups["high"] else low
    if low <= 0:
        raise UserError(f"{said!r} is not above zero")
    if high < low:
        raise UserError(f"{said!r} ends before it begins")
    if not high < LARGEST:
        raise UserError(f"{said!r} is beyond anything that can be counted")
    return Amount(Interval(low, high), half_digit(groups["high"] or groups["low"]) * high_scale)


def half_digit(text: str) -> float:
    """Half of the last digit that a number states; zeros before the point may be rounded too, but at most three."""
    plain, _, power = text.lower().replace(",", "").partition("e")
    whole, _, decimals = plain.partition(".")
    zeros = 0 if decimals else min(3, len(whole) - len(whole.rstrip("0")))
    place: float = float(Decimal(10) ** (zeros - len(decimals) + int(power or 0)))
    return place / 2


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _plain(found: re.Match[str]) -> str:
    """A Chinese number in digits."""
    said = found.group(1).replace(",", "")
    value = Decimal(CHINESE_DIGITS.get(said, said)) * Decimal(10) ** CHINESE_SCALES[found.group(2)]
    return f" {value.normalize():f} "
