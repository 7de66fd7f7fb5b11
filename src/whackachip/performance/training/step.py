"""Time of one optimizer step: layers, pipeline, data parallelism and optimizer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels.join import Numbers
from .arrays import Cluster, Plan, StepTime, Workload
from .coefficients import Coefficients
from .layer import LayerTime, layer_time
from .memory import UPDATE_BYTES, WEIGHT_BYTES
from .offload import BACKWARD, layer_wait, update_wait
from .traffic import data_time, stage_time
from .weights import chip_weights, trained_share

# Beside an update gradients of float16 are freed of their scale first, and all are zeroed for the next step.
UNSCALE_BYTES, ZERO_BYTES = 8.0, 4.0
LEFT_OVER = 0.15  # of data-parallel traffic that nothing hides: the first and the last bucket
# What a layer's time depends on, besides the workload and the cluster.
SHAPE = (
    "tp", "cp", "ep", "etp", "micro_batch", "bits", "blocks", "recompute", "sequence_parallel", "schedule",
    "overlap_tp", "overlap_ep", "dispatch_bits", "graphs", "tiled",
)  # fmt: skip


def step_time(w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> StepTime:
    """Seconds of a step and of its parts; all arguments broadcast.

    A plan that can't be (see constraints) still has a number, which means nothing.
    """
    return assemble(w, cluster, plan, layer_time(w, cluster, plan, c), c)


def bubble_chunks(plan: Plan) -> Numbers:
    """Idle time of the pipeline, in micro-batches of a stage [1].

    Source: Narayanan et al. (arXiv 2104.04473), section 2.2; zero-bubble ZB-H1 (arXiv 2401.10241), table 2;
    DualPipe (arXiv 2412.19437), table 2, with a backward pass of twice the forward and half of it for weights.
    """
    plain = (plan.pp - 1) / plan.virtual
    return np.where(
        plan.schedule > 1, np.maximum(plan.pp - 2, 0.0) / 3, np.where(plan.schedule > 0, (plan.pp - 1) / 3, plain)
    )


def micro_batches(w: Workload, plan: Plan) -> Numbers:
    """Micro-batches of a step on one pipeline [count]."""
    return np.maximum(1.0, w.batch / (plan.dp * plan.micro_batch))


def assemble(w: Workload, cluster: Cluster, plan: Plan, layer: LayerTime, c: Coefficients) -> StepTime:
    """A step from the time of its layers; as step_time, with the layers' times given."""
    many = micro_batches(w, plan)
    tokens = plan.micro_batch * w.sequence / plan.cp
    one = (
        layer.products + layer.experts + layer.attention + layer.elementwise + layer.launch + layer.recompute
        + layer.tp + layer.cp + layer.ep
    )  # fmt: skip
    head = layer.head * (1 + w.predicted)
    # Layers that don't divide are dealt out so that the last stage has fewer: room for the head.
    layers = w.layers + w.predicted
    depth = np.ceil(layers / (plan.pp * plan.virtual) - 1e-9) * plan.virtual
    slack = np.maximum(depth * plan.pp - layers, 0.0)
    head = np.maximum(head - slack * one, 0.0)
    between = stage_time(tokens, w, cluster, plan, c) * c.pp_exposed
    idle, chunk = bubble_chunks(plan), depth * one + between
    bubble = idle * chunk
    # The slowest stage sets the pace: inner ones trade with two neighbours, the last with one, and it has the head.
    waiting = np.maximum(between - head, between / 2)
    busy = many * (depth * one + head + waiting)
    pipeline = busy + bubble

    # What the host keeps is waited for in every layer, those of the bubble too.
    leaves = np.any(plan.offload_optimizer + plan.offload_weights + plan.offload_activations)
    ahead, behind = layer_wait(w, cluster, plan, one, layer.recompute, c) if leaves else (0.0, 0.0)
    wait = depth * (ahead + behind)
    away = (many + idle) * wait

    dense, experts = chip_weights(w, plan)
    trained = trained_share(w)
    full = plan.zero > 2
    # Gradients are scattered and, where each chip updates all weights, gathered; else the updated weights are.
    gathered = np.where(plan.zero > 0, WEIGHT_BYTES, plan.gradient_bytes)
    moved = np.where(full, 3 * WEIGHT_BYTES * many, (plan.gradient_bytes + gathered) * trained)
    traffic = data_time(dense, experts, moved, cluster, plan, c)
    beside = plan.overlap_dp * c.dp_overlap
    window = np.where(full, busy + many * wait, (pipeline + away) / many) * beside
    shows = np.maximum(traffic - window, np.where(full, c.shard_exposed, LEFT_OVER) * traffic)
    # Chunks of a stage end one after the other, and only the last one's gradients have nothing left to hide behind.
    # Sharded weights are gathered for every micro-batch of every chunk, and what shows of it lengthens the bubble too.
    each = traffic / many
    longer = idle * np.maximum(each - (chunk + wait) * beside, c.shard_exposed * each)
    data = np.where(full, shows + longer, shows / plan.virtual)

    group = plan.dp * plan.cp
    group = np.where(plan.shard > 0, np.minimum(plan.shard, group), group)
    shards = np.where(plan.zero > 0, group, 1.0)
    few = np.maximum(1.0, plan.dp * plan.cp * plan.tp / (plan.ep * plan.etp))
    owned = trained * (dense / shards + experts / np.where(plan.zero > 0, few, 1.0))
    update = UPDATE_BYTES + np.where(plan.gradient_bytes < 4, UNSCALE_BYTES, 0.0)
    held = np.where(plan.zero > 1, owned, trained * (dense + experts))
    here = owned * (1 - plan.offload_optimizer)
    optimizer = (here * update + held * ZERO_BYTES) / (cluster.bandwidth * c.memory)
    times = many * depth
    if leaves:
        backward = ((one - layer.recompute) * BACKWARD + behind) * depth
        away = away + update_wait(cluster, plan, owned, backward, c)
    slow = cluster.engine * c.engine * pipeline
    return StepTime(
        total=pipeline + slow + data + optimizer + c.step + away,
        products=times * layer.products,
        experts=times * layer.experts,
        attention=times * layer.attention,
        elementwise=times * layer.elementwise,
        head=many * head,
        launch=times * layer.launch,
        recompute=times * layer.recompute,
        tp=times * layer.tp,
        cp=times * layer.cp,
        ep=times * layer.ep,
        pp=many * waiting,
        dp=data,
        bubble=bubble,
        optimizer=optimizer,
        overhead=c.step + slow,
        offload=away,
    )


def step_time_by_shape(w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> StepTime:
    """As step_time for one workload on one cluster, with each shape of a layer computed once and gathered.

    plan: arrays of one length, or numbers. Many plans share a layer's shape: they differ in pp, dp or virtual alone.
    """
    columns = list(np.broadcast_arrays(*(np.asarray(getattr(plan, name), dtype=np.float64) for name in SHAPE)))
    shapes, where = distinct(columns)
    small = plan._replace(**dict(zip(SHAPE, shapes, strict=True)))
    few = layer_time(w, cluster, small, c)
    return assemble(w, cluster, plan, LayerTime(*(part[where] for part in np.broadcast_arrays(*few))), c)


def distinct(columns: list[Any]) -> tuple[list[Any], Any]:
    """Distinct rows of a table given by columns, and for each row the place of its like.

    Each column is ranked by itself and the ranks make one integer, so that no row is sorted as a whole.
    """
    key: Any = np.zeros(columns[0].shape, dtype=np.int64)
    for column in columns:
        values = np.unique(column)
        if len(values) > 1:
            key = key * len(values) + np.searchsorted(values, column)
    _, first, where = np.unique(key, return_index=True, return_inverse=True)
    return [column.ravel()[first] for column in columns], where.reshape(columns[0].shape)
