"""Requests as outside faces give them: words are read into a request, and a mistake is one line that helps."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, create_model
from pydantic import Field as Described

from ..errors import UserError, unknown
from .request import DESCRIBED, LENGTH, SEVERAL, ordered

Words = str | Sequence[str]


def model_of(request: type[Any], name: str) -> type[BaseModel]:
    """The pydantic model of a request: its fields with descriptions, examples and bounds; no file can be named."""
    hints = get_type_hints(request)
    shown = [each for each in ordered(request) if not each.metadata["local"]]
    made: dict[str, Any] = {each.name: (_typed(hints[each.name], each), _described(each)) for each in shown}
    config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    return create_model(name, __config__=config, __doc__=request.__doc__, **made)


def _typed(hint: Any, each: Field[Any]) -> Any:
    """The type of a field with its bounds."""
    told = each.metadata
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = [part for part in get_args(hint) if part is not type(None)]
        return _typed(inner, each) | None
    if get_origin(hint) is tuple:
        most = int(told["most"] or SEVERAL)
        least = int(told["least"] or 0)
        texts: Any = list[_text(told)]  # type: ignore[misc]
        return Annotated[texts, Described(max_length=most, min_length=least)]
    if hint is str:
        return _text(told)
    if hint in (int, float):
        return Annotated[hint, Described(ge=told["least"], le=told["most"], allow_inf_nan=False)]
    return hint


def _text(told: Mapping[str, Any]) -> Any:
    if told["choices"]:
        return Literal[told["choices"]]
    longest = DESCRIBED if told["kind"] in ("chip", "predicate", "sentence", "prose") else LENGTH
    return Annotated[str, StringConstraints(min_length=1, max_length=longest)]


def _described(each: Field[Any]) -> Any:
    examples = None if each.metadata["example"] is None else [each.metadata["example"]]
    plain = list(each.default) if isinstance(each.default, tuple) else each.default
    default = ... if each.default is MISSING else plain
    return Described(default, description=each.metadata["description"], examples=examples)


def read(request: type[Any], model: type[BaseModel], values: Mapping[str, Any]) -> Any:
    """The request that words or JSON values make; raises UserError with the nearest name for what is not one.

    A text stands for a list of one, the last of several for a single value, and an empty text for nothing said.
    """
    known = model.model_fields
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise unknown("parameter", name, known)
        many = _is_list(known[name].annotation)
        if isinstance(value, str):
            value = [value] if many else value
        elif isinstance(value, Sequence) and not many and value:
            value = value[-1]
        if value in ("", [], [""], None):
            continue
        given[name] = value
    try:
        made = model.model_validate(given)
    except ValidationError as error:
        raise _mistake(error, model) from None
    plain = {name: getattr(made, name) for name in known}
    asked = request(**{name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()})
    for each in ordered(request):
        value = getattr(asked, each.name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None and each.metadata["kind"] in ("rule", "case"):
                _no_file(each.metadata["kind"], one)
    return asked


_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?")


def _no_file(kind: str, name: str) -> None:
    """Raises UserError for what is the name of no rule or case, since the command line takes files there."""
    if kind == "case":
        from ..investigation import cases

        if name.lower() not in (case.id for case in cases()):
            raise unknown("case", name, [case.id for case in cases()])
    elif not _DAYS.fullmatch(name):
        from ..law import find_instrument
        from ..law.named import find_named

        if find_named(name) is None:
            find_instrument(name)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_is_list(part) for part in get_args(annotation))


def _mistake(error: ValidationError, model: type[BaseModel]) -> UserError:
    """The first thing that is wrong, as one line."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "the request"
    told = model.model_fields.get(name)
    if first["type"] == "missing":
        example = f", such as {told.examples[0]}" if told and told.examples else ""
        return UserError(f"{name} is missing{example}")
    if first["type"] == "literal_error":
        choices = [choice.strip("'") for choice in first["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return unknown(name, str(first["input"])[:LENGTH], choices)
    said = str(first["msg"]).replace("Input should", "should", 1)
    return UserError(f"{name}: {said[0].lower()}{said[1:]}")
