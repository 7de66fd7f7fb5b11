"""What every question about training can be asked with: model, chip, sizes, and fields of the plan that stand fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..catalog import find_chip, find_model
from ..quantities import Interval
from .request import said

if TYPE_CHECKING:
    from ..performance.run import Question

LARGEST = 1_000_000_000
HELD = {
    "tp": "tensor parallelism", "pp": "pipeline stages", "cp": "context parallelism", "dp": "data parallelism",
    "ep": "expert parallelism", "micro_batch": "sequences of a micro-batch", "virtual": "chunks of a stage",
    "zero": "ZeRO stage, 3 is FSDP",
}  # fmt: skip
RECOMPUTE = {"none": 0.0, "selective": 1.0, "full": 2.0}
OFFLOAD = {"optimizer": ("optimizer",), "weights": ("weights",), "activations": ("activations",),
           "all": ("optimizer", "weights", "activations")}  # fmt: skip
SCHEDULES = {"1f1b": 0.0, "zero-bubble": 1.0, "dualpipe": 2.0}


def _held(name: str) -> Any:
    return said(f"Hold fixed: {HELD[name]}.", None, least=0 if name == "zero" else 1, most=LARGEST)


@dataclass(frozen=True, kw_only=True)
class PlanAsked:
    """Sizes of a step, and what of the plan is held fixed."""

    precision: str = said("Of the products: bf16, fp16, fp8, mxfp8 or nvfp4.", "bf16", example="fp8")
    sequence: int = said("Tokens of a sequence.", 4096, least=1, most=LARGEST)
    batch: int | None = said("Sequences of a step; left out, about 16 million tokens.", None, least=1, most=LARGEST)
    lora_rank: int | None = said("Train low-rank additions of this rank alone.", None, least=1, most=65536)
    tp: float | None = _held("tp")
    pp: float | None = _held("pp")
    cp: float | None = _held("cp")
    dp: float | None = _held("dp")
    ep: float | None = _held("ep")
    micro_batch: float | None = _held("micro_batch")
    virtual: float | None = _held("virtual")
    zero: float | None = _held("zero")
    recompute: str | None = said("Hold fixed: what is computed again.", None, choices=RECOMPUTE)
    schedule: str | None = said("Hold fixed: order of the pipeline.", None, choices=SCHEDULES)
    year: float = said("Of the software: what plans could use, and how fast it was.", 2025.0, least=2022, most=2030)
    offload: str | None = said(
        "What the plan may leave to the host's memory, where that is faster or fits.", None, choices=OFFLOAD
    )

    def held(self) -> dict[str, float]:
        """The fields of the plan that stand fixed, as numbers."""
        found = {name: float(value) for name in HELD if (value := getattr(self, name)) is not None}
        if self.recompute is not None:
            found["recompute"] = RECOMPUTE[self.recompute]
        if self.schedule is not None:
            found["schedule"] = SCHEDULES[self.schedule]
        return found


@dataclass(frozen=True, kw_only=True)
class TrainAsked(PlanAsked):
    """A model to be trained, and a chip."""

    model: str = said("A model of the catalogue.", example="hunyuan-large", kind="model", first=True)
    chip: str = said(
        "A chip by name, or figures of one that is not in the catalogue.", example="h20", kind="chip", option="--on"
    )

    def question(self, count: int) -> Question:
        """The question of performance on so many chips; raises UserError for names and sizes that cannot be."""
        from ..performance.run import Question

        return Question(
            find_model(self.model), find_chip(self.chip).chip, count, self.precision, self.sequence, self.batch,
            self.held(), self.lora_rank or 0, self.year, OFFLOAD[self.offload] if self.offload else (),
        )  # fmt: skip


def python_line(call: str, asked: PlanAsked, **given: Any) -> str:
    """The call with all that was asked beside the defaults; spans as pairs."""
    plain = {"precision": "bf16", "sequence": 4096, "batch": None, "lora_rank": None, "year": 2025.0}
    found: dict[str, Any] = {name: value for name, rest in plain.items() if (value := getattr(asked, name)) != rest}
    if asked.held():
        found["held"] = asked.held()
    if asked.offload:
        found["offload"] = OFFLOAD[asked.offload]
    found |= {name: value for name, value in given.items() if value is not None}
    words = [f", {name}={_argument(value)}" for name, value in found.items()]
    return call.removesuffix(")") + "".join(words) + ")"


def _argument(value: Any) -> str:
    if not isinstance(value, Interval):
        return repr(value)
    return repr(value.low) if value.is_exact else repr((value.low, value.high))
