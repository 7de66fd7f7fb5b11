"""Disaggregation: one pool of chips prefills, another decodes, and the cache moves between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..kernels.join import Numbers
from .arrays import Batch, Cluster, Load, Plan, Served, Workload
from .coefficients import Coefficients
from .forward import cache_cells, forward
from .memory import most_sequences
from .steady import first_token, host, kept_tokens, kernels, waves

TURNS = 4  # of the fixed point between requests that decode and those that wait; each halves what is left
LEAST = 1e-6


class Pools(NamedTuple):
    """Replicas of each pool and how each is split."""

    prefill: Plan
    decode: Plan
    prefill_workers: Numbers
    decode_workers: Numbers


def served_apart(
    w: Workload, prefill_on: Cluster, decode_on: Cluster, pools: Pools, load: Load, c: Coefficients
) -> Served:
    """What two pools give in steady state; load: of all replicas together. All arguments broadcast.

    A request is prefilled, its cache is sent, it decodes undisturbed. Prefilling takes at most what its pool can: where
    requests come back faster they queue before it, and fewer decode (Little's law). Source of the picture: DistServe
    (arXiv 2401.09670), section 3.
    """
    before, after = pools.prefill, pools.decode
    fresh = np.maximum(load.input - load.shared, 1.0)
    chunks = np.ceil(fresh / before.chunk)
    lone = forward(w, prefill_on, before, Batch(0.0 * fresh, load.input, fresh / chunks, load.input, load.shared))
    prefill = chunks * (kernels(lone, prefill_on, before, c, 1.0) + host(LEAST, before, c))
    sent = cache_cells(w, load.input) * after.kv_bytes / before.tp / before.pp / prefill_on.network
    places = pools.prefill_workers * before.dp
    each = prefill / before.pp  # stages work on other prompts meanwhile
    context = load.input + load.output / 2
    most = most_sequences(w, decode_on, after, context) * pools.decode_workers
    tokens = np.maximum(load.output - 1, 1.0)
    wave = waves(after, c)
    running = np.minimum(load.concurrency, np.maximum(most, 1.0))
    decoding = running
    step = tpot = first = request = decoding
    for _ in range(TURNS):
        active = np.maximum(decoding / (pools.decode_workers * after.dp * after.pp), LEAST)
        parts = forward(w, decode_on, after, Batch(active, context, 0.0 * active, load.input))
        step = kernels(parts, decode_on, after, c, eager=0.0) + host(active, after, c)
        tpot = step * (1 + after.draft * after.draft_cost) / kept_tokens(after, c.guess)
        queue = wave / 2 * np.maximum(load.concurrency / places - 1, 0.0) * each
        alone = first_token(prefill, sent + queue, step, after, c)
        longest = np.maximum(load.concurrency * each / places, alone + tpot * tokens)
        waiting = np.maximum(load.concurrency / running - 1, 0.0) * tpot * tokens
        request = np.maximum(longest, alone + waiting + tpot * tokens)
        first = request - tpot * tokens
        decoding = (decoding + np.minimum(running, load.concurrency * tpot * tokens / request)) / 2
    chips = pools.prefill_workers * before.tp * before.pp * before.dp
    chips = chips + pools.decode_workers * after.tp * after.pp * after.dp
    rate = load.concurrency / request / chips
    return Served(first, tpot, request, rate * load.output, rate * load.input, step, prefill, decoding, most)
