"""Evaluation that remembers: what an expression reads decides its trace, so the same reading is not judged twice.

A question of what would change an answer asks the law some hundred times with one attribute moved, and most of its
tests do not read that attribute.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..predicates import Clause, Expression, names
from ..predicates import evaluate as evaluate_anew
from ..predicates.truth import Known
from .counterfactual import threshold_ids

MOST = 5000  # traces that are kept
# By identity, which is quick. The expression stands in each value, so that it lives as long as its identity is used.
_reads: dict[int, tuple[Expression, tuple[str, ...], tuple[str, ...]]] = {}
_traces: dict[tuple[object, ...], tuple[Expression, Clause]] = {}


def evaluate(expression: Expression, row: Mapping[str, Known], thresholds: Mapping[str, float] | None = None) -> Clause:
    """The same as predicates.evaluate, and the very same trace for the same reading."""
    limits = thresholds or {}
    _, read, limited = _reading(expression)
    key = (id(expression), *map(row.get, read), *map(limits.get, limited))
    known = _traces.get(key)
    if known is not None and known[0] is expression:
        return known[1]
    found = evaluate_anew(expression, row, limits)
    if len(_traces) >= MOST:
        forget()
    _traces[key] = (expression, found)
    return found


def _reading(expression: Expression) -> tuple[Expression, tuple[str, ...], tuple[str, ...]]:
    """The attributes and the thresholds that an expression reads."""
    known = _reads.get(id(expression))
    if known is None or known[0] is not expression:
        known = _reads[id(expression)] = (expression, tuple(names(expression)), tuple(threshold_ids(expression)))
    return known


def forget() -> None:
    """Keep nothing of what was judged so far."""
    _traces.clear()
    _reads.clear()
