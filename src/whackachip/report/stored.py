"""A result that was stored: read, bounded and held to the schema before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..catalog.boundedjson import read_object
from ..errors import UserError

LIMIT = 256 * 2**20  # of a result [byte]
VERSIONS = ("1",)  # of the schema that this version reads


def read_result(path: str | Path) -> dict[str, Any]:
    """The document in a file, or in result.json of a folder.

    Raises UserError where there is none, where its schema is newer than this version, and where it breaks the schema.
    """
    place = Path(path)
    place = place / "result.json" if place.is_dir() else place
    try:
        with place.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise UserError(f"cannot read {str(place)!r}: {error.strerror or error}") from None
    result = read_object(data, place.name, LIMIT)
    _check(result, place.name)
    return result


@contextmanager
def holding_together(names: str) -> Iterator[None]:
    """A block in which documents from files are told: one that its schema takes may still contradict itself.

    The schema holds the kind of every part, not that names which lead from one part to another lead anywhere. Raises
    UserError for what no form can be made of.
    """
    from jinja2 import TemplateError

    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, TemplateError) as error:
        said = f"{type(error).__name__}: {error}"
        raise UserError(
            f"{names}: the document does not hold together ({said}); `whackachip investigate` writes it anew"
        ) from error


def _check(result: dict[str, Any], name: str) -> None:
    version = result.get("schema_version")
    if version is None:
        raise UserError(f"{name}: not a result of `whackachip investigate`: it has no schema_version")
    if version not in VERSIONS:
        raise UserError(
            f"{name}: a result of schema {version!r}; this version of whackachip reads {', '.join(VERSIONS)}"
        )
    from pydantic import ValidationError

    from ..investigation.schema import Result

    try:
        Result.model_validate(result)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        more = f", and {error.error_count() - 1} more" if error.error_count() > 1 else ""
        raise UserError(f"{name}: {where}: {first['msg'][0].lower()}{first['msg'][1:]}{more}") from None
