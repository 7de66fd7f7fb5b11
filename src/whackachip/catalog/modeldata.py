"""A model as plain data: the shape that every command prints as JSON."""

from __future__ import annotations

from typing import Any

from ..quantities import Interval, source
from . import cache, compute, parameters
from .modelkind import kinds_of


def model_metrics(model: Any, context: int) -> tuple[Any, ...]:
    """Every metric of a model, at a length of context [token] where it matters."""
    return (
        parameters.total_parameters(model),
        parameters.active_parameters(model),
        parameters.active_beside_embedding(model),
        parameters.prediction_parameters(model),
        compute.inference_flops(model, context),
        compute.training_flops(model, context),
        cache.kv_bytes_per_token(model),
    )


def model_data(model: Any, header: Any, context: int) -> dict[str, Any]:
    """A model as plain data: figures with sources, metrics and parts with their substitution, exact counts."""
    data: dict[str, Any] = {}
    if model is not None:
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
            "metrics": {metric.name: metric_data(metric, model) for metric in model_metrics(model, context)},
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
    try:
        found = parameters.parts(model)
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
    value = figure.value
    if isinstance(value, Interval):
        plain: Any = value.low if value.is_exact else [value.low, value.high]
    else:
        plain = min(value)
    return {"value": plain, "kind": figure.kind, "source": figure.source, "accessed": figure.accessed or None}
