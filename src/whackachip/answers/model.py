"""One model: what it needs for each token, with every part of the count."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..places import is_folder
from .request import said
from .signed import signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """A model, and how long its context is."""

    model: str = said("A model of the catalogue.", example="deepseek-v3", kind="model", first=True)
    context: int = said("Tokens of context.", 4096, least=1, most=1 << 40, always=True)


def answer(asked: Request) -> dict[str, Any]:
    """Figures with sources, metrics and parts with their substitution; raises UserError for one that is not known."""
    from ..catalog import find_model

    python = f"import whackachip as wc; wc.model({asked.model!r})"
    return _signed(model_data(find_model(asked.model), None, asked.context), asked.model, asked.context, python, ())


def answer_path(path: Path, context: int) -> tuple[dict[str, Any], Any]:
    """The same for a folder, config.json or safetensors file, with the model that was read, None for weights alone."""
    from ..catalog.modelfile import read_path

    found = read_path(path)
    python = "import whackachip as wc; wc.catalog.modelfile.read_path(...)"
    data = model_data(found.model, found.header, context)
    return _signed(data, path.name or ".", context, python, found.notes), found.model  # no local path


def is_path(asked: str) -> bool:
    """Whether a model is meant by its file or folder."""
    if "\0" in asked:
        raise UserError("a path has no zero bytes")
    looks = asked.endswith((".json", ".safetensors")) or os.sep in asked or asked in (".", "..")
    return looks or is_folder(asked)


def _signed(data: dict[str, Any], name: str, context: int, python: str, notes: tuple[str, ...]) -> dict[str, Any]:
    line = f"whackachip model show {name!r} --context {context}"
    return signed(data | {"assumptions": list(notes)}, line, python)


def model_data(model: Any, header: Any, context: int) -> dict[str, Any]:
    """A model as plain data: figures with sources, metrics and parts with their substitution, exact counts."""
    from ..catalog import cache, compute, parameters
    from ..catalog.modelkind import kinds_of
    from ..quantities import source

    data: dict[str, Any] = {}
    if model is not None:
        metrics = (
            parameters.total_parameters(model),
            parameters.active_parameters(model),
            parameters.active_beside_embedding(model),
            parameters.prediction_parameters(model),
            compute.inference_flops(model, context),
            compute.training_flops(model, context),
            cache.kv_bytes_per_token(model),
        )
        known = [figure for figure in model.all_figures if figure.accessed]
        data = {
            "id": model.id,
            "name": model.name,
            "developer": model.developer or None,
            "country": model.country or None,
            "released": model.released or None,
            "kinds": list(kinds_of(model)),
            "context": context,
            "figures": {f.key: figure_data(f) for f in model.figures.values()},
            "not_chosen": [{"key": f.key} | figure_data(f) | {"reason": f.reason} for f in known if not f.chosen],
            "metrics": {metric.name: metric_data(metric, model) for metric in metrics},
            "parts": _parts(model),
            "sources": {name: source(name).cite() for name in sorted({figure.source for figure in known})},
        }
    if header is not None:
        data["weights"] = {
            "parameters": header.parameters,
            "tensors": len(header.tensors),
            "bytes": header.stored_bytes,
            "by_dtype": dict(header.by_dtype),
        }
    return data


def _parts(model: Any) -> list[dict[str, Any]]:
    from ..catalog.parameters import parts

    try:
        found = parts(model)
    except KeyError:
        return []
    return [{"name": p.name, "total": p.total, "active": p.active, "formula": p.formula} for p in found]


def metric_data(metric: Any, model: Any) -> dict[str, Any]:
    """A metric as plain data: its low end, unit, interval, formula and sources."""
    value = metric.value
    return {
        "value": None if value is None else value.low,
        "unit": metric.unit,
        "interval": None if value is None else [value.low, value.high],
        "formula": metric.formula,
        "sources": sorted({model.figures[key].source for key in metric.inputs if key in model.figures}),
    }


def figure_data(figure: Any) -> dict[str, Any]:
    """A published figure as plain data."""
    from ..quantities import Interval

    value = figure.value
    if isinstance(value, Interval):
        plain: Any = value.low if value.is_exact else [value.low, value.high]
    else:
        plain = min(value)
    return {"value": plain, "kind": figure.kind, "source": figure.source, "accessed": figure.accessed or None}


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a metric."""
    for name, metric in data["metrics"].items():
        plain = {"model": data["id"], "metric": name, "value": metric["value"], "unit": metric["unit"]}
        yield plain | {"formula": metric["formula"], "source": "; ".join(metric["sources"])}
