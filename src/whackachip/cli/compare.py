"""whackachip chips compare"""

from __future__ import annotations

import click

from ..answers.compare import Request, answer, compared
from ..catalog.comparison import Line
from ..catalog.comparison import compare as compare_chips
from ..quantities import source
from .fit import fitted, paragraph
from .lawoptions import interpret_option
from .output import echo_json


@click.command("compare")
@click.argument("chips", nargs=-1)
@interpret_option
@click.option("--differences", is_flag=True, help="Only what differs.")
@click.option("--sources", is_flag=True, help="List the source of every value.")
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
def compare(
    chips: tuple[str, ...], interpret: tuple[str, ...], differences: bool, sources: bool, as_json: bool
) -> None:
    """Two chips or more side by side; what differs is marked with a star.

    \b
    whackachip chips compare h100 h800 h20
    whackachip chips compare h20 --chip "name=x, bf16_dense=400, die_area=800" --differences
    """
    asked = Request(chips=chips, interpret=interpret)
    if as_json:
        echo_json(answer(asked))
        return
    found, interpretation, notes = compared(asked)
    lines = [line for line in compare_chips(found, interpretation) if line.differs or not differences]
    rows = [("*" if line.differs else "", line.key, *line.values) for line in lines]
    strong = [number for number, line in enumerate(lines) if line.differs]
    fitted(("", "", *(chip.name for chip in found)), rows, shrink=range(2, len(found) + 2), bold=strong)
    for note in notes:
        paragraph(note)
    if sources:
        _sources(lines, [chip.name for chip in found])


def _sources(lines: list[Line], names: list[str]) -> None:
    click.echo()
    rows = [
        (name, line.key, " ".join(line.sources[number]))
        for number, name in enumerate(names)
        for line in lines
        if line.sources[number]
    ]
    fitted(("chip", "value", "source"), rows, shrink=(0, 2))
    cited = sorted({one for line in lines for found in line.sources for one in found})
    click.echo()
    fitted(("source", "where it was read"), [(name, source(name).cite()) for name in cited], shrink=(1,))
