"""Signals on text: samples, both engines, names of chips, secrets."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from repositories import README, TRAIN

from whackachip.evidence import Signal, check_samples
from whackachip.evidence.chipname import canonical, chip_names
from whackachip.evidence.engine import AnyOf
from whackachip.evidence.matching import MOST, MOST_ALIKE, TOKEN_LENGTH, Matcher
from whackachip.evidence.redact import redact

PLAIN = Signal(
    id="X1",
    title="x",
    category="stack",
    pattern=r"\bfoo=(?P<value>\d)",
    strength="weak",
    reason="x",
    contexts=("code",),
    must_match=("foo=1",),
    must_not_match=("bar",),
)


def test_the_facts_prove_themselves(signals: tuple[Signal, ...]) -> None:
    assert check_samples(signals) == []
    assert len(signals) >= 45


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"must_match": ("bar",)}, "does not match 'bar'"),
        ({"must_not_match": ("a foo=2",)}, "must not match 'a foo=2'"),
        ({"must_match": ()}, "no samples under 'match'"),
        ({"pattern": "foo("}, "does not compile"),
        ({"implies": "vendor =="}, "`implies` does not parse"),
    ],
)
def test_a_bad_signal_is_refused(changes: dict[str, object], problem: str) -> None:
    assert check_samples([PLAIN]) == []
    (found,) = check_samples([replace(PLAIN, **changes)])
    assert found.startswith("X1: ")
    assert problem in found


def test_an_id_stands_once() -> None:
    assert check_samples([PLAIN, PLAIN]) == ["X1: two signals have this id"]


def test_both_engines_agree(signals: tuple[Signal, ...]) -> None:
    lines = [text for signal in signals for text in (*signal.must_match, *signal.must_not_match)]
    text = "\n".join([*lines, README, TRAIN, "é H20 GPU 卡H800", "x" * 500])
    fast, plain = Matcher(signals), Matcher(signals, engine=re)
    assert fast.matches(text) == plain.matches(text)
    assert len(fast.matches(text)) > 150


def test_the_prefilter_loses_nothing(signals: tuple[Signal, ...]) -> None:
    """Many lines at once give what each line gives alone, with room between them for signals that look around."""
    samples = [text for signal in signals for text in (*signal.must_match, *signal.must_not_match)]
    lines = [text for text in samples if "\n" not in text]
    apart = 25
    matcher = Matcher(signals)
    whole = {(match.line, match.signal.id, match.token) for match in matcher.matches(("\n" * apart).join(lines))}
    alone = {
        (apart * number, match.signal.id, match.token)
        for number, line in enumerate(lines)
        for match in matcher.matches(line)
    }
    assert whole == alone


def test_a_class_that_runs_over_lines_hides_none() -> None:
    assert list(AnyOf([r"a[^.]*b"]).lines(b"a\nab\n.\nab\n")) == [0, 1, 3]
    assert list(AnyOf([r"^x$"]).lines(b"x\nyx\nx")) == [0, 2]
    assert list(AnyOf([r"x*"]).lines(b"\n\n")) == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("16 H800 or H20 GPUs", ["H800", "H20"]),
        ("16卡H800、H20", ["H800", "H20"]),
        ("8xH100, 16*A100 and 64MI250X", ["H100", "A100", "MI250X"]),
        ("A100-SXM4-80GB/NVIDIA_H100_80GB_HBM3", ["A100", "H100"]),
        ("H800s on a DGX-A100", ["H800", "A100"]),
        ("Ascend 910B, 昇腾910C, ascend-910b, 910B", ["Ascend 910B", "Ascend 910C", "Ascend 910B", "Ascend 910B"]),
        ("TPU v4 and tpu-v5p, Trillium", ["TPU v4", "TPU v5p", "Trillium"]),
        ("Tesla T4, NVIDIA A10G, RTX 4090", ["T4", "A10G", "RTX 4090"]),
        ("gaudi2, Gaudi 3 and Trainium", ["Gaudi2", "Gaudi 3", "Trainium"]),
        ("V100R001C10, H2O, XH20, H200x, A4 paper, T4, 1A100B, MI6", []),
    ],
)
def test_names_of_chips(text: str, names: list[str]) -> None:
    assert [canonical(name) for _, name in chip_names(text)] == names


def test_names_are_kept_as_they_are_written() -> None:
    text = "8xh100，昇腾910B与 H20s/H800"
    assert chip_names(text) == [(2, "h100"), (7, "昇腾910B"), (15, "H20"), (20, "H800")]


def test_one_match_a_chip(signals: tuple[Signal, ...]) -> None:
    found = Matcher(signals).matches("Pre-trained on 2,048 H800 GPUs. Deploy it on H20.")
    assert [(m.signal.id, m.token, m.chips) for m in found if m.signal.id in ("T01", "T02")] == [
        ("T01", "H800", ("H800",)),
        ("T02", "H20", ("H20",)),
    ]
    found = Matcher(signals).matches("#SBATCH --gres=gpu:a100:8")
    assert [(m.token, m.chips) for m in found if m.signal.id == "F07"] == [("a100", ("A100",))]


def test_tokens_are_short_and_hold_no_secret() -> None:
    signal = replace(PLAIN, pattern=r"run .*")
    (found,) = Matcher([signal]).matches("run --password=hunter2 --host 10.1.2.3 " + "x" * 200)
    assert len(found.token) <= TOKEN_LENGTH
    assert found.token.startswith("run --password=[secret] --host [address] ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("API_KEY=abc123", "API_KEY=[secret]"),
        ('"wandb_api_key": "abc"', '"wandb_api_key": "[secret]"'),
        ("hf_abcdefghijklmnop", "[secret]"),
        ("ghp_0123456789abcdefghij", "[secret]"),
        ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
        ("https://me:pw@host/x", "https://[secret]@host/x"),
        ("ssh root@192.168.0.12", "ssh root@[address]"),
        ("fe80:0:0:0:a:b:c:d", "[address]"),
        ("torch==2.3.0+cu121", "torch==2.3.0+cu121"),
        ("NCCL_IB_HCA=mlx5_2:1", "NCCL_IB_HCA=mlx5_2:1"),
    ],
)
def test_redaction(text: str, expected: str) -> None:
    assert redact(text) == expected


def test_what_says_the_same_is_kept_a_hundred_times(signals: tuple[Signal, ...]) -> None:
    matcher = Matcher(signals)
    found, left = matcher.counted("export NCCL_DEBUG=INFO\n" * 250)
    assert (len(found), left) == (MOST_ALIKE, 250 - MOST_ALIKE)
    assert matcher.matches("export NCCL_DEBUG=INFO\n" * 250) == found
    many = "".join(f"peak memory 80 GB; {number % 10000:04d}.5 TFLOPS per GPU\n" for number in range(1000, MOST + 1020))
    assert len(matcher.matches(many)) == MOST
