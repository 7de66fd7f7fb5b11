"""Time of the collectives of a training step, before anything overlaps them."""

from __future__ import annotations

import numpy as np

from ..kernels.join import Numbers
from ..kernels.torus import link_share, mean_hops, neighbour_share
from .arrays import Cluster, Plan, Workload
from .coefficients import Coefficients

BYTES = 2.0
RANKS, MIDDLE = 0.31, 1.33  # of the curve that kernels.collective has for gathering among chips of one vendor


def pace(members: Numbers, span: Numbers, cluster: Cluster, c: Coefficients) -> Numbers:
    """Bandwidth a chip has in a collective [byte/s].

    members: chips of the group in one scale-up domain; span: chips from the group's first to its last. A ring through
    many domains leaves each by all the network ports of its members. On a torus a group has the links of its axes.
    """
    inside = cluster.link * c.link * link_share(members, np.minimum(cluster.chips, cluster.domain), cluster.torus)
    outside = np.minimum(inside, np.maximum(members, 1.0) * cluster.network * c.network)
    return np.where(span <= cluster.domain, inside, outside)


def delayed(wire: Numbers, ranks: Numbers, span: Numbers, cluster: Cluster, c: Coefficients) -> Numbers:
    """Time of one collective from that of its bytes [s]: with a start, and the sizes that reach neither limit.

    As kernels.collective has it: the geometric mean of start and wire time stands for what lies between.
    """
    start = c.latency * np.where(span <= cluster.domain, 1.0, cluster.network_latency / cluster.link_latency)
    start = start * (np.maximum(ranks, 2.0) / 2) ** RANKS
    return start + MIDDLE * np.sqrt(start * wire) + wire


def tensor_time(tokens: Numbers, w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> Numbers:
    """Two gathers and two scatters of the residual stream, as a layer's forward pass needs [s].

    Source: Korthikanti et al. (arXiv 2205.05198), section 4.2.
    """
    tp = plan.tp
    wire = (tp - 1) / tp * tokens * w.hidden * BYTES / pace(np.minimum(tp, cluster.domain), tp, cluster, c)
    return np.where(tp > 1, 4 * delayed(wire, tp, tp, cluster, c), 0.0)


def context_time(tokens: Numbers, w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> Numbers:
    """Keys and values passed round the ring of context parallelism in a layer's forward pass [s].

    tokens: of one chip. Source: Liu et al., ring attention (arXiv 2310.01889).
    """
    cp, span = plan.cp, plan.cp * plan.tp
    width = np.where(w.kv_rank > 0, w.heads, w.kv_heads) * (w.qk_width + w.v_width) / plan.tp
    members = np.maximum(1.0, np.minimum(cp, cluster.domain / plan.tp))
    wire = tokens * width * BYTES / pace(members, span, cluster, c)
    return np.where(cp > 1, (cp - 1) * delayed(wire, 2.0, span, cluster, c), 0.0)


def copies(top: Numbers, groups: Numbers) -> Numbers:
    """Groups besides its own that a token goes to, its experts drawn at random and each group reached once."""
    return (groups - 1) * (1 - (1 - 1 / groups) ** top)


def expert_time(tokens: Numbers, w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> Numbers:
    """Dispatch and combine of one layer's forward pass [s].

    A token crosses the network once to each domain that it goes to, at most w.route_nodes of them, and is copied
    within. On a torus it crosses several links. Source: DeepSeek-V3 (arXiv 2412.19437), section 3.2.2.
    """
    span = plan.ep * plan.etp
    domains = np.maximum(1.0, np.ceil(span / cluster.domain))
    rows = tokens / plan.tp * w.hidden * w.imbalance
    size = plan.dispatch_bits / 8 + BYTES
    far = copies(w.top, domains)
    far = np.where(w.route_nodes > 0, np.minimum(far, w.route_nodes * (domains - 1) / domains), far)
    near = copies(w.top, np.maximum(plan.ep, 1.0))
    hops = mean_hops(span, cluster.torus)
    inside = rows * size * near * hops / (cluster.link * c.link * c.alltoall)
    outside = rows * size * far / (cluster.network * c.network * c.alltoall_far)
    wire = np.where(domains > 1, np.maximum(inside, outside), inside)
    return np.where(span > 1, 2 * delayed(wire / 2, plan.ep, span, cluster, c), 0.0)


def stage_time(tokens: Numbers, w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> Numbers:
    """Activations to the next stage and their gradients back, for one micro-batch in every chunk [s].

    Stages follow one another in the order of the chips, so that of small ones several share a domain.
    """
    stage = plan.tp * plan.cp * plan.dp
    crossing = np.where(stage * plan.pp <= cluster.domain, 0.0, np.minimum(1.0, stage / cluster.domain))
    bytes_each = tokens * w.hidden * BYTES / plan.tp
    far = delayed(bytes_each / (cluster.network * c.network), 2.0, cluster.domain + 1, cluster, c)
    near = delayed(bytes_each / (cluster.link * c.link * neighbour_share(cluster.torus)), 2.0, 1.0, cluster, c)
    one = crossing * far + (1 - crossing) * near
    return np.where(plan.pp > 1, 2 * plan.virtual * one, 0.0)


def data_time(
    dense: Numbers, experts: Numbers, bytes_each: Numbers, cluster: Cluster, plan: Plan, c: Coefficients
) -> Numbers:
    """Scattering gradients and gathering weights over the data-parallel group [s].

    dense, experts: weights of a chip [count], the latter replicated over fewer chips; bytes_each [byte a weight].
    """
    group = plan.dp * plan.cp
    group = np.where(plan.shard > 0, np.minimum(plan.shard, group), group)
    few = np.maximum(1.0, plan.dp * plan.cp * plan.tp / (plan.ep * plan.etp))
    members = np.maximum(1.0, np.minimum(group, cluster.domain / plan.tp))
    rare = np.maximum(1.0, np.minimum(few, cluster.domain / (plan.ep * plan.etp)))
    first = dense * bytes_each * (group - 1) / group / pace(members, group * plan.tp, cluster, c)
    second = experts * bytes_each * (few - 1) / few / pace(rare, few * plan.ep * plan.etp, cluster, c)
    return np.where(group > 1, delayed(first + second, group, group * plan.tp, cluster, c), 0.0)
