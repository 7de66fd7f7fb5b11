"""whackachip stress"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ..errors import UserError
from .ending import check_page, keep_figure, keep_page
from .fit import fitted, paragraph
from .lawoptions import takes_changes
from .output import echo_json, table
from .progress import progress_bar
from .remembered import cache, no_cache_option, remembered
from .shared import figure_option

MODE = click.option(
    "--mode", default="fuse", show_default=True, metavar="MODE", help="fuse a chip on sale, free design, or existing."
)
MARKET = click.option(
    "--market", default="datacenter", show_default=True, metavar="MARKET", help="datacenter, workstation or consumer."
)
GOAL = click.option(
    "--objective", default="mix", show_default=True, metavar="WHAT",
    help="train, prefill, decode, mix, price-performance, or weights such as train=1,decode=2.",
)  # fmt: skip
MODEL = click.option("--model", metavar="MODEL", help="The model that is trained and served; usual ones if left out.")
AS_OF = click.option("--as-of", metavar="DATE", help="Day of the silicon; the rule's release if left out.")
ALONE = click.option("--alone", is_flag=True, help="Only the rule's own text, without the law around it.")
JOBS = click.option("--jobs", default=1, type=click.IntRange(1, 1024), show_default=True, help="Processes.")
CLUSTER = click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler instead, such as tcp://10.0.0.1:8786.")
KEEP = click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Keep each answer here instead of in the cache, and go on from what is kept.",
)  # fmt: skip
JSON = click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
SEED = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The same seed, the same bytes."
)


class WithRule(click.Group):
    """A group whose first word may be a rule: `stress RULE` means `stress test RULE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h", "--facts"):
            args = ["test", *args]
        return super().parse_args(ctx, args)


@click.group("stress", cls=WithRule)
def command() -> None:
    """What RULE denies, what slips under it, and why: a designer plays against the rule.

    `stress RULE` is short for `stress test RULE`.

    \b
    whackachip stress us-2023-10-17
    whackachip stress compare us-2022-10-07 us-2023-10-17
    whackachip stress sweep us-2022-10-07 --vary us.ear.3a090.a.io=300..900:5
    """


def shared(*options: Callable[..., Any]) -> Callable[..., Any]:
    """Several options as one decorator, in their order."""

    def apply(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


@command.command("test")
@click.argument("rule")
@shared(GOAL, AS_OF, MODE, MARKET)
@click.option("--base", metavar="CHIP", help="Cut this chip; else the best of all on sale answers.")
@MODEL
@click.option("--bits", type=click.Choice(["8", "16"]), default="16", show_default=True, help="Of the products.")
@ALONE
@takes_changes
@click.option("--no-sweep", is_flag=True, help="Do not move the threshold that binds, which takes seconds.")
@shared(JOBS, SEED, no_cache_option)
@figure_option
@click.option(
    "--page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The page with its figures: .html."
)
@JSON
def test(
    jobs: int, no_cache: bool, figure: Path | None, page: Path | None, as_json: bool, **given: Any
) -> None:  # fmt: skip
    """One page on RULE: what it denied, what it let through, why, what came of it, and whom it catches besides.

    RULE is an act, bill or letter (see `rules list`), a rule file, or a day. What escapes must be missed by the rule
    and need no licence to China under the law around it. --figure FILE.svg writes three: FILE-plane.svg,
    FILE-denial.svg and FILE-sweep.svg; --page FILE.html is the page for a reader, with the three in it.

    Exit status: 0 with an answer, also where the rule catches nothing or everything, which it says; 2 where the
    question is wrong, no design can be made, or no design can do the work.

    \b
    whackachip stress us-2023-10-17
    whackachip stress us-2023-10-17 --mode free --objective decode
    whackachip stress us-letters-2025-04 --market consumer
    whackachip stress us-2023-10-17 --set us.ear.3a090.b.tpp=1600 --json
    """
    from ..answers.stress import Request, answer

    check_page(page)
    asked = Request(**given)
    with progress_bar("moving the threshold") as report:
        result = remembered("stress", asked, lambda: answer(asked, report, jobs), no_cache)
    if figure:
        _draw_all(result, figure)
    if page:
        from ..report.stresspage import render_stress

        keep_page(render_stress(result), page)
    if as_json:
        echo_json(result)
        return
    from .stresspage import show

    show(result)


@command.command("compare")
@click.argument("rules", nargs=-1, required=True, metavar="RULE...")
@shared(GOAL, AS_OF, MODE, MARKET, MODEL)
@click.option("--with-law", is_flag=True, help="With the law around each rule; else each rule's own text alone.")
@no_cache_option
@JSON
def compare(no_cache: bool, as_json: bool, **given: Any) -> None:
    """Rules or bills side by side, with the silicon of one day: what each denies and whom it catches besides.

    \b
    whackachip stress compare us-gain-ai-s3150 us-safe-chips-s3374 us-overwatch-hr6875
    whackachip stress compare us-2022-10-07 us-2023-10-17 --as-of 2023-10-17 --json
    """
    from ..answers.stress_compare import Request, answer

    asked = Request(**given)
    with progress_bar("rules"):
        result = remembered("stress-compare", asked, lambda: answer(asked), no_cache)
    if as_json:
        echo_json(result)
        return
    click.echo(f"silicon as of {result['as_of']}, {result['mode']}, {result['market']}, {result['objective']}\n")
    rows = []
    for row in result["rules"]:
        denied = ["-" if share is None else f"{share:.0%}" for share in row["denied"].values()]
        best = row["metrics"]
        shown = ("-", "-", "-") if best is None else (
            f"{best['tpp']:,.0f}", f"{best['memory_bandwidth']:,.0f}", f"{best['io_bandwidth']:,.0f}"
        )  # fmt: skip
        rows.append((row["rule"], *denied, row["base"] or "none", *shown, f"{len(row['collateral']['caught'])}"))
    fitted(("rule", "training", "prefill", "decode", "best cut from", "TPP", "GB/s", "I/O", "cards"), rows,
           right=(1, 2, 3, 5, 6, 7, 8), drop=(7, 6), shrink=(4,))  # fmt: skip
    click.echo()
    paragraph("shares are denied per chip; cards: for players and workstations, caught by the rule's own tests")


@command.command("sweep")
@click.argument("rule")
@click.option(
    "--vary", multiple=True, metavar="THRESHOLD=LOW..HIGH:COUNT", help="One or two; evenly by logarithm; or a,b,c."
)
@click.option(
    "--deny", multiple=True, metavar="PHASE=SHARE", help="Find the point that denies this at least collateral."
)
@click.option("--designs", type=int, metavar="COUNT", help="Draw so many designs instead of moving a threshold.")
@shared(GOAL, AS_OF, MODE, MARKET, MODEL, ALONE, JOBS, CLUSTER, KEEP, SEED, no_cache_option)
@figure_option
@JSON
def sweep(
    rule: str, vary: tuple[str, ...], deny: tuple[str, ...], designs: int | None, jobs: int, cluster: str | None,
    keep: Path | None, seed: int, no_cache: bool, figure: Path | None, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Move a threshold of RULE, or two: what is denied against what is lost. Or draw designs by the million.

    Answers are the same whatever the number of processes or workers. An interrupted sweep goes on where it stopped,
    from the cache or from --keep. Exit status: 0, 1 where no point denies what --deny asks, 2 for a wrong question.

    \b
    whackachip stress sweep us-2022-10-07 --vary us.ear.3a090.a.io=300..900:5
    whackachip stress sweep us-2023-10-17 --vary us.ear.3a090.b.tpp=1600,2400 --deny train=0.7 --json
    whackachip stress sweep us-2023-10-17 --designs 20000 --jobs 2
    """
    if (designs is None) == (not vary):
        raise UserError("either --vary THRESHOLD=LOW..HIGH:COUNT or --designs COUNT")
    workers: dict[str, Any] = {"jobs": jobs, "cluster": cluster, "folder": keep or cache(no_cache)}
    with progress_bar("sweep") as report:
        if designs is not None:
            from ..answers import stress_designs

            kept = {name: given[name] for name in ("as_of", "market", "model")}
            drawn = stress_designs.Request(rule=rule, designs=designs, seed=seed, **kept)
            result = stress_designs.answer(drawn, report, **workers)
        else:
            from ..answers import stress_sweep

            asked = stress_sweep.Request(rule=rule, vary=vary, deny=deny, **given)
            result = stress_sweep.answer(asked, report, **workers)
    if figure:
        _draw_sweep(result, figure)
    if as_json:
        echo_json(result)
    else:
        _show_designs(result) if designs is not None else _show_sweep(result)
    if deny and designs is None and result["least_collateral"] is None:
        raise click.exceptions.Exit(1)


def _draw_all(result: Mapping[str, Any], path: Path) -> None:
    from ..report.figures.stressdenial import stress_denial
    from ..report.figures.stressplane import stress_plane
    from ..report.figures.stresssweep import stress_sweep

    for name, figure in (
        ("plane", stress_plane(result)), ("denial", stress_denial(result)), ("sweep", stress_sweep(result))
    ):  # fmt: skip
        if figure is not None:
            keep_figure(figure, path.with_name(f"{path.stem}-{name}{path.suffix}"))


def _draw_sweep(result: dict[str, Any], path: Path) -> None:
    from ..report.figures.stressgrid import stress_grid
    from ..report.figures.stresssweep import stress_sweep

    figure = (stress_sweep(result) or stress_grid(result)) if "points" in result else None
    if figure is None:
        raise UserError("there are too few points to draw")
    keep_figure(figure, path)


def _show_sweep(result: Mapping[str, Any]) -> None:
    from .stresspage import sweep_table

    click.echo(f"{result['rule']}, {result['mode']}, {result['market']}, {result['objective']}\n")
    sweep_table(result)
    if result["deny"]:
        found = result["least_collateral"]
        asked = ", ".join(f"{share:.0%} of {phase}" for phase, share in result["deny"].items())
        click.echo()
        if found is None:
            paragraph(f"No point denies {asked}.")
        else:
            moved = ", ".join(f"{name} = {value:,g}" for name, value in found["values"].items())
            caught = len(found["collateral"]["caught"])
            paragraph(f"{asked} denied at least collateral by {moved}: {caught} harmless cards are caught.")


def _show_designs(result: Mapping[str, Any]) -> None:
    click.echo(f"{result['designs']:,} designs of {result['as_of']}, {result['market']}, seed {result['seed']}\n")
    rows: list[Sequence[str]] = []
    for rule, found in result["rules"].items():
        for phase, best in found["best"].items():
            rows.append((
                rule, f"{found['share']:.1%}", phase, f"{best['value']:,.1f}", f"{best['tpp']:,.0f}",
                f"{best['die_area']:,.0f}", f"{best['memory_bandwidth']:,.0f}", f"{best['io_bandwidth']:,.0f}",
            ))  # fmt: skip
    table(("rule", "escape", "best for", "tokens/s", "TPP", "mm2", "memory GB/s", "I/O GB/s"), rows,
          right=(1, 3, 4, 5, 6, 7))  # fmt: skip
