"""What others say of a metric, beside ours, with a flag where the two are more than three times apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...facts import store
from .rows import Metric, Row

FACTOR = 3.0
# Where ours and the literature's differ by more, why; by the id of the literature's record.
WHY: Mapping[str, str] = {
    "m4-energy": "the metric is the price of chips; energy for each token is not among its inputs and goes into no row",
    "m10-2026": "a forecast of what is acquired in 2026; ours is the stock at the end of 2025",
    "m14-train": (
        "ours asks for equal time with as many of the best chips without techniques, which a mixture of experts alone "
        "gives; the other asks for a date, and the days that the run takes in 16 and in 8 bits are in the note"
    ),
    "m9-share": "words: ours has the ratio growing in the middle, which is what they say",
    "m14-decode": "words: ours needs none either",
}
# Which of our rows a record is held against, where phase and yardstick do not say it: the beginning of the label.
AGAINST = {
    "m3-h20": "legal stock of China by FLOP/s", "m5-report": "to the first report, all",
    "m5-volume": "to volume, all", "m6-2022": "share of its life",
    "m6-2023": "share of its life", "m7-lag": "lag observed", "m7-caisi": "lag that chips by FLOP/s",
    "m8-half-life": "at the same budget", "m10-smuggled": "smuggled share", "m10-2026": "",
    "m11-4090": "of PCs", "m4-energy": "",
    "m4-lead-training": "by FLOP/s: years of lead",
    "m4-lead-serving": "decode: years of lead",
    "m4-smuggled": "the world's best, smuggled", "m9-share": "yearly growth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """One record of the literature with our number: agrees is None where the two cannot be compared by number."""

    record: Mapping[str, Any]
    ours: Row | None
    factor: float | None
    agrees: bool | None
    why: str | None

    def to_dict(self) -> dict[str, Any]:
        r = self.record
        return {
            "id": r["id"], "what": r["what"], "low": r.get("low"), "mid": r.get("mid"), "high": r.get("high"),
            "words": r.get("words"), "unit": r["unit"], "sources": list(r["sources"]), "kind": r["kind"],
            "note": r.get("note"), "ours": self.ours.to_dict() if self.ours else None, "factor": self.factor,
            "within_factor_3": self.agrees, "same_input": r.get("same_input", False), "why": self.why,
        }  # fmt: skip


def beside(metric: Metric, rule: str) -> tuple[Beside, ...]:
    """The records for a metric: those of the rule, and those of no rule."""
    records = [
        record for record in store.section("market")["literature"]
        if record["metric"] == metric.number and record.get("rule") in (None, rule)
    ]  # fmt: skip
    return tuple(_compared(record, metric.rows) for record in records)


def _compared(record: Mapping[str, Any], rows: Sequence[Row]) -> Beside:
    ours = _row(record, rows)
    mid = record.get("mid")
    if ours is None or ours.spread is None or mid is None:
        lacking = ours.reason if ours and ours.reason else "no number of ours can be held against it here"
        return Beside(record, ours, None, None, WHY.get(record["id"]) or (None if record.get("words") else lacking))
    factor, agrees = apart(ours.spread.p50, mid, record.get("low"), record.get("high"), record["unit"] == "share")
    return Beside(record, ours, factor, agrees, None if agrees else WHY.get(record["id"]))


def apart(ours: float, mid: float, low: float | None, high: float | None, share: bool) -> tuple[float | None, bool]:
    """How many times two numbers are apart, and whether that is three at most or ours lies in the interval given.

    Shares denied are compared by what is left: 85 % and 76 % denied leave 15 % and 24 %, which is 1.6 times.
    """
    inside = low is not None and high is not None and low <= ours <= high
    if share and ours < 1 and mid < 1 and (mid <= 0 or mid > 0.5 or ours <= 0):
        ours, mid = 1 - ours, 1 - mid
    if ours == mid or (mid == 0 and ours <= 0):  # nothing denied, no lead: less than none is none
        return (1.0 if ours == mid else None), True
    if ours <= 0 or mid <= 0:
        return None, inside
    factor = max(ours / mid, mid / ours)
    return factor, inside or factor <= FACTOR


def _row(record: Mapping[str, Any], rows: Sequence[Row]) -> Row | None:
    """The row that a record speaks about."""
    if record["id"] in AGAINST:
        start = AGAINST[record["id"]]
        return next((row for row in rows if start and row.label.startswith(start)), None)
    same = [
        row for row in rows
        if (record.get("phase") is None or row.phase == record["phase"])
        and (record.get("yardstick") is None or row.yardstick == record["yardstick"])
        and row.unit == record["unit"] and (record.get("phase") or record.get("yardstick") or row.phase)
    ]  # fmt: skip
    made = [row for row in same if row.label.endswith("made for the rule")]
    return next(iter((*made, *same)), None)
