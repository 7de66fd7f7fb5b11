"""The tools: which questions an assistant can ask, with the words that tell it when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..answers import Question, find_question
from .envelope import Envelope, envelope


@dataclass(frozen=True)
class Tool:
    """One tool. question: of the registry. when: told to the assistant. part: what of the answer is given."""

    name: str
    question: str
    when: str
    part: Callable[[Question, dict[str, Any]], Any] | None = None

    @property
    def asks(self) -> Question:
        """The question that it asks."""
        return find_question(self.question)

    @property
    def description(self) -> str:
        """What it does and when to use it."""
        return f"{self.asks.summary} {self.when}"

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        """JSON Schema of its arguments."""
        return self.asks.model.model_json_schema()

    @cached_property
    def output_schema(self) -> dict[str, Any]:
        """JSON Schema of what it gives."""
        return Envelope.model_json_schema()

    def call(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The answer in its envelope; raises UserError, one line with the nearest match."""
        question = self.asks
        answer = question.answer(question.read(arguments))
        shown = self.part(question, answer) if self.part else answer
        return envelope(question.name, answer, shown)


def _table(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """A long answer as rows; the whole is what the command prints."""
    rows = list(question.rows(answer)) if question.rows else []
    return {"rows": rows, "unknown": answer.get("unknown", []), "counterfactual": answer.get("counterfactual")}


def _argument(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """An investigation without the findings one by one, which the command prints."""
    kept = ("question", "verdict", "strict", "differences", "statements", "limits", "assumptions", "disclaimer")
    stages = [
        {key: stage[key] for key in ("stage", "disclosure", "families", "word", "credible", "would_change_it")}
        for stage in answer["audited"]["stages"]
    ]
    return {key: answer[key] for key in kept} | {"stages": stages, "windows": answer["law"]["windows"]}


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "classify_chip", "classify",
            "Use it for any question on whether an AI chip may be sent somewhere on a day. The item's verdict and the "
            "transaction's are two things; never merge them, and never call a chip cleared or legal.",
        ),
        Tool(
            "chip_timeline", "timeline",
            "Use it where the day is not known, or where the history of a chip's status is asked for.",
        ),
        Tool(
            "find_chips", "chips",
            "Use it to list chips by figures, such as `memory_bandwidth > 3350 and item != controlled` with a day and "
            "a destination. Chips for which a fact is missing are named under `unknown`, never left out as if free.",
            _table,
        ),
        Tool("rule_text", "rule-text", "Use it to quote what a rule tests, with thresholds, dates and citations."),
        Tool(
            "estimate_training", "estimate-train",
            "Use it for time, chip-hours and money of a training run. Quote the interval, never its middle alone.",
        ),
        Tool("check_training_claim", "check-claim", "Use it on a sentence that claims a training run."),
        Tool("compare_chips", "compare", "Use it for two chips or more side by side."),
        Tool(
            "investigate_case", "investigate",
            "Use it for which chips could have made a bundled case's model, and whether a rule would have stopped it.",
            _argument,
        ),
    )
}  # fmt: skip
