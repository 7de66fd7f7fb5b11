"""What was used last, within a weight: memory that a large repository cannot fill."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping that forgets what was not asked for the longest."""

    def __init__(self, limit: int) -> None:
        """limit: the sum of the weights that are kept; an entry weighs 1 unless told, and none weighs more."""
        self._limit = limit
        self._weight = 0
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        held = self._held.get(key)
        if held is None:
            return None
        self._held.move_to_end(key)
        return held[0]

    def put(self, key: K, value: V, weight: int = 1) -> None:
        old = self._held.pop(key, None)
        self._weight -= old[1] if old else 0
        if weight > self._limit:
            return
        self._weight += weight
        self._held[key] = (value, weight)
        while self._weight > self._limit:
            self._weight -= self._held.popitem(last=False)[1][1]
