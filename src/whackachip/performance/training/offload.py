"""What a host's memory keeps for a chip, and how long the chip waits for it.

Weights and activations of a layer travel while another layer is worked on, and what takes longer than that is waited
for. The state of the optimizer stays with the host, which makes the update: gradients go down, new weights come up.
Sources: calculon-ai/calculon at caa4b11, calculon/llm/llm.py, for what travels in which pass; ZeRO-Offload (arXiv
2101.06840, by its documentation in DeepSpeed) for the update by the host.
"""

from __future__ import annotations

import numpy as np

from ..kernels.join import Numbers
from .arrays import Cluster, Plan, Workload
from .coefficients import Coefficients
from .memory import (
    GRADIENT_BYTES,
    STATE_BYTES,
    UPDATE_BYTES,
    WEIGHT_BYTES,
    beyond_staged,
    in_flight,
    kept_activations,
    split_weights,
    stages_held,
    weight_bytes,
)
from .weights import trained_share

BACKWARD = 2 / 3  # of a layer's time that is not spent on computing again


def host_memory(w: Workload, plan: Plan) -> Numbers:
    """Bytes that the host keeps for the fullest chip; all arguments broadcast.

    Beside the optimizer's state lie the gradients that it is updated with, in 4 bytes.
    """
    whole, shared = split_weights(w, plan)
    depth = w.layers / plan.pp
    weights = weight_bytes(w, plan, np.where(plan.zero >= 3, shared, whole)) * stages_held(plan)
    each, _ = kept_activations(w, plan)
    state = (STATE_BYTES + GRADIENT_BYTES) * trained_share(w) * np.where(plan.zero >= 1, shared, whole)
    return (
        plan.offload_weights * weights * beyond_staged(depth) / depth
        + plan.offload_activations * each * beyond_staged(in_flight(w, plan) * depth)
        + plan.offload_optimizer * state
    )


def layer_wait(
    w: Workload, cluster: Cluster, plan: Plan, work: Numbers, again: Numbers, c: Coefficients
) -> tuple[Numbers, Numbers]:
    """Times that the mean layer of one micro-batch waits for the host, forward and backward [s].

    work: the layer's time, with what it computes again [s]. Forward its weights come up while its activations go down;
    backward both come up. What travels is also written to or read from the chip's memory, beside nothing else.
    """
    each, _ = kept_activations(w, plan)
    depth = w.layers / plan.pp
    alive = in_flight(w, plan) * depth
    activations = plan.offload_activations * each * beyond_staged(alive) / alive
    whole, shared = split_weights(w, plan)
    weights = weight_bytes(w, plan, np.where(plan.zero >= 3, shared, whole)) / depth
    weights = plan.offload_weights * weights * beyond_staged(depth) / depth
    link = np.maximum(cluster.host, 1.0)
    forward = (work - again) * (1 - BACKWARD)
    touched = (activations + weights) / (cluster.bandwidth * c.memory)
    ahead = np.maximum(np.maximum(activations, weights) / link - forward, 0.0)
    behind = np.maximum((activations + weights) / link - (work - forward), 0.0)
    return ahead + touched, behind + touched


def update_wait(cluster: Cluster, plan: Plan, owned: Numbers, backward: Numbers, c: Coefficients) -> Numbers:
    """Time that a step waits for the host's update of the weights [s].

    owned: weights that the chip's share of the optimizer updates [count]; backward: time of the last backward pass of a
    stage, with what it waits for the host, beside which gradients go down, as a link carries both ways [s]. The update
    needs all of them, for their norm; new weights come up while it goes on. A host is never taken to be faster than the
    chip's own memory.
    """
    moved = plan.offload_optimizer * owned
    link = np.maximum(cluster.host, 1.0)
    down = np.maximum(moved * plan.gradient_bytes / link - backward, 0.0)
    pace = np.minimum(np.maximum(cluster.host_bandwidth, 1.0), cluster.bandwidth * c.memory)
    return down + np.maximum(moved * UPDATE_BYTES / pace, moved * WEIGHT_BYTES / link)
