"""Every model of the catalogue with its counted and its stated parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import models, parameters
from ..catalog.cache import kv_bytes_per_token
from ..catalog.model import Model
from ..catalog.modeldata import figure_data, metric_data
from ..catalog.modelkind import kinds_of, of_kinds
from ..errors import unknown
from .request import command_line, said
from .signed import signed

STATED = ("parameters_total", "parameters_active", "training_tokens")


@dataclass(frozen=True, kw_only=True)
class Request:
    """Which models."""

    kind: tuple[str, ...] = said("Only models of this kind; several must all hold.", (), example="moe", most=12)
    country: str | None = said("Only models of developers of this country.", None, example="CN", kind="country")


def answer(asked: Request) -> dict[str, Any]:
    """The models; raises UserError for a kind or country that none has."""
    found = [
        {
            "id": model.id, "name": model.name, "developer": model.developer, "country": model.country,
            "released": model.released, "kinds": list(kinds_of(model)),
            "stated": {key: figure_data(model.figures[key]) for key in STATED if key in model.figures},
            "metrics": {metric.name: metric_data(metric, model) for metric in counts(model)},
        }
        for model in listed(asked)
    ]  # fmt: skip
    line = command_line("whackachip model list", asked)
    return signed({"models": found}, line, "import whackachip as wc; [m.id for m in wc.catalog.models()]")


def listed(asked: Request) -> list[Model]:
    """The models that were asked for."""
    country = asked.country.upper() if asked.country is not None else None
    if country is not None and country not in {model.country for model in models()}:
        raise unknown("country", str(asked.country), sorted({model.country for model in models()}))
    return [model for model in of_kinds(models(), asked.kind) if country in (None, model.country)]


def counts(model: Model) -> tuple[Any, Any, Any]:
    """Total and active parameters and the cache of a token."""
    return parameters.total_parameters(model), parameters.active_parameters(model), kv_bytes_per_token(model)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a model."""
    for model in data["models"]:
        plain = {key: model[key] for key in ("id", "name", "developer", "country", "released")}
        yield (
            plain
            | {"kinds": "; ".join(model["kinds"])}
            | {name: metric["value"] for name, metric in model["metrics"].items()}
        )
