"""Columns that tables of measured training and of measured serving share: numbers, and the model of a row."""

from __future__ import annotations

from ..catalog.model import models
from .measured import Row

LARGEST = 1e15  # of any size; more is a slip
KINDS = ("mha", "gqa", "mqa", "mla")


class Refused(Exception):
    """A row that can't be predicted; says why."""


def number(row: Row, key: str, default: float = 0.0) -> float:
    """A number of a row, or the default where it is empty; raises Refused for what is none, or absurd."""
    try:
        found = float(row.get(key) or default)
    except ValueError:
        raise Refused(f"{key} is not a number: {row[key]!r}") from None
    if not abs(found) <= LARGEST:
        raise Refused(f"{key} is absurd: {row[key]!r}")
    return found


def attention_kind(row: Row) -> str:
    """The kind of attention as the row writes it, grouped queries where it is silent; what follows a comma is windows.

    Raises Refused for a kind that the columns don't describe.
    """
    kind = row.get("attn_type") or "gqa"
    if kind.split(",")[0] not in KINDS:
        raise Refused(f"attention of kind {kind} is not described by the columns")
    return kind


def described(row: Row, vocabulary: float) -> dict[str, float]:
    """The sizes of a row's model by the fields that a workload has, of training as of serving; raises Refused.

    vocabulary: where the row states none.
    """
    layers, hidden, heads = (number(row, key) for key in ("layers", "hidden", "heads"))
    width = number(row, "head_dim", hidden / heads)
    mixture, kind = number(row, "experts") > 0, attention_kind(row)
    latent = latent_sizes(hidden, heads) if kind == "mla" else {}
    return {
        "layers": layers,
        "hidden": hidden,
        "heads": heads,
        "kv_heads": heads if kind in ("mha", "mla") else number(row, "kv_heads", heads),
        "qk_width": width,
        "v_width": width,
        "vocabulary": number(row, "vocab", vocabulary),
        "ffn": number(row, "ffn", 0.0 if mixture else 4 * hidden),
        "experts": number(row, "experts"),
        "top": number(row, "topk"),
        "shared": number(row, "shared_experts"),
        "expert_ffn": number(row, "moe_ffn"),
        "dense_layers": number(row, "dense_layers"),
        **latent,
    }


def latent_sizes(hidden: float, heads: float) -> dict[str, float]:
    """Ranks and widths of latent attention, which the columns lack, from a model of the catalogue of this size."""
    for model in models():
        size = (model.count("hidden_size", 0), model.count("attention_heads", 0))
        if size == (hidden, heads) and model.knows("kv_lora_rank") and model.knows("qk_nope_head_dim"):
            rope = float(model.count("qk_rope_head_dim"))
            return {
                "qk_width": model.count("qk_nope_head_dim") + rope,
                "v_width": float(model.count("value_head_dim")),
                "q_rank": float(model.count("q_lora_rank", 0)),
                "kv_rank": float(model.count("kv_lora_rank")),
                "rope_width": rope,
            }
    raise Refused("latent attention, and no model of the catalogue of this size states its ranks")
