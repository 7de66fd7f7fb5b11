"""Write docs/estimate.md and its figure from the estimates themselves; --check compares instead."""

from __future__ import annotations

import math
import sys
from datetime import date
from pathlib import Path
from typing import Any

from whackachip.catalog import Chip, find_chip, find_model
from whackachip.performance.cost import costs, hourly_capital, hourly_rental, server_price
from whackachip.performance.quantity import Quantity
from whackachip.performance.run import Question
from whackachip.performance.serving.estimate import estimate_serving
from whackachip.performance.techniques import Asked, Waterfall, serving_waterfall, waterfall
from whackachip.performance.train import Run, train
from whackachip.performance.training.coefficients import interval
from whackachip.provenance import provenance
from whackachip.quantities import Interval
from whackachip.report.figures.figure import picture
from whackachip.report.figures.gap import gap_figure

DOCS = Path(__file__).resolve().parent.parent / "docs"
MODEL, TOKENS, COUNT = "hunyuan-large", Interval.exact(7e12), 2048
CHIPS = ("h20", "h800", "a800", "a100", "ascend-910b2")
DAY, PLACE = date(2025, 3, 1), "China"
TPOT = 0.05
LOADS = ((4096, 256, TPOT), (2048, 512, TPOT), (512, 2048, TPOT), (2048, 512, 0.02))  # prompts, answers, target [s]
PHASED, PHASED_COUNT = (4096, 512), 32

HEAD = """# Estimates: time, money and energy of a run

Written by `python tools/write_estimate.py`. Every figure is an interval: of the formulas' error on measured runs that
were left out of the fit, of prices, and of what is assumed. Estimates take the fastest plan that fits, found exactly; a
real run is slower by what its engineers did not get to.

## Hunyuan-Large on five chips
"""


def main() -> int:
    model = find_model(MODEL)
    runs = {(name, precision): _run(name, precision) for name in CHIPS for precision in ("bf16", "fp8")}
    here, there = (Question(model, find_chip(name).chip, COUNT) for name in ("h20", "h800"))
    fall = waterfall(here, there)
    text = HEAD + hunyuan(runs) + prices(runs) + gap(fall) + footer()
    body: dict[str, Any] = fall.to_dict() | {
        "model_name": model.name, "chip_name": "H20", "versus_name": "H800", "provenance": provenance("", ""),
    }  # fmt: skip
    files = {DOCS / "estimate.md": text, DOCS / "figures" / "techniques.svg": picture(gap_figure(body), 1).svg}
    if "--check" in sys.argv:
        stale = [path.name for path, made in files.items() if path.read_text(encoding="utf-8") != made]
        print(f"out of step: {', '.join(stale)}" if stale else "in step")
        return int(bool(stale))
    for path, made in files.items():
        path.write_text(made, encoding="utf-8")
    return 0


def _run(name: str, precision: str) -> Run | None:
    chip = find_chip(name).chip
    if precision == "fp8" and "rate_fp8_tops" not in chip.figures:
        return None
    return train(Question(find_model(MODEL), chip, COUNT, precision), tokens=TOKENS, day=DAY, place=PLACE)


def hunyuan(runs: dict[tuple[str, str], Run | None]) -> str:
    lines = [
        f"\n{COUNT:,} chips, 7T tokens, prices of {PLACE} nearest to {DAY:%B %Y} (the lines below say where another "
        "place stands in). Owned: purchase, server, three to five years, 60 to 95 % in use, with power.\n",
        "| chip | precision | days | chip-hours [M] | rented [M USD] | owned [M USD] | energy [GWh] | by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (name, precision), run in runs.items():
        chip = find_chip(name).chip
        if run is None:
            lacks = "no rate known" if chip.native_precisions is None else "no such units"
            lines.append(f"| {chip.name} | {precision.upper()} | {lacks} | | | | | |")
            continue
        cost = run.money
        cells = [span(run.days), span(run.chip_hours, 1e6)]
        cells += [span(getattr(cost, key), scale) for key, scale in (("rental", 1e6), ("owned", 1e6), ("energy", 1e6))]
        how = "best plan" if run.method == "plan" else f"published utilisation; depends on {run.missing}"
        lines.append(f"| {chip.name} | {precision.upper()} | {' | '.join(cells)} | {how} |")
    lines.append("")
    for name in CHIPS:
        chip = find_chip(name).chip
        lines.append(
            f"* {chip.name}: {hourly_rental(chip, DAY, PLACE).formula}. {hourly_capital(chip, DAY, PLACE).formula}."
        )
    lines.append("")
    for (name, precision), run in runs.items():
        if run is not None and run.plan is not None:
            plan = run.plan.plan
            lines.append(
                f"* plan of {find_chip(name).chip.name} in {precision.upper()}: TP {plan.tp:g}, PP {plan.pp:g}, DP "
                f"{plan.dp:g}, EP {plan.ep:g}, interleaving {plan.virtual:g}, {run.utilisation.formula}"
            )
    lines += [
        "",
        "The share of the peak is of that of 16 bits in every row, so that a run in 8 bits may exceed one. The 910B2 "
        "is no GPU, and nothing was fitted on its kind: [other chips](other-chips.md).",
    ]
    return "\n".join(lines) + "\n\n"


def prices(runs: dict[tuple[str, str], Run | None]) -> str:
    """Train on H800, serve on H20: how many times the work of an H20 an H800 does, against how many times its price."""
    both = [find_chip(name).chip for name in ("h20", "h800")]
    bases, rows = price_ratios(both), work_ratios(runs, both)
    lines = [
        '## "Train on H800, serve on H20"\n',
        _short(rows, bases) + "\n",
        "For the same work the H800 is the cheaper one where it does more times the work of an H20 than it costs times "
        "its price. The work is that of the estimates: training as above; serving on 8 chips in FP8; prefill and "
        f"decoding by themselves, prompts of {PHASED[0]:,} and answers of {PHASED[1]:,} at {TPOT * 1000:g} ms a token "
        f"on {PHASED_COUNT} chips with all techniques. Two estimates that are right in 80 % of cases each can lie "
        "apart by their error alone: the H800 is the cheaper one where it costs less than the first limit times an "
        "H20, the H20 where it costs more than the second; between them they are not told apart. How far a run stays "
        "behind its best plan is taken to be the same on both.\n",
        "| an H800 does of an H20 | times the work | H800 below | H20 above | "
        + " | ".join(name for name, _ in bases)
        + " |",
        "|---|---|---|---|" + "---|" * len(bases),
        "| price of an H800 over that of an H20 | | | | " + " | ".join(ends(value) for _, value in bases) + " |",
    ]
    for what, ratio, noise in rows:
        cells = [_cheaper(ratio, noise, value) for _, value in bases]
        limits = f"{ratio:.2f} | {ratio / noise:.2f} | {ratio * noise:.2f}"
        lines.append(f"| {what} | {limits} | {' | '.join(cells)} |")
    lines += [
        "",
        "Prices: rents of March 2025 in China from one report, a fair cost in its writers' words; all known rents of "
        "either; servers of one dealer in China in July 2024, where an H100 of the grey market stands in for the H800, "
        "whose server nobody quotes; chips of 2025, from different sellers.",
        "",
        _conclusion(rows, bases),
    ]
    return "\n".join(lines) + "\n\n"


def price_ratios(both: list[Chip]) -> list[tuple[str, Interval]]:
    """Prices of an H800 over those of an H20, by where they come from."""
    h20, h800 = both
    grey = server_price(find_chip("h100").chip, date(2024, 7, 1), PLACE).known
    chips = [hourly_capital(chip, DAY, PLACE).known for chip in both]
    shared = [costs("system_price").known, costs("owned_use").known]
    return [
        ("rents, March 2025", _ratio(hourly_rental(h800, DAY, PLACE).known, hourly_rental(h20, DAY, PLACE).known)),
        ("all rents", hourly_rental(h800).known / hourly_rental(h20).known),
        ("servers, July 2024", _ratio(grey, server_price(h20, date(2024, 7, 1), PLACE).known)),
        ("chips, 2025", _bought(chips, shared)),
    ]


def _ratio(one: Interval, other: Interval) -> Interval:
    """One price over another of the same seller; the rate of exchange, of which their spans are, falls out."""
    return Interval.exact(one.middle / other.middle)


def work_ratios(runs: dict[tuple[str, str], Run | None], both: list[Chip]) -> list[tuple[str, float, float]]:
    """What is done, how many times as much of it an H800 does in an hour, and by how much that may be off."""
    found = []
    for precision in ("bf16", "fp8"):
        hours = [run.chip_hours.known for name in ("h20", "h800") if (run := runs[name, precision])]
        told = [Interval(*interval("full"))] * len(hours)  # of the formulas alone
        found.append((f"training, {precision.upper()}", hours[0].middle / hours[1].middle, _noise(told)))
    for prompt, answer, tpot in LOADS:
        rates = [_serving(chip, prompt, answer, tpot) for chip in both]
        what = f"serving, prompts of {prompt:,}, answers of {answer:,} at {tpot * 1000:g} ms a token"
        found.append((what, rates[1].middle / rates[0].middle, _noise(rates)))
    spread = _noise([_serving(chip, *LOADS[0]) for chip in both])
    for phase in ("prefill", "decode"):
        sides = [Asked(find_model(MODEL), chip, PHASED_COUNT, phase, *PHASED, TPOT) for chip in both]
        found.append((f"{phase} by itself", 1 / serving_waterfall(sides[1], sides[0]).left_both, spread))
    return [(what, max(ratio, 1e-9), noise) for what, ratio, noise in found]


def _cheaper(ratio: float, noise: float, price: Interval) -> str:
    if ratio / noise > price.high:
        return "H800"
    return "H20" if ratio * noise < price.low else "not told apart"


def _short(rows: list[tuple[str, float, float]], bases: list[tuple[str, Interval]]) -> str:
    """The saying in three sentences."""
    train = [ratio for what, ratio, _ in rows if what.startswith("training")]
    serve = [ratio for what, ratio, _ in rows if what.startswith("serving")]
    low, high = min(price.low for _, price in bases), max(price.high for _, price in bases)
    cells = [_cheaper(ratio, noise, price) for _, ratio, noise in rows for _, price in bases]
    told = len(cells) - cells.count("not told apart")
    way = "has the direction right" if min(train) > max(serve) else "is not borne out even by the middles"
    within = [what for what, ends in (("training", train), ("serving", serve)) if low < max(ends) and min(ends) < high]
    end = (
        "as a statement on money it is neither borne out nor refuted"
        if 2 * told < len(cells)
        else "the table says which"
    )
    return (
        f"**In short.** An H800 does {min(train):.1f} to {max(train):.1f} times the training of an H20 and "
        f"{min(serve):.1f} to {max(serve):.1f} times its serving, by the middles: the saying {way}. It costs "
        f"{low:.1f} to {high:.1f} times as much, by who asks and when, which reaches over the gain in "
        f"{' and '.join(within) or 'neither'}. "
        f"With the error of the estimates, prices tell the two apart in {told} of {len(cells)} cases below; {end}."
    )


def _conclusion(rows: list[tuple[str, float, float]], bases: list[tuple[str, Interval]]) -> str:
    said = []
    for name, value in bases:
        for chip in ("H800", "H20"):
            cheap = [what for what, ratio, noise in rows if _cheaper(ratio, noise, value) == chip]
            if cheap:
                said.append(f"by {name}, the {chip} is the cheaper one for {' and '.join(cheap)}")
    trains = [row for row in rows if row[0].startswith("training")]
    serves = [row for row in rows if not row[0].startswith("training")]
    above, below = min(ratio * noise for _, ratio, noise in serves), max(ratio / noise for _, ratio, noise in trains)
    against = max(ratio * noise for _, ratio, noise in trains)
    found = "; ".join(said) or "nothing"
    return (
        f"**What prices decide.** {found[0].upper()}{found[1:]}. All else is not told apart. The saying's first half "
        f"is borne out where an H800 costs less than {below:.2f} times an H20, and refuted above {against:.2f}; its "
        f"second half is borne out for some load above {above:.2f}. What is missing is one figure: what one seller "
        "asks for either in one place and month, when both were on offer. What an H800 saves in any case is time "
        "and the size of the cluster. Supply, and the risk of the law, are not prices and are not in here."
    )


def _noise(found: list[Interval]) -> float:
    """The factor by which the ratio of two such numbers may be off by their own errors, taken as independent."""
    squares = sum((math.log(value.high / value.low) / 2) ** 2 for value in found)
    return math.exp(math.sqrt(squares))


def _bought(chips: list[Interval], shared: list[Interval]) -> Interval:
    """Two bought chips over one another, without what both prices have in common: server, life and use."""
    h20, h800 = chips
    life = (5 / 3) * (shared[0].high / shared[0].low) * (shared[1].high / shared[1].low)
    return Interval(h800.low * life / h20.high, h800.high / (h20.low * life))


def _serving(chip: Chip, prompt: int, answer: int, tpot: float) -> Interval:
    found = estimate_serving(
        find_model(MODEL), chip, count=8, input_tokens=prompt, output_tokens=answer, tpot_target=tpot, precision="fp8"
    )
    return found.output_rate.known


def gap(fall: Waterfall) -> str:
    smallest = ", ".join(fall.smallest) if fall.smallest else "there is none of up to four"
    lines = [
        "## What techniques gain\n",
        "![Techniques that close the gap between H20 and H800](figures/techniques.svg)\n",
        f"`whackachip techniques hunyuan-large --on h20 --versus h800`: without techniques on either, a token takes "
        f"{fall.gap:.2f} times as long on H20. With all of them on H20 alone {fall.left[1]:.2f} is left "
        f"({fall.left[0]:.2f} to {fall.left[2]:.2f}); where H800 uses them too, {fall.left_both:.2f}. The smallest set "
        f"that closes the gap against a plain H800: {smallest}.\n",
        "Most of it is the mixture of experts, by a multiplier against a dense model of equal loss that is stated by "
        "those who train such models; without it no set closes the gap. Techniques work on both chips: what they close "
        "is the distance to what the better chip did before, not to what it can do. In prefill and decoding: "
        "[Techniques](techniques.md).\n",
        "| technique | gain | gap after | by |",
        "|---|---|---|---|",
    ]
    for step in fall.steps:
        by = "formulas" if step.technique.mechanism else "multiplier of its sources"
        low, mid, high = step.gain
        shown = f"{mid:.3g}" if step.technique.mechanism else f"{mid:.3g} ({low:.2g} to {high:.2g})"
        lines.append(f"| {step.technique.name} | {shown} | {step.after:.2f} | {by} |")
    return "\n".join(lines) + "\n\n"


def footer() -> str:
    return (
        "How plans are found, and what another tool finds: [search](search.md).\n\n## Commands\n\n```text\n"
        "whackachip estimate train hunyuan-large --on h20 --count 2048 --tokens 7T "
        "--precision fp8 --day 2025-03-01 --place CN\nwhackachip plan hunyuan-large --on h20 --count 2048 --top 5\n"
        "whackachip techniques hunyuan-large --on h20 --versus h800 --figure gap.svg\n"
        'whackachip check-claim "2.788M H800-hours for 14.8T tokens of deepseek-v3"\n```\n'
    )


def span(quantity: Quantity, scale: float = 1.0) -> str:
    if quantity.value is None:
        return "no price known" if "price" in quantity.formula else "unknown"
    return ends(quantity.value / Interval.exact(scale))


def ends(value: Interval) -> str:
    low, high = (f"{float(f'{end:.3g}'):,g}" for end in (value.low, value.high))
    return low if low == high else f"{low} to {high}"


if __name__ == "__main__":
    sys.exit(main())
