"""Which stage of a model's life a finding speaks about: "runs on" is not "was made on"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import PurePosixPath

from .engine import Pattern

STAGES = ("pretraining", "finetuning", "rl", "serving", "benchmark", "support", "unknown")
MADE = ("pretraining", "finetuning", "rl")

# In a sentence the word nearest to the finding decides; the order settles a draw.
_SENTENCE = {
    "finetuning": r"fine-?\s?tun|\bsft\b|\blora\b|instruction[- ]tun|微调|精调|ファインチューニング",
    "rl": r"\brlhf\b|\bgrpo\b|\bppo\b|\bdpo\b|\brl\b|reinforcement|强化学习",
    "pretraining": r"pre-?training|pre-?trained (?:on|with|using)|\bpretrain\b|from scratch|预训练|事前学習",
    "serving": r"deploy|\bserv(?:e|ed|ing|er)\b|inferenc|_infer\b|vllm|sglang|部署|推理|推論|デプロイ",
    "benchmark": r"benchmark|throughput|latenc|tokens?/s|evaluat|评测|评估|吞吐",
    "support": r"\bsupport(?:s|ed)?\b|compatible|支持|适配",
}
# Words that mean the making of a model only where nothing in the sentence is more exact.
_TRAINED = r"\btrained (?:on|with|using)|full training|training run|gpu[- ]hours|训练"
# How far behind a chip a word still says what was made with it, where the sentence has said before that it trained.
_BEHIND = 48
_TRAINS = r"\btrain(?:ed|s|ing)?\b|训练|学習"
_HEADING = {
    "benchmark": r"benchmark|inference performance|speed|throughput|性能|评测|evaluation",
    "finetuning": r"fine-?\s?tun|\bsft\b|\blora\b|微调|ファインチューニング",
    "rl": r"\brlhf\b|\bgrpo\b|reinforcement|强化学习",
    "pretraining": r"pre-?training|\bpre-?train\b|预训练|事前学習",
    "serving": r"deploy|inferenc|serving|部署|推理|推論|デプロイ|vllm|sglang|tensorrt|trt-llm",
    "support": r"support|hardware compat|支持",
}
_TEXT = {
    "rl": r"\bgrpo\b|\bppo_|rlhf",
    "finetuning": r"\buse_lora\b|\blora_rank\b|\bsft\b|finetun|\bmodel_name_or_path\b",
    "pretraining": r"pretrain_\w+\.py|--train-samples|--train-iters|--train-tokens|--rampup-batch-size",
    "serving": r"vllm\.entrypoints|\bvllm serve\b|sglang\.launch_server|trtllm-serve",
}
# A script that starts a program named for training on many devices trains, where nothing says what else.
_LAUNCHER = r"\btorchrun\b|\bsrun\b|\bdeepspeed\b|\baccelerate launch\b|torch\.distributed\.(?:run|launch)|\bmpirun\b"
_PROGRAM = r"(?:^|[\s/])train(?:er)?\.py\b"
_PATH = {
    "pretraining": frozenset(["pretrain", "pretraining"]),
    "finetuning": frozenset(["finetune", "finetuning", "sft", "lora", "instruct"]),
    "rl": frozenset(["rl", "rlhf", "grpo", "ppo", "dpo"]),
    "serving": frozenset(
        ["inference", "infer", "serve", "serving", "server", "deploy", "deployment", "vllm", "sglang", "trtllm"]
    ),
    "benchmark": frozenset(["bench", "benchmark", "benchmarks", "benchmarking", "eval", "evals", "evaluation"]),
}
_PAGE = {
    "pretraining": r"\bpre-?train\w*|\btrain(?:ed|ing)\b|预训练",
    "finetuning": r"fine-?\s?tun\w*|\bsft\b|\blora\b|微调",
    "serving": r"\binference\b|\bdeploy\w*|\bserving\b|部署|推理",
}
MOST_WORDS = 5
_HASHES = re.compile(r"^(#{1,6})\s+(.+)")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)）])[.!?](?=\s)|[。！？；;|]")


class Stages:
    """Reads the stage of each line of one file; build it once a file."""

    def __init__(self, path: str, lines: Sequence[str], is_prose: Sequence[bool]) -> None:
        """is_prose: for each line, whether headings and sentences are to be read there."""
        self._path = path
        self._lines = lines
        self._is_prose = is_prose
        self._is_document = any(is_prose)
        self._file = _by_path(path) or ("" if self._is_document else _by_text(lines)) or "unknown"

    def at(self, line: int, column: int, sentence: str = "", place: int = 0, *, making: bool = False) -> str:
        """The stage of what stands at a line and column, both from zero.

        Prose: the sentence, then the headings above from the nearest up, then the path. Code: the path, then
        the text of the file; in a fenced block, the headings above it first. sentence, place: the sentence and the
        place in it where a line is only a part of it. making: whether something is said to have been made, which
        is then the only question that the words around it are asked.
        """
        if making:
            found = (_by_sentence(sentence, place, making=True), self._by_headings(line, MADE), self._file)
            return next((stage for stage in found if stage in MADE), "pretraining")
        if not self._is_document:
            return self._file
        text, column = (sentence, place) if sentence else (self._lines[line], column)
        if self._is_prose[line]:
            return _by_sentence(text, column) or self._by_row(line, column) or self._by_headings(line) or self._file
        return self._by_headings(line) or _by_sentence(text, column) or self._file

    def _by_row(self, line: int, column: int) -> str | None:
        """The stage that the other cells of a row of a table name."""
        row = self._lines[line]
        return _by_sentence(row.replace("|", ","), column) if row.lstrip().startswith("|") else None

    def of_page(self) -> str:
        """What a page is about by its words: the stage with at least five of them and most of all, or unknown."""
        text = "\n".join(self._lines)
        counts = {stage: len(re.findall(words, text, re.IGNORECASE)) for stage, words in _PAGE.items()}
        stage, count = max(counts.items(), key=lambda pair: pair[1])
        return stage if count >= MOST_WORDS and 2 * count > sum(counts.values()) else "unknown"

    def _by_headings(self, line: int, among: Collection[str] = STAGES) -> str | None:
        level = 7
        for number in range(line, -1, -1):
            heading = _HASHES.match(self._lines[number]) if self._is_prose[number] else None
            if heading is None or len(heading[1]) >= level:
                continue
            level = len(heading[1])
            for stage, words in _HEADING.items():
                if stage in among and re.search(words, heading[2], re.IGNORECASE):
                    return stage
        return None


def _by_sentence(text: str, column: int, *, making: bool = False) -> str | None:
    start = max((end.end() for end in _SENTENCE_END.finditer(text, 0, column)), default=0)
    after = _SENTENCE_END.search(text, column)
    sentence, at = text[start : after.start() if after else len(text)], column - start
    among = MADE if making else STAGES
    trained = making and re.search(_TRAINS, sentence[: max(at, 0)], re.IGNORECASE)
    reach = at + _BEHIND if trained else len(sentence)
    nearest = [
        (min(abs(found.start() - at), abs(found.end() - at)), order, stage)
        for order, (stage, words) in enumerate(_SENTENCE.items())
        if stage in among
        for found in re.finditer(words, sentence, re.IGNORECASE)
        if found.start() <= reach
    ]
    if nearest:
        return min(nearest)[2]
    return "pretraining" if re.search(_TRAINED, sentence, re.IGNORECASE) else None


def _by_path(path: str) -> str | None:
    for part in reversed(PurePosixPath(path).parts):
        words = set(re.split(r"[^a-z0-9]+", part.lower()))
        for stage, names in _PATH.items():
            if words & names:
                return stage
    return None


def _by_text(lines: Sequence[str]) -> str | None:
    live = "\n".join(line for line in lines if not line.lstrip().startswith("#")).encode()
    found = next((stage for stage, pattern in _text_patterns().items() if pattern.matches(live)), None)
    if found is None and all(pattern.matches(live) for pattern in _launch_patterns()):
        return "pretraining"
    return found


@cache
def _text_patterns() -> dict[str, Pattern]:
    return {stage: Pattern(f"(?i){words}") for stage, words in _TEXT.items()}


@cache
def _launch_patterns() -> tuple[Pattern, Pattern]:
    return Pattern(_LAUNCHER), Pattern(f"(?m){_PROGRAM}")
