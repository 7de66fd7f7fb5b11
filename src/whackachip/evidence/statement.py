"""What a sentence says of a chip that it names: how many, how long, in what mood, and of which model.

The chip is found by a signal; this module reads the words around it. A statement that is denied, asked, advised,
counted in a unit or made about somebody else's model stays a finding and is no evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .chipname import canonical, chip_names
from .engine import reader

# Marks that keep a statement from counting, whatever it states; ADVICE matters to statements of making alone.
NEGATED, QUESTION, UNIT, ADVICE, HYPOTHETICAL = "negated", "question", "unit", "advice", "hypothetical"
COMPARISON = "comparison"  # a list of so many chips that it compares them
MANY = 4
SUPPORTED = "supported"  # what can be used is not what was
GENERIC = "generic"  # chips in general, as an example or a habit of the trade

_NUMBER = r"(?:^|[^A-Za-z0-9_.,-])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?" + (
    r"(?P<scale>thousand|million|billion|[kKMB]\b|千|万|亿)?"
)
_SCALE = {
    "k": 1e3,
    "thousand": 1e3,
    "千": 1e3,
    "万": 1e4,
    "m": 1e6,
    "million": 1e6,
    "亿": 1e8,
    "b": 1e9,
    "billion": 1e9,
}
_BETWEEN = (
    r"(?:\s?(?:[x×*-]|pieces of|units of|of|NVIDIA|Nvidia|AMD|Huawei|Google|Intel|Cloud|Tesla|HGX|DGX|GPUs?|cards?|"
    r"accelerators?|chips?|张|块|卡|枚|片|个|颗|路|台|英伟达|华为|的|SXM\d?|PCIe|\d{2,3}\s?GB|"
    r"[A-Z]{1,2}\d{2,3}s?\s?(?:or|and/or|/|、|或)))*\s?$"
)
_COUNT_BEFORE = reader(_NUMBER + r"\s?(?P<nodes>nodes?|machines?|servers?|台)?" + _BETWEEN)
_COUNT_AFTER = reader(
    r"^s?(?:[- ]?(?:SXM\d?|PCIe|NVL|HBM\d?e?|\d{2,3}\s?GB|GPUs?|cards?|\([^)]{0,20}\)))*\s?"
    r"(?:[x×*]\s?(?P<times>\d[\d,]*)\b|[(（]\s?(?P<paren>\d[\d,]*)\s?(?:GPUs?|cards?|张|块|卡)?\s?[)）])"
)
_NODES_AFTER = reader(r"^s?[- ]?(?:[\w()]+[- ]){0,2}?(?:nodes|machines|servers|节点|服务器)")
_EACH = reader(
    r"(?i)(?:each (?:node )?(?:with|has|having|contain\w*|equipped with)|per node|with)\D{0,12}?\b(?P<each>4|8|16)\b"
    r"|\b(?P<before>4|8|16)\s?(?:x\s?)?(?:NVIDIA )?(?:GPUs?|chips?|cards?|[A-Z]\d{2,3})\s?(?:per|/|each)"
)
_NODES = reader(r"(?P<nodes>\d{1,3}(?:,\d{3})+|\d+)\s?(?:[\w()]+[- ]){0,2}?(?:nodes|machines|servers|台服务器|个?节点)")
_DEVICE = r"(?:GPU|TPU|NPU|accelerator|device|chip|card|卡|GCD|[A-Z]{1,3}\d{2,4}[A-Z]{0,3}(?:-\d{2,3}GB)?)s?"
_HOURS = reader(
    r"(?i)" + _NUMBER + r"\s?(?:(?:NVIDIA|AMD)\s)?" + _DEVICE + r"(?:\s" + _DEVICE + r")?[-/ ·]*"
    r"(?P<unit>hours?|hrs?|days?|小时|时|天)"
)
_DEVICE_TIME = reader(r"(?i)" + _DEVICE + r"[-/ ·]*(?:hours?|hrs?|days?|小时|时|天)")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
          "一": 1, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}  # fmt: skip
_DURATION = reader(
    r"(?i)(?P<long>\d+(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b|[一两三四五六七八九十])"
    r"\s?-?\s?(?P<unit>hours?|days?|weeks?|months?|小时|天|周|个月|星期)"
)
_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "小": 1 / 24, "天": 1, "周": 7, "星": 7, "个": 30}
_MEMORY_BEFORE = reader(r"(?i)(?:^|[^\d.,])(?P<gb>\d{2,3})[- ]?Gi?B[- ](?:NVIDIA |AMD |Tesla )?$")
_MEMORY = reader(r"(?i)^s?[- _]?(?:SXM\d?|PCIe|NVL)?[- _]?[(（]?(?P<gb>\d{2,3})\s?Gi?B?\b")

LARGEST = 300  # GB of one device; more is the sum over a machine
_NOT = reader(
    r"(?i)(?:\b(?:not|never|without|neither|nor|instead of|rather than|no longer|unable to|cannot)\b|n't\b)"
    r"(?:\W{1,3}\w+){0,6}\W{0,3}$|\bno\s(?:\w+\s){0,2}$|(?:不是|并非|没有|未|不|无需|而非)[^，。；]{0,14}$"
)
_NOT_AFTER = reader(
    r"(?i)^\w{0,3}\s?(?:GPUs?\s)?(?:was|were|is|are|did|do|does)\s?(?:not|n't)\b|^[^，。；]{0,6}(?:并未|没有|不支持)"
)
_UNIT = reader(
    r"(?i)(?:hours?|days?|years?|hrs?)[ -]equivalent"
    r"|\bequivalent (?:to|of) [^.$]{0,40}(?:hours|days)\b|\d[ -]equivalents?\b"
    r"|\bnormali[sz]ed? (?:to|by)\b|\bconvert(?:ed|ing)? (?:to|into)\b|\bin (?:units|terms) of\b|等效|折合|换算|相当于"
)
_UNIT_BEFORE = reader(r"(?i)\b(?:in|per|every|each)\s(?:NVIDIA\s)?$|[(（]\s?(?:in\s|单位[:：]?\s?)?$")
_UNIT_AFTER = reader(
    r"(?i)^[- ]?(?:\d{2}\s?GB[- ]?)?(?:GPU|NPU|TPU)?s?[- ]?(?:(?:hours?|days?|years?|hrs?)\b|小时|卡时)"
)
_ADVICE = reader(
    r"(?i)\b(?:can|could|may|might|should|must|needs? to|want to|wish to|able to|recommend\w*|suggest\w*|possible to|"
    r"if you|please|let's|how to)\b[^,.;]{0,60}$|^\W{0,4}(?:to|for)\s+(?:pre-?)?train\w*\b[^,]{0,60}$"
    r"|(?:可以|可在|能够|建议|推荐|如需|若要|请)[^，。；]{0,30}$"
)
# What a work needs of the reader; "requires 2.8M hours" is what it took.
_NEED = reader(
    r"(?i)\b(?:requir(?:es?|ed|ing|ements?)|needs?|minimum|at least)\b[^.;]{0,60}$|(?:需要|至少|要求)[^，。；]{0,30}$"
)
_IF = reader(r"(?i)\b(?:if|assum\w+|suppose|would|hypothetical\w*|imagine|estimated? to)\b|假设|如果")
# A chip that another one is held against.
_YARDSTICK = reader(
    r"(?i)(?:\b(?:than|vs\.?|versus|compared (?:to|with)|relative to|against|(?:that|those) of)"
    r"|相比(?:于)?|相较(?:于)?|对比)"
    r"\s?(?:(?:the|an?|NVIDIA|AMD|Nvidia|\d+)\s?){0,3}$"
)
_YARDSTICK_AFTER = reader(r"^\s?(?:GPUs?\s?)?的\s?\d+(?:\.\d+)?\s?[%％倍]")
_GENERIC = reader(
    r"(?i)(?:\be\.?g\.?|\bsuch as|\bfor example|\bfor instance|例如|比如|诸如)[^.;()（）。]{0,60}$"
    r"|\blike\s(?:the\s|NVIDIA\s)?$|\b(?:typically|usually|often|generally|traditionally)\b"
    r"|\b(?:recent|most|many|existing) (?:[\w-]+ ){0,3}?models\b"
)
_SUPPORT = reader(r"(?i)\b(?:support(?:s|ed|ing)?|compatible with)\b[^.;]{0,80}$|(?:支持|适配|兼容)[^。；]{0,60}$")
_QUESTION = reader(r"[?？]\s*$|(?:吗|么)。?\s*$")
_TURN = reader(r"(?i)\b(?:but|however|instead we|while)\b|但|而是")


@dataclass(frozen=True, slots=True)
class Statement:
    """What the words around a chip say.

    count [devices], days, device_hours, memory [GB of one device]: None where it is not said. marks: why it is no
    evidence, empty where it is.
    """

    count: int | None = None
    days: float | None = None
    device_hours: float | None = None
    memory: int | None = None
    marks: tuple[str, ...] = ()


def read_statement(sentence: str, at: int, name: str, *, making: bool = False) -> Statement:
    """The statement about the chip whose name stands at a place of a sentence.

    making: whether the signal says that something was made with the chip; advice to a reader is then no evidence.
    """
    before, after = sentence[:at], sentence[at + len(name) :]
    found_memory = _MEMORY.search(after) or _MEMORY_BEFORE.search(before)
    memory = int(found_memory.group("gb")) if found_memory else None
    return Statement(
        count=_count(sentence, before, after),
        days=_days(sentence),
        device_hours=_device_hours(sentence),
        memory=memory if memory and memory <= LARGEST else None,
        marks=tuple(_marks(sentence, before, after, making)),
    )


def _marks(sentence: str, before: str, after: str, making: bool) -> list[str]:
    found = []
    if _NOT.search(_clause(before)) or _NOT_AFTER.search(after):
        found.append(NEGATED)
    if _QUESTION.search(sentence):
        found.append(QUESTION)
    if _UNIT.search(sentence) or (_UNIT_BEFORE.search(before) and _UNIT_AFTER.search(after)):
        found.append(UNIT)
    needed = making and _device_hours(sentence) is None and _NEED.search(_clause(before))
    if needed or (making and _ADVICE.search(_clause(before))):
        found.append(ADVICE)
    if making and _SUPPORT.search(_clause(before)):
        found.append(SUPPORTED)
    held_against = _YARDSTICK.search(before) or _YARDSTICK_AFTER.search(after)
    if making and (held_against or len({canonical(name) for _, name in chip_names(sentence)}) >= MANY):
        found.append(COMPARISON)
    if making and _GENERIC.search(before):
        found.append(GENERIC)
    if making and _IF.search(before):
        found.append(HYPOTHETICAL)
    return found


def _clause(before: str) -> str:
    """What stands before a place since the last word that turns the sense round."""
    return before[max((turn.end() for turn in _TURN.finditer(before)), default=0) :]


def _count(sentence: str, before: str, after: str) -> int | None:
    nodes = False
    if _UNIT_AFTER.search(after):
        return None
    if found := _COUNT_BEFORE.search(before):
        number = _value(found)
        nodes = found.group("nodes") is not None or _NODES_AFTER.search(after) is not None
    elif later := _COUNT_AFTER.search(after):
        number = float((later.group("times") or later.group("paren")).replace(",", ""))
    else:
        return None
    each = _EACH.search(sentence)
    if nodes:
        if each is None and not re.search(r"(?:HGX|DGX)", before[-24:]):
            return None
        number *= int(each.group("each") or each.group("before")) if each else 8
    elif each and number <= 16 and (of := _NODES.search(sentence)):
        number *= int(of.group("nodes").replace(",", ""))
    return int(number) if 1 <= number < 10_000_000 and number == int(number) else None


def _value(found: Any) -> float:
    number = float(found.group("number").replace(",", ""))
    scale = found.group("scale")
    return round(number * _SCALE[scale.lower()], 6) if scale else number


def _device_hours(sentence: str) -> float | None:
    for found in _HOURS.finditer(sentence):
        value = _value(found) * (24 if found.group("unit")[0] in "dD天" else 1)
        return round(value, 3) if value > 0 else None
    return None


def _days(sentence: str) -> float | None:
    taken = [(found.start(), found.end()) for found in _DEVICE_TIME.finditer(sentence)]
    for found in _DURATION.finditer(sentence):
        if any(start < found.end() and found.start() < end for start, end in taken):
            continue
        word = found.group("long").lower()
        return round(float(_WORDS.get(word) or word) * _DAYS[found.group("unit")[0].lower()], 3)
    return None
