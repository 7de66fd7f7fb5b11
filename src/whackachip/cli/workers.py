"""Where work on many things is done: in this process, in several, or on a Dask cluster, by the same code."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from ..errors import UserError, needs


@contextmanager
def workers(jobs: int, cluster: str | None = None) -> Iterator[Executor | None]:
    """An executor of so many processes, or of the Dask cluster at an address; None for one process, which is this one.

    Raises UserError where the extra is missing or nothing answers at the address.
    """
    if cluster is None:
        if jobs <= 1:
            yield None
            return
        # Fresh processes: a fork of one that has threads can stand still.
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            yield pool
        return
    try:
        from distributed import Client
    except ImportError:
        raise needs("a cluster needs", "distributed", "cluster") from None
    try:
        client: Any = Client(cluster, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UserError(f"no Dask cluster answers at {cluster!r}: {type(error).__name__}") from None
    with client:
        yield client.get_executor()
