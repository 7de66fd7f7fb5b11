"""The published schema of a result: it takes what an investigation gives, whatever was read, and no key beside."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from whackachip.investigation import investigate
from whackachip.investigation.schema import Result
from whackachip.report.save import result_pieces

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))

from repositories import Builder

LAUNCH = "# trained on 2,048 H800 GPUs for 54 days\nexport NCCL_NET_GDR_LEVEL=2\nexport NCCL_IB_GID_INDEX=3\n"


@cache
def demo() -> dict[str, Any]:
    return investigate("hunyuan-large")


def plain_folder(folder: Path) -> dict[str, Any]:
    """Without history, without a model, and nothing in it."""
    (folder / "notes.txt").write_text("nothing here\n")
    return investigate(str(folder))


def history(folder: Path) -> dict[str, Any]:
    """With what was moved and what was withdrawn, on a day on which texts of the law disagree."""
    builder = Builder(folder / "a.git")
    first = builder.commit({"train.sh": LAUNCH, "more/run.sh": LAUNCH})
    second = builder.commit({"train.sh": "# moved\n" + LAUNCH}, first)
    builder.head("main", second)
    return investigate(str(builder.path), on="2025-01-20", to="CN")


def of_a_model(folder: Path) -> dict[str, Any]:
    """With feasibility, for a destination without an embargo, by the codified text."""
    (folder / "train.sh").write_text(LAUNCH)
    (folder / "bomb.zip").write_bytes(b"PK\3\4 and nothing else")
    return investigate(str(folder), model="deepseek-v3", to="FR", layer="codified")


@pytest.mark.parametrize("make", [plain_folder, history, of_a_model])
def test_what_is_found_keeps_to_it(make: Any, tmp_path: Path) -> None:
    document = make(tmp_path)
    Result.model_validate(document)
    assert json.loads("".join(result_pieces(document))) == document


def test_the_demo_keeps_to_it() -> None:
    Result.model_validate(demo())


def _places() -> Iterator[tuple[str | int, ...]]:
    """Where every kind of object of the document stands."""
    yield from ((), ("evidence",), ("evidence", "findings", 0), ("evidence", "findings", 0, "places", 0))
    yield from (("law", "decisions", 0), ("law", "decisions", 0, "item"), ("law", "decisions", 0, "transaction"))
    yield from (("law", "decisions", 0, "clauses", 0), ("law", "decisions", 0, "metrics", "tpp"))
    yield from (("law", "lives", "nv-h800-sxm", 0), ("law", "lives", "nv-h800-sxm", 0, "item"))
    yield from (("feasibility", 0), ("feasibility", 0, "tokens"), ("feasibility", 0, "clusters", 0))
    yield from (("statements", 0), ("views", 0), ("views", 0, "stages", 0), ("skipped", 0), ("provenance",))
    yield from (("signals", "C01"), ("chips", "nv-h800-sxm"), ("audited", "stages", 0), ("strict", "steps", 0))


@pytest.mark.parametrize("place", list(_places()), ids=lambda place: ".".join(map(str, place)) or "all")
def test_no_key_beside_is_taken(place: tuple[str | int, ...]) -> None:
    document = copy.deepcopy(demo())
    document["skipped"] = [{"path": "a.zip", "reason": "damaged"}]
    Result.model_validate(document)
    inner: Any = document
    for key in place:
        inner = inner[key]
    inner["unheard-of"] = 1
    with pytest.raises(ValidationError, match="unheard-of"):
        Result.model_validate(document)


def test_nothing_is_left_open() -> None:
    """No object of the published schema takes any key and value, but what a user states of a transaction."""
    schema = Result.model_json_schema()
    loose = [
        f"{name}.{key}"
        for name, shape in {**schema["$defs"], "Result": schema}.items()
        for key, part in shape.get("properties", {}).items()
        if '"additionalProperties": true' in json.dumps(part)
    ]
    assert loose == ["Transaction.stated"]
