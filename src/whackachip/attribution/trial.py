"""All cases of a table tried on their repositories: each is scanned once, and every row of it is judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..catalog import chips
from ..errors import UserError
from ..evidence import Evidence, scan
from ..evidence.citation import Wrong, check_citations
from ..facts import store
from .casetable import KnownCase
from .judge import Judged, judge
from .score import summary

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One repository at one commit with its cases. models: all that the table names in it. cache: a folder, or None."""

    place: Path
    path: str
    commit: str | None
    cases: tuple[KnownCase, ...]
    models: tuple[str, ...]
    history: bool
    cache: Path | None


@dataclass(frozen=True, slots=True)
class Trial:
    """Every judged row in the order of the table, the rows without a repository, and the citations that were wrong."""

    rows: tuple[Judged, ...]
    outside: tuple[KnownCase, ...]
    cited: int
    wrong: tuple[tuple[str, Wrong], ...]

    def to_dict(self) -> dict[str, Any]:
        """Summary and rows as plain JSON data; rows without a repository stand apart."""
        return {
            "summary": summary(self.rows, (self.cited - len(self.wrong), self.cited), len(self.outside)),
            "rows": [row.to_dict() for row in self.rows],
            "outside": [{"model": case.model, "stage": case.stage} for case in self.outside],
            "wrong_citations": [{"repository": path, **asdict(wrong)} for path, wrong in self.wrong],
        }


def run_trial(
    cases: Sequence[KnownCase],
    repositories: Path,
    *,
    history: bool = True,
    cache: Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Trial:
    """Scans and judges every case that names a repository.

    repositories: the folder that the cases' paths start from. history: False reads the tree of the commit alone. cache:
    a folder in which scans are kept between runs. executor: where the repositories are worked on, in this process if
    left out. Raises UserError where a repository is missing, naming it.
    """
    jobs = jobs_of(cases, repositories, history, cache)
    judged: dict[tuple[str, str], Judged] = {}
    wrong: list[tuple[str, Wrong]] = []
    cited = 0
    results = executor.map(work, jobs) if executor is not None else map(work, jobs)
    for done, (rows, count, mistakes) in enumerate(results, start=1):
        judged.update({(row.case.model, row.case.stage): row for row in rows})
        cited += count
        wrong += mistakes
        if progress is not None:
            progress(done, len(jobs))
    return Trial(
        tuple(judged[case.model, case.stage] for case in cases if case.path is not None),
        tuple(case for case in cases if case.path is None),
        cited,
        tuple(wrong),
    )


def work(job: Job) -> tuple[list[Judged], int, list[tuple[str, Wrong]]]:
    """One repository scanned, its cases judged, and what they cite looked up."""
    evidence = evidence_of(job)
    rows = [judge(case, evidence, chips(), job.models) for case in job.cases]
    findings = tuple(dict.fromkeys(finding for row in rows for finding in row.cited))
    looked_up = check_citations(job.place, replace(evidence, findings=findings))
    return rows, looked_up.checked, [(job.path, wrong) for wrong in looked_up.wrong]


def jobs_of(cases: Iterable[KnownCase], repositories: Path, history: bool, cache: Path | None) -> list[Job]:
    """The repositories of the cases, each with its rows; raises UserError where one is missing."""
    groups: dict[tuple[str, str | None], list[KnownCase]] = {}
    models: dict[str, dict[str, None]] = {}
    for case in cases:
        if case.path is not None:
            groups.setdefault((case.path, case.commit), []).append(case)
            models.setdefault(case.path, {})[case.model] = None
    missing = sorted({path for path, _ in groups if not (repositories / path).is_dir()})
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise UserError(f"no repository {missing[0]!r} below {str(repositories)!r}{more}")
    return [
        Job(repositories / path, path, commit, tuple(found), tuple(models[path]), history, cache)
        for (path, commit), found in groups.items()
    ]


def evidence_of(job: Job) -> Evidence:
    """The scan of a repository up to the commit, from the cache where the same was scanned with the same facts."""
    refs = (job.commit or "HEAD",) if job.history else ()
    if job.cache is None:
        return scan(job.place, revision=job.commit, history=job.history, refs=refs, name=job.path)
    facts = json.dumps([store.section(name) for name in ("signals", "upstreams", "families")], sort_keys=True)
    name = sha256(f"{job.path}\n{job.commit}\n{job.history}\n{facts}".encode()).hexdigest()[:24]
    kept = job.cache / f"{name}.json"
    if kept.is_file():
        return Evidence.from_dict(json.loads(kept.read_text(encoding="utf-8")))
    found = scan(job.place, revision=job.commit, history=job.history, refs=refs, name=job.path)
    job.cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(found.to_dict()), encoding="utf-8")
    return found
