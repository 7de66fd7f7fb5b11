"""Git's deltas, laid on their base within the sizes that they state."""

from __future__ import annotations

import io
from collections.abc import Iterator


class Damaged(Exception):
    """An object that is not what it says."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of git's variable length at a position, and the position behind it."""
    value = shift = 0
    while True:
        if at >= len(data):
            raise Damaged("it ends early")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
        if shift > 63:
            raise Damaged("a size without end")


def sizes(delta: bytes) -> tuple[int, int]:
    """The sizes of base and result that a delta states [bytes]."""
    base, at = varint(delta, 0)
    return base, varint(delta, at)[0]


def apply_delta(base: bytes, delta: bytes) -> bytes:
    """The result of a delta on its base; raises Damaged where it is not of the size that it states.

    Source: git's documentation of the pack format, "Deltified representation".
    """
    if sizes(delta)[0] != len(base):
        raise Damaged("a delta on another base")
    result = io.BytesIO()  # pieces in a list, and their sum beside them, would take the result's size twice
    for start, count, literal in _instructions(delta):
        if literal is None and start + count > len(base):
            raise Damaged("a delta beyond its base")
        result.write(base[start : start + count] if literal is None else literal)
    return result.getvalue()


def delta_length(delta: bytes) -> int:
    """The size of the result [bytes], which the instructions of the delta are checked to give."""
    for _ in _instructions(delta):
        pass
    return sizes(delta)[1]


def _instructions(delta: bytes) -> Iterator[tuple[int, int, bytes | None]]:
    """Start and length of each copy from the base, or the bytes themselves; raises Damaged beyond the stated size."""
    _, at = varint(delta, 0)
    size, at = varint(delta, at)
    done, end = 0, len(delta)
    while at < end:
        code = delta[at]
        at += 1
        if code & 0x80:
            if at + (code & 0x7F).bit_count() > end:
                raise Damaged("a delta that ends early")
            start = count = 0
            for bit in range(4):
                if code & (1 << bit):
                    start |= delta[at] << (8 * bit)
                    at += 1
            for bit in range(3):
                if code & (0x10 << bit):
                    count |= delta[at] << (8 * bit)
                    at += 1
            count = count or 0x10000
            yield start, count, None
        elif code:
            if at + code > end:
                raise Damaged("a delta that ends early")
            count = code
            yield 0, count, delta[at : at + code]
            at += code
        else:
            raise Damaged("a delta with an unknown word")
        done += count
        if done > size:
            raise Damaged("it is larger than it says")
    if done != size:
        raise Damaged("it is smaller than it says")
