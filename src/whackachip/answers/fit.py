"""The fewest chips whose memory holds the training of a model, or that serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..catalog import find_chip, find_model
from ..errors import UserError
from .request import command_line, said
from .serveasked import LoadAsked, python_words
from .signed import ESTIMATES, signed
from .trainasked import TrainAsked, python_line

PRECISION = "bf16"  # of training where none is said; of serving it is then what the chip's rates allow


@dataclass(frozen=True, kw_only=True)
class Request(TrainAsked, LoadAsked):
    """A model and a chip."""

    serve: bool = said("The fewest that serve it, in place of those that train it.", False)
    rate: float | None = said("With serve: output tokens a second of all chips, at least.", None, least=1e-6, most=1e14)


def answer(asked: Request) -> dict[str, Any]:
    """The count and its plan; count is None where no count fits or a figure is missing. Raises UserError."""
    line = command_line("whackachip estimate fit", asked)
    if asked.serve:
        data, python = _serving(asked)
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


def _serving(asked: Request) -> tuple[dict[str, Any], str]:
    from ..performance.serving.fewest import fewest_serving

    chip, model = find_chip(asked.chip).chip, find_model(asked.model)
    spans, targets = asked.load()
    for name, value in spans.items():
        if not value.is_exact:
            raise UserError(f"{name}: the fewest chips are found for one number, not for a span")
    numbers = {name: int(value.low) for name, value in spans.items()}
    plan = {name: int(value) for name in ("tp", "pp", "dp", "ep") if (value := getattr(asked, name)) is not None}
    rest: dict[str, Any] = targets | ({"plan": plan} if plan else {})
    if asked.precision != PRECISION:
        rest["precision"] = asked.precision
    found = fewest_serving(model, chip, rate=asked.rate, **numbers, **rest)
    verdict = "fits" if found.count else "depends" if found.estimate.verdict == "depends" else "no-plan-fits"
    python = f"wc.serve({asked.model!r}, on={asked.chip!r}, count={found.count or 1}, {python_words(spans, rest)})"
    return {
        "model": model.id, "chip": chip.id, "model_name": model.name, "chip_name": chip.name, "serve": True,
        "count": found.count, "verdict": verdict, "estimate": found.estimate.to_dict(),
    }, python  # fmt: skip
