"""Whose code a file is, what a line is worth at a pinned version, and which value stands."""

from __future__ import annotations

import pytest

from whackachip.evidence import Signal, read_text
from whackachip.evidence.block import known_block
from whackachip.evidence.branch import overridden_lines
from whackachip.evidence.lifespan import lifespans, mark_of, pinned
from whackachip.evidence.vendored import line_hash, line_origin, origin
from whackachip.facts import store


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("3rdparty/x/README.md", "", "vendored"),
        ("README_orig.md", "", "inherited"),
        ("docs/upstream_README.md", "", "inherited"),
        ("app/FasterTransformer/docs/guide.md", "", "fastertransformer"),
        ("serve/vllm-0.5.5/setup.py", "", "vllm"),
        ("src/vllm/model_executor/layers/x.py", "", "vllm"),
        ("megatron/core/x.py", "", "megatron-lm"),
        ("tests/functional_tests/test_cases/gpt_dgx_h100/model_config.yaml", "", "megatron-lm"),
        ("model/x.py", "# Copyright (c) 2022, NVIDIA CORPORATION. All rights reserved.", "megatron-lm"),
        ("run.sh", "# Copyright (c) 2022, NVIDIA CORPORATION. All rights reserved.", None),
        ("README.md", "", None),
        ("vllm/run.sh", "", None),
        ("deepspeed/train.sh", "", None),
        ("README.md.bak", "", None),
    ],
)
def test_origin(path: str, text: str, expected: str | None) -> None:
    assert origin(path, text.split("\n")) == expected


def test_a_line_is_recognised_whatever_its_marks() -> None:
    assert line_hash("  - Trained on  8 A100") == line_hash("* trained on 8 a100")
    assert line_hash("trained on 8 A100") != line_hash("trained on 8 H100")


def test_a_line_of_an_upstream_counts_nothing(signals: tuple[Signal, ...]) -> None:
    line = "This project was trained on 3072 H100 GPUs in all."
    facts = {"upstreams": {"upstreams": [{"id": "up", "lines": [line_hash(line)]}], "blocks": []}}
    with store.overlaid(facts):
        assert line_origin(line) == "up"
        (hit,) = [hit for hit in read_text("README.md", line, signals) if hit.signal == "T01"]
        assert (hit.marks, hit.counts) == (("inherited",), False)
        assert line_origin("H100") is None
    (hit,) = [hit for hit in read_text("README.md", line, signals) if hit.signal == "T01"]
    assert hit.counts


def test_hashes_of_upstreams_are_there() -> None:
    records = {record["id"]: record for record in store.section("upstreams")["upstreams"]}
    assert len(records["megatron-lm"]["lines"]) > 500
    assert len({line for record in records.values() for line in record.get("lines", ())}) > 3000


def test_a_block_is_an_organisations_fingerprint() -> None:
    known = store.section("upstreams")["blocks"][0]
    assert known_block(known["hash"]) == known["organisation"]
    assert known_block("0" * 16) is None


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("export A=1\nexport A=2\npython x.py", {0}),
        ("export A=1\npython x.py\nexport A=2", set()),
        ("export A=1\nexport A=$A:2", set()),
        ("export A=1\nif x; then\n  export A=2\nfi", set()),
        ("if x; then\n  export A=1\nfi\nexport A=2", set()),
        ("A=1\nB=$A\nA=2", set()),
        ("A=1\n# python x.py\n\nA=2\nA=3", {0, 3}),
        ("f() {\n  A=1\n}\nA=2", set()),
    ],
)
def test_a_value_that_is_set_again_before_anything_runs(text: str, lost: set[int]) -> None:
    assert overridden_lines("shell", text.split("\n")) == lost
    assert overridden_lines("python", text.split("\n")) == frozenset()


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("nvidia-nccl-cu12==2.20.5", "2.20.5"),
        ("ENV NCCL_VERSION=2.17.1-1", "2.17.1"),
        ("apt-get install libnccl2=2.3.7-1+cuda9", "2.3.7"),
        ("torch==2.3.0+cu121", "2.20.5"),
        ("torch==2.10.0", "2.27.5"),
        ("torch==2.1.0", "2.18.1"),
        ("torch==1.13.1", None),  # its wheel carries NCCL inside and names no version
        ("torch>=2.0", None),
        ("torchvision==0.18", None),
    ],
)
def test_pins(line: str, version: str | None) -> None:
    assert pinned([line]).get("NCCL") == version


def test_a_variable_is_judged_at_the_pinned_version(signals: tuple[Signal, ...]) -> None:
    lives = lifespans(signals)
    assert mark_of("NCCL_IB_CUDA_SUPPORT=1", lives) == "obsolete"
    assert mark_of("NCCL_IB_CUDA_SUPPORT=1", lives, {"NCCL": "2.3.7"}) is None
    assert mark_of("NCCL_IB_CUDA_SUPPORT=1", lives, {"NCCL": "2.4"}) == "obsolete"
    assert mark_of("NCCL_NVLS_ENABLE=1", lives, {"NCCL": "2.14.3"}) == "too-new"
    assert mark_of("NCCL_NVLS_ENABLE=1", lives, {"NCCL": "2.18.1"}) is None
    assert mark_of("NCCL_NVLS_ENABLE=1", lives) is None
    # Deprecated long after the models of today: it did its work in them.
    assert mark_of("NCCL_MAX_NCHANNELS=8", lives) is None or lives["NCCL_MAX_NCHANNELS"].deprecated is None
    assert len([one for one in lives.values() if one.since]) > 60


@pytest.mark.parametrize("path", ["prompts/list.yaml", "data/blocklist.txt", "src/stopwords.py", "few-shot.json"])
def test_lists_of_words_are_data(signals: tuple[Signal, ...], path: str) -> None:
    assert {hit.context for hit in read_text(path, "import torch_npu", signals)} <= {"data"}
