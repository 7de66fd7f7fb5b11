"""Continuous batching in steady state: time to first token, time per token and rates of a replica."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..kernels.join import Numbers, joined
from .arrays import Batch, Cluster, Load, Parts, Plan, Served, Workload
from .coefficients import Coefficients
from .forward import forward
from .memory import most_sequences

EPOCH = 2026.0


class Passes(NamedTuple):
    """Parts of the passes that make a steady state; they depend on no constant of an engine."""

    decode: Parts
    mixed: Parts  # decoding with one chunk of a prompt for each group
    alone: Parts  # one chunk of a prompt
    active: Numbers  # sequences that decode, for each group and stage
    chunks: Numbers  # that a prompt takes
    most: Numbers  # sequences for which a replica has room


def passes(w: Workload, cluster: Cluster, plan: Plan, load: Load) -> Passes:
    """The passes of a load on one replica.

    Requests beyond what the cache holds wait. A group holds its share of the requests, a pipeline's stage works on
    another share of those at each moment.
    """
    context = load.input + load.output / 2
    most = most_sequences(w, cluster, plan, context)
    running = np.minimum(load.concurrency, np.maximum(most, 1.0))
    active = np.maximum(running / (plan.dp * plan.pp), NEARLY_NONE)
    fresh = np.maximum(load.input - load.shared, 1.0)
    chunks = np.ceil(fresh / plan.chunk)
    chunk = fresh / chunks
    return Passes(
        decode=forward(w, cluster, plan, Batch(active, context, 0.0 * chunk, load.input)),
        mixed=forward(w, cluster, plan, Batch(active, context, chunk, load.input, load.shared)),
        alone=forward(w, cluster, plan, Batch(0.0 * active, context, chunk, load.input, load.shared)),
        active=active,
        chunks=chunks,
        most=most,
    )


NEARLY_NONE = 1e-6  # sequences
LEAST = 1e-12  # [s]
LAUNCH_JOIN = 4.0  # host and chip work beside one another: the longer of the two counts


def kernels(
    p: Parts, cluster: Cluster, plan: Plan, c: Coefficients, prompt: float = 0.0, eager: float = 1.0
) -> Numbers:
    """Seconds of a pass's kernels with the constants of engines; never below the floor of its bytes.

    eager: 0 where the pass is a recorded graph, as decoding is; else launches may take longer than the kernels.
    prompt: 1 for a pass of prompts' tokens alone; there some units are kept for dispatch and combine where these run
    beside products (DeepSeek-V3, arXiv 2412.19437, sections 3.2.2 and 3.4.1).
    """
    factor = 1 + prompt * (by_engine(plan, c.prefill_trtllm, c.prefill_vllm, c.prefill_sglang) - 1)
    kept = prompt * np.where((plan.overlap > 0) & (plan.dp > 1), plan.kept_units, 0.0)
    factor = factor / (1 - np.minimum(kept / cluster.units, 0.5))
    own = c.products * (p.products + p.head) + c.attention * p.attention + c.experts * p.experts
    own = factor * (own + c.elementwise * p.elementwise) + c.reduce * p.reduce
    sent = c.exchange * p.exchange
    shown = np.where(plan.overlap > 0, np.maximum(sent - own, c.exchange_rest * sent), sent)
    time = np.maximum(own + shown, p.floor) + c.layer * p.layers
    return joined(time, np.maximum(eager * c.eager * p.layers, LEAST), LAUNCH_JOIN)


def by_engine(plan: Plan, trtllm: Numbers, vllm: Numbers, sglang: Numbers) -> Numbers:
    """The constant of the plan's engine; the geometric mean of the three where it is another or not known."""
    mean = (trtllm * vllm * sglang) ** (1 / 3)
    return np.select([plan.engine == 1, plan.engine == 2, plan.engine == 3], [trtllm, vllm, sglang], mean)


def host(active: Numbers, plan: Plan, c: Coefficients) -> Numbers:
    """Seconds that the engine adds to a step: scheduling, sampling, bookkeeping of each sequence."""
    return (
        by_engine(plan, c.trtllm, c.vllm, c.sglang)
        * np.exp(-c.yearly * (plan.year - EPOCH))
        * (c.step + c.sequence * active)
    )


def prefill_rate(w: Workload, cluster: Cluster, plan: Plan, load: Load, c: Coefficients) -> Numbers:
    """Tokens of prompts a second and chip, where each group's share of the prompts goes through in passes of at most
    plan.chunk tokens and nothing decodes; tokens that are in the cache already count as well."""
    tokens = load.concurrency / plan.dp * np.maximum(load.input - load.shared, 1.0)
    passes = np.ceil(tokens / plan.chunk)
    parts = forward(w, cluster, plan, Batch(0.0 * tokens, load.input, tokens / passes, load.input, load.shared))
    time = passes * (kernels(parts, cluster, plan, c, 1.0) + host(NEARLY_NONE, plan, c))
    return load.concurrency / plan.dp * load.input / time / (plan.tp * plan.pp)


def kept_tokens(plan: Plan, guess: Numbers = 0.0) -> Numbers:
    """Tokens that a step yields for a sequence: one, and of those guessed the ones before the first refusal.

    guess: the chance of a guessed token where the plan states none. Source: Leviathan et al. (arXiv 2211.17192),
    equation 1.
    """
    a = np.clip(np.where(np.asarray(plan.acceptance) < 0, guess, plan.acceptance), 0.0, 1.0)
    below = np.where(a < 1, (1 - a ** (plan.draft + 1)) / np.where(a < 1, 1 - a, 1.0), plan.draft + 1)
    return np.where(plan.draft > 0, below, 1.0)


def waves(plan: Plan, c: Coefficients) -> Numbers:
    """Share of requests whose prompts come in waves, before any of them decodes."""
    later = np.minimum(c.wave_sglang * np.exp(-c.calm * (plan.year - EPOCH)), 1.0)
    return by_engine(plan, c.wave_trtllm, c.wave_vllm, later)


def first_token(prefill: Numbers, queue: Numbers, step: Numbers, plan: Plan, c: Coefficients) -> Numbers:
    """Seconds from asked to first token, where the cache has room: its own prefill, those before it, and the engine."""
    block = np.select([plan.engine == 1, plan.engine == 3], [c.block_trtllm, c.block_sglang], 0.0)
    steps = c.first + np.where(plan.blocks > 0, block, 0.0)
    return prefill + queue + (steps + plan.held) * step + c.arrive


def served(w: Workload, cluster: Cluster, plan: Plan, load: Load, p: Passes, c: Coefficients) -> Served:
    """Times and rates of a replica that always has `load.concurrency` requests in flight.

    While a request decodes its tokens every other request in flight is prefilled once, in steps that all share:
    tpot = step + stall x (others) x (what one prefill adds to a step) / tokens. Requests for which the cache has no
    room wait for one that ends (Little's law). Source of the picture: Sarathi-Serve (arXiv 2403.02310), section 3.
    """
    overhead = host(p.active, plan, c)
    decode = kernels(p.decode, cluster, plan, c, eager=0.0) + overhead
    pace = decode * (1 + plan.draft * plan.draft_cost)
    step = pace / kept_tokens(plan, c.guess)
    alone = kernels(p.alone, cluster, plan, c, 1.0)
    added = c.stall * np.where(w.experts > 0, c.moe_stall, 1.0) * p.chunks
    added = added * np.maximum(kernels(p.mixed, cluster, plan, c) + overhead - decode, 0.0)
    others = np.maximum(p.active * plan.pp - 1, 0.0)
    tokens = np.maximum(load.output - 1, 1.0)
    wave = waves(plan, c)
    tpot = step + (1 - wave) * others * plan.dp**c.spread * added / plan.pp / tokens
    prefill = p.chunks * (alone + overhead)
    running = np.minimum(load.concurrency, np.maximum(p.most, 1.0))
    first = first_token(prefill, wave * others / 2 * added / plan.pp, pace, plan, c)
    waiting = np.maximum(load.concurrency / running - 1, 0.0) * (first + tpot * tokens)
    slot = np.where(plan.tight > 0, c.slot, 0.0)
    ttft = first + waiting + slot * (first + tpot * tokens) / load.concurrency
    request = ttft + tpot * tokens
    chips = plan.tp * plan.pp * plan.dp
    rate = load.concurrency / request / chips
    return Served(ttft, tpot, request, rate * load.output, rate * load.input, step, prefill, running, p.most)


def serve(w: Workload, cluster: Cluster, plan: Plan, load: Load, c: Coefficients) -> Served:
    """What a replica gives in steady state; all arguments broadcast."""
    return served(w, cluster, plan, load, passes(w, cluster, plan, load), c)
