"""What is asked of a chip: to train a model, to read prompts, to write answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ..catalog.model import find_model
from ..errors import UserError, unknown
from ..performance import serving, training
from ..performance.serving import build as served
from ..performance.serving.weights import parameters

PHASES = ("train", "prefill", "decode")
USUAL_MODEL = "llama-3.1-70b"
REPLICA = 8.0  # chips that hold the served model together


@dataclass(frozen=True)
class Work:
    """A model with how it is trained and served, as the performance floor reads it.

    bits: of products, 16 or 8 (8 where the silicon can). count: chips of the training run; sequence [token] and batch
    [sequence] of a step. Prompts of `prompt` tokens are read by themselves; answers are written for `held` requests at
    a time on eight chips, each over `context` tokens.
    """

    model: str
    count: float
    sequence: float
    batch: float
    bits: float
    prompt: float
    context: float
    held: float
    trained: training.Workload
    serving: Any  # performance.serving.Workload

    @property
    def flop(self) -> float:
        """Operations of the products that one token passes forward [FLOP]."""
        p = parameters(self.serving)
        routed = p.experts * self.serving.top / max(self.serving.experts, 1.0)
        return float(2 * (p.attention + p.dense + p.shared + routed))

    @property
    def words(self) -> dict[str, str]:
        """What each phase stands for, in words."""
        return {
            "train": f"training {self.model} on {self.count:,.0f} chips, {self.sequence:,.0f} tokens a sequence",
            "prefill": f"reading prompts of {self.prompt:,.0f} tokens with {self.model} on {REPLICA:.0f} chips",
            "decode": f"writing answers with {self.model} on {REPLICA:.0f} chips for {self.held:.0f} requests at a "
            f"time over {self.context:,.0f} tokens each",
        }


@cache
def work(
    model: str = USUAL_MODEL, *, count: float = 1024.0, sequence: float = 8192.0, batch: float = 1024.0,
    bits: float = 16.0, prompt: float = 4096.0, context: float = 32768.0, held: float = 16.0,
) -> Work:  # fmt: skip
    """The work that a model of the catalogue makes; raises UserError where it cannot be run or is not known."""
    found = find_model(model)
    if bits not in (8.0, 16.0):
        raise UserError(f"bits is {bits:g}: training is in 8 or 16")
    for name, value in {"count": count, "sequence": sequence, "batch": batch, "prompt": prompt, "context": context,
                        "held": held}.items():  # fmt: skip
        if not 0 < value < float("inf"):
            raise UserError(f"{name} is {value:g}: it must be above zero and finite")
    return Work(
        found.id, count, sequence, batch, bits, prompt, context, held,
        training.workload(found, sequence, batch), served.workload(found),
    )  # fmt: skip


def check_phase(phase: str) -> str:
    if phase not in PHASES:
        raise unknown("phase", phase, PHASES)
    return phase


def load(work: Work, phase: str) -> serving.Load:
    """Requests of one replica in a phase of serving."""
    if phase == "prefill":
        return serving.Load(REPLICA, work.prompt, 1.0)
    return serving.Load(work.held, work.context * 3 / 4, work.context / 2)
