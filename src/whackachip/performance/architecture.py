"""The numbers of a model that training and serving formulas share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..catalog.compressed import is_compressed
from ..catalog.layers import layers_of
from ..catalog.mixers import key_value_heads
from ..catalog.model import Model
from ..errors import UserError

T = TypeVar("T")


def covered(model: Model, build: Callable[[], T]) -> T:
    """What `build` makes of a model; raises UserError naming the figure that is not known or what is not covered."""
    try:
        return build()
    except KeyError as error:
        raise UserError(f"{model.id} lacks the figure {error.args[0]}, which this estimate needs") from None
    except ValueError as error:
        raise UserError(str(error)) from None


def architecture(model: Model) -> dict[str, float]:
    """Fields that the workloads of training and serving have in common, by their names there.

    Shared experts are counted in the width of a routed one, and so is a dense network beside the experts of a layer
    (arXiv 2509.01322, section 2.2). Raises KeyError where a figure is not known, ValueError for what is not covered.
    """
    kinds = layers_of(model)
    if kinds.mamba:
        raise ValueError(f"{model.id}: state space layers are not modelled")
    if is_compressed(model):
        raise ValueError(f"{model.id}: attention to compressed tokens is not modelled")
    total = kinds.attention + kinds.linear
    hidden, heads = model.count("hidden_size"), model.count("attention_heads")
    latent = model.count("kv_lora_rank", 0)
    rope = model.count("qk_rope_head_dim", 0) if latent else 0
    qk = model.count("qk_nope_head_dim") + rope if latent else model.count("head_dim", hidden // heads)
    mixture = model.count("routed_experts", 0) > 0
    ffn = model.count("intermediate_size", 0 if mixture else None)
    narrow = model.count("moe_intermediate_size", model.count("intermediate_size", 0)) if mixture else 0
    common = model.count("shared_experts", 0) * model.count("shared_intermediate_size", narrow)
    common += ffn if mixture and model.count("sublayers", 1) > 1 else 0
    found = {
        "layers": total,
        "hidden": hidden,
        "ffn": ffn,
        "heads": heads,
        "kv_heads": heads if latent else key_value_heads(model),
        "qk_width": qk,
        "v_width": model.count("value_head_dim", qk - rope),
        "vocabulary": model.count("vocabulary"),
        "gated": model.word("gated_mlp") != "no",
        "tied": model.flag("tied_embeddings"),
        "q_rank": model.count("q_lora_rank", 0),
        "kv_rank": latent,
        "rope_width": rope,
        "kv_layers": model.count("cla_share_factor", 1),
        "window": model.count("sliding_window") if kinds.windowed else 0,
        "windowed": kinds.windowed / total,
        "linear": kinds.linear / total,
        "experts": model.count("routed_experts", 0),
        "top": model.count("experts_per_token", 0),
        "shared": common / narrow if mixture else 0,
        "expert_ffn": narrow,
        "dense_layers": total - kinds.experts if mixture else 0,
    }
    return {name: float(value or 0) for name, value in found.items()}
