"""The compiled search gives what the arrays give."""

from __future__ import annotations

import pytest

from whackachip.performance.search import UNDOMINATED, best, offloading, space
from whackachip.performance.search.fast import best_fast
from whackachip.performance.training import Cluster, Coefficients, Workload

pytest.importorskip("numba")


@pytest.mark.parametrize("hosted", [False, True])
@pytest.mark.parametrize("by", ["time", "memory"])
@pytest.mark.parametrize("kind", ["dense", "mixture"])
def test_it_gives_the_same_plans(
    kind: str, by: str, hosted: bool, request: pytest.FixtureRequest, cluster: Cluster, constants: Coefficients
) -> None:
    work: Workload = request.getfixturevalue(kind)
    cluster = cluster._replace(host=25e9, host_memory=20e9, host_bandwidth=50e9)
    kept = offloading(("optimizer", "weights", "activations")) if hosted else {}
    plans = space(work, cluster, held={"cp": 1.0} if hosted else None, values={**UNDOMINATED, **kept})
    slow, fast = (engine(work, cluster, plans, constants, by=by, top=25) for engine in (best, best_fast))
    assert (fast.count, fast.fitting) == (slow.count, slow.fitting)
    assert fast.smallest is not None
    assert slow.smallest is not None
    assert fast.smallest.bytes == pytest.approx(slow.smallest.bytes, rel=1e-9)
    for one, other in zip(fast.plans, slow.plans, strict=True):
        assert one.seconds == pytest.approx(other.seconds, rel=1e-9)
        assert one.bytes == pytest.approx(other.bytes, rel=1e-9)
        if by == "time":  # many plans take the same memory, to the last bit or nearly
            assert one.plan == other.plan
