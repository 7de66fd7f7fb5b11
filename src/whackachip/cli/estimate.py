"""whackachip estimate"""

from __future__ import annotations

from typing import Any

import click

from .fit import paragraph, width
from .numbers import SPAN, WHOLE
from .output import echo_json, table
from .serve import load_options, quantity_rows, serve_command
from .training_options import asked_chip, chip_options, training_options

BAR = 28


@click.group("estimate")
def command() -> None:
    """What a chip takes to train or serve a model: time, money and energy, each with an interval.

    \b
    whackachip estimate train hunyuan-large --on h20 --count 2048
    whackachip estimate serve hunyuan-large --on h20 --count 8 --tpot 50
    whackachip estimate fit deepseek-v3 --on h800
    """


command.add_command(serve_command)


@command.command("train")
@click.argument("model")
@chip_options
@click.option("--count", type=WHOLE, required=True, help="Chips of the cluster.")
@click.option("--tokens", type=SPAN, help="Tokens of the run, such as 7e12, 7T or 7..7.2T; else as published.")
@click.option("--mfu", type=SPAN, help="Share of the dense 16-bit peak, such as 30..45%, in place of a plan.")
@click.option("--day", metavar="DATE", help="Day of the prices, as 2024-11-05; else all days.")
@click.option("--place", metavar="PLACE", help="Place of the prices: CN, US or world; else all places.")
@training_options
@click.option("--json", "as_json", is_flag=True, help="The estimate as JSON.")
def train_command(chip: str | None, described: str | None, as_json: bool, **options: Any) -> None:
    """Days, chip-hours, money and energy of training MODEL by the fastest plan that fits, or at a share of the peak.

    \b
    whackachip estimate train hunyuan-large --on h20 --count 2048 --tokens 7T --precision fp8
    whackachip estimate train hunyuan-large --on h20 --count 2048 --mfu 30..45%
    whackachip estimate train llama-3.1-8b --chip "name=x, bf16_dense=400, die_area=800" --count 64 --mfu 0.4

    The answer is `depends` where the chip lacks a figure that the plan needs. Exit status 0, or 2 for a plan that
    cannot be.
    """
    from ..answers.estimate_train import Request, answer

    data = answer(Request(chip=asked_chip(chip, described), **options))
    if as_json:
        echo_json(data)
    else:
        _show(data)


@command.command("fit")
@click.argument("model")
@chip_options
@click.option("--serve", is_flag=True, help="The fewest chips that serve it, in place of those that train it.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), metavar="TOKENS/S",
              help="With --serve: output tokens a second of all chips, at least.")  # fmt: skip
@load_options
@training_options
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def fit_command(chip: str | None, described: str | None, as_json: bool, **options: Any) -> None:
    """The fewest chips whose memory holds the training of MODEL, and the plan that does it.

    \b
    whackachip estimate fit deepseek-v3 --on h800
    whackachip estimate fit llama-3.1-8b --on a100 --zero 1 --json
    whackachip estimate fit deepseek-v3 --on h20 --serve --tpot 50 --ttft 2000 --rate 20000

    With --serve the load and the targets count, and without a rate one request at a time; else the options of training.
    Counts tried: all below 8, then multiples of 8, of 64 above 128, of 512 above 1,024. A usual batch is assumed.
    """
    from ..answers.fit import Request, answer

    data = answer(Request(chip=asked_chip(chip, described), **options))
    if as_json:
        echo_json(data)
    elif data["serve"]:
        _fit_serving(data)
    else:
        _fit_training(data)


def _fit_training(data: dict[str, Any]) -> None:
    from ..performance.run import LIMIT
    from ..performance.search.infeasible import plan_words

    count = data["count"]
    if count is None:
        paragraph(f"no plan fits on up to {LIMIT:,} {data['chip_name']}")
        return
    chips = click.style(f"{count:,} x {data['chip_name']}", bold=True)
    click.echo(f"{chips} {'holds' if count == 1 else 'hold'} the training of {data['model_name']}")
    room = f"{data['memory_bytes'] / 1e9:,.1f} of {data['capacity_bytes'] / 1e9:,.0f} GB"
    paragraph(f"by {plan_words(data['plan'])}: {room} on the fullest chip", 2)


def _fit_serving(data: dict[str, Any]) -> None:
    count, found = data["count"], data["estimate"]
    if count is None:
        paragraph(f"{data['verdict']}: {found['reason'] if found else 'no count was tried'}")
        return
    chips = click.style(f"{count:,} x {data['chip_name']}", bold=True)
    flight = found["concurrency"]
    many = "one request at a time" if flight <= 1 else f"{flight:,.0f} requests in flight"
    click.echo(f"{chips} {'serves' if count == 1 else 'serve'} {data['model_name']}, {many}")
    table(("", "80 % interval", ""), quantity_rows(found), right=(1,))


def _show(data: dict[str, Any]) -> None:
    head = f"{data['model_name']} on {data['count']:,} x {data['chip_name']}, {data['precision'].upper()}"
    click.echo(click.style(head, bold=True))
    said = data["reason"] if data["verdict"] == "no-plan-fits" else f"{data['verdict']}: {data['reason']}"
    paragraph(said, 2)
    if data["plan"]:
        from ..performance.search.infeasible import plan_words

        paragraph(f"plan: {plan_words(data['plan'])}", 2)
    if data["verdict"] == "no-plan-fits":
        return
    rows = [_line(label, data[key], units) for label, key, units in ROWS]
    if data["money"]:
        rows += [_line(label, data["money"][key], units) for label, key, units in MONEY]
    table(("", "80 % interval", ""), rows, right=(1,))
    if data["step_parts_seconds"]:
        click.echo()
        _bars(data["step_parts_seconds"])
    click.echo()
    for text in data["assumptions"]:
        paragraph(f"assumed: {text}", 2)
    if data["money"]:
        for key in ("rental_rate", "owned_rate"):
            paragraph(f"{'rent' if key == 'rental_rate' else 'owned'}: {data['money'][key]['formula']}", 2)


# Units of each number, the largest first; the largest that the number reaches is taken.
DOLLARS = ((1e6, "M USD"), (1e3, "k USD"), (1, "USD"))
ROWS = (
    ("tokens", "tokens", ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1, ""))),
    ("step", "step_seconds", ((1, "s"), (1e-3, "ms"))),
    ("pace", "tokens_per_second", ((1e6, "M tokens/s"), (1e3, "k tokens/s"), (1, "tokens/s"))),
    ("utilisation", "utilisation", ((0.01, "% of the dense 16-bit peak"),)),
    ("chip-hours", "chip_hours", ((1e6, "M"), (1e3, "k"), (1, ""))),
    ("time", "days", ((1, "days"), (1 / 24, "hours"))),
)
MONEY = (
    ("rented", "rental", DOLLARS),
    ("owned, with power", "owned", DOLLARS),
    ("energy", "energy", ((1e6, "GWh"), (1e3, "MWh"), (1, "kWh"))),
    ("power alone", "electricity", DOLLARS),
)


def _line(label: str, quantity: dict[str, Any], units: tuple[tuple[float, str], ...]) -> tuple[str, str, str]:
    """A row of the table in the unit that suits the upper end."""
    if quantity["value"] is None:
        return label, "unknown", ""
    high = quantity["value"]["high"] or quantity["value"]["low"]
    scale, unit = next(((scale, unit) for scale, unit in units if high >= scale), units[-1])
    return label, amount(quantity, scale, 3), unit


def amount(quantity: dict[str, Any], scale: float, digits: int) -> str:
    """An interval in a unit, with so many digits."""
    value = quantity["value"]
    if value is None:
        return "unknown"
    ends = [value["low"], value["high"]]
    words = ["unbounded" if end is None else f"{_rounded(end / scale, digits):,g}" for end in ends]
    return words[0] if words[0] == words[1] else f"{words[0]} to {words[1]}"


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _bars(parts: dict[str, float]) -> None:
    """Where the time of a step goes; what is below a hundredth is left out."""
    total = parts["total"]
    shown = sorted(((v, k) for k, v in parts.items() if k != "total" and v >= total / 100), reverse=True)
    room = min(BAR, (width() or 80) - 40)
    for seconds, name in shown:
        label = PARTS.get(name, name)
        click.echo(
            f"  {label:<24}{seconds:>9.3g} s {seconds / total:>5.0%}  {'█' * max(1, round(room * seconds / total))}"
        )


PARTS = {"products": "matrix products", "attention": "attention core", "elementwise": "norms and casts",
         "launch": "waiting for the host", "recompute": "recomputation", "tp": "tensor parallelism",
         "cp": "context parallelism", "ep": "expert parallelism", "pp": "between stages", "dp": "data parallelism",
         "bubble": "pipeline bubble", "head": "output head", "overhead": "fixed",
         "offload": "waiting for host memory"}  # fmt: skip
