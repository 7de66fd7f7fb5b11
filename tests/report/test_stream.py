"""A document written piece by piece is the same text as one written at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whackachip.lazy import Lazy, mapped, where
from whackachip.report.stream import json_pieces

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(document=st.dictionaries(st.text(), VALUES, max_size=4), depth=st.integers(0, 5), indent=st.integers(1, 3))
def test_pieces_are_what_json_writes(document: dict[str, Any], depth: int, indent: int) -> None:
    for plain in (False, True):
        made = "".join(json_pieces(document, depth=depth, indent=indent, ascii_only=plain))
        assert made == json.dumps(document, ensure_ascii=plain, indent=indent) + "\n"


@pytest.mark.parametrize("numbers", [[], [1, 2, 3]])
def test_a_lazy_list_is_written_as_its_items(numbers: list[int]) -> None:
    def squared(number: int) -> dict[str, int]:
        return {"square": number**2}

    lazy = Lazy(numbers, squared)
    written = "".join(json_pieces({"a": lazy, "b": 1}))
    assert json.loads(written) == {"a": [squared(number) for number in numbers], "b": 1}
    assert list(where(lazy, lambda item: item["square"] > 3)) == [{"square": 4}, {"square": 9}][: len(numbers)]
    assert list(mapped(lazy, lambda item: item["square"])) == [number**2 for number in numbers]
    assert list(lazy[1:]) == [squared(number) for number in numbers[1:]]
