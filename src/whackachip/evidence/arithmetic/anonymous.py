"""Devices whose name a report leaves out: found again by peak rate, memory and whether they have FP8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...catalog import Chip
from .limits import limit

_HEADER = re.compile(r"(?i)(?=.*\bpeak\b.*\bflop)(?=.*\bmemory\b)")
_ROW = re.compile(r"^\W{0,3}([A-Za-z][\w -]{0,18}?)\s*\|?\s+(\d{2,5}(?:\.\d+)?)\s*\|?\s+(\d{2,3})\b(.{0,60})$")
_YES, _NO = re.compile(r"[√✓✔]|\byes\b", re.IGNORECASE), re.compile(r"[×✗✘]|\bno\b|\bx\b", re.IGNORECASE)
MAX_ROWS = 12


@dataclass(frozen=True, slots=True)
class Device:
    """A row of such a table: its label, dense peak [TFLOP/s], memory [GB], and FP8, None where it is not said.

    line: of the row, from one.
    """

    label: str
    peak: float
    memory: float
    fp8: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chip that may be the device. quality: same (all figures agree) or near (the peak differs by up to 15 %)."""

    chip: Chip
    quality: str
    distance: float
    open: tuple[str, ...] = ()


def read_devices(lines: Sequence[str]) -> tuple[Device, ...]:
    """The devices in tables with a column for peak FLOPS and one for memory."""
    return tuple(_devices(lines))


def _devices(lines: Sequence[str]) -> Iterator[Device]:
    for at, line in enumerate(lines):
        if len(line) > 400 or not _HEADER.search(line):
            continue
        has_flag = re.search(r"(?i)fp8", line) is not None
        for number in range(at + 1, min(len(lines), at + 1 + MAX_ROWS)):
            device = _device(lines[number].rstrip(), has_flag, number + 1) if len(lines[number]) <= 400 else None
            if device is not None:
                yield device
            elif lines[number].strip(" |-:\r\t"):
                break


def _device(text: str, has_flag: bool, line: int) -> Device | None:
    row = _ROW.match(text)
    if row is None:
        return None
    yes, no = bool(_YES.search(row[4])), bool(_NO.search(row[4]))
    return Device(row[1].strip(), float(row[2]), float(row[3]), yes if has_flag and yes != no else None, line)


def read_row(text: str, line: int = 1) -> Device | None:
    """The device of one row of such a table, None where the row has another form; line: of the row, from one."""
    return _device(text.rstrip(), True, line)


def candidates(device: Device, chips: Iterable[Chip]) -> tuple[Candidate, ...]:
    """The chips that a device may be, the closest first; empty where none comes near.

    A figure that a chip lacks leaves it in and is listed as open, but a chip whose peak is unknown is left out: any
    device could be it. Peaks are dense 16-bit; one with sparsity is twice as high and is not tried.
    """
    found = []
    for chip in chips:
        peaks = [peak for key in ("rate_bf16_tops", "rate_fp16_tops") if (peak := chip.interval(key))]
        memory = chip.interval("memory_capacity_gb")
        if not peaks:
            continue
        distance = min(_apart(device.peak, peak.low, peak.high) for peak in peaks)
        if distance > limit("near_peak") or (
            memory and _apart(device.memory, memory.low, memory.high) > limit("same_memory")
        ):
            continue
        has = chip.figures.get("fp8_native")
        flag = None if has is None else {"yes": True, "no": False}.get(str(_word(has.value)))
        if None not in (flag, device.fp8) and flag != device.fp8:
            continue
        open_ = tuple(
            name for name, known in (("memory", memory), ("FP8", flag is not None or device.fp8 is None)) if not known
        )
        found.append(
            Candidate(
                chip, "same" if distance <= limit("same_peak") and not open_ else "near", round(distance, 4), open_
            )
        )
    return tuple(sorted(found, key=lambda one: (one.quality != "same", one.distance, one.chip.id)))


def _apart(value: float, low: float, high: float) -> float:
    """The relative distance of a value from an interval."""
    return max(low - value, value - high, 0.0) / value


def _word(value: object) -> object:
    """The only word of a set of words, or the value itself."""
    return next(iter(value)) if isinstance(value, frozenset) and len(value) == 1 else value
