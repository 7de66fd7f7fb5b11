"""whackachip attribute"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click

from ..errors import UserError, unknown
from .output import echo_json, echo_lines, hanging, page_width
from .progress import progress_bar
from .subject import local_copy

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
@click.option("--out", type=click.Path(path_type=Path), help="With --many: the JSONL file to write.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="With --many: processes.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def command(
    subject: str | None, models: tuple[str, ...], developer: str | None, country: str | None, released: str | None,
    stages: tuple[str, ...], revision: str | None, no_history: bool, many: Path | None, out: Path | None, jobs: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Which chips made the models of SUBJECT, stage by stage: a path, an archive, a git URL or a bundled case.

    Gives a probability for each chip and family, and apart from it whether the hardware is declared. Nothing in the
    repository is executed. With --many, one JSON line a subject; a subject that fails is a line with `error`, and then
    the exit status is 1.

    \b
    whackachip attribute path/to/clone --model deepseek-v3
    whackachip attribute --many subjects.txt --jobs 4 --out answers.jsonl
    """
    if (subject is None) == (many is None):
        raise click.UsageError("give either a SUBJECT or --many LIST")
    for stage in stages:
        if stage not in STAGES:
            raise unknown("stage", stage, STAGES)
    given = {
        "models": models, "developer": developer, "country": country, "released": released, "stages": stages or STAGES,
        "revision": revision, "history": not no_history,
    }  # fmt: skip
    if many is not None:
        _many(many, given, out, jobs)
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


def _one(subject: str, given: dict[str, Any]) -> dict[str, Any]:
    from ..evidence import scan
    from ..investigate import find_case
    from ..investigate.answer import answer
    from ..law.question import as_day

    day = as_day(given["released"]) if given["released"] else None
    case = find_case(subject)
    models = given["models"]
    if case is not None:
        evidence, models = case.evidence, models or (case.model,)
    else:
        with local_copy(subject) as (where, name), progress_bar("reading") as report:
            evidence = scan(where, revision=given["revision"], history=given["history"], progress=report, name=name)
    return answer(
        evidence, named=models, developer=given["developer"], country=given["country"], released=day,
        stages=given["stages"],
    )  # fmt: skip


def _many(many: Path, given: dict[str, Any], out: Path | None, jobs: int) -> None:
    rows = [{**given, **row} for row in _subjects(many)]
    failed = 0
    lines = []
    with progress_bar("attributing") as report:
        for done, found in enumerate(_answers(rows, jobs), start=1):
            failed += "error" in found
            lines.append(json.dumps(found, ensure_ascii=False))
            if out is None:
                click.echo(lines[-1])
            if report is not None:
                report(done, len(rows))
    if out is not None:
        from ..report.tablefile import write_text

        write_text(out, "".join(f"{line}\n" for line in lines))
        click.echo(f"{out}: {len(rows)} subjects, {failed} failed")
    if failed:
        raise SystemExit(1)


def _answers(rows: list[dict[str, Any]], jobs: int) -> Iterator[dict[str, Any]]:
    if jobs == 1:
        yield from map(_safely, rows)
        return
    with ProcessPoolExecutor(jobs) as executor:
        yield from executor.map(_safely, rows)


def _safely(row: dict[str, Any]) -> dict[str, Any]:
    """One answer, or what was wrong with the question: one bad subject must not end the others."""
    try:
        return _one(row["subject"], row)
    except UserError as error:
        return {"subject": row["subject"], "error": str(error)}


def _subjects(many: Path) -> list[dict[str, Any]]:
    """The rows of a list: lines of subjects, or a CSV whose heading has `subject` and may have the options' names."""
    try:
        text = many.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the list {str(many)!r}: {type(error).__name__}") from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and "subject" in lines[0].split(","):
        rows = []
        for row in csv.DictReader(lines):
            kept = {key: row[key] for key in ("developer", "country", "released", "revision") if row.get(key)}
            rows.append(
                {"subject": row["subject"], **kept, **({"models": (row["model"],)} if row.get("model") else {})}
            )
        return rows
    return [{"subject": line.strip()} for line in lines]


def _model_lines(model: Any, width: int) -> Iterator[str]:
    from ..investigate.verdict import family_name

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
