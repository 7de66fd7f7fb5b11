"""What a question can be asked with: fields that describe themselves, and the lines that ask the same again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, field, fields
from inspect import get_annotations
from shlex import quote
from typing import Any

LENGTH = 400  # characters of a text at most; a chip that is described takes more
DESCRIBED = 2000
SEVERAL = 40  # values of a list at most
_OPTION = re.compile(r"`[^`]*`|(?<![\w-])--[a-z][a-z-]*")  # what stands in backticks is a whole command


def said(
    text: str,
    default: Any = MISSING,
    *,
    example: Any = None,
    kind: str = "text",
    first: bool = False,
    option: str | None = None,
    always: bool = False,
    local: bool = False,
    least: float | None = None,
    most: float | None = None,
    choices: Iterable[str] = (),
) -> Any:
    """A field of a request with what a face has to know of it.

    kind: what its words are (chip, model, rule, day, country, text ...), for help and lists of names. first: it is an
    argument of the command and no option. option: its name there, where it is another. always: the command names it
    even at its default. local: only the command may ask with it, since it names a file. least, most: of a number, or
    of the length of a list. choices: the words that it may be.
    """
    data = {
        "description": text, "example": example, "kind": kind, "first": first, "option": option, "always": always,
        "local": local, "least": least, "most": most, "choices": tuple(choices),
    }  # fmt: skip
    return field(metadata=data) if default is MISSING else field(default=default, metadata=data)


def ordered(request: type[Any]) -> list[Field[Any]]:
    """The fields of a request: its own first, then those of what it builds on."""
    known = {each.name: each for each in fields(request)}
    names = [name for cls in request.__mro__ for name in get_annotations(cls)]
    return [known[name] for name in dict.fromkeys(names)]


def _option(each: Field[Any]) -> str:
    """The option of the command that a field is."""
    return str(each.metadata["option"] or f"--{each.name.replace('_', '-')}")


def without_options(text: str, request: type[Any], called: Callable[[str], str] = str) -> str:
    """A line that speaks of the command's options, in another face's names for the fields; whole commands stay.

    called: gives the name of a field. What is no field of the request stays as it is.
    """
    shown = [each for each in ordered(request) if not each.metadata["local"]]
    chips = [each.name for each in shown if each.metadata["kind"] == "chip"]
    known = {"--chip": chips[0]} if chips else {}
    known |= {_option(each): each.name for each in shown}
    return _OPTION.sub(lambda found: called(known[found[0]]) if found[0] in known else found[0], text)


def command_line(command: str, asked: Any) -> str:
    """The command that asks a request again: arguments first, then the chip, then what is not at its default."""
    words, chips, options = [command], [], []
    for each in ordered(type(asked)):
        value = getattr(asked, each.name)
        if value is None or (value == each.default and not each.metadata["always"]):
            continue
        values = value if isinstance(value, tuple) else (value,)
        option = _option(each)
        for one in values:
            is_chip = each.metadata["kind"] == "chip"
            if is_chip and "=" in str(one) and each.metadata["option"] in (None, "--on"):
                chips.append(f"--chip {quote(str(one))}")
            elif each.metadata["first"]:
                words.append(quote(str(one)))
            elif isinstance(one, bool):
                options += [option] * one
            else:
                text = quote(f"{one:g}" if isinstance(one, float) else str(one))
                (chips if is_chip else options).append(f"{option} {text}")
    return " ".join((*words, *chips, *options))


def plain(value: Any) -> Any:
    """The same data with lists for tuples and plain dicts for mappings, as JSON gives it back."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def call_line(function: str, *given: Any, **named: Any) -> str:
    """The call of a Python function with these arguments; what is None is left out."""
    words = [repr(value) for value in given]
    return f"{function}({', '.join(words + [f'{key}={value!r}' for key, value in named.items() if value is not None])})"
