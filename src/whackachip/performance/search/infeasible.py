"""Why no plan fits, and what would: rules that a wish breaks, memory that is short, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...errors import UserError
from ..training import CONSTRAINTS, Cluster, Coefficients, Workload
from .best import Candidate, best
from .space import ALL_VALUES, space

GIGA = 1e9
# How a field of a plan reads in a sentence.
WORDS: Mapping[str, Mapping[float, str]] = {
    "zero": {0.0: "without ZeRO", 1.0: "ZeRO-1", 2.0: "ZeRO-2", 3.0: "ZeRO-3"},
    "recompute": {0.0: "no recomputation", 1.0: "selective recomputation", 2.0: "full recomputation"},
    "sequence_parallel": {0.0: "no sequence parallelism", 1.0: "sequence parallelism"},
    "schedule": {0.0: "1F1B", 1.0: "zero-bubble", 2.0: "DualPipe"},
}
LABELS = {"tp": "TP", "pp": "PP", "cp": "CP", "dp": "DP", "ep": "EP", "etp": "expert TP", "micro_batch": "micro-batch",
          "virtual": "interleaving"}  # fmt: skip


def phrase(field: str, value: float) -> str:
    """A field of a plan for a reader: ZeRO-3, TP 8."""
    known = WORDS.get(field, {}).get(value)
    number = f"{value:,.0f}" if value == int(value) else f"{value:g}"
    return known or f"{LABELS.get(field, field.replace('_', ' '))} {number}"


def plan_words(plan: Mapping[str, float]) -> str:
    """A plan in a line: TP 2, PP 4, DP 256, ..."""
    words = [phrase(name, plan[name]) for name in LABELS if plan[name] != 1 or name in ("tp", "pp", "dp")]
    share = plan["recompute"]
    words += [phrase("zero", plan["zero"]), phrase("schedule", plan["schedule"])]
    words.append(phrase("recompute", share) if share in (0, 1, 2) else f"{share - 1:.0%} of layers recomputed")
    for name in ("optimizer", "weights", "activations"):
        if kept := plan[f"offload_{name}"]:
            words.append(f"{name if kept == 1 else f'{kept:.0%} of {name}'} in the host's memory")
    if plan["overlap_ep"]:
        words.append("dispatch beside another micro-batch")
    return ", ".join(word for word in words if word != "1F1B" or plan["pp"] > 1)


def refuse_wish(work: Workload, cluster: Cluster, held: Mapping[str, float]) -> None:
    """Raises UserError naming the rule that fields held fixed break, each by itself and then together."""
    for broken, said in _broken(work, cluster, held):
        raise UserError(f"this plan cannot be: {said}; {CONSTRAINTS[broken]}")


def _broken(work: Workload, cluster: Cluster, held: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    tp, pp, cp, dp = (held.get(name) for name in ("tp", "pp", "cp", "dp"))
    chips = cluster.chips
    for name in ("tp", "pp", "cp", "dp"):
        value = held.get(name)
        if name == "tp" and value and (value > work.heads or work.heads % value):
            yield "heads", f"TP {value:g} with {work.heads:g} heads"
        if value and chips % value:
            yield "chips", f"{LABELS[name]} {value:g} on {chips:g} chips"
    if pp and pp * held.get("virtual", 1.0) > work.layers:
        yield "layers", f"PP {pp:g} x interleaving {held.get('virtual', 1.0):g} with {work.layers:g} layers"
    if cp and work.sequence % cp:
        yield "sequence", f"CP {cp:g} with sequences of {work.sequence:g} tokens"
    if held.get("virtual", 1.0) > 1 and pp == 1:
        yield "virtual", f"interleaving {held['virtual']:g} with PP 1"
    experts = held.get("ep", 1.0) * held.get("etp", 1.0)
    if experts > 1 and (not work.experts or work.experts % held.get("ep", 1.0)):
        yield "experts", f"EP {held.get('ep', 1.0):g} with {work.experts:g} experts"
    if tp and pp and dp and tp * pp * (cp or 1.0) * dp != chips and (cp or chips % (tp * pp * dp)):
        yield "chips", f"TP {tp:g} x PP {pp:g} x CP {cp or 1:g} x DP {dp:g} on {chips:g} chips"
    step = (dp or 1.0) * held.get("micro_batch", 1.0)
    if work.batch % step:
        yield "batch", f"a batch of {work.batch:g} sequences with DP {dp or 1:g} x micro-batch {step / (dp or 1):g}"


def shortage(
    work: Workload,
    cluster: Cluster,
    bits: float,
    held: Mapping[str, float],
    constants: Coefficients,
    larger: Callable[[], tuple[int, Candidate] | None],
    values: Mapping[str, tuple[float, ...]] = ALL_VALUES,
) -> dict[str, Any]:
    """What is short and what would fit, where there are plans and none fits.

    larger: gives the fewest chips that hold the work with the same wishes. values: of the switches. Keys: text,
    short_bytes (of all chips together), smallest, ways (each with its text), chips.
    """
    found = best(work, cluster, space(work, cluster, bits, held, values), constants, by="memory")
    chips = int(cluster.chips)
    if found.smallest is None:
        return {
            "text": f"no plan: no split of {chips:,} chips obeys the rules for {work.heads:g} heads, {work.layers:g} "
            f"layers and a batch of {work.batch:g} sequences",
            "short_bytes": None, "smallest": None, "ways": [], "chips": None,
        }  # fmt: skip
    short = (found.smallest.bytes - cluster.capacity) * chips
    ways = list(_ways(work, cluster, bits, held, constants))
    more = larger()
    said = [way["text"] for way in ways] + ([f"{more[0]:,} chips"] if more else [])
    text = f"no plan fits: {chips:,} {'chip is' if chips == 1 else 'chips are'} short by {short / GIGA:,.0f} GB"
    text += f"; fits with {' or '.join(said)}" if said else "; nothing tried fits"
    return {
        "text": text, "short_bytes": short, "smallest": found.smallest.plan._asdict(), "ways": ways,
        "chips": more[0] if more else None,
    }  # fmt: skip


def _ways(
    work: Workload, cluster: Cluster, bits: float, held: Mapping[str, float], constants: Coefficients
) -> Iterator[dict[str, Any]]:
    """Each wish whose giving up makes a plan fit, with what it would become."""
    for name in held:
        if name not in ALL_VALUES and name not in LABELS:
            continue
        rest = {field: value for field, value in held.items() if field != name}
        plans = best(work, cluster, space(work, cluster, bits, rest), constants).plans
        if plans:
            value = getattr(plans[0].plan, name)
            yield {"field": name, "value": value, "text": phrase(name, value)}
