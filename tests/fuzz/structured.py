"""Documents whose shape is right almost everywhere: one or a few values of a valid one replaced, moved, left out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st
from mutation import texts

EDITS = 4
WHOLE = (0, 1, -1, 2, 7, 2**31, 2**53 + 1, 10**30, True, False, None)
BROKEN = (0.0, -0.0, 0.5, 1e-300, 1e300, float("inf"), float("-inf"), float("nan"))


def values(*samples: str) -> st.SearchStrategy[Any]:
    """Anything that JSON can say; texts are near the samples."""
    words = texts(*(samples or ("h20", "2024-11-05", "CN")), noise=20)
    scalars = st.sampled_from(WHOLE) | st.sampled_from(BROKEN) | words
    return st.one_of(
        scalars, st.lists(scalars, max_size=3), st.dictionaries(words.map(lambda text: text[:40]), scalars, max_size=2)
    )


def documents(sample: Callable[[], Any], *samples: str) -> st.SearchStrategy[Any]:
    """The sample with a few edits; it is made when the first document is drawn."""
    kinds = st.sampled_from(["value", "value", "kin", "leave", "twice", "empty", "rename"])
    edit = st.tuples(kinds, st.integers(0, 10**6), st.integers(0, 10**6), values(*samples))
    return st.lists(edit, max_size=EDITS).map(lambda edits: edited(sample(), edits))


def edited(document: Any, edits: list[tuple[str, int, int, Any]]) -> Any:
    """A copy in which each edit changed the value at one place; places are taken modulo their number."""
    found = copy.deepcopy(document)
    for kind, at, other, value in edits:
        places = list(walk(found))
        if not places:
            return found
        parent, key = places[at % len(places)]
        match kind:
            case "value":
                parent[key] = value
            case "kin":  # a value that is right elsewhere
                there, name = places[other % len(places)]
                parent[key] = copy.deepcopy(there[name])
            case "leave":
                del parent[key]
            case "twice" if isinstance(parent, list):
                parent.append(copy.deepcopy(parent[key]))
            case "empty":
                parent[key] = type(parent[key])() if isinstance(parent[key], dict | list) else ""
            case "rename" if isinstance(parent, dict):
                parent[str(value)[:40]] = parent.pop(key)
    return found


def walk(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys, from the top down."""
    if isinstance(document, dict | list):
        for key in document if isinstance(document, dict) else range(len(document)):
            yield document, key
            yield from walk(document[key])
