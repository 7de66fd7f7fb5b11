"""Validate the YAML of facts/ and write what the package loads; refuses to write where anything is wrong.

python tools/compile_facts.py [--check]      --check compares with what is there instead of writing
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from whackachip.catalog.metrics import UNITS
from whackachip.catalog.row import IDENTITY, attribute
from whackachip.errors import UserError
from whackachip.evidence import check_samples, signals_from
from whackachip.facts import store
from whackachip.facts.schema.case import CaseRecord
from whackachip.facts.schema.chip import ArchitectureRecord, ChipRecord
from whackachip.facts.schema.counterfactual import scoped
from whackachip.facts.schema.coverage import CoverageRecord
from whackachip.facts.schema.document import Document, check, read_document
from whackachip.facts.schema.law import LawFile
from whackachip.facts.schema.market import MarketFile
from whackachip.facts.schema.model import ModelRecord
from whackachip.facts.schema.performance import FILES
from whackachip.facts.schema.signal import SignalRecord
from whackachip.facts.schema.silicon import SiliconFile
from whackachip.facts.schema.source import SourceRecord
from whackachip.facts.schema.strict import ChainRecord
from whackachip.facts.schema.together import check_chips
from whackachip.facts.schema.upstream import FamilyRecord, UpstreamsRecord
from whackachip.facts.schema.weights import WeightsRecord
from whackachip.facts.store import SECTIONS
from whackachip.predicates import names, parse

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "facts"
COMPILED = ROOT / "src" / "whackachip" / "facts" / "compiled"
# A table outside its bounds is a broken edit, not news.
BOUNDS = {"chips": (190, 400), "signals": (30, 200), "sources": (50, 5000), "models": (80, 500)}

# File and line of each record, for messages about several of them together.
PLACES: dict[str, tuple[Document, int]] = {}


class Refused(Exception):
    """The facts are wrong; says file and key."""


def main() -> int:
    try:
        sections = {name: SECTION[name]() for name in SECTIONS}
        check_together(sections)
    except (Refused, UserError) as error:
        print(f"facts refused: {error}", file=sys.stderr)
        return 1
    texts = {
        name: json.dumps(value, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n"
        for name, value in sections.items()
    }
    if "--check" in sys.argv:
        stale = [name for name, text in texts.items() if current(name) != text]
        print(f"facts out of step: {', '.join(stale)}; run make facts" if stale else "facts in step")
        return 1 if stale else 0
    COMPILED.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (COMPILED / f"{name}.json").write_text(text, encoding="utf-8")
    print("  ".join(f"{name} {size(value)}" for name, value in sections.items()))
    return 0


def current(name: str) -> str:
    path = COMPILED / f"{name}.json"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def size(value: Any) -> int:
    return (
        len(value)
        if not isinstance(value, dict) or len(value) > 12
        else sum(len(part) for part in value.values() if isinstance(part, list | dict))
    )


def read(path: Path) -> Document:
    return read_document(path, str(path.relative_to(ROOT)))


def files(pattern: str) -> Iterator[Document]:
    for path in sorted(FACTS.glob(pattern)):
        yield read(path)


def mapping(pattern: str, kind: type[BaseModel]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for document in files(pattern):
        for key in document.data or {}:
            checked = check(kind, document, (key,))
            if key in found and found[key] != checked:
                raise Refused(f"{document.at((key,))}: already stands in another file, with other words")
            found[key] = checked
    return dict(sorted(found.items()))


def listing(pattern: str, kind: type[BaseModel]) -> list[dict[str, Any]]:
    found = []
    for document in files(pattern):
        for number in range(len(document.data or [])):
            checked = check(kind, document, (number,))
            PLACES[checked["id"]] = document, number
            found.append(checked)
    unique([record["id"] for record in found], pattern)
    return found


def unique(ids: list[str], what: str) -> None:
    twice = [key for key, count in Counter(ids).items() if count > 1]
    if twice:
        raise Refused(f"{what}: {', '.join(twice)} stands more than once")


def law() -> dict[str, Any]:
    """All law files merged; names of thresholds get the namespace of their file."""
    merged: dict[str, list[Any]] = {}
    for document in files("law/**/*.yaml"):
        checked = check(LawFile, document)
        namespace = checked.pop("namespace", None)
        for key, records in checked.items():
            for record in records:
                merged.setdefault(key, []).append(scoped(record, namespace, key))
    known = {record["id"] for record in merged["thresholds"]}
    instruments = {record["id"] for record in merged["instruments"]}
    unique([record["id"] for record in merged["instruments"]], "law instruments")
    for records in merged.values():
        for record in records:
            label = record.get("id") or record.get("paragraph")
            if "instrument" in record and record["instrument"] not in instruments:
                raise Refused(f"law {label}: no instrument {record['instrument']!r}")
            for text in (record.get("when"), record.get("item")):
                for name in re.findall(r"@([A-Za-z0-9_.-]+)", text or ""):
                    if name not in known:
                        raise Refused(f"law {label}: no threshold @{name}")
    return merged


def cases() -> list[dict[str, Any]]:
    """Each case with the evidence that stands in the file beside it."""
    found = []
    for path in sorted(FACTS.glob("cases/*.yaml")):
        if path.name.endswith(".evidence.yaml"):
            continue
        document = read(path)
        evidence = read(path.with_suffix(".evidence.yaml")).data
        found.append(check(CaseRecord, document, record=document.data | {"evidence": evidence}))
    return found


def signals() -> list[dict[str, Any]]:
    records = listing("signals/*.yaml", SignalRecord)
    # Samples of whole files ask whose code a file is and which model a sentence is about, as the facts now say it.
    with store.overlaid({name: SECTION[name]() for name in ("families", "upstreams")}):
        problems = check_samples(signals_from(records))
    if problems:
        raise Refused("signals: " + "; ".join(problems))
    return records


SECTION: dict[str, Callable[[], Any]] = {
    "sources": lambda: mapping("sources/*.yaml", SourceRecord),
    "architectures": lambda: mapping("architectures.yaml", ArchitectureRecord),
    "chips": lambda: listing("chips/**/*.yaml", ChipRecord),
    "models": lambda: listing("models/**/*.yaml", ModelRecord),
    "law": law,
    "signals": signals,
    "strict": lambda: check(ChainRecord, read(FACTS / "strict.yaml")),
    "weights": lambda: check(WeightsRecord, read(FACTS / "weights.yaml")),
    "cases": cases,
    "market": lambda: merged("market", MarketFile),
    "coverage": lambda: listing("coverage.yaml", CoverageRecord),
    "performance": lambda: performance(),
    "families": lambda: listing("families.yaml", FamilyRecord),
    "upstreams": lambda: check(UpstreamsRecord, read(FACTS / "upstreams.yaml")),
    "silicon": lambda: merged("silicon", SiliconFile),
}


def performance() -> dict[str, Any]:
    """Each file of facts/performance by its name."""
    return {path.stem: check(FILES[path.stem], read(path)) for path in sorted(FACTS.glob("performance/*.yaml"))}


def merged(folder: str, kind: type[BaseModel]) -> dict[str, Any]:
    """All files of a folder as one record; each key stands in one file."""
    found: dict[str, Any] = {}
    lines: dict[Any, int] = {}
    for document in files(f"{folder}/*.yaml"):
        twice = found.keys() & (document.data or {}).keys()
        if twice:
            raise Refused(f"{document.label}: {', '.join(sorted(twice))} stands in another file too")
        found |= document.data or {}
        lines |= document.lines
    return check(kind, Document(f"facts/{folder}", found, lines))


def check_together(sections: dict[str, Any]) -> None:
    """What no single record can check: ids that must resolve, names that must be unique, sizes of tables."""
    for name, (low, high) in BOUNDS.items():
        if not low <= len(sections[name]) <= high:
            raise Refused(f"{name}: {len(sections[name])} records, expected {low} to {high}")
    check_chips(sections["chips"], sections["architectures"], sections["sources"], where)
    for name, value in sections.items():
        for source in sources_in(value):
            if source not in sections["sources"]:
                raise Refused(f"{name}: no source {source!r}")
    check_attributes(sections)
    for chip in sections["chips"]:
        if any(group["kind"] == "hypothetical" for group in chip["figures"]):
            raise Refused(f"{where(chip['id'], 'figures')}: the catalogue holds no hypothetical figures")


def where(id: str, *path: str | int) -> str:
    """File, line and key of a place in a record."""
    document, number = PLACES[id]
    return document.at((number, *path))


def check_attributes(sections: dict[str, Any]) -> None:
    """Predicates over chips name only attributes that chips have."""
    figures = {attribute(key) for chip in sections["chips"] for group in chip["figures"] for key in group["values"]}
    known = figures | set(IDENTITY) | set(UNITS) | {"available"}
    texts = {f"signal {signal['id']}": signal.get("implies") for signal in sections["signals"]}
    texts |= {
        f"signal {signal['id']}, case {case['when']}": re.sub(r"\{\w+(?:\*[\d.]+)?\}", "1", case["implies"])
        for signal in sections["signals"]
        for case in signal.get("cases", ())
    }
    texts |= {f"strict step {step['id']}": step["keeps"] for step in sections["strict"]["steps"]}
    for where, text in texts.items():
        unknown = names(parse(text)) - known if text else set()
        if unknown:
            raise Refused(f"{where}: no attribute {', '.join(sorted(unknown))}")


def sources_in(value: Any) -> Iterator[str]:
    """Every source id named anywhere below, under the keys `source` and `sources`."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "source" and isinstance(part, str):
                yield part
            elif key == "sources" and isinstance(part, list):
                yield from (item for item in part if isinstance(item, str))
            else:
                yield from sources_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from sources_in(part)


if __name__ == "__main__":
    sys.exit(main())
