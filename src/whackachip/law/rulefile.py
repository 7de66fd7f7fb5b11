"""Reading a counterfactual from a file: a patch of thresholds, or a whole rule in the shape of facts/law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalog import chips
from ..catalog.metrics import UNITS
from ..catalog.row import IDENTITY, attribute
from ..errors import UserError, unknown
from ..predicates import names
from .counterfactual import Counterfactual, DatedValue, moved, threshold_ids, threshold_names
from .named import find_named
from .provision import KINDS, MEASURES, Provision, provision_from_record, provisions

if TYPE_CHECKING:
    from ..facts.schema.document import Document

_PLACES = ("countries", "country_groups", "rosters", "events", "derived", "named_changes")


def read_patch(path: str | Path) -> Counterfactual:
    """The changes of a patch file: `set` maps thresholds to numbers, `removes` lists ids; or thresholds alone.

    Raises UserError for a file that cannot be read, a name that is not known, or a value that is no number.
    """
    from ..facts.schema.counterfactual import PatchFile
    from ..facts.schema.document import check

    document = _document(path)
    if _holds_a_rule(document.data):
        raise UserError(f"{path} holds a rule and no thresholds: give it with --rule")
    if not document.data.keys() & PatchFile.model_fields.keys():
        lines = {("set", *place): line for place, line in document.lines.items()}
        document = replace(document, data={"set": document.data}, lines=lines)
    patch = check(PatchFile, document)
    for name, value in patch["set"].items():
        if not isfinite(value):
            raise UserError(f"{document.at(('set', name))}: {value} is not a finite number")
    changes = moved(patch["set"])
    removed = _known_ids(tuple(patch["removes"]))
    return Counterfactual(values=changes.values, removes=removed, names=(patch.get("title") or _name(path),))


def read_rule(path: str | Path) -> Counterfactual:
    """The rule of a file in the shape of facts/law: its provisions replace those of the same id, or are added.

    A name such as own-drop-pd means the change of that name in the facts. Raises UserError for what the schema refuses,
    and for attributes, thresholds and ids that are not known.
    """
    from ..facts.schema.counterfactual import RuleFile, cited, scoped
    from ..facts.schema.document import check

    named = find_named(str(path))
    if named:
        return named.law
    document = _document(path)
    if not _holds_a_rule(document.data) and _holds_thresholds(document.data):
        raise UserError(f"{path} holds thresholds and no rule: give it with --patch")
    records = check(RuleFile, document, record=cited(document.data))
    for key in _PLACES:
        if records.pop(key):
            raise UserError(f"{path}: a counterfactual cannot change {key.replace('_', ' ')}")
    namespace = records.pop("namespace", None)
    numbers = tuple(_number(scoped(record, namespace, "thresholds")) for record in records["thresholds"])
    rules = {
        kind: tuple(provision_from_record(kind, scoped(record, namespace, kind)) for record in records[kind])
        for kind in (*KINDS, MEASURES)
        if records[kind]
    }
    for found in rules.values():
        for provision in found:
            _check_names(provision, path, {number.id for number in numbers})
    removed = _known_ids(tuple(records["removes"]))
    return Counterfactual(numbers=numbers, rules=rules, removes=removed, names=(records.get("title") or _name(path),))


def is_rule(path: str | Path) -> bool:
    """Whether a file holds a rule in the shape of facts/law, and not a patch of thresholds."""
    return _holds_a_rule(_document(path).data)


def _holds_a_rule(content: Mapping[str, Any]) -> bool:
    from ..facts.schema.law import LawFile

    return bool(content.keys() & LawFile.model_fields.keys())


def _holds_thresholds(content: Mapping[str, Any]) -> bool:
    return "set" in content or bool(content.keys() & set(threshold_names()))


def _document(path: str | Path) -> Document:
    """A file with the lines of its keys; raises UserError for what cannot be read, or holds no keys."""
    from ..facts.schema.document import read_document

    document = read_document(Path(path), str(path))
    if document.data is None:
        raise UserError(f"{path} is empty")
    if not isinstance(document.data, dict):
        raise UserError(f"{path} holds no keys with values, such as `us.ear.3a090.a.tpp: 3600`")
    return document


def _number(record: dict[str, Any]) -> DatedValue:
    ends = date.fromisoformat(record["ends"]) if "ends" in record else None
    return DatedValue(record["id"], record["value"], record["unit"], date.fromisoformat(record["begins"]), ends)


def _check_names(provision: Provision, path: str | Path, own: set[str]) -> None:
    """Refuse attributes that nothing has and thresholds that nowhere have a value."""
    for expression in provision.expressions:
        for name in sorted(names(expression)):
            if name not in attributes():
                raise UserError(f"{path}: {provision.id}: {unknown('attribute', name, attributes())}")
        for name in sorted(threshold_ids(expression)):
            if name not in own and name not in threshold_names():
                known = [*own, *threshold_names()]
                raise UserError(f"{path}: {provision.id}: {unknown('threshold', name, known)}")


@cache
def attributes() -> frozenset[str]:
    """Every attribute of a chip or a transaction that a provision can read."""
    figures = {attribute(key) for chip in chips() for key in chip.figures}
    enacted = {
        name
        for kind in (*KINDS, MEASURES)
        for provision in provisions(kind)
        for expression in provision.expressions
        for name in names(expression)
    }
    return frozenset(figures | enacted | set(UNITS) | set(IDENTITY) | {"available"})


def _known_ids(asked: tuple[str, ...]) -> tuple[str, ...]:
    known = dict.fromkeys(provision.id for kind in KINDS for provision in provisions(kind))
    for id in asked:
        if not any(name == id or name.startswith(f"{id}.") for name in known):
            raise unknown("provision", id, known)
    return asked


def _name(path: str | Path) -> str:
    return Path(path).name
