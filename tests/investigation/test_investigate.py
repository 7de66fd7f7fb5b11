"""The bundled case, end to end: what the verdict has to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from whackachip.errors import UserError
from whackachip.investigation import find_case, investigate
from whackachip.investigation.schema import Result

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return investigate("hunyuan-large")


def stage(result: dict[str, Any], name: str) -> dict[str, Any]:
    return next(found for found in result["audited"]["stages"] if found["stage"] == name)


def decision(result: dict[str, Any], chip: str) -> dict[str, Any]:
    return next(found for found in result["law"]["decisions"] if found["chip"] == chip)


@pytest.mark.parametrize("name", ["serving", "finetuning"])
def test_serving_and_finetuning_are_declared_h20(result: dict[str, Any], name: str) -> None:
    disclosure = stage(result, name)["disclosure"]
    assert (disclosure["word"], disclosure["families"]) == ("declared", ["h20"])


def test_a_test_of_finetuning_is_not_said_to_be_finetuning(result: dict[str, Any]) -> None:
    assert [stage["label"] for stage in result["audited"]["stages"]] == ["Pre-training", "Fine-tuning tests", "Serving"]
    assert "fine-tuning tests on H20, declared; serving on H20" in result["verdict"]["headline"]


def test_pretraining_is_undisclosed_and_siblings_are_not_separable(result: dict[str, Any]) -> None:
    found = stage(result, "pretraining")
    assert found["disclosure"]["word"] == "undisclosed"
    label, probability = next(iter(found["classes"].items()))
    assert label == "NVIDIA data-centre Ampere or Hopper"
    assert probability >= 0.9
    assert {"h20", "h800"} <= set(found["inseparable"])


def test_the_law_on_the_day(result: dict[str, Any]) -> None:
    h20, h800 = decision(result, "nv-h20-96"), decision(result, "nv-h800-sxm")
    assert (h20["item"]["verdict"], h20["transaction"]["verdict"]) == (
        "not-controlled-by-this-rule", "no-requirement-found",
    )  # fmt: skip
    assert (h800["item"]["verdict"], h800["transaction"]["verdict"]) == ("controlled", "licence-required")
    assert all(paragraph.startswith("3A090.a") for paragraph in h800["item"]["paragraphs"])


def test_the_acquisition_window_is_shown(result: dict[str, Any]) -> None:
    periods = result["law"]["windows"]["nv-h800-sxm"]
    free = [p for p in periods if p["transaction"]["verdict"] == "no-requirement-found"]
    assert free[-1]["ends"] == "2023-10-22"
    assert periods[-1]["ends"] == "2024-11-05"
    assert any("earlier lawful purchase" in text for text in result["verdict"]["sentences"])


def test_the_sentences_on_the_window_name_its_days(result: dict[str, Any]) -> None:
    told = {sentence.partition(" to ")[0]: sentence for sentence in result["verdict"]["window"]}
    assert told["H800"].endswith("found from 2023-02-01 to 2023-10-22; licence required from 2023-10-23.")
    assert told["H100"].endswith("licence required on every day of the acquisition window, 2022-10-01 to 2024-11-05.")
    assert told["H20"].endswith("no requirement found on any day of the acquisition window, 2024-04-01 to 2024-11-05.")


def test_the_strict_chain_leaves_more_than_h20(result: dict[str, Any]) -> None:
    assert "nv-h20-96" in result["strict"]["remaining"]
    assert len({result["chips"][chip]["family"] for chip in result["strict"]["remaining"]}) > 5
    assert all(step["fired"] and step["before"] > step["after"] for step in result["strict"]["steps"])


def test_withdrawn_evidence(result: dict[str, Any]) -> None:
    gone = [f for f in result["evidence"]["findings"] if f["status"] == "withdrawn"]
    rdma = [f for f in gone if f["token"].startswith("NCCL_NET_GDR_LEVEL")]
    assert {f["path"] for f in rdma} == {"train/train.sh", "examples/train_demo.sh"}
    assert {(f["removed_by"][:7], f["removed_on"][:10]) for f in rdma} == {("ba70fab", "2024-11-24")}
    h800 = [f for f in gone if f["token"] == "H800" and f["signal"] == "T02"]
    assert {(f["path"], f["removed_by"][:7], f["removed_on"][:10]) for f in h800} == {
        ("README.md", "b7c512b", "2024-12-06"),
        ("README_CN.md", "cdc3735", "2024-12-06"),
    }
    assert all(f["days_alive"] is not None for f in gone)


def test_the_two_states_of_the_repository_differ(result: dict[str, Any]) -> None:
    paper, head = result["views"]
    assert paper["strict_steps"] == ["nccl", "bfloat16", "gpudirect"]
    assert "gpudirect" not in head["strict_steps"]
    assert paper["findings"] > head["findings"]


def test_every_source_resolves(result: dict[str, Any]) -> None:
    def ids(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["source"]} if isinstance(value.get("source"), str) else set()
            listed = {s for s in value.get("sources", ()) if isinstance(s, str)} if "sources" in value else set()
            return own | listed | {i for key, part in value.items() if key != "sources" for i in ids(part)}
        return {i for part in value for i in ids(part)} if isinstance(value, list) else set()

    body = {key: part for key, part in result.items() if key != "sources"}
    assert ids(body) <= set(result["sources"])


def test_the_result_follows_the_published_schema(result: dict[str, Any]) -> None:
    Result.model_validate(result)
    with pytest.raises(ValueError, match="verdicts"):
        Result.model_validate(result | {"verdicts": 1})


def test_the_published_schema_is_in_step() -> None:
    done = subprocess.run(
        [sys.executable, "tools/write_schema.py", "--check"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_the_result_is_plain_data_and_the_same_every_time(result: dict[str, Any]) -> None:
    text = json.dumps(result, sort_keys=False)
    assert json.loads(text) == result
    assert json.dumps(investigate("hunyuan-large")) == text


def test_the_result_names_no_local_path_and_no_clock(result: dict[str, Any]) -> None:
    text = json.dumps(result)
    for word in ("/home", "/tmp", "/root", "localhost"):
        assert word not in text
    assert result["provenance"]["command"] == "whackachip investigate hunyuan-large"


def test_another_day_and_place() -> None:
    found = investigate("hunyuan-large", on="2025-05-01", to="DE")
    assert found["question"]["to"] == "DE"
    assert decision(found, "nv-h20-96")["transaction"]["verdict"] == "no-requirement-found"
    assert found["provenance"]["command"] == "whackachip investigate hunyuan-large --on 2025-05-01 --to DE"


def test_mistakes_name_the_nearest() -> None:
    with pytest.raises(UserError, match="hunyuan-large"):
        investigate("hunyuan")
    with pytest.raises(UserError, match="no such path"):
        investigate("some/where/else")
    assert find_case("hunyuan-large") is not None
