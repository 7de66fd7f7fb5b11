"""How fast plans are searched, on the space of another tool among others; called by tools/bench.py.

Calculon (calculon-ai/calculon at caa4b11) tries 10,295,264 executions of its model megatron-1T on 4,096 A100s: splits
of the chips, micro-batches, interleaving, three depths of recomputation, sharding of the optimizer, three ways of
tensor parallelism and three of hiding it, overlap of gradients, what is offloaded to a second memory, and which network
carries what. Its offloading is left out here and its choice of networks is not in our formulas, so that many of its
executions are one plan; `calculon_plans` lists those plans, and how many executions each stands for. With offloading
`its_best` and `second_memory` set its best plan against ours.
"""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import numpy as np

from whackachip.catalog import find_chip
from whackachip.performance.device import device
from whackachip.performance.search import ALL_VALUES, Space, best, fast, space
from whackachip.performance.search.space import divisors_of
from whackachip.performance.training import Cluster, Plan, Workload, coefficients, memory, step_time_by_shape
from whackachip.performance.training.build import cluster

CALCULON = 243  # executions a second and core, a sample on our machine; see docs/search.md
CHIPS, BATCH = 4096, 3072
NETWORKS = 2  # of its system a100_80g
WORK = Workload(
    layers=128.0, hidden=25600.0, ffn=102400.0, heads=160.0, kv_heads=160.0, qk_width=160.0, v_width=160.0,
    vocabulary=51200.0, sequence=2048.0, batch=float(BATCH), gated=0.0,
)  # fmt: skip
CHUNK = 16_384  # plans that stay in the cache
FIELDS = ("tp", "pp", "dp", "micro_batch", "virtual", "recompute", "zero", "sequence_parallel", "overlap_tp",
          "overlap_dp")  # fmt: skip


def a100s() -> Cluster:
    """4,096 A100s as they are usually joined, with software of 2023."""
    return cluster(device(find_chip("a100").chip), CHIPS, "ampere-ga100", 2023.0)


def second_memory() -> Cluster:
    """The same with the second memory of its system a100_80g: 512 GiB a chip, 32 GB/s of which 95 % are reached."""
    return a100s()._replace(host=0.95 * 32e9, host_memory=512 * 2.0**30)


def its_best() -> Plan:
    """The best that was found by Calculon's model, 36.48 s: weights and activations in the second memory."""
    return Plan(
        8.0, 2.0, 256.0, 6.0, virtual=32.0, recompute=1.0, overlap_tp=1.0, offload_weights=1.0, offload_activations=1.0
    )


def calculon_plans() -> tuple[Any, Any, Any]:
    """Columns of FIELDS, the batch of each plan, and how many executions of Calculon it stands for.

    Its batch is the largest multiple of the data parallelism up to 3,072.
    """
    rows, stands = [], []
    heads, layers = int(WORK.heads), int(WORK.layers)
    for tp in (d for d in divisors_of(CHIPS) if heads % d == 0 and WORK.hidden % d == 0):
        for pp in (d for d in divisors_of(min(CHIPS // tp, layers)) if CHIPS % (tp * d) == 0 and layers % d == 0):
            dp = CHIPS // tp // pp
            if dp > BATCH:
                continue
            batch = BATCH // dp * dp
            networks = NETWORKS ** ((tp > 1) + (pp > 1) + (dp > 1))
            chunks = divisors_of(layers // pp) if pp > 1 else [1]
            two, hiding = (0.0, 1.0) if dp > 1 else (0.0,), (0.0, 1.0) if tp > 1 else (0.0,)
            for size, virtual in product(divisors_of(batch // dp), chunks):
                for recompute, zero, parallel, hidden, overlap in product((0, 1, 2), two, (0.0, 1.0), hiding, two):
                    rows.append((tp, pp, dp, size, virtual, recompute, zero, parallel, hidden, overlap, batch))
                    # Weights and optimizer offloaded or not, activations where they are kept; of three ways of tensor
                    # parallelism two split the sequence, and one of them may gather twice unless all is recomputed.
                    offload = 4 * (1 if recompute == 2 else 2)
                    ways = 1 if not parallel else 2 if recompute == 2 else 3
                    stands.append(networks * offload * ways * (2 if hidden else 1))
    columns = np.array(rows, dtype=np.float64).T
    return columns[:-1], columns[-1], np.array(stands)


def best_of_calculon() -> tuple[int, int, Plan, float]:
    """Executions that Calculon counts, distinct plans among them, and our best of these with its seconds a batch of
    3,072: exact, by masks of memory and the time of every plan that fits."""
    columns, batch, stands = calculon_plans()
    on, constants = a100s(), coefficients()
    found: tuple[float, int] = (np.inf, -1)
    for begin in range(0, columns.shape[1], CHUNK):
        part = slice(begin, begin + CHUNK)
        plan = Plan(**{name: column[part] for name, column in zip(FIELDS, columns, strict=True)})
        work = WORK._replace(batch=batch[part])
        fits = np.flatnonzero(memory(work, on, plan).total <= on.capacity)
        if not len(fits):
            continue
        few = Plan(*(value[fits] if np.ndim(value) else value for value in plan))
        work = WORK._replace(batch=batch[part][fits])
        seconds = step_time_by_shape(work, on, few, constants).total * BATCH / work.batch
        at = int(np.argmin(seconds))
        found = min(found, (float(seconds[at]), begin + int(fits[at])))
    fields = dict(zip(FIELDS, columns[:, found[1]].tolist(), strict=True))
    return int(stands.sum()), columns.shape[1], Plan(**fields), found[0]


def whole() -> Space:
    """Our own space on the same chips, its depths of recomputation so fine that it has about as many plans."""
    depths = (0.0, *(1 + part / 40 for part in range(41)))
    return space(WORK, a100s(), values={**ALL_VALUES, "recompute": depths})


def lines() -> list[str]:
    """What the bench prints: seconds of the search of Calculon's space, and plans a second of our own."""
    begin = time.perf_counter()
    executions, distinct, _, _ = best_of_calculon()
    took = _since(begin)
    hours, ratio = executions / CALCULON / 3600, executions / CALCULON / took
    said = [
        f"best of Calculon's {executions:,} executions, {distinct:,} plans here: {took:.2f} s",
        f"  at Calculon's own {CALCULON} a second and core: {hours:.0f} h, {ratio:,.0f} times as long",
    ]
    on, constants, plans = a100s(), coefficients(), whole()
    for name, engine in [("NumPy", best), *([("Numba", fast.best_fast)] if fast.available() else [])]:
        compiled = time.perf_counter()
        if engine is not best:
            engine(WORK, on, plans, constants)
            said.append(f"compiling, and the first search: {_since(compiled):.2f} s")
        begin, spent = time.perf_counter(), time.process_time()
        got = engine(WORK, on, plans, constants)
        wall, spent = _since(begin), time.process_time() - spent
        said.append(
            f"best of {got.count:,} plans, {name}: {wall:.2f} s, {got.count / wall / 1e6:.1f} M plans a second; "
            f"{got.count / spent / 1e6:.1f} M for each core's second"
        )
    return said


def _since(begin: float) -> float:
    return time.perf_counter() - begin
