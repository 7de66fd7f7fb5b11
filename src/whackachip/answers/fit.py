"""The fewest chips whose memory holds the training of a model, or that serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..catalog import find_chip, find_model
from ..errors import UserError
from .request import command_line, said
from .signed import ESTIMATES, signed
from .trainasked import TrainAsked, python_line


@dataclass(frozen=True, kw_only=True)
class Request(TrainAsked):
    """A model and a chip."""

    serve: bool = said("The fewest that serve it, in place of those that train it.", False)


def answer(asked: Request) -> dict[str, Any]:
    """The count and its plan; count is None where no count fits or a figure is missing. Raises UserError."""
    line = command_line("whackachip estimate fit", asked)
    if asked.serve:
        data, count = _serving(asked)
        python = f"wc.serve({asked.model!r}, on={asked.chip!r}, count={count or 1})"
        return signed(data, line, python, not_checked=ESTIMATES)
    from ..performance.run import fewest

    put = asked.question(1)
    found = fewest(put)
    data = {
        "model": put.model.id, "chip": put.chip.id, "model_name": put.model.name, "chip_name": put.chip.name,
        "serve": False, "count": found[0] if found else None, "verdict": "fits" if found else "no-plan-fits",
        "plan": found[1].plan._asdict() if found else None,
        "memory_bytes": float(found[1].bytes) if found else None,
        "capacity_bytes": float(put.parts(found[0])[1].capacity) if found else None,
    }  # fmt: skip
    python = python_line(f"wc.fewest_chips({asked.model!r}, on={asked.chip!r})", asked)
    return signed(data, line, python, not_checked=ESTIMATES)


def _serving(asked: Request) -> tuple[dict[str, Any], int | None]:
    chip, model = find_chip(asked.chip).chip, find_model(asked.model)
    found = fewest_serving(model, chip, None)
    verdict = "no-plan-fits" if found is None else "depends" if found[1]["verdict"] == "depends" else "fits"
    count = found[0] if found and verdict == "fits" else None
    return {
        "model": model.id, "chip": chip.id, "model_name": model.name, "chip_name": chip.name, "serve": True,
        "count": count, "verdict": verdict, "estimate": found[1] if found else None,
    }, count  # fmt: skip


def fewest_serving(model: Any, chip: Any, precision: str | None) -> tuple[int, dict[str, Any]] | None:
    """The fewest chips that serve one request at a time, and the estimate; None up to 1,024."""
    from ..performance.serving.estimate import estimate_serving

    for count in (*range(1, 9), *range(16, 129, 8), *range(192, 1025, 64)):
        try:
            found = estimate_serving(
                model, chip, count=count, input_tokens=2048, output_tokens=512, concurrency=1, precision=precision
            )
        except UserError:
            continue  # no split of so many
        if found.verdict != "no":
            return count, found.to_dict()
    return None
