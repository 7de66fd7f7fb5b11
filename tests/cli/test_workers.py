"""Where work on many things is done."""

from __future__ import annotations

import pytest

from whackachip.cli.workers import workers
from whackachip.errors import UserError


def test_one_process_is_this_one() -> None:
    with workers(1) as executor:
        assert executor is None


def test_several_processes() -> None:
    with workers(2) as executor:
        assert executor is not None
        assert list(executor.map(abs, [-1, 2])) == [1, 2]


def test_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    local = distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=":0")
    with local as cluster, workers(1, cluster.scheduler_address) as executor:
        assert executor is not None
        assert executor.submit(abs, -3).result() == 3


def test_no_cluster_there() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UserError, match="no Dask cluster answers"), workers(1, "nothing://here"):
        pass
