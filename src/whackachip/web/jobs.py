"""Long work that outlives the page: a queue and its results in one SQLite file.

A job's id is the hash of what is asked, of the tool and of the facts, so that the same question is the same job and
its link stays good. Every step is one transaction: a process that is killed at any point leaves a job that is waiting,
running (and taken up again when its heartbeat stops) or ended.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..facts import store
from ..version import __version__

VERSION = 1  # of the schema, kept in user_version
STALE = 6.0  # without a heartbeat [s]
ATTEMPTS = 2
ENDED = ("done", "failed", "cancelled")
SCHEMA = """
CREATE TABLE job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, asked TEXT NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0,
  message TEXT NOT NULL DEFAULT '',
  created REAL NOT NULL, beat REAL, ended REAL, result TEXT
) STRICT;
CREATE INDEX job_state ON job (state, created);
"""
COLUMNS = "id, kind, asked, state, attempts, done, total, message, created, ended"


@dataclass(frozen=True, slots=True)
class Job:
    """state: waiting, running, stopping, done, failed or cancelled. message: what it does, or why it failed."""

    id: str
    kind: str
    asked: dict[str, Any]
    state: str
    attempts: int
    done: int
    total: int
    message: str
    created: float
    ended: float | None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    def to_dict(self) -> dict[str, Any]:
        """What a program sees of it, without clocks."""
        return {
            "id": self.id, "kind": self.kind, "asked": self.asked, "state": self.state,
            "done": self.done, "total": self.total, "message": self.message,
        }  # fmt: skip


def job_id(kind: str, asked: Mapping[str, Any]) -> str:
    """The same for the same question, tool and facts."""
    text = json.dumps([kind, asked, __version__, store.digest()], sort_keys=True, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def ours(job: Job) -> bool:
    """Whether a job was asked of this version and of these facts; another server may share the store."""
    return job.id == job_id(job.kind, job.asked)


class Jobs:
    """The store; safe for threads and for several processes.

    waiting: how many jobs may wait at once. Raises UserError for a file that a newer version wrote, or that is no
    store.
    """

    def __init__(self, path: Path, waiting: int = 50) -> None:
        self.path, self.waiting = path, waiting
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._write() as connection:
                found = connection.execute("PRAGMA user_version").fetchone()[0]
                if found > VERSION:
                    raise UserError(f"{path} was written by a newer whackachip (schema {found}, we know {VERSION})")
                if found == 0:
                    for statement in SCHEMA.split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.DatabaseError as error:
            raise UserError(f"{path} cannot be used for jobs: {error}") from None

    def submit(self, kind: str, asked: Mapping[str, Any], again: bool = True) -> Job:
        """The job for a question, queued unless it is there already.

        again: whether one that failed or was cancelled is begun anew. Raises UserError where too many wait.
        """
        id = job_id(kind, asked)
        with self._write() as connection:
            known = self._get(connection, id)
            if known and not (again and known.state in ("failed", "cancelled")):
                return known
            waiting = connection.execute("SELECT count(*) FROM job WHERE state = 'waiting'").fetchone()[0]
            if waiting >= self.waiting:
                raise UserError(f"{waiting} jobs are waiting already; try again later")
            connection.execute(
                "INSERT OR REPLACE INTO job (id, kind, asked, state, created) VALUES (?, ?, ?, 'waiting', ?)",
                (id, kind, json.dumps(asked, ensure_ascii=False), time.time()),
            )
            return self._get(connection, id)  # type: ignore[return-value]

    def get(self, id: str) -> Job | None:
        """The job with this id, if there is one."""
        return self._get(self._connection(), id)

    def recent(self, limit: int = 20) -> list[Job]:
        """The latest jobs, newest first."""
        rows = self._connection().execute(f"SELECT {COLUMNS} FROM job ORDER BY created DESC LIMIT ?", (limit,))
        return [_job(row) for row in rows]

    def result(self, id: str) -> Any:
        """What a job that is done found; None for any other."""
        row = self._connection().execute("SELECT result FROM job WHERE id = ? AND state = 'done'", (id,)).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def folder(self, id: str) -> Path:
        """Where a job puts the files that belong to its result; its id alone says so."""
        return self.path.parent / "results" / id

    def cancel(self, id: str) -> Job | None:
        """Take a waiting job back, or ask for a running one to be stopped."""
        with self._write() as connection:
            connection.execute(
                "UPDATE job SET state = 'cancelled', ended = ? WHERE id = ? AND state = 'waiting'", (time.time(), id)
            )
            connection.execute("UPDATE job SET state = 'stopping' WHERE id = ? AND state = 'running'", (id,))
            return self._get(connection, id)

    # What follows is for the runner and its workers.

    def claim(self) -> Job | None:
        """The job that has waited longest, now running; None where none waits that was asked of our tool and facts."""
        with self._write() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM job WHERE state = 'waiting' ORDER BY created").fetchall()
            found = next((job for job in map(_job, rows) if ours(job)), None)
            if found is None:
                return None
            connection.execute(
                "UPDATE job SET state = 'running', attempts = attempts + 1, beat = ?, done = 0, total = 0 WHERE id = ?",
                (time.time(), found.id),
            )
            return self._get(connection, found.id)

    def sizes(self) -> list[tuple[str, str, float, int]]:
        """(id, state, when it ended or was asked, bytes of its result in the store) of every job, newest first."""
        return self._connection().execute(
            "SELECT id, state, coalesce(ended, created), coalesce(length(CAST(result AS BLOB)), 0) FROM job "
            "ORDER BY coalesce(ended, created) DESC"
        ).fetchall()  # fmt: skip

    def forget(self, id: str) -> None:
        """Take a job out of the store, unless it is at work."""
        with self._write() as connection:
            connection.execute("DELETE FROM job WHERE id = ? AND state NOT IN ('running', 'stopping')", (id,))

    def beat(self, id: str, done: int | None = None, total: int | None = None, message: str | None = None) -> bool:
        """Say that a job is alive and how far it is; False where it should stop."""
        with self._write() as connection:
            connection.execute(
                "UPDATE job SET beat = ?, done = coalesce(?, done), total = coalesce(?, total), "
                "message = coalesce(?, message) WHERE id = ? AND state = 'running'",
                (time.time(), done, total, message, id),
            )
            return bool(connection.execute("SELECT 1 FROM job WHERE id = ? AND state = 'running'", (id,)).fetchone())

    def finish(self, id: str, result: Any) -> None:
        """Keep the result of a running job."""
        self._end(id, "done", "", json.dumps(result, ensure_ascii=False))

    def fail(self, id: str, message: str) -> None:
        """End a job with the line that says why."""
        self._end(id, "failed", message[:2000], None)

    def stopped(self, id: str) -> None:
        """A job whose process has gone: cancelled if that was asked for, else tried again, and at last failed."""
        with self._write() as connection:
            self._settle(connection, id)

    def reclaim(self) -> None:
        """Settle the jobs whose worker has stopped giving signs of life."""
        with self._write() as connection:
            rows = connection.execute(
                "SELECT id FROM job WHERE state IN ('running', 'stopping') AND beat < ?", (time.time() - STALE,)
            ).fetchall()
            for (id,) in rows:
                self._settle(connection, id)

    def _settle(self, connection: sqlite3.Connection, id: str) -> None:
        now = time.time()
        connection.execute(
            "UPDATE job SET state = 'cancelled', ended = ? WHERE id = ? AND state = 'stopping'", (now, id)
        )
        connection.execute(
            "UPDATE job SET state = 'failed', ended = ?, message = 'its process ended without an answer, twice' "
            "WHERE id = ? AND state = 'running' AND attempts >= ?",
            (now, id, ATTEMPTS),
        )
        connection.execute("UPDATE job SET state = 'waiting' WHERE id = ? AND state = 'running'", (id,))

    def _end(self, id: str, state: str, message: str, result: str | None) -> None:
        with self._write() as connection:
            connection.execute(
                "UPDATE job SET state = ?, message = ?, result = ?, ended = ? WHERE id = ? AND state = 'running'",
                (state, message, result, time.time(), id),
            )

    def _get(self, connection: sqlite3.Connection, id: str) -> Job | None:
        row = connection.execute(f"SELECT {COLUMNS} FROM job WHERE id = ?", (id,)).fetchone()
        return _job(row) if row else None

    def _connection(self) -> sqlite3.Connection:
        """This thread's own connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, isolation_level=None, timeout=10)
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = found
        return found

    def _write(self) -> _Transaction:
        return _Transaction(self._connection())


class _Transaction:
    """All or nothing, with the right to write from the start, so that two claims never meet."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self.connection.execute("BEGIN IMMEDIATE")
        return self.connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.connection.execute("COMMIT" if kind is None else "ROLLBACK")


def _job(row: tuple[Any, ...]) -> Job:
    id, kind, asked, *rest = row
    return Job(id, kind, json.loads(asked), *rest)
