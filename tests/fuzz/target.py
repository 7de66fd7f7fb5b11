"""What a target is, and the property that holds for every input: a result within bounds, or a fault that is named."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from whackachip.errors import LONGEST, UserError

LARGEST = 2_000_000  # of what a parser gives back, written out [characters]
SECONDS = 10.0  # of the processor for one input; the slowest takes less than one
_FOLDER = tempfile.TemporaryDirectory(prefix="fuzz-")
SCRATCH = Path(_FOLDER.name)


@dataclass(frozen=True)
class Target:
    """A parser. run: gives back what is made of an input. fine: what it says that it raises. examples: in one test."""

    name: str
    inputs: st.SearchStrategy[Any]
    run: Callable[[Any], object]
    fine: tuple[type[Exception], ...] = (UserError,)
    examples: int = 60


class Endless(Exception):
    """An input that took more of the processor than any may."""


def held(target: Target, given: Any) -> bool:
    """Whether there was a result; raises for any exception beyond those a parser names, and for what has no bound."""
    try:
        with _bounded():
            found = target.run(given)
    except target.fine as error:
        said = str(error)
    else:
        assert len(repr(found)) <= LARGEST + 50 * len(repr(given)), f"{len(repr(found)):,} characters come out"
        return True
    assert len(said) <= 2 * LONGEST, f"an error of {len(said):,} characters"
    assert said.isprintable()
    return False


@contextmanager
def _bounded() -> Iterator[None]:
    """Raises Endless in the block once the processor has worked for SECONDS on it."""

    def stop(*_: object) -> None:
        raise Endless(f"more than {SECONDS:g} s of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def written(data: bytes, name: str = "given.yaml") -> Path:
    """A file with these bytes in the folder of this run."""
    place = SCRATCH / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place
