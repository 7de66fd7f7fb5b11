"""Types that several schemas share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from ...predicates import ParseError, parse
from ...quantities.dates import earliest


class FigureError(ValueError):
    """A figure that is refused; key says which, so that its line can be found."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class Strict(BaseModel):
    """A record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_text(value: Any) -> Any:
    # YAML reads 2024-05-01 as a date and 2024 as a number; both are kept as text.
    return str(value) if value is not None and not isinstance(value, str | bool) else value


def _is_date(text: str) -> str:
    earliest(text)
    return text


def _is_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"{text} is no day: write it as 2024-05-01") from None


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("an unquoted yes, no, on or off is true or false in YAML, and no number")
    return value


Number = Annotated[float, BeforeValidator(_no_truth)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Date = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_date)]
Day = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_day)]  # what a law begins and ends on, in full
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Kind = Literal["datasheet", "filing", "measured", "derived", "press", "unverified", "hypothetical"]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class FigureGroup(Strict):
    """Figures that one source states; chosen is false where another source is preferred."""

    source: Id
    kind: Kind
    accessed: Date = "2026-11-23"
    chosen: bool = True
    reason: Text | None = None
    note: Text | None = None
    values: Annotated[dict[str, Any], Field(min_length=1)]

    @model_validator(mode="after")
    def check_reason(self) -> Self:
        if not self.chosen and not self.reason:
            raise ValueError("a group that is not chosen says why in `reason`")
        return self


def chosen_values(groups: Iterable[FigureGroup], owner: str) -> dict[str, Any]:
    """The chosen value of each key; raises ValueError for one chosen from two sources."""
    values: dict[str, Any] = {}
    for group in groups:
        if group.chosen:
            twice = values.keys() & group.values.keys()
            if twice:
                raise FigureError(min(twice), f"{owner}: {', '.join(sorted(twice))} chosen from two sources")
            values |= group.values
    return values


def check_predicate(text: str) -> None:
    """Raises ValueError, which pydantic reports with the key, where a text is no predicate."""
    try:
        parse(text)
    except ParseError as error:
        raise ValueError(str(error)) from None
