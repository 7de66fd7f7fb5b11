"""How InferenceMAX's nightly runs were started, where its own scripts say more than tables of its results do.

Read from the scripts that stood in the project's repository on the days of the rows (source inferencex-scripts):
guessing by DeepSeek's next-token layers came with files of its own, and some engines were told to hold new requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Runs of DeepSeek-R1 with guessed tokens: days on which the scripts with `mtp` in their names were run.
GUESSED_TRTLLM = ("2026-01-14", "2026-01-28", "2026-02-05", "2026-02-06")
GUESSED_SGLANG = ("2026-03-25",)
TRTLLM_DRAFT, TRTLLM_DRAFT_GROUPS, SGLANG_DRAFT = 3.0, 1.0, 2.0  # one alone with attention DP
UNKNOWN = -1.0  # chance of a guess that no script states
# --scheduler-recv-interval of SGLang on Blackwell [step], by requests in flight; not set on Hopper.
POLLED, POLLED_MANY, MANY = 10.0, 30.0, 16
# batch_wait_timeout_iters of TensorRT-LLM [step] and the prompts that end it, for prompts and answers of 1,024.
LLAMA_HELD, LLAMA_TOKENS = 20.0, 0.9 * 16384
R1_HELD, R1_TOKENS, R1_HELD_SINCE, R1_HELD_MANY = 40.0, 0.8 * 8192, "2026-01-29", 64
# timeout_iters of attention DP with enable_balance [step]: prompts start when each group has one.
BALANCED = 60.0


class Settings(NamedTuple):
    """draft: tokens guessed ahead; acceptance: the chance of each, UNKNOWN where there are any; held: steps that a
    request waits, in the mean, before its prompt is taken."""

    draft: float = 0.0
    acceptance: float = 0.0
    held: float = 0.0


def settings(row: Mapping[str, str]) -> Settings:
    """What the scripts set for a row of the nightly runs."""
    model = row.get("model", "").rsplit("/", 1)[-1]
    if row.get("mode") == "disagg" or model not in ("DeepSeek-R1", "DeepSeek-V3", "Llama-3.1-70B"):
        return Settings()
    draft = _draft(row) if model == "DeepSeek-R1" else 0.0
    return Settings(draft, UNKNOWN if draft else 0.0, _held(row, model))


def _draft(row: Mapping[str, str]) -> float:
    if row.get("engine") == "trtllm" and row.get("date") in GUESSED_TRTLLM:
        return TRTLLM_DRAFT_GROUPS if _number(row, "attention_dp") > 1 else TRTLLM_DRAFT
    guessed = row.get("engine") == "sglang" and row.get("date") in GUESSED_SGLANG
    return SGLANG_DRAFT if guessed and row.get("weight_precision") == "fp8" else 0.0


def _held(row: Mapping[str, str], model: str) -> float:
    many, groups = _number(row, "concurrency"), _number(row, "attention_dp")
    arrivals = many / max(_number(row, "output_len"), 1.0)  # a step, where each step yields a token
    short = row.get("input_len") == row.get("output_len") == "1024"
    if row.get("engine") == "sglang":
        narrow = row.get("weight_precision") == "fp8" and row.get("tp") == "4"
        polled = POLLED_MANY if many >= MANY and not narrow else POLLED
        return polled / 2 if row.get("chip_id") in ("nv-b200", "nv-b300") else 0.0
    if row.get("engine") != "trtllm":
        return 0.0
    if model == "Llama-3.1-70B":
        return _mean_wait(LLAMA_HELD, LLAMA_TOKENS / 1024, arrivals) if short and _number(row, "tp") < 8 else 0.0
    if groups > 1:
        return _mean_wait(BALANCED, groups, arrivals)
    delayed = row.get("chip_id") == "nv-b200" and row.get("weight_precision") == "fp8" and model == "DeepSeek-V3"
    if delayed and short and row.get("date", "") >= R1_HELD_SINCE and many >= R1_HELD_MANY:
        return _mean_wait(R1_HELD, R1_TOKENS / 1024, arrivals)
    return 0.0


def _mean_wait(timeout: float, enough: float, arrivals: float) -> float:
    """Steps that a request waits where the first to come starts a timer, and `enough` of them end it earlier."""
    lasts = min(timeout, (enough - 1) / arrivals)
    return lasts * (1 + arrivals * lasts / 2) / (1 + arrivals * lasts)


def _number(row: Mapping[str, str], key: str) -> float:
    return float(row.get(key) or 1)
