"""The whole answer to a question about the moat, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..asked import asked_again
from ..cited import with_sources
from . import model
from .anchors import anchors
from .parameter import Settings, read_settings
from .sensitivity import sensitivity

Progress = Callable[[int, int], None]


def answer(
    settings: Iterable[str] | Settings = (), *, seed: int = 0, samples: int = 20_000, prior: str = "pretrain",
    denial: float | None = None, years: float = 5.0, sobol: bool = True, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Both claims, the residual, the orders of magnitude beside them, and what drives them.

    settings: `name=number` or `name=sourced` each. denial: times the compute at hand, by default an H100 over an H20.
    Raises UserError for what is not known or cannot be.
    """
    chosen = settings if isinstance(settings, Settings) else read_settings(settings)
    tell = progress or (lambda done, total: None)
    tell(0, 3)
    found = model.run(chosen, seed=seed, samples=samples, prior=prior, denial=denial, years=years)
    tell(1, 3)
    body = model.document(found)
    body["anchors"] = [anchor.to_dict() for anchor in anchors(found.draws, prior)]
    tell(2, 3)
    body["sensitivity"] = sensitivity(chosen, prior, found.denial, seed) if sobol else None
    options = (
        ("seed", seed, 0), ("samples", samples, 20_000), ("prior", prior, "pretrain"), ("denial", denial, None),
        ("years", years, 5.0), ("sobol", sobol, True),
    )  # fmt: skip
    return with_sources(body | {"provenance": asked_again("moat", "moat", None, options, chosen, leading=True)})
