"""Every question by name: what it asks with, who answers, and whether it takes long; all faces go over this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..errors import UserError, unknown
from ..sheet import Sheet

if TYPE_CHECKING:
    from pydantic import BaseModel

Rows = Callable[[dict[str, Any]], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class Question:
    """One question. name: as faces know it. module: who answers. long: takes seconds or minutes, so ask it as a job."""

    name: str
    module: str
    summary: str
    long: bool = False

    @cached_property
    def _answers(self) -> ModuleType:
        return import_module(f".{self.module}", __package__)

    @property
    def request(self) -> type[Any]:
        """The dataclass that it is asked with."""
        found: type[Any] = self._answers.Request
        return found

    @cached_property
    def model(self) -> type[BaseModel]:
        """The same as a pydantic model, for what comes from outside."""
        from .form import model_of

        return model_of(self.request, "".join(part.capitalize() for part in self.name.split("-")))

    @cached_property
    def shape(self) -> type[BaseModel]:
        """The pydantic model of its answer, for published schemas; no answer is made or read by it."""
        from .shapes import SHAPES

        return SHAPES[self.name]

    @property
    def rows(self) -> Rows | None:
        """What makes a table of an answer, where one makes sense: one mapping a row, all with the same keys."""
        return getattr(self._answers, "rows", None)

    def read(self, values: Mapping[str, Any]) -> Any:
        """The request that words make; raises UserError for what is none."""
        from .form import read

        return read(self.request, self.model, values)

    def answer(self, asked: Any) -> dict[str, Any]:
        """The answer as plain data, the same that the command prints with --json."""
        found: dict[str, Any] = self._answers.answer(asked)
        return found


_LISTED = (
    Question("classify", "classify", "Is a chip controlled on a day, and does the transaction need a licence?"),
    Question("flips", "flips", "What would change that answer: figures, later days, other readings."),
    Question("timeline", "timeline", "The status of a chip from one day to another."),
    Question("chip", "chip", "One chip with every figure, its source, and every metric with its substitution."),
    Question("chips", "chips", "The chips that meet a predicate, on a day with both verdicts."),
    Question("rules", "rules", "The legal acts in the tool, or those in force on a day."),
    Question("rule", "rule", "One act: dates, what it added, where it was read."),
    Question("rule-text", "rule_text", "The operative tests of a rule as numbered paragraphs in words."),
    Question("rule-diff", "rule_diff", "What differs between two versions of the law, and whom it moves."),
    Question("prove", "prove", "What a rule provably lets through, over all chips that could be made.", long=True),
    Question("compare", "compare", "Two chips or more side by side."),
    Question("model", "model", "What a model needs for each token: parameters, FLOPs and cache."),
    Question("models", "models", "The models of the catalogue with their parameters."),
    Question("estimate-train", "estimate_train", "Days, chip-hours, money and energy of training a model."),
    Question("estimate-serve", "estimate_serve", "Times, rates and cost of serving a model."),
    Question("fit", "fit", "The fewest chips that hold the training of a model, or serve it."),
    Question("plan", "plan", "The best plans of training a model on a cluster, exact over all of them.", long=True),
    Question("techniques", "techniques", "How far techniques close the gap between two chips."),
    Question("check-claim", "check_claim", "Whether a claimed training run is possible."),
    Question("coverage", "coverage", "How much is known, how much of it is sourced, and what is built."),
    Question("signals", "signals", "The patterns that are looked for in a repository, and what they mean."),
    Question("scan", "scan", "The evidence of hardware in the repository of a bundled case."),
    Question("attribute", "attribute", "Which chips could have made a bundled case's models, by stage.", long=True),
    Question("stress", "stress", "What a rule denies, what slips under it, why, and whom it catches.", long=True),
    Question("stress-compare", "stress_compare", "Rules side by side, with the silicon of one day.", long=True),
    Question("stress-sweep", "stress_sweep", "Thresholds moved: what is denied against what is lost.", long=True),
    Question("stress-designs", "stress_designs", "Designs drawn by the thousand: how many a rule misses.", long=True),
    Question("denial", "denial", "What a rule denies: 14 metrics beside the literature's values.", long=True),
    Question("whack", "whack", "Rounds of rule, answer and repair from a rule on.", long=True),
    Question("whack-history", "whack_history", "The rounds that happened, each foretold from the others.", long=True),
    Question("moat", "moat", "What a denial of chips is worth over time, as two claims and a residual.", long=True),
    Question("investigate", "investigate", "The whole argument for a bundled case, repeated and audited.", long=True),
)
QUESTIONS: Mapping[str, Question] = {question.name: question for question in _LISTED}


def find_question(name: str) -> Question:
    """The question of that name; raises UserError naming the nearest."""
    if name not in QUESTIONS:
        raise unknown("question", name, QUESTIONS)
    return QUESTIONS[name]


def ask(name: str, values: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    """The answer to any question by name, as plain data: `ask("classify", chip="h20", on="2024-11-05", to="CN")`.

    values, more: what is asked, as `whackachip` options or as words of a query string. Raises UserError, one line with
    the nearest match, for whatever is wrong with them.
    """
    question = find_question(name)
    return question.answer(question.read({**(values or {}), **more}))


def table(name: str, values: Mapping[str, Any] | None = None, /, **more: Any) -> Sheet:
    """The answer to a question as a table: `table("chips", predicate="tpp > 4800").to_pandas()`.

    Raises UserError as `ask` does, and for a question whose answer is no table.
    """
    question = find_question(name)
    if question.rows is None:
        raise UserError(f"the answer to {name!r} is no table; ask() gives all of it")
    return Sheet(question.rows(ask(name, values, **more)))
