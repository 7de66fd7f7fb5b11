"""One model: what it needs for each token, with every part of the count."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..catalog.modeldata import model_data
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


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a metric."""
    for name, metric in data["metrics"].items():
        plain = {"model": data["id"], "metric": name, "value": metric["value"], "unit": metric["unit"]}
        yield plain | {"formula": metric["formula"], "source": "; ".join(metric["sources"])}
