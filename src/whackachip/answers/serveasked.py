"""What questions about serving can be asked with: the load, targets, formats and what engines do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..quantities import Interval
from .numbers import span
from .request import said
from .trainasked import LARGEST

ENGINES = ("trtllm", "vllm", "sglang", "other")
TARGETS = {"tpot": "tpot_target", "ttft": "ttft_target"}
SPLIT = ("tp", "pp", "dp", "moe_tp", "ep")


@dataclass(frozen=True, kw_only=True)
class LoadAsked:
    """Requests and what they must get."""

    input: str = said("Tokens of a prompt, or a span such as 1000..4000.", "2048")
    output: str = said("Tokens of an answer, or a span.", "512")
    concurrency: str | None = said(
        "Requests in flight, or a span; else what gives the most within the targets.", None, example="64"
    )
    tpot: float | None = said("Target for a token [ms].", None, example=50, least=1e-6, most=1e9)
    ttft: float | None = said("Target for the first token [ms].", None, example=1000, least=1e-6, most=1e9)

    def load(self) -> tuple[dict[str, Interval], dict[str, float]]:
        """Numbers that may be spans, and targets [s], by their names in estimate_serving; raises UserError."""
        spans = {"input_tokens": span("input", self.input), "output_tokens": span("output", self.output),
                 "concurrency": span("concurrency", self.concurrency)}  # fmt: skip
        targets = {TARGETS[name]: value / 1000 for name in TARGETS if (value := getattr(self, name)) is not None}
        return {name: value for name, value in spans.items() if value is not None}, targets


@dataclass(frozen=True, kw_only=True)
class EngineAsked:
    """What an engine does, and the parts of its plan that stand fixed."""

    precision: str | None = said("Of the weights; else 8 bits where the chip has them.", None, example="fp8")
    cache: str | None = said("Of the cache; else 8 bits where the inputs take so.", None, example="fp8")
    engine: str = said("Whose measured overheads count; other: the mean of all.", "other", choices=ENGINES)
    year: float = said("Of the software, with its fraction.", 2026.0, least=2023, most=2030)
    draft: int = said("Tokens guessed ahead (speculative decoding, MTP).", 0, least=0, most=64)
    acceptance: str | None = said("Chance that a guessed token is kept, or a span.", None, example="0.7..0.9")
    draft_cost: float = said("Time of guessing one token over that of a step.", 0.05, least=0, most=1)
    prefix: str | None = said("Share of a prompt that the cache holds already, or a span.", None, example="40..60%")
    overlap: bool = said("Dispatch and combine run beside another half of the batch.", False)
    offload: float = said("Share of the weights that stay in the host's memory.", 0.0, least=0, most=0.99)
    apart: bool = said("Two pools, one that prefills and one that decodes.", False)
    prefill_count: int | None = said("Chips of the pool that prefills.", None, least=1, most=LARGEST)
    tp: int | None = said("Hold fixed: tensor parallelism.", None, least=1, most=LARGEST)
    pp: int | None = said("Hold fixed: pipeline stages.", None, least=1, most=LARGEST)
    dp: int | None = said("Hold fixed: data-parallel attention.", None, least=1, most=LARGEST)
    moe_tp: int | None = said("Hold fixed: tensor parallelism of experts.", None, least=1, most=LARGEST)
    ep: int | None = said("Hold fixed: expert parallelism.", None, least=1, most=LARGEST)

    def told(self) -> tuple[dict[str, Interval], dict[str, Any]]:
        """Numbers that may be spans, and the rest that is not at its default, by their names in estimate_serving."""
        spans = {name: span(name, getattr(self, name)) for name in ("acceptance", "prefix")}
        plan = {name: value for name in SPLIT if (value := getattr(self, name)) is not None}
        names = {"precision": None, "engine": "other", "year": 2026.0, "draft": 0, "draft_cost": 0.05, "overlap": False,
                 "offload": 0.0, "apart": False, "prefill_count": None}  # fmt: skip
        rest = {name: value for name, default in names.items() if (value := getattr(self, name)) != default}
        rest |= {"plan": plan} if plan else {}
        rest |= {"cache_precision": self.cache} if self.cache else {}
        return {name: value for name, value in spans.items() if value is not None}, rest


def python_words(spans: Mapping[str, Interval], rest: Mapping[str, Any]) -> str:
    """Arguments of wc.serve; spans as pairs."""
    words = []
    for name, value in spans.items():
        ends = [int(end) if end == int(end) else end for end in (value.low, value.high)]
        words.append(f"{name}={ends[0] if value.is_exact else tuple(ends)!r}")
    return ", ".join([*words, *(f"{name}={value!r}" for name, value in rest.items())])
