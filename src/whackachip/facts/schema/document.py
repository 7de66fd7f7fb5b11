"""A YAML file of facts with the line of every key, so that a refusal can point at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from ...errors import UserError, nearest
from .common import FigureError

Path_ = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, ten times as fast where it is built

DEEPEST = 50  # levels of records and lists
_OPENS, _CLOSES = (yaml.CollectionStartEvent,), (yaml.CollectionEndEvent,)

_CONSEQUENCES = {"missing": 1, "too_short": 2}


@dataclass(frozen=True)
class Document:
    """The content of one file; label is how a message names it."""

    label: str
    data: Any
    lines: Mapping[Path_, int]

    def at(self, path: Path_) -> str:
        """File, line and key for a message; the line is that of the nearest key that stands in the file."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return f"{self.label}, line {self.lines.get(known, 1)}: {self.name(path)}"

    def find(self, path: Path_, key: str) -> Path_:
        """The path of the last place below a path where a key stands; the path itself where it stands nowhere."""
        below = [found for found in self.lines if found[: len(path)] == path and found[-1:] == (key,)]
        return max(below, key=self.lines.__getitem__, default=path)

    def name(self, path: Path_) -> str:
        """A path for a reader; a record of a list goes by its id."""
        words, here = [], self.data
        for step in path:
            here = _child(here, step)
            label = here.get("id") if isinstance(here, dict) and isinstance(step, int) else None
            words.append(str(label if label is not None else step))
        return ".".join(words)


def read_document(path: Path, label: str | None = None) -> Document:
    """A YAML file with the lines of its keys.

    Raises UserError for what is no YAML, no text, or holds a key twice; PyYAML itself would keep the last one. Also for
    an alias, which could stand for more than fits in memory, for a tag, and for nesting that no facts need.
    """
    label = label or path.name
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_traps(text, label)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines = dict(_lines(node, (), label)) if node is not None else {}
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise UserError(f"{label} is not YAML: {' '.join(str(error).split())}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UserError(f"cannot read {label}: {reason}") from None
    except ValueError as error:  # a number of more digits than Python converts
        raise UserError(f"{label}: {str(error).split(':')[0].split(';')[0]}") from None
    return Document(label, data, lines)


def check(kind: type[BaseModel], document: Document, path: Path_ = (), record: Any = None) -> dict[str, Any]:
    """The record at a path of a document as the compiled facts hold it.

    record: what to check where it is not what stands there. Raises UserError with file, line, key and what is allowed.
    """
    found = record
    if found is None:
        found = document.data
        for step in path:
            found = _child(found, step)
    try:
        checked = kind.model_validate(found)
    except ValidationError as error:
        # A key that is misspelt is missing too, and a list whose only record is wrong is too short: causes come first.
        errors = sorted(error.errors(), key=lambda found: _CONSEQUENCES.get(found["type"], 0))
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        where: Path_ = path + tuple(errors[0]["loc"])
        cause = errors[0].get("ctx", {}).get("error")
        if isinstance(cause, FigureError):
            where = document.find(where, cause.key)
        raise UserError(f"{document.at(where)}: {_explained(kind, errors[0])}{more}") from None
    return checked.model_dump(mode="json", exclude_none=True, exclude_defaults=False)


def _explained(kind: type[BaseModel], error: Any) -> str:
    """What is wrong by an error of pydantic, in our words, with what is allowed."""
    where: Path_ = tuple(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if cause is not None:
        return str(cause)
    if error["type"] == "extra_forbidden":
        model = _model_at(kind, where[:-1])
        allowed = list(model.model_fields) if model else []
        return f"unknown key (allowed: {', '.join(allowed)}){nearest(str(where[-1]), allowed)}"
    if error["type"] == "missing":
        return "missing"
    value = error.get("input")
    shown = f"; it is {value!r}" if isinstance(value, str | int | float | bool) else ""
    if isinstance(value, bool):
        shown += " (an unquoted yes, no, on or off is true or false in YAML: quote the word)"
    return str(error["msg"]).replace("Input should", "should").replace("String should", "should") + shown


def _model_at(kind: type[BaseModel], path: Path_) -> type[BaseModel] | None:
    """The model of the record at a path below one of a kind; None where the path leads to no record."""
    model: type[BaseModel] | None = kind
    for step in path:
        if model is None:
            return None
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models(model.model_fields[step].annotation), None)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not get_args(annotation):
        if issubclass(annotation, BaseModel):
            yield annotation
    elif get_origin(annotation) in (Union, UnionType, tuple, list, dict) or get_args(annotation):
        for part in get_args(annotation):
            yield from _models(part)


def _refuse_traps(text: str, label: str) -> None:
    """Looks at the file event by event, before anything is built of it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, _OPENS) - isinstance(event, _CLOSES)
        if isinstance(event, yaml.AliasEvent):
            raise UserError(f"{label}, line {_line(event)}: an alias (*) is not taken; write it out")
        tag = getattr(event, "tag", None)
        if tag:
            raise UserError(f"{label}, line {_line(event)}: a tag ({tag}) is not taken; leave it out")
        if depth > DEEPEST:
            raise UserError(f"{label}, line {_line(event)}: nested too deep")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _lines(node: Any, path: Path_, label: str) -> Iterator[tuple[Path_, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _lines(child, (*path, number), label)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise UserError(f"{label}, line {line}: {name}: stands twice in one record")
            seen.add(name)
            yield from _lines(child, (*path, name), label)
            yield (*path, name), line


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    if isinstance(value, dict):
        # YAML may have read a key such as 2024 as a number; paths are text.
        return value.get(step, next((part for key, part in value.items() if str(key) == step), None))
    return None
