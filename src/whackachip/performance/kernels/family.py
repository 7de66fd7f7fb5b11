"""Rows of a table of measured kernels as arrays, and the formula that predicts each family of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..device import GIGA, Device
from ..measured import Row
from . import attention, collective, gemm, memory, moe

Columns = dict[str, Any]

# Bytes a weight takes, with its scales: a block of 16 or 32 values shares one byte, a group of 128 two.
WEIGHT_BYTES = {
    "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "fp8_block": 1.0, "mxfp8": 1.03, "int8": 1.0, "int8_wo": 1.0,
    "nvfp4": 0.5625, "mxfp4": 0.53, "w4a16_mxfp4": 0.53, "a16w4": 0.53, "w4a8_mxfp4_mxfp8": 0.53, "a8w4": 0.53,
    "int4_wo": 0.516, "int4": 0.516,
}  # fmt: skip
ACTIVATION_BYTES = {"fp8": 1.0, "fp8_block": 1.0, "mxfp8": 1.0, "int8": 1.0, "nvfp4": 0.5625, "mxfp4": 0.53,
                    "w4a8_mxfp4_mxfp8": 1.0, "a8w4": 1.0}  # fmt: skip
# A class of precision: kernels that share a curve.
CLASSES = {"fp16": "bf16", "nvfp4": "fp4", "mxfp4": "fp4", "w4a16_mxfp4": "w4a16", "a16w4": "w4a16", "int4_wo": "w4a16",
           "int4": "w4a16", "w4a8_mxfp4_mxfp8": "w4a8", "a8w4": "w4a8", "mxfp8": "fp8"}  # fmt: skip
PEAKS = {"w4a16": "bf16", "w4a8": "fp8", "fp4": "fp4"}


@dataclass(frozen=True)
class Family:
    """One kind of kernel: which rows are of it, their class of precision, their numbers, and the formula.

    file: the table that holds it. time(columns, device, precision, curve) [s] uses arrays throughout.
    """

    name: str
    file: str
    has: Callable[[Row], bool]
    precision: Callable[[Row], str]
    keys: tuple[str, ...]
    columns: Callable[[Row], dict[str, float]]
    time: Callable[[Columns, Device, str, Any], Any]


def peak_of(device: Device, precision: str) -> float:
    """The rate that bounds a class of precision [FLOP/s]."""
    return device.peak(PEAKS.get(precision, precision))


def _number(row: Row, key: str) -> float:
    return float(row.get(key) or 0)


def _gemm_columns(row: Row) -> dict[str, float]:
    found = {key: _number(row, key) for key in "bmnk"}
    weight = WEIGHT_BYTES[row["dtype"]]
    return found | {"weight_bytes": weight, "activation_bytes": ACTIVATION_BYTES.get(row["dtype"], 2.0)}


def _gemm_precision(row: Row) -> str:
    return row["dtype"] if row["dtype"] == "int4_wo" else CLASSES.get(row["dtype"], row["dtype"])


def _gemm(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return gemm.gemm_time(
        c["b"], c["m"], c["n"], c["k"], c["weight_bytes"],
        peak_of(device, precision), device.memory_bandwidth, device.units, curve, c["activation_bytes"],
    )  # fmt: skip


ATTENTION = ("batch", "q_len", "kv_len", "heads", "kv_heads", "qk_dim", "v_dim", "window", "causal")


def _attention_columns(row: Row) -> dict[str, float]:
    return {key: _number(row, key) for key in ATTENTION} | {"kv_bytes": 1.0 if row["kv_dtype"] == "fp8" else 2.0}


def _attention_precision(row: Row) -> str:
    if row["dtype"] == row["kv_dtype"] or row["kv_dtype"] != "fp8":
        return CLASSES.get(row["dtype"], row["dtype"])
    return "bf16_fp8kv"


def _attention_peak(device: Device, precision: str) -> float:
    return device.peak("fp8" if precision == "fp8" else "bf16")


def _prefill(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return attention.attention_prefill_time(
        c["batch"], c["q_len"], c["kv_len"], c["heads"], c["kv_heads"], c["qk_dim"], c["v_dim"], c["window"],
        c["causal"], c["kv_bytes"],
        _attention_peak(device, precision), device.memory_bandwidth, device.units, curve,
    )  # fmt: skip


def _backward(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return attention.attention_backward_time(
        c["batch"], c["q_len"], c["kv_len"], c["heads"], c["kv_heads"], c["qk_dim"], c["v_dim"], c["window"],
        c["causal"],
        _attention_peak(device, precision), device.memory_bandwidth, device.units, curve,
    )  # fmt: skip


def _mla_prefill(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return attention.mla_prefill_time(
        c["batch"], c["q_len"], c["kv_len"], c["heads"], c["kv_bytes"],
        _attention_peak(device, precision), device.memory_bandwidth, device.units, curve,
    )  # fmt: skip


def _decode(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    width = c["qk_dim"] + c["v_dim"]
    return attention.attention_decode_time(
        c["batch"], c["kv_len"], c["heads"], c["kv_heads"], width, width, c["window"], c["kv_bytes"],
        _attention_peak(device, precision), device.memory_bandwidth, device.units, curve,
    )  # fmt: skip


def _mla_decode(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return attention.mla_decode_time(
        c["batch"], c["kv_len"], c["heads"], c["kv_bytes"],
        _attention_peak(device, precision), device.memory_bandwidth, device.units, curve,
    )  # fmt: skip


MOE = ("num_tokens", "hidden", "inter", "topk", "experts", "tp", "ep", "matrices")


def _moe_columns(row: Row) -> dict[str, float]:
    spread = row["distribution"]
    return {key: _number(row, key) for key in MOE} | {
        "skewed": float(spread.startswith("power_law")),
        "even": float(spread.startswith("balanced") or spread == "tuner_input"),
        "weight_bytes": WEIGHT_BYTES[row["dtype"]],
        "activation_bytes": ACTIVATION_BYTES.get(row["dtype"], 2.0),
    }


def _moe(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return moe.moe_time(
        c["num_tokens"], c["hidden"], c["inter"] / c["tp"], c["topk"], c["experts"], c["ep"], c["matrices"],
        c["skewed"], c["even"], c["weight_bytes"], c["activation_bytes"],
        peak_of(device, precision), device.memory_bandwidth, device.units, curve,
    )  # fmt: skip


def _memory(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return memory.memory_op_time(c["bytes"], device.memory_bandwidth, curve)


COLLECTIVES = {"ep_dispatch": "dispatch", "ep_combine": "combine"}
SCALAR_BYTES = {"fp8": 1.03, "nvfp4": 0.5625, "fp4": 0.5625}


def _low_latency(row: Row) -> bool:
    return "low-latency" in row["impl"] or row["impl"].endswith(("_ll", "_generation"))


def _collective_precision(row: Row) -> str:
    if row["op"] not in COLLECTIVES:
        custom = row["op"] == "all_reduce" and row["impl"] != "NCCL"
        return row["op"] + ("_custom" if custom else "")
    return COLLECTIVES[row["op"]] + ("_low_latency" if _low_latency(row) else "")


def _collective_columns(row: Row) -> dict[str, float]:
    ranks = _number(row, "n_gpus")
    message = _number(row, "message_bytes")
    if row["op"] in COLLECTIVES:
        # Low-latency kernels send a copy to each expert, the others one to each rank.
        top = _number(row, "topk")
        many = top * (ranks - 1) / ranks
        copies = many if _low_latency(row) else float(collective.dispatch_copies(top, ranks))
        message = _number(row, "num_tokens") * _number(row, "hidden") * SCALAR_BYTES.get(row["dtype"], 2.0) * copies
    return {"message": message, "ranks": ranks, "link": _number(row, "link_gbs_unidir") * GIGA}


def _collective(c: Columns, device: Device, precision: str, curve: Any) -> Any:
    return collective.collective_time(precision, c["message"], c["ranks"], c["link"], 0.0, curve)


def _op(*names: str) -> Callable[[Row], bool]:
    return lambda row: row["op"] in names


FAMILIES = (
    Family("gemm", "gemm", _op("gemm", "bmm"), _gemm_precision, ("b", "m", "n", "k"), _gemm_columns, _gemm),
    *(
        Family(name, "attention", _op(*ops), _attention_precision, ATTENTION, _attention_columns, time)
        for name, ops, time in (
            ("attention_prefill", ("prefill", "encoder_attention"), _prefill),
            ("attention_backward", ("backward",), _backward),
            ("attention_decode", ("decode",), _decode),
            ("mla_prefill", ("mla_prefill",), _mla_prefill),
            ("mla_decode", ("mla_decode",), _mla_decode),
        )
    ),
    Family(
        "moe", "moe", lambda row: True, lambda row: CLASSES.get(row["dtype"], row["dtype"]),
        (*MOE, "distribution"), _moe_columns, _moe,
    ),
    Family("memory", "memory_ops", lambda row: True, lambda row: row["op"], ("op", "rows", "cols"),
           lambda row: {"bytes": _number(row, "bytes")}, _memory),
    Family(
        "collective", "collectives", lambda row: True, _collective_precision,
        ("op", "n_gpus", "n_nodes", "message_bytes", "dtype", "num_tokens", "hidden", "topk", "experts"),
        _collective_columns, _collective,
    ),
)  # fmt: skip
# A column that only one table has.
MARKS = {
    "k": "gemm",
    "kv_len": "attention",
    "tokens_per_expert": "moe",
    "cols": "memory_ops",
    "busbw_gbs": "collectives",
}


def family_of(row: Row) -> Family | None:
    """The family that a row of any of the tables belongs to."""
    file = next((file for mark, file in MARKS.items() if mark in row), None)
    return next((family for family in FAMILIES if family.file == file and family.has(row)), None)


def refusal(row: Row) -> str | None:
    """Why a row can't be predicted or judged on, from the row alone; None where it can."""
    if row.get("suspect") == "1":
        return "suspect: the source's figure lies above what the chip can do"
    if row.get("n_nodes") not in (None, "", "1"):
        return "crosses nodes; the row does not state the network"
    if not row.get("latency_us") or float(row["latency_us"]) <= 0:
        return "no time measured"
    if "busbw_gbs" in row and row["op"] not in COLLECTIVES and not row.get("message_bytes"):
        return "no message size"
    if "busbw_gbs" in row and row["op"] in COLLECTIVES and not row.get("num_tokens"):
        return "no token count"
    return None


def library(row: Row) -> str:
    """Which library a row measures, without its version; none for a collective, where sizes decide which is faster."""
    return "" if "busbw_gbs" in row else software_name(row.get("software", ""))


def software_name(software: str) -> str:
    """The library without its version: `vllm` for `vLLM 0.19.0 (profile)`."""
    words = software.replace("/", " ").split()
    return words[0].lower().rstrip(",") if words else ""


def columns_of(family: Family, rows: list[Row]) -> Columns:
    """The numbers of rows of one family as arrays of float64."""
    found = [family.columns(row) for row in rows]
    return {key: np.array([row[key] for row in found]) for key in found[0]}
