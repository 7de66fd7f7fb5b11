"""A model's folder, config.json or safetensors header on disk; at most the headers of the weights are read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from ..places import is_file, is_folder
from ..quantities import Interval
from . import hfconfig, safetensors
from .model import BYTES, Model
from .parameters import prediction_parameters, total_parameters

MAX_SHARDS = 4096
INDEX = "model.safetensors.index.json"


@dataclass(frozen=True, slots=True)
class PathReading:
    """What a path says: a model by its configuration, the tensors of its weights, or both; never neither."""

    model: Model | None
    header: safetensors.Header | None
    notes: tuple[str, ...]


def read_path(path: Path) -> PathReading:
    """The model at a path: a folder, a config.json, a safetensors file or its index.

    Raises UserError naming the file for anything that cannot be read.
    """
    if is_folder(str(path)):
        return _folder(path)
    if not is_file(str(path)):
        raise UserError(f"no such path: {path}")
    if path.name.endswith(".safetensors"):
        header = _header(path)
        return PathReading(None, header, header.notes)
    if path.name.endswith(".safetensors.index.json"):
        found, notes = _shards(path)
        return PathReading(None, found, notes)
    reading = hfconfig.read_config(_bytes(path, hfconfig.MAX_BYTES), str(path))
    return PathReading(reading.model, None, reading.assumptions)


def _folder(path: Path) -> PathReading:
    model, notes = None, []
    config = path / "config.json"
    if config.is_file():
        reading = hfconfig.read_config(_bytes(config, hfconfig.MAX_BYTES), str(config))
        model, notes = reading.model, list(reading.assumptions)
    header = None
    index = path / INDEX
    single = path / "model.safetensors"
    if index.is_file():
        header, more = _shards(index)
        notes += more
        if header is None and model is not None:
            notes += _weighed(model, index)
    elif single.is_file():
        header = _header(single)
        notes += header.notes
    if header is not None and model is not None:
        notes += _compared(model, header)
    if model is None and header is None:
        raise UserError(f"{path}: no config.json, model.safetensors or {INDEX} in it")
    return PathReading(model, header, tuple(notes))


def _compared(model: Model, header: safetensors.Header) -> list[str]:
    """How the count by the configuration stands to the tensors that are stored."""
    counted, ahead = total_parameters(model).value, prediction_parameters(model).value
    if not isinstance(counted, Interval) or not isinstance(ahead, Interval):
        return []
    off = header.parameters - int(counted.low)
    if not off:
        return ["the configuration gives the count of the stored weights exactly"]
    beside = f"; modules for several tokens have {int(ahead.low):,}" if ahead.low else ""
    return [f"the stored weights have {off:+,} parameters beside the count by the configuration{beside}"]


def _weighed(model: Model, index: Path) -> list[str]:
    """How the bytes that an index states stand to the count by the configuration, where it states the type."""
    total = safetensors.read_index(_bytes(index, safetensors.MAX_HEADER), str(index)).total_size
    counted, width = total_parameters(model).value, BYTES.get(model.word("dtype") or "")
    if total is None or width is None or not isinstance(counted, Interval):
        return []
    return [f"{total:,} bytes of {model.word('dtype')} are {total / width:,.0f} parameters, "
            f"{total / width / counted.low - 1:+.2%} of the count by the configuration"]  # fmt: skip


def _shards(index: Path) -> tuple[safetensors.Header | None, tuple[str, ...]]:
    """The tensors of all shards, where all are beside the index; else why they cannot be counted."""
    found = safetensors.read_index(_bytes(index, safetensors.MAX_HEADER), str(index))
    if len(found.shards) > MAX_SHARDS:
        raise UserError(f"{index}: {len(found.shards):,} shards, at most {MAX_SHARDS:,} are read")
    paths = [index.parent / shard for shard in found.shards]
    missing = sum(not path.is_file() for path in paths)
    if missing:
        size = "an unknown number of" if found.total_size is None else f"{found.total_size:,}"
        return None, (
            f"{index.name}: {missing} of {len(paths)} shards are not there: {size} bytes of weights, "
            f"{len(found.tensors):,} tensors, and no exact count",
        )
    header = safetensors.joined({str(path): _header(path) for path in paths})
    names = {tensor.name for tensor in header.tensors}
    if names != found.tensors:
        odd = min(names ^ found.tensors)
        where = "only in the shards" if odd in names else "only in the index"
        raise UserError(f"{index}: tensor {odd!r} stands {where}")
    return header, header.notes


def _header(path: Path) -> safetensors.Header:
    try:
        with path.open("rb") as stream:
            return safetensors.read_header(stream, str(path), os.fstat(stream.fileno()).st_size)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from None


def _bytes(path: Path, limit: int) -> bytes:
    """The bytes of a file, one more than the limit at most, so that a longer one is found out."""
    if not path.is_file():
        raise UserError(f"{path}: not a regular file")
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from None
