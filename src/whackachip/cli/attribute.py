"""whackachip attribute"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ..errors import UserError, unknown
from ..provenance import provenance
from .output import echo_json, echo_lines, hanging, page_width
from .progress import progress_bar
from .subject import local_copy

SUFFIXES = (".jsonl", ".parquet")
STAGES = ("pretraining", "finetuning", "rl", "serving")
SHOWN, LEAST = 5, 0.005  # lines of a kind, and the least probability that is worth one


@click.command("attribute")
@click.argument("subject", required=False)
@click.option("--model", "models", multiple=True, metavar="MODEL", help="Whose hardware is asked for; may be repeated.")
@click.option("--developer", metavar="NAME", help="Who made it; the catalogue's if left out.")
@click.option("--country", metavar="COUNTRY", help="Where they sit: code or name.")
@click.option("--released", metavar="DATE", help="Day of release; the catalogue's, else the first commit, if left out.")
@click.option("--stage", "stages", multiple=True, metavar="STAGE", help=f"{', '.join(STAGES)}; all if left out.")
@click.option("--revision", metavar="REV", help="Read the history up to this commit.")
@click.option("--no-history", is_flag=True, help="Read one tree only.")
@click.option("--many", type=click.Path(path_type=Path), help="A list of subjects, or a CSV with a column `subject`.")
@click.option("--out", type=click.Path(path_type=Path), help="With --many: the .jsonl or .parquet file to write.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="With --many: processes.")
@click.option("--cluster", metavar="ADDRESS", help="With --many: a Dask cluster to work on.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def command(
    subject: str | None, models: tuple[str, ...], developer: str | None, country: str | None, released: str | None,
    stages: tuple[str, ...], revision: str | None, no_history: bool, many: Path | None, out: Path | None, jobs: int,
    cluster: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Which chips could have made the models of SUBJECT, by stage: a path, an archive, a git URL or a bundled case.

    Gives a probability for each chip and family, and apart from it whether the hardware is declared. Nothing in the
    repository is executed.

    With --many, one JSON line per subject, or a Parquet row for each of its models and stages. A subject that fails
    is reported as `error`, the rest goes on, and the exit status is 1. An interrupted run goes on where it stopped:
    its answers stand in OUT.part until all are there.

    \b
    whackachip attribute path/to/clone --model deepseek-v3
    whackachip attribute --many subjects.txt --jobs 4 --out answers.parquet
    """
    if (subject is None) == (many is None):
        raise click.UsageError("give either a SUBJECT or --many LIST")
    for stage in stages:
        if stage not in STAGES:
            raise unknown("stage", stage, STAGES)
    given = {
        "models": models, "developer": developer, "country": country, "released": released, "stages": stages,
        "revision": revision, "history": not no_history,
    }  # fmt: skip
    if many is not None:
        _many(many, given, out, jobs, cluster)
        return
    found = _one(str(subject), given)
    if as_json:
        echo_json(found)
    else:
        width = page_width()
        for model in found["models"]:
            echo_lines(_model_lines(model, width))
        echo_lines(
            hanging(
                "",
                f"{found['looked_for']} signals were looked for; {len(found['not_found'])} were not found.",
                0,
                width,
            )
        )
        echo_lines(hanging("", found["disclaimer"], 0, width))


def _one(subject: str, given: Mapping[str, Any]) -> dict[str, Any]:
    from ..answers.attribute import Request, answer
    from ..evidence import scan
    from ..investigation import find_case

    asked = Request(
        subject=subject, model=given["models"], developer=given["developer"], country=given["country"],
        released=given["released"], stage=given["stages"],
    )  # fmt: skip
    if find_case(subject) is not None:
        return answer(asked)
    with local_copy(subject) as (where, name), progress_bar("reading") as report:
        evidence = scan(where, revision=given["revision"], history=given["history"], progress=report, name=name)
    return answer(asked, evidence)


def _many(many: Path, given: dict[str, Any], out: Path | None, jobs: int, cluster: str | None) -> None:
    from ..investigation.many import answers, read_list
    from .workers import workers

    rows = [{**given, **row} for row in read_list(many)]
    if out is not None and out.suffix not in SUFFIXES:
        raise UserError(f"{out.name}: the answers are written as {' or '.join(SUFFIXES)}")
    if out is not None and not out.parent.is_dir():
        raise UserError(f"no folder {out.parent.name!r} to write {out.name} to")
    kept = out.with_name(f"{out.name}.part") if out is not None else None
    found, failed = [], 0
    with workers(jobs, cluster) as executor, progress_bar("attributing") as report:
        for answer in answers(rows, _row, kept=kept, executor=executor, progress=report):
            failed += "error" in answer
            if out is None:
                click.echo(json.dumps(answer, ensure_ascii=False))
            else:
                found.append(answer)
    if out is not None and kept is not None:
        _write(out, found)
        if not failed:
            kept.unlink(missing_ok=True)
        click.echo(f"{out}: {len(rows)} subjects, {failed} failed")
        for answer in [answer for answer in found if "error" in answer][:SHOWN]:
            click.echo(f"  {answer['asked']}: {answer['error']}", err=True)
    if failed:
        raise SystemExit(1)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return _one(row["subject"], row)


def _write(out: Path, found: list[Any]) -> None:
    from ..report.tablefile import write_parquet, write_text

    if out.suffix == ".jsonl":
        write_text(out, "".join(f"{json.dumps(answer, ensure_ascii=False)}\n" for answer in found))
        return
    from ..catalog.tables import Table
    from ..investigation.many import COLUMNS, table_rows

    rows = [tuple(row[name] for name in COLUMNS) for answer in found for row in table_rows(answer)]
    about = provenance("whackachip attribute --many LIST --out FILE.parquet", "investigation.many.answers(rows, work)")
    write_parquet(out, Table(COLUMNS, rows), about)


def _model_lines(model: Any, width: int) -> Iterator[str]:
    from ..investigation.arithmetic import arithmetic_sentence
    from ..investigation.verdict import family_name

    who = f", {model['developer']}" if model["developer"] else ""
    yield click.style(f"{model['model'] or 'Unnamed model'}{who}, released {model['released']}", bold=True)
    for text in model["assumptions"]:
        yield from hanging("  assumed  ", text, 11, width)
    for stage in model["stages"]:
        yield ""
        yield from hanging("  ", stage["sentence"], 2, width)
        for name, probability in list(stage["families"].items())[:SHOWN]:
            if probability < LEAST:
                break
            yield f"    {family_name(name):<16}{probability:7.1%}  {'#' * round(probability * 30)}"
        for move in stage["moved"][:SHOWN]:
            if abs(move["moved"]) >= LEAST:
                place = f"{move['finding']['path']}:{move['finding']['line']}"
                says = ", ".join(map(family_name, move["names"])) or move["implies"]
                text = f"{move['title']} ({says}), {move['kind']}: {place}"
                yield from hanging(f"    {move['moved']:+6.0%}  ", text, 12, width)
        for one in stage["arithmetic"]:
            yield from hanging("    numbers ", arithmetic_sentence(one, family_name), 12, width)
        for row in stage["law"]:
            yield from hanging("    law     ", _law(row), 12, width)
        yield from hanging("    changes ", "it: " + "; ".join(stage["would_change_it"]), 12, width)
    yield ""


def _law(row: Any) -> str:
    if not row["periods"]:
        return f"{row['name']}: {row['note']}"
    last = row["periods"][-1]
    return (
        f"{row['name']}: on {last['ends']}, the last day to acquire it, {last['item']['verdict']}, "
        f"{last['transaction']['verdict']}{_before(row['periods'])}"
    )


def _before(periods: Any) -> str:
    """When the chip could last be sent without a licence, where that had ended by the last day."""
    free = [period for period in periods if period["transaction"]["verdict"] == "no-requirement-found"]
    return f"; no requirement found up to {free[-1]['ends']}" if free and free[-1] is not periods[-1] else ""
