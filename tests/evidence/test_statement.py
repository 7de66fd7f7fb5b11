"""Statements in prose: chip, count, duration, hours, memory, mood, model and stage."""

from __future__ import annotations

import pytest

from whackachip.evidence import Hit, Signal, read_text
from whackachip.evidence.chipname import chip_names
from whackachip.evidence.modelname import home_families, model_names, subject
from whackachip.evidence.sentence import Sentences
from whackachip.evidence.statement import read_statement

MADE = ("T01", "T01-used", "T01-hours", "T01-card")


def said(text: str, number: int = 0, making: bool = True) -> tuple[object, ...]:
    at, name = chip_names(text)[number]
    found = read_statement(text, at, name, making=making)
    return found.count, found.days, found.device_hours, found.memory, found.marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trained on 2,048 H800 GPUs", (2048, None, None, None, ())),
        ("using 512 H800s for three weeks", (512, 21, None, None, ())),
        ("requires only 2.788M H800 GPU hours for its full training", (None, None, 2_788_000, None, ())),
        ("使用2048张H800训练", (2048, None, None, None, ())),
        ("使用了 512 张 H800 训练三周", (512, 21, None, None, ())),
        ("训练消耗 120万 H800 GPU 小时", (None, None, 1_200_000, None, ())),
        ("trained for 3.5 days on 8x A100 80GB", (8, 3.5, None, 80, ())),
        ("192 NVIDIA HGX-A800 nodes", (1536, None, None, None, ())),
        ("on 256 nodes with 8 MI250X each", (2048, None, None, None, ())),
        ("96 DGX-A100 (40G) nodes over 60 days", (768, 60, None, 40, ())),
        ("trained on 1K H100s", (1000, None, None, None, ())),
        ("A100 (80GB) x 64", (64, None, None, 80, ())),
        ("H800*64", (64, None, None, None, ())),
        ("on a TPU v4-2048 slice for 21 days", (None, 21, None, None, ())),
        ("1.7 million A100 hours", (None, None, 1_700_000, None, ())),
        ("100 A100 GPU days", (None, None, 2400, None, ())),
        ("120 nodes of H100", (None, None, None, None, ())),
    ],
)
def test_numbers(text: str, expected: tuple[object, ...]) -> None:
    assert said(text) == expected


def test_alternatives_share_a_count_and_a_list_does_not() -> None:
    assert said("16 H800 or H20 GPUs", 0)[0] == said("16 H800 or H20 GPUs", 1)[0] == 16
    assert said("64 A100 and H100 GPUs", 0)[0] == 64
    assert said("64 A100 and H100 GPUs", 1)[0] is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("We did not train on A100", "negated"),
        ("The model wasn't trained on A100", "negated"),
        ("并未使用 H800 训练", "negated"),
        ("Was it trained on H100?", "question"),
        ("是用 H100 训练的吗", "question"),
        ("You can train it on a single A100", "advice"),
        ("To train the model on 8 A100", "advice"),
        ("建议使用 A100 训练", "advice"),
        ("If trained on 1,000 H100", "hypothetical"),
        ("Requires an A100 or better for training", "advice"),
        ("至少需要 8 张 A100 训练", "advice"),
        ("the cost is 5 A100 GPU days equivalent", "unit"),
        ("cost in A100 GPU days", "unit"),
        ("折合 H800 卡时", "unit"),
        ("training relies on accelerators (e.g., advanced ones like H100", "generic"),
        ("Most open models were trained on H100", "generic"),
        ("支持在 NVIDIA 和昇腾 910 上训练", "supported"),
        ("It supports training on H100", "supported"),
        ("training speed of A100, H100, H200 and B200", "comparison"),
        ("Our training took half the time of that of an A100", "comparison"),
        ("trained on our cluster, 1.4 times faster than NVIDIA A100", "comparison"),
        ("训练效率从约为NVIDIA A100的16.7%提升至43%", "comparison"),
    ],
)
def test_moods(text: str, mark: str) -> None:
    assert mark in said(text)[-1]


@pytest.mark.parametrize(
    "text",
    [
        "trained on H800 but not tested",
        "It was not trained on A100 but on H800",
        "we had no time and trained on H800",
        "2.788M H800 GPU hours in total",
        "H800 is what we used",
        "three weeks on 512 H800, equivalent to a rental cost of $0.53M",
    ],
)
def test_a_plain_statement_has_no_mark(text: str) -> None:
    at, name = chip_names(text)[-1]
    assert read_statement(text, at, name, making=True).marks == ()


def made(signals: tuple[Signal, ...], text: str, path: str = "README.md") -> list[Hit]:
    return [hit for hit in read_text(path, text, signals) if hit.signal in MADE]


@pytest.mark.parametrize(
    ("text", "chip", "stage"),
    [
        ("Pre-training took place on a cluster of 1,024 H800 GPUs.", "H800", "pretraining"),
        ("DeepSeek-V3 requires only 2.788M H800 GPU hours for its full training.", "H800", "pretraining"),
        ("The RL stage used 512 H800s for three weeks.", "H800", "rl"),
        ("We fine-tuned the model on 8 A100 GPUs.", "A100", "finetuning"),
        ("模型在昇腾910B集群上训练。", "Ascend 910B", "pretraining"),
        ("全量微调使用了 32 张 H20。", "H20", "finetuning"),
        ("- **Hardware Type:** A100", "A100", "pretraining"),
        (
            "We train the models on cloud TPU-v4s with a library that we developed for training and fine-tuning.",
            "TPU v4",
            "pretraining",
        ),
        ("We trained it on 8 A100 for instruction tuning.", "A100", "finetuning"),
        (
            "We trained the model over several long weeks of work on a large\ncluster of 512 H100 GPUs.",
            "H100",
            "pretraining",
        ),
    ],
)
def test_making_is_read_with_its_stage(signals: tuple[Signal, ...], text: str, chip: str, stage: str) -> None:
    found = made(signals, text)
    assert {(hit.chips, hit.stage, hit.counts) for hit in found} == {((chip,), stage, True)}


@pytest.mark.parametrize(
    "text",
    [
        "Pre-trained models can run on A100.",
        "BF16 requires 16 H800 or H20 GPUs for deployment.",
        "Training speed was benchmarked on H100.",
        "Fine-tuning requires 8 A100 GPUs.",
        "Tested on H20, full fine-tuning needs 32 GPUs.",
        "It supports training and inference on Ascend 910.",
        "训练完成后在H20上部署。",
        "Deploy on 8xH200 or 16*H20.",
    ],
)
def test_other_stages_are_not_making(signals: tuple[Signal, ...], text: str) -> None:
    assert not [hit for hit in made(signals, text) if hit.counts]


def test_the_nearest_anchor_decides(signals: tuple[Signal, ...]) -> None:
    found = {
        hit.token: hit
        for hit in made(signals, "Pre-trained models run on T4 machines and A10 cards, ours was trained on H800.")
    }
    assert set(found) == {"H800"}  # fmt: skip


def test_a_statement_is_tied_to_its_model(signals: tuple[Signal, ...]) -> None:
    text = "# OLMo\n\nOLMo 1B was trained on MI250X GPUs.\n\n## OLMo 2 32B\n\nIt was trained on 1,280 H100 GPUs.\n"
    assert {(hit.token, hit.model) for hit in made(signals, text)} == {("MI250X", "OLMo 1B"), ("H100", "OLMo 2 32B")}
    table = (
        "| Model | Hardware |\n|---|---|\n| Viking 33B | trained on MI250X GPUs |\n| Poro 34B | trained on H100 GPUs |"
    )
    assert {(hit.token, hit.model) for hit in made(signals, table)} == {("MI250X", "Viking 33B"), ("H100", "Poro 34B")}


def test_somebody_elses_model_does_not_count(signals: tuple[Signal, ...]) -> None:
    text = "# Qwen3\n\nLlama 2 was trained on A100 GPUs. Qwen3 was trained on H800 GPUs."
    assert {(hit.token, hit.counts, "other-model" in hit.marks) for hit in made(signals, text)} == {
        ("A100", False, True),
        ("H800", True, False),
    }
    own = "# Llama 2\n\nLlama 2 was trained on A100 GPUs."
    assert [hit.counts for hit in made(signals, own)] == [True]
    compared = "# Qwen3\n\nCompared with Llama 3 trained on 16K H100 GPUs, Qwen3 needs less."
    assert [(hit.model, hit.counts) for hit in made(signals, compared)] == [("Llama 3", False)]
    praised = "# Qwen3\n\nOur model is comparable to GPT-4 and was trained on TPU v5p pods."
    assert [(hit.model, hit.counts) for hit in made(signals, praised)] == [("Qwen3", True)]
    derived = "# Qwen3\n\nStarting from Llama 2, we trained on H800 GPUs."
    assert [hit.counts for hit in made(signals, derived)] == [True]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Qwen2.5-72B-Instruct and DeepSeek-V3", [("Qwen2.5-72B-Instruct", "qwen"), ("DeepSeek-V3", "deepseek")]),
        ("Llama 3.1 405B, GPT-NeoX-20B", [("Llama 3.1 405B", "llama"), ("GPT-NeoX-20B", "gpt-neox")]),
        ("OPTIONAL Yield Lingual optional", []),
        ("Mixtral 8x7B", [("Mixtral 8x7B", "mistral")]),
    ],
)
def test_names_of_models(text: str, names: list[tuple[str, str]]) -> None:
    assert [(named.written, named.family) for named in model_names(text)] == names


def test_home_is_title_then_path_then_what_is_said_most() -> None:
    assert home_families("README.md", ["# Kimi-K2", "Llama Llama Llama"]) == {"kimi"}
    assert home_families("Qwen/notes.md", ["x"]) == {"qwen"}
    assert home_families("a.md", ["OLMo", "OLMo was", "OLMo is", "Llama"]) == {"olmo"}
    assert home_families("a.md", ["OLMo", "Llama"]) == frozenset()


def test_what_is_compared_with_is_no_subject() -> None:
    text = "Unlike Llama 2, ours uses H800"
    assert subject(text, text.index("H800")) is None


def test_sentences_run_over_lines_of_a_page_and_not_over_items() -> None:
    lines = [
        "The model was trained with a very careful and long recipe, on a",
        "cluster of H800. Next.",
        "- an H20",
        "- B",
    ]
    text, at = Sentences(lines).around(1, lines[1].index("H800"))
    assert text.startswith("The model was trained")
    assert text.endswith("H800.")
    assert text[at:].startswith("H800")
    assert Sentences(lines).around(2, 5)[0] == "- an H20"
    assert Sentences(["short", "line with H20"]).around(1, 10)[0] == "line with H20"
    assert Sentences(["e.g. an H20 of Fig. 3 is here."]).around(0, 8)[0] == "e.g. an H20 of Fig. 3 is here."


@pytest.mark.parametrize(
    ("sentence", "memory"),
    [("trained on 96x 40GB A100 GPUs", 40), ("trained on A100-40GB", 40), ("trained with 640GB A100 nodes of 8", None)],
)
def test_the_memory_of_a_device_stands_before_or_after_its_name(sentence: str, memory: int | None) -> None:
    at = sentence.index("A100")
    assert read_statement(sentence, at, "A100", making=True).memory == memory
