"""Valid samples with a few of their parts changed, and noise: what a parser of strangers' text is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

EDITS = 6
# What has broken parsers before: ends, nesting, numbers at the edge, signs that reorder, tags.
TEXTS = (
    "", "\0", "\n", "\r", "\t", " ", "\u2028", "\u202e", "\ufeff", "é", "万", "😀", "٣", "²", "'", '"', "`", "\\", "-",
    "--", ",", ";", ":", ": ", "=", "==", "@", "#", "%", "&", "*", "|", "<", ">", "(", ")", "[", "]", "{", "}", "()",
    "((((", "[[[[", "{{{{", "not ", "- ", "!!int ", "!!float ", "!!bool ", "!!timestamp ", "!!null ", "!!binary ",
    "!!set ", "!!omap ", "!!pairs ", "!!python/object:os.system ", "&a ", "*a", "<<: ", "? ", "---\n", "...\n",
    "0", "-1", "1e999", "1e-999", "NaN", "nan", "Infinity", ".inf", "-.inf", "0x", "0b_", "1_", "1:60", "9" * 20,
    "9" * 5000, "2024-13-45", "0000-00-00", "9999-12-31", "true", "null", "yes", "~", "$", "../..", "/dev/null", "%s",
    "\ud800", "\\ud800", "\x1b[31m",
)  # fmt: skip
BYTES = (
    b"", b"\0", b"\xff", b"\x80", b"\xff\xff\xff\xff", b"\xff" * 9, b"\x7f" * 8, b"\0" * 8, b"\0\0\0\1", b"\n", b" ",
    b"\0" * 512, b"9" * 12, b"-1", b"PK\5\6", b"PK\1\2", b"PK\3\4", b"ustar", b"\x1f\x8b\x08",
    b"\xc3\x28", b"\xed\xa0\x80",
)  # fmt: skip


def edited(data: Any, edits: Sequence[tuple[str, int, int, Any]]) -> Any:
    """Text or bytes with spans cut, doubled, replaced, moved or overlaid; places are taken modulo the length."""
    for kind, at, length, piece in edits:
        start = at % (len(data) + 1)
        end = min(len(data), start + length)
        head, span, tail = data[:start], data[start:end], data[end:]
        match kind:
            case "cut":
                data = head + tail
            case "end":
                data = head
            case "double":
                data = head + span * 2 + tail
            case "many":
                data = head + (piece or span) * 300 + tail
            case "insert":
                data = head + piece + span + tail
            case "replace":
                data = head + piece + tail
            case "move":
                data = span + head + tail
    return data


def _mutated(samples: Sequence[Any], pieces: st.SearchStrategy[Any], reach: int) -> st.SearchStrategy[Any]:
    kinds = st.sampled_from(["cut", "end", "double", "many", "insert", "replace", "move"])
    lengths = st.integers(0, 8) | st.integers(0, 200)
    edit = st.tuples(kinds, st.integers(0, reach), lengths, pieces)
    return st.builds(edited, st.sampled_from(samples), st.lists(edit, max_size=EDITS))


def texts(*samples: str, noise: int = 200) -> st.SearchStrategy[str]:
    """Samples changed a little, pieces of them strung together, and any characters; noise: of these at most."""
    words = sorted({word for sample in samples for word in sample.replace("\n", " ").split(" ") if word})
    pieces = st.sampled_from(TEXTS) | st.sampled_from(words) | st.text(max_size=6)
    strung = st.lists(st.sampled_from(words) | st.sampled_from(TEXTS), max_size=30).map(" ".join)
    return _mutated(samples, pieces, max(map(len, samples))) | strung | st.text(max_size=noise)


def blobs(*samples: bytes, noise: int = 300) -> st.SearchStrategy[bytes]:
    """Samples changed a little, and any bytes."""
    pieces = st.sampled_from(BYTES) | st.binary(max_size=6)
    return _mutated(samples, pieces, max(map(len, samples))) | st.binary(max_size=noise)


def encoded(*samples: str) -> st.SearchStrategy[bytes]:
    """Texts as bytes, half surrogates among them as they stand, and bytes that are no text."""
    as_bytes = texts(*samples).map(lambda text: text.encode("utf-8", "surrogatepass"))
    return as_bytes | blobs(*(sample.encode() for sample in samples))
