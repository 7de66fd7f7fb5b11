"""whackachip validate"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..errors import unknown
from ..law.validate import validate_law
from ..provenance import provenance
from .output import echo_json, table
from .validate_attribution import attribution
from .validate_citations import citations
from .validate_inference import inference
from .validate_kernels import kernels
from .validate_stress import stress
from .validate_training import training
from .validate_wholeruns import whole_runs


@click.group("validate")
def command() -> None:
    """Test the tool against cases from outside."""


command.add_command(kernels)
command.add_command(training)
command.add_command(whole_runs)
command.add_command(inference)
command.add_command(attribution)
command.add_command(citations)
command.add_command(stress)


@command.command("law")
@click.option(
    "--cases", required=True, type=click.Path(path_type=Path), help="CSV: chip figures, rule version, outcome."
)
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
def law(cases: Path, as_json: bool) -> None:
    """The law against a table of chip figures, rule versions and expected outcomes.

    Every case is also judged under each other reading for which the table names an outcome. Exit status 1 where a case
    disagrees.

    \b
    whackachip validate law --cases boundary_cases.csv --json
    """
    agreement = validate_law(cases)
    summary, wrong = agreement.summary(), agreement.disagreements
    if as_json:
        echo_json(
            {
                "summary": summary,
                "rows": [asdict(outcome) for outcome in agreement.outcomes],
                "provenance": provenance("whackachip validate law --cases FILE.csv", "law.validate.validate_law(path)"),
            }
        )
    else:
        rows = [(rule, *(str(count) for count in counts.values())) for rule, counts in agreement.rules.items()]
        table(("rule", "agree", "disagree", "not built"), rows, right=(1, 2, 3))
        for outcome in agreement.outcomes:
            if outcome.agrees is not True:
                click.echo(f"{outcome.case} {outcome.chip} {outcome.rule}: {outcome.why}")
            for reading in outcome.readings:
                if reading.agrees is not True:
                    click.echo(f"{outcome.case} {outcome.chip} {outcome.rule}, {reading.reading}: {reading.why}")
        for label, counts in (("cases", summary), *((key, summary[key]) for key in ("independent", "readings"))):
            click.echo(_line(label, counts))
    if wrong:
        raise SystemExit(1)


def _line(label: str, counts: Any) -> str:
    words = {
        "cases": "of {n} cases agree",
        "independent": "of {n} cases that an outside source bears out agree",
        "readings": "of {n} checks under another reading agree",
    }
    more = "".join(f"; {counts[key]} {key.replace('_', ' ')}" for key in ("disagree", "not_built") if counts[key])
    return f"{counts['agree']} {words[label].format(n=counts['n'])}{more}"


@command.command("case")
@click.argument("name")
@click.option("--repo", required=True, metavar="PATH", help="A clone of the case's repository, with all refs.")
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
def case(name: str, repo: str, as_json: bool) -> None:
    """The findings of a bundled case against a scan of a real clone; exit status 1 where they differ.

    \b
    whackachip validate case hunyuan-large --repo path/to/clone
    """
    from ..evidence import scan
    from ..investigation import cases, find_case
    from ..investigation.agreement import compare

    bundled = find_case(name)
    if bundled is None:
        raise unknown("case", name, [known.id for known in cases()])
    found = compare(bundled.evidence, scan(repo))
    if as_json:
        echo_json(
            {
                "case": bundled.id,
                "shared": found.shared,
                "only_bundled": [finding.to_dict() for finding in found.only_bundled],
                "only_scanned": [finding.to_dict() for finding in found.only_scanned],
            }
        )
    else:
        for label, findings in (("only bundled", found.only_bundled), ("only scanned", found.only_scanned)):
            for finding in findings:
                click.echo(f"{label}: {finding.signal} {finding.path}:{finding.line} {finding.token} {finding.status}")
        click.echo(f"{found.shared} findings agree, {len(found.only_bundled) + len(found.only_scanned)} differ")
    if not found.agrees:
        raise SystemExit(1)
