"""What the operator of the web pages decides: where it listens, what may be read, how much is taken."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what visitors may send [bytes, seconds, counts] and of the results that are kept [counts, bytes, days].

    A result beyond them is forgotten, the oldest first; its address works it out again.
    """

    upload_bytes: int = 64 * MEGABYTE
    body_bytes: int = 1 * MEGABYTE
    uploads: int = 32
    query_bytes: int = 8192
    values: int = 100
    value_characters: int = 2000
    job_seconds: float = 900.0
    jobs_waiting: int = 50
    results: int = 500
    results_bytes: int = 2048 * MEGABYTE
    results_days: float = 90.0
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """host: loopback unless told otherwise. allow: folders whose contents may be investigated by path.

    token: asked of every visitor; needed for any host but loopback. data: where jobs and uploads are kept. embed:
    origins whose pages may show answers in a frame.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    allow: tuple[Path, ...] = ()
    token: str | None = None
    data: Path = field(default_factory=lambda: default_data())
    limits: Limits = field(default_factory=Limits)
    embed: tuple[str, ...] = ()

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the pages."""
        return is_loopback(self.host)

    def allowed(self, path: Path) -> bool:
        """Whether a path, with its links followed, lies in a folder that the operator allows."""
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return False
        return any(real.is_relative_to(folder.resolve()) for folder in self.allow)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def default_data() -> Path:
    """Where state is kept by the convention of the desktop: $XDG_STATE_HOME/whackachip or ~/.local/state/whackachip."""
    state = os.environ.get("XDG_STATE_HOME", "")
    return (Path(state) if state else Path.home() / ".local" / "state") / "whackachip"
