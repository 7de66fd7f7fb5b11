"""whackachip whack"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..errors import UserError
from .ending import check_figure, end
from .fit import fitted, paragraph
from .output import echo_json
from .progress import progress_bar
from .remembered import no_cache_option, remembered
from .spread import number_cell, spread_cells

YARDSTICKS = {"flops": "FLOP/s", "bandwidth": "memory bandwidth", "capacity": "memory"}
PATHS = {
    "legal": "legal", "stockpiled": "stockpiled under warning", "domestic": "made at home", "smuggled": "smuggled",
    "rented": "rented abroad",
}  # fmt: skip


@click.command("whack")
@click.argument("rule", required=False)
@click.option("--rounds", "count", type=int, default=3, show_default=True, help="How many to play, 12 at most.")
@click.option("--history", "past", is_flag=True, help="What happened so far, and the back-test; no RULE is needed.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=NUMBER", help="A market parameter, or a threshold of the law."
)
@click.option("--existing-only", is_flag=True, help="Only chips on sale by the rule's day pass, as in January 2026.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The same seed, the same bytes.")
@click.option("--samples", type=int, help="Behind each percentile; 5,000 if left out, 20,000 for --history.")
@click.option(
    "--figure", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw it: .svg, .png, .pdf."
)
@no_cache_option
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, with inputs and sources.")
def command(
    rule: str | None, count: int, past: bool, settings: tuple[str, ...], existing_only: bool, seed: int,
    samples: int | None, figure: Path | None, no_cache: bool, as_json: bool,
) -> None:  # fmt: skip
    """Rounds of rule, answer and repair from RULE on: what is made to the line, how soon, and what reaches China.

    \b
    whackachip whack us-2023-10-17 --rounds 3
    whackachip whack us-2023-10-17 --set warning_months=3 --set importer_veto=0.5 --figure whack.svg
    whackachip whack us-2023-10-17 --existing-only --set volume_cap=0.5 --set fee=25%
    whackachip whack --history

    Knobs for --set: report_lag, volume_lag, repair_months, repair_cut, warning_months, stockpile_per_month,
    volume_cap, fee, importer_veto, enforcement, smuggled_per_year, domestic_per_year, hbm_control, cloud_access and
    the rest of `whackachip moat --parameters`; `NAME=sourced` turns a switch into its sourced range.

    Exit status: 0 done, 2 a mistake in the question.
    """
    from ..answers import whack, whack_history

    check_figure(figure)
    many = {} if samples is None else {"samples": samples}
    if past:
        if rule is not None or settings or figure is not None:
            raise UserError("--history stands alone: it plays nothing and draws nothing")
        asked = whack_history.Request(seed=seed, **many)
        body = remembered("whack-history", asked, lambda: whack_history.answer(asked), no_cache)
        echo_json(body) if as_json else show_history(body)
        return
    if rule is None:
        raise UserError("name a RULE to play from, such as us-2023-10-17, or ask for --history")
    played = whack.Request(rule=rule, rounds=count, set=settings, existing_only=existing_only, seed=seed, **many)
    with progress_bar("rounds") as progress:
        body = remembered("whack", played, lambda: whack.answer(played, progress), no_cache)
    end(body, figure, "whack", as_json, show)


def show(body: Mapping[str, Any]) -> None:
    """Each round as a paragraph and a table."""
    click.echo(click.style(f"{body['rule']}: {body['title']}", bold=True))
    paragraph(f"{body['samples']:,} samples, seed {body['seed']}", 2)
    for warning in body["warnings"]:
        paragraph(f"note: {warning}", 2)
    paragraph(body["claim"], 2)
    for found in body["history"]["rounds"]:
        paragraph(f"so far: {told(found)}", 2)
    for found in body["rounds"]:
        _round(found)
    if body["ended"]:
        click.echo()
        paragraph(body["ended"])


def told(found: Mapping[str, Any]) -> str:
    """A round that happened, in a sentence."""
    text = f"{found['chip_name']}, first report after {number_cell(found['report_lag_months'])} months"
    if found["volume_lag_months"] is not None:
        text += f", volume after {number_cell(found['volume_lag_months'])}"
    if found["units"]:
        text += f", {number_cell(found['units']['p50'])} sold"
    if found["closed_by"]:
        text += f", ended by {found['closed_by']} on {found['closed']}"
    return text + f": {found['outcome']}" + ("" if found["counts"] else f" (does not count: {found['reason']})")


def _round(found: Mapping[str, Any]) -> None:
    click.echo()
    click.echo(click.style(f"Round {found['round']}, from {found['rule_day']}", bold=True))
    product = found["product"]
    if product is None:
        paragraph("no chip passes that can do the work", 2)
    else:
        made = "is" if found["mode"] == "existing" else "is cut from"
        paragraph(
            f"the answer {made} {found['cut_from']}: TPP {product['tpp']:,.0f}, memory "
            f"{product['memory_bandwidth']:,.0f} GB/s and {product['memory_capacity']:,.0f} GB, I/O "
            f"{product['io_bandwidth']:,.0f} GB/s; of {found['best_of_the_day']} "
            + ", ".join(f"{share:.0%} by {YARDSTICKS[name]}" for name, share in found["shares"].items())
            + "; "
            + ", ".join(f"{share:.0%} in {phase}" for phase, share in found["phases"].items()),
            2,
        )
        if found["probability_bought"] < 1:
            paragraph(
                f"it keeps {found['kept_of_best']:.0%} of the best by the geometric mean of the yardsticks, and is "
                f"worth buying in {found['probability_bought']:.0%} of the samples",
                2,
            )
    months = found["months"]
    rows = [
        ("months to the first report", *spread_cells(months["report"])),
        ("months to volume", *spread_cells(months["volume"])),
        ("months until the repair", *spread_cells(months["life"])),
        ("share of that without an answer in volume", *spread_cells(months["duty_cycle"])),
        ("legal chips sold", *spread_cells(found["units"]["legal"])),
    ]
    if found["units"]["stockpiled"]["p95"]:
        rows.append(("chips stockpiled under warning", *spread_cells(found["units"]["stockpiled"])))
    fitted(("", "5 %", "middle", "95 %"), rows, right=(1, 2, 3), shrink=(0,))
    table = [
        (words, *(number_cell(found["arrives"][name][path]["p50"]) for name in YARDSTICKS))
        for path, words in PATHS.items()
        if found["arrives"]["flops"][path]["p95"]
    ]
    table.append(
        ("there would be without the rule", *(number_cell(found["without_rule"][n]["p50"]) for n in YARDSTICKS))
    )
    fitted(("H100 equivalents, middle", *YARDSTICKS.values()), table, right=(1, 2, 3), shrink=(0,))
    shares = [
        ("by every path", *(_share(found["denied"][name]) for name in YARDSTICKS)),
        ("legal, domestic", *(_share(found["denied_legal_alone"][name]) for name in YARDSTICKS)),
    ]
    fitted(("denied (5 %..95 %)", *YARDSTICKS.values()), shares, right=(1, 2, 3), shrink=(0,))
    if found["repair"]:
        repair = found["repair"]
        paragraph(f"the repair catches {YARDSTICKS[repair['yardstick']]} from {repair['below']:,.0f} on", 2)


def _share(spread: Mapping[str, Any]) -> str:
    return f"{spread['p50']:.0%} ({spread['p5']:.0%}..{spread['p95']:.0%})"


def show_history(body: Mapping[str, Any]) -> None:
    """What happened, and how well each rule could have been foretold from the others."""
    rows = [
        (r["chip_name"], r["rule"], number_cell(r["report_lag_months"]),
         "" if r["volume_lag_months"] is None else number_cell(r["volume_lag_months"]),
         "" if r["window_months"] is None else number_cell(r["window_months"]),
         "" if not r["units"] else number_cell(r["units"]["p50"]), r["outcome"])
        for r in body["rounds"]
    ]  # fmt: skip
    heads = ("answer", "rule", "report", "volume", "window", "units", "outcome")
    fitted(heads, rows, right=(2, 3, 4, 5), shrink=(6, 0), drop=(4, 6))
    paragraph("months from knowing the line to report and volume, and from volume until it was closed", 2)
    click.echo()
    for repair in body["repairs"]:
        paragraph(
            f"{repair['rule']} stood for {repair['life_months']:.1f} months until {repair['repaired_by']}, "
            f"{repair['bare_months']:.1f} of them without an answer in volume: duty cycle {repair['duty_cycle']:.0%}"
        )
    click.echo()
    tried = body["backtest"]
    click.echo(click.style("Each rule foretold from the others alone", bold=True))
    rows = [
        (
            r["rule"],
            r["what"],
            *spread_cells(r["predicted"]),
            number_cell(r["observed"]),
            "yes" if r["inside"] else "NO",
        )
        for r in tried["rows"]
    ]
    fitted(("rule", "what", "5 %", "middle", "95 %", "was", "inside"), rows, right=(2, 3, 4, 5), shrink=(1,), drop=(0,))
    summary = tried["summary"]
    paragraph(
        f"{summary['inside']} of {summary['n']} lie between the two ends, where {summary['expected']:.0f} should", 2
    )
    for why in dict.fromkeys(r["why"] for r in tried["rows"] if r["why"]):
        paragraph(f"outside: {why}", 2)
    failure = tried["calibration_failure"]
    paragraph(
        f"elsewhere: {failure['what']}: {failure['predicted']:,.0f} against {failure['observed']:,.0f}; "
        f"{failure['lesson']} [{', '.join(failure['sources'])}]",
        2,
    )
