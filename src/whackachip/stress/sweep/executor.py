"""Who does the tasks: this process, several, or a Dask cluster; the answers are the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ...errors import UserError, needs
from .kept import Kept
from .task import Task, run

Progress = Callable[[int, int], None]
ADDRESS = re.compile(r"(\w+://)?[^:\s]+:\d{1,5}")
REACH = "10s"  # to wait for a scheduler
TRIES = 3  # of a task whose worker was lost


def perform(
    tasks: Sequence[Task], *, jobs: int = 1, cluster: str | None = None, folder: Path | Kept | None = None,
    progress: Progress | None = None,
) -> list[Any]:  # fmt: skip
    """The answers in the order of the tasks.

    jobs: processes on this machine; cluster: address of a Dask scheduler instead; folder: where answers are kept as
    they come, and looked for first, or a cache. A lost worker's tasks are done again by others, three times at most.
    Raises UserError for a cluster that cannot be reached, where the extra is missing, and for what a task raises.
    """
    if jobs < 1:
        raise UserError(f"--jobs {jobs}: at least one process is needed")
    kept = folder if isinstance(folder, Kept) else Kept(folder)
    answers: dict[int, Any] = {}
    for place, task in enumerate(tasks):
        found = kept.get(task)
        if found is not None:
            answers[place] = found
    left = [place for place in range(len(tasks)) if place not in answers]
    if progress:
        progress(len(answers), len(tasks))
    for place, answer in _answers(tasks, left, jobs, cluster):
        answers[place] = answer
        kept.put(tasks[place], answer)
        if progress:
            progress(len(answers), len(tasks))
    return [answers[place] for place in range(len(tasks))]


def _answers(tasks: Sequence[Task], left: Sequence[int], jobs: int, cluster: str | None) -> Iterator[tuple[int, Any]]:
    if cluster is not None:
        yield from _on_cluster(tasks, left, cluster)
    elif jobs == 1 or len(left) < 2:
        for place in left:
            yield place, run(tasks[place].function, tasks[place].arguments)
    else:
        yield from _in_processes(tasks, left, jobs)


def _in_processes(tasks: Sequence[Task], left: Sequence[int], jobs: int) -> Iterator[tuple[int, Any]]:
    """A pool that is made anew when a worker dies: what it had not answered is asked again."""
    waiting = dict.fromkeys(left, 0)
    while waiting:
        with ProcessPoolExecutor(min(jobs, len(waiting)), mp_context=get_context("spawn")) as pool:
            futures: dict[Future[Any], int] = {
                pool.submit(run, tasks[place].function, dict(tasks[place].arguments)): place for place in waiting
            }
            try:
                for future in as_completed(futures):
                    place = futures[future]
                    answer = future.result()
                    del waiting[place]
                    yield place, answer
            except BrokenProcessPool:
                for place in waiting:
                    waiting[place] += 1
                if max(waiting.values()) >= TRIES:
                    raise UserError(
                        f"workers were lost {TRIES} times: is there memory enough for --jobs {jobs}?"
                    ) from None
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _on_cluster(tasks: Sequence[Task], left: Sequence[int], address: str) -> Iterator[tuple[int, Any]]:
    try:
        from distributed import Client
        from distributed import as_completed as finished
    except ImportError:
        raise needs("--cluster needs", "distributed", "cluster") from None
    if not ADDRESS.fullmatch(address):
        raise UserError(f"{address!r} is no address of a scheduler, such as tcp://10.0.0.1:8786")
    try:
        client = Client(address, timeout=REACH, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(f"no cluster answers at {address}: {error}") from None
    with client:
        # A key of its own for each task: those of a worker that was killed are done again by another.
        futures = {
            client.submit(
                run, tasks[place].function, dict(tasks[place].arguments), retries=TRIES, pure=False,
                key=f"whackachip-{tasks[place].key}",
            ): place
            for place in left
        }  # fmt: skip
        for future in finished(futures, loop=client.loop):  # type: ignore[no-untyped-call]
            yield futures[future], future.result()
            future.release()
