"""What the chips of a replica send each other in a pass."""

from __future__ import annotations

import numpy as np

from ..kernels.collective import collective_time
from ..kernels.join import Numbers
from ..kernels.torus import link_share, mean_hops
from .arrays import Cluster, Plan, Workload

NETWORK_LATENCY = 15e-6  # of a message that leaves the scale-up domain [s]; general knowledge of InfiniBand
NETWORK_SHARE = 0.85  # of a port's rate that long messages reach


def reduce_time(message: Numbers, cluster: Cluster, plan: Plan) -> Numbers:
    """One all-reduce of `message` bytes in a tensor-parallel group [s]; beyond a domain in two tiers."""
    inside = np.minimum(plan.tp, cluster.domain)
    outside = np.maximum(1.0, plan.tp / cluster.domain)
    link = cluster.link * link_share(inside, np.minimum(cluster.chips, cluster.domain), cluster.torus)
    near = collective_time("all_reduce", message, inside, np.maximum(link, 1.0), 0.0, cluster.curves.all_reduce)
    wire = 2 * message * (outside - 1) / outside / inside
    far = np.where(outside > 1, NETWORK_LATENCY * 2 + wire / (cluster.network * NETWORK_SHARE), 0.0)
    return near + far


def copies(top: Numbers, places: Numbers) -> Numbers:
    """Distinct places that a token's experts stand on, drawn at random."""
    return places * (1 - (1 - 1 / places) ** top)


def exchange_time(tokens: Numbers, w: Workload, cluster: Cluster, plan: Plan) -> Numbers:
    """Dispatch and combine of `tokens` that each chip holds, once each [s]; nothing where attention is not split by dp.

    A token crosses the network once for each node that it goes to, and the links within a node once for each chip.
    Dispatch is in plan.wire_bytes, combine in 2. Source: DeepSeek-V3 (arXiv 2412.19437), section 3.2.2.
    """
    group = np.maximum(1.0, np.minimum(plan.ep * plan.moe_tp, plan.tp * plan.dp))
    top = np.maximum(w.top, 1.0)
    # With tensor parallelism inside experts every chip needs every token.
    chips = np.where(plan.moe_tp > 1, group, copies(top, np.maximum(plan.ep, 1.0)))
    nodes = np.maximum(1.0, group / cluster.domain)
    limited = np.where(w.route_nodes > 0, np.minimum(w.route_nodes, nodes), nodes)
    far_copies = np.minimum(copies(top, nodes), limited)
    other = chips * (1 - 1 / group)
    each = tokens * w.hidden
    inside = np.minimum(group, cluster.domain)
    # On a torus a token crosses several links on its way.
    link = np.maximum(cluster.link / mean_hops(inside, cluster.torus), 1.0)
    one_way = []
    for size in (plan.wire_bytes, 2.0):
        near = collective_time("dispatch", each * size * other, inside, link, 0.0, cluster.curves.exchange)
        wire = each * size * far_copies * (1 - 1 / nodes) / (cluster.network * NETWORK_SHARE)
        far = np.where(nodes > 1, NETWORK_LATENCY + wire, 0.0)
        one_way.append(np.maximum(near, far))
    return np.where((plan.dp > 1) & (w.experts > 0), one_way[0] + one_way[1], 0.0)
