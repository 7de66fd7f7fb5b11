"""The best plan and number of requests for a load on some chips: every plan, every batch, one pass of the formulas."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...errors import UserError
from .apart import Pools, served_apart
from .arrays import Cluster, Load, Plan, Served, Workload
from .coefficients import Coefficients
from .constraints import CONSTRAINTS, Constraints, constraints
from .memory import memory, most_sequences
from .steady import prefill_rate, serve

SIZES = tuple(float(2**n) for n in range(11))  # of tensor parallelism and of groups
STAGES = (1.0, 2.0, 4.0, 8.0, 16.0)
NOTHING = 0.01  # of a rate
POOLS = 8  # parts of a cluster that a pool is counted in
# Requests in flight for each group that are tried where their number is left open.
BATCHES = tuple(sorted({float(round(2 ** (n / 4))) for n in range(45)}))


class Found(NamedTuple):
    """The best of what was tried; plan and load of one replica, replicas of it, how many plans fit.

    prefill, prefill_replicas: of the pool that only prefills, where there are two.
    """

    plan: Plan
    load: Load
    replicas: float
    served: Served
    fitting: int
    prefill: Plan | None = None
    prefill_replicas: float = 0.0


class NothingFits(UserError):
    """No plan fits, or none meets the target; the answer is `no`."""


def best(
    w: Workload,
    cluster: Cluster,
    base: Plan,
    load: Load,
    c: Coefficients,
    *,
    given: bool = False,
    tpot: float | None = None,
    ttft: float | None = None,
) -> Found:
    """The plan and batch with the highest output rate; with a concurrency, the plan with the shortest answers.

    base: formats, engine and, where given is true, the split itself. load: of all chips together; a concurrency of 0
    leaves it open. tpot, ttft: targets [s] that the middle of the estimate must meet. Raises UserError where the
    given plan breaks a rule, NothingFits where nothing fits or meets the targets.
    """
    plans = _fitting(w, cluster, base, load, given)
    replicas = cluster.chips / (plans.tp * plans.pp * plans.dp)
    if load.concurrency:
        each = np.maximum(load.concurrency / replicas, 1.0)[:, None]
    else:
        each = np.array(BATCHES)[None, :] * plans.dp[:, None]
    grid = Plan(*(column[:, None] for column in plans))
    one = load._replace(concurrency=each)
    served = Served(*np.broadcast_arrays(*serve(w, cluster, grid, one, c)))
    held = most_sequences(w, cluster, grid, load.input + load.output)
    usable = (
        np.ones(served.tpot.shape, dtype=bool) if load.concurrency else np.broadcast_to(each <= held, served.tpot.shape)
    )
    if not usable.any():
        tokens = load.input + load.output
        raise NothingFits(f"beside the weights no plan has room for one request of {tokens:,.0f} tokens a replica")
    met = usable & (served.tpot <= (tpot or np.inf)) & (served.ttft <= (ttft or np.inf))
    if not met.any():
        raise NothingFits(_too_slow(served.tpot[usable], served.ttft[usable]))
    score = np.where(met, -served.request if load.concurrency else served.output_rate, -np.inf)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    chosen = Plan(*(float(part[row]) for part in plans))
    batch = float(np.broadcast_to(each, score.shape)[row, column])
    answer = Served(*(float(part[row, column]) for part in served))
    return Found(chosen, load._replace(concurrency=batch), float(replicas[row]), answer, plans.tp.size)


def best_apart(
    w: Workload,
    prefill_on: Cluster,
    decode_on: Cluster,
    before: Plan,
    after: Plan,
    load: Load,
    c: Coefficients,
    *,
    given: tuple[bool, bool] = (True, True),
    tpot: float | None = None,
    ttft: float | None = None,
) -> Found:
    """As best, for two pools; load: of both together.

    given: whether the plans of the pools are. Where the first is not, it is the one that prefills most; all that fit
    are tried for the second.
    """
    befores = _fitting(w, prefill_on, before, load, given[0])
    if befores.tp.size > 1:
        prompts = np.maximum(befores.dp, befores.dp * np.floor(befores.chunk / load.input))
        rates = prefill_rate(w, prefill_on, befores, load._replace(concurrency=prompts), c)
        befores = _row(befores, int(np.argmax(rates)))
    afters = _fitting(w, decode_on, after, load, given[1])
    before = Plan(*(float(part[0]) for part in befores))
    workers = decode_on.chips / (afters.tp * afters.pp * afters.dp)
    prefill_workers = float(prefill_on.chips / (before.tp * before.pp * before.dp))
    grid = Plan(*(part[:, None] for part in afters))
    many = (
        np.array([[load.concurrency]])
        if load.concurrency
        else np.array(BATCHES)[None, :] * (afters.dp * workers)[:, None]
    )
    pools = Pools(before, grid, prefill_workers, workers[:, None])
    found = served_apart(w, prefill_on, decode_on, pools, load._replace(concurrency=many), c)
    shape = np.broadcast_shapes(many.shape, grid.tp.shape)
    served = Served(*(np.broadcast_to(part, shape) for part in found))
    met = (served.tpot <= (tpot or np.inf)) & (served.ttft <= (ttft or np.inf))
    if not met.any():
        raise NothingFits(_too_slow(served.tpot, served.ttft))
    rate, flight = np.where(met, served.output_rate, -np.inf), np.broadcast_to(many, shape)
    # Requests beyond what the pools can do queue and add nothing.
    fewest = np.where(rate >= rate.max() * (1 - NOTHING), flight, np.inf)
    row, column = np.unravel_index(int(np.argmin(fewest)), shape)
    chosen = Plan(*(float(part[row]) for part in afters))
    asked = load._replace(concurrency=float(flight[row, column] / workers[row]))
    answer = Served(*(float(part[row, column]) for part in served))
    return Found(chosen, asked, float(workers[row]), answer, afters.tp.size, before, prefill_workers)


def best_pools(
    w: Workload,
    cluster: Cluster,
    before: Plan,
    after: Plan,
    load: Load,
    c: Coefficients,
    *,
    given: tuple[bool, bool] = (False, False),
    tpot: float | None = None,
    ttft: float | None = None,
) -> Found:
    """As best_apart, for the division of a cluster in two pools that gives most; plans that are given stand."""
    chips = int(cluster.chips)
    found: list[Found] = []
    reason: Exception | None = None
    for first in sorted({round(chips * part / POOLS) for part in range(1, POOLS)} - {0, chips}):
        one, other = (cluster._replace(chips=float(part)) for part in (first, chips - first))
        try:
            found.append(best_apart(w, one, other, before, after, load, c, given=given, tpot=tpot, ttft=ttft))
        except UserError as error:
            reason = error
    if not found:
        raise NothingFits(str(reason) if reason else f"{chips} chips cannot be divided in two pools")
    return max(found, key=lambda one: float(one.served.output_rate))


def fitting_plans(w: Workload, cluster: Cluster, base: Plan, load: Load) -> Plan:
    """All plans that a cluster can run, as arrays; base: formats and engine. Raises NothingFits."""
    return _fitting(w, cluster, base, load, False)


def _fitting(w: Workload, cluster: Cluster, base: Plan, load: Load, given: bool) -> Plan:
    """The plan that is given, or all that a cluster can run; refuses where there is none."""
    plans = _given(base) if given else _plans(w, cluster, base)
    masks = constraints(w, cluster, plans, load)
    if given:
        _refuse(masks, w, cluster, plans, load)
    fits = np.all(np.broadcast_arrays(*masks), axis=0)
    if not fits.any():
        raise NothingFits(_none_fits(w, cluster, plans, load, masks))
    return Plan(*(np.broadcast_to(column, fits.shape)[fits] for column in plans))


def _row(plan: Plan, row: int) -> Plan:
    return Plan(*(part[row : row + 1] for part in plan))


def _none_fits(w: Workload, cluster: Cluster, plans: Plan, load: Load, masks: Constraints) -> str:
    least = memory(w, cluster, plans, plans.dp, load.input + load.output).total[_without_memory(masks)]
    if not least.size:
        return f"no plan on {float(cluster.chips):,.0f} chips divides heads and experts"
    return (
        f"no plan on {float(cluster.chips):,.0f} chips holds the model and one request: the best needs "
        f"{least.min() / 1e9:,.0f} GB of each chip's {float(cluster.capacity) / 1e9:,.0f} GB"
    )


def _too_slow(tpot: Any, ttft: Any) -> str:
    return (
        f"no plan meets the target: the shortest time per token is {tpot.min() * 1e3:.3g} ms and the shortest time to "
        f"first token {ttft.min() * 1e3:.3g} ms"
    )


def _given(base: Plan) -> Plan:
    return Plan(*(np.array([float(value)]) for value in base))


def _plans(w: Workload, cluster: Cluster, base: Plan) -> Plan:
    """Every split with powers of two; experts wholly by ep, wholly by moe_tp, or half and half."""
    mixture = float(w.experts) > 0
    rows = []
    for tp in SIZES:
        for pp in STAGES:
            for dp in SIZES if mixture else (1.0,):
                if tp * pp * dp > float(cluster.chips):
                    continue
                chips = tp * dp
                splits = {1.0, chips, float(2 ** (int(np.log2(chips)) // 2))} if mixture else {1.0}
                rows += [(tp, pp, dp, chips / ep if mixture else 1.0, ep) for ep in sorted(splits)]
    table: Any = np.array(rows).T
    rest = {name: np.full(len(rows), float(getattr(base, name))) for name in Plan._fields[5:]}
    return Plan(*table, **rest)


def _without_memory(masks: Constraints) -> Any:
    return np.all(np.broadcast_arrays(*masks[:-1]), axis=0)


def _refuse(masks: Constraints, w: Workload, cluster: Cluster, plan: Plan, load: Load) -> None:
    for name, mask in masks._asdict().items():
        if not np.all(mask):
            text = CONSTRAINTS[name]
            if name == "memory":
                need = float(memory(w, cluster, plan, plan.dp, load.input + load.output).total[0])
                text += f": it takes {need / 1e9:,.0f} GB of {float(cluster.capacity) / 1e9:,.0f} GB"
                raise NothingFits(text)
            raise UserError(f"this plan cannot be: {text}")
