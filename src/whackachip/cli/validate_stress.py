"""whackachip validate stress"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..provenance import provenance
from .fit import fitted
from .output import echo_json
from .progress import progress_bar


@click.command("stress")
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Columns rule, as_of, market, mode, base_chip, metric, low, high; ours if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
def stress(cases: Path | None, as_json: bool) -> None:
    """Back-tests of the designer: would it have found what vendors brought, without having seen it?

    mode is fuse (cut a chip on sale that day), free (design anew) or existing. base_chip may be left out: then the best
    of all chips on sale answers. metric is tpp, die_area, io_bandwidth, memory_bandwidth, memory_capacity,
    performance_density, new_designs, retained, denied_train, denied_prefill or denied_decode. An empty end is open.

    Exit status 1 where a case fails, 2 for a file that is none.

    \b
    whackachip validate stress
    whackachip validate stress --cases backtests.csv --json
    """  # fmt: skip
    from ..stress.backtest import judge, own_cases, read_file

    listed = own_cases() if cases is None else read_file(cases)
    with progress_bar("back-tests") as report:
        result = judge(listed, report)
    result["provenance"] = provenance(
        "whackachip validate stress" + ("" if cases is None else " --cases FILE.csv"),
        f"stress.backtest.judge(stress.backtest.{'own_cases()' if cases is None else 'read_file(path)'})",
    )
    if as_json:
        echo_json(result)
    else:
        _page(result)
    if result["summary"]["passed"] < result["summary"]["n"]:
        raise click.exceptions.Exit(1)


def _page(result: dict[str, Any]) -> None:
    rows = [
        (
            row["rule"], row["market"], row["mode"], row["metric"], _span(row),
            "-" if row["value"] is None else f"{row['value']:,.5g}" if row["value"] < 10 else f"{row['value']:,.1f}",
            "yes" if row["passed"] else "no", row["nearest"] or row["chip"] or row["error"] or "-",
        )
        for row in result["rows"]
    ]  # fmt: skip
    heads = ("rule", "market", "mode", "metric", "expected", "found", "ok", "nearest real chip")
    fitted(heads, rows, right=(4, 5), shrink=(0,), drop=(2, 1, 7))
    click.echo(f"\n{result['summary']['passed']} of {result['summary']['n']} pass")


def _span(row: dict[str, Any]) -> str:
    low, high = row["low"], row["high"]
    return f"{'' if low is None else f'{low:,.6g}'} to {'' if high is None else f'{high:,.6g}'}".strip()
