"""Files of a user's own: a patch of thresholds, and a rule that was never enacted."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from .common import Id, Number, Strict, Text
from .law import LawFile

UNCITED = {"instrument": "counterfactual", "cite": "counterfactual", "sources": ["counterfactual"]}


class PatchFile(Strict):
    """Thresholds to set, by full name, and ids or paragraphs to take out of the law."""

    title: Text | None = None
    set: dict[Id, Number] = Field(default_factory=dict)
    removes: tuple[Id, ...] = ()


class RuleFile(LawFile):
    """A file as in facts/law, and ids or paragraphs of the enacted law that it takes out.

    A record may leave out `instrument`, `cite` and `sources`; it is then cited as counterfactual.
    """

    title: Text | None = None
    removes: tuple[Id, ...] = ()


def cited(content: Any) -> Any:
    """The content of a rule file with the citation filled in where a record leaves it out."""
    if not isinstance(content, dict):
        return content
    return {
        key: [UNCITED | record if isinstance(record, dict) else record for record in value]
        if isinstance(value, list) and key not in ("removes", "instruments", "countries", "country_groups")
        else value
        for key, value in content.items()
    }


def scoped(record: dict[str, Any], namespace: str | None, key: str) -> dict[str, Any]:
    """A record of a law file with the file's namespace before the names of thresholds."""
    if namespace is None:
        return record
    result = dict(record)
    if key == "thresholds":
        result["id"] = f"{namespace}.{record['id']}"
    for field in ("when", "item"):
        if field in result:
            result[field] = re.sub(r"@(?=[A-Za-z0-9])", f"@{namespace}.", " ".join(result[field].split()))
    return result
