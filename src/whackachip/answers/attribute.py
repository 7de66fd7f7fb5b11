"""Which chips could have made the models of a repository, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from .request import call_line, command_line, said

STAGES = ("pretraining", "finetuning", "rl", "serving")


@dataclass(frozen=True, kw_only=True)
class Request:
    """A bundled case, and whose hardware is asked for."""

    subject: str = said("A bundled case.", example="hunyuan-large", kind="case", first=True)
    model: tuple[str, ...] = said("Whose hardware is asked for.", (), example="hunyuan-large", kind="model")
    developer: str | None = said("Who made it; the catalogue's if left out.", None, example="Tencent")
    country: str | None = said("Where they sit: code or name.", None, example="CN", kind="country")
    released: str | None = said(
        "Day of release; the catalogue's, else the first commit, if left out.", None, example="2024-11-05", kind="day"
    )
    stage: tuple[str, ...] = said("Stages; all if left out.", (), example="pretraining", choices=STAGES, most=4)


def answer(asked: Request, evidence: Any = None) -> dict[str, Any]:
    """A distribution over chips for each model and stage, and apart from it what is declared; raises UserError.

    evidence: what was read, where the subject is no bundled case.
    """
    from ..errors import unknown
    from ..investigation import cases, find_case
    from ..investigation.answer import answer as attributed
    from ..law.question import as_day

    models, case = asked.model, None if evidence is not None else find_case(asked.subject)
    if case is not None:
        evidence, models = case.evidence, models or (case.model,)
    elif evidence is None:
        raise unknown("case", asked.subject, [one.id for one in cases()])
    released = as_day(asked.released) if asked.released else None
    found: dict[str, Any] = attributed(
        evidence, named=models, developer=asked.developer, country=asked.country, released=released,
        stages=asked.stage or STAGES,
    )  # fmt: skip
    if case is not None:  # which can be named, where a path is left out
        said = {each.name: list(value) if isinstance(value, tuple) else value
                for each in fields(asked) if (value := getattr(asked, each.name)) != each.default}  # fmt: skip
        python = call_line("wc.ask", "attribute", **said)
        found["provenance"] |= {"command": command_line("whackachip attribute", asked), "python": python}
    return found


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a model, stage and family."""
    for model in data["models"]:
        for stage in model["stages"]:
            for family, probability in stage["families"].items():
                yield {
                    "model": model["model"] or "", "stage": stage["stage"], "family": family,
                    "probability": probability, "disclosure": stage["disclosure"]["word"],
                }  # fmt: skip
