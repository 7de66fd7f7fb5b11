"""What a page may ask of the server around it: its settings, its jobs, and who is looking."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from .jobs import Jobs
from .security import Forms
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """visitor: the random cookie by which a form that comes back is known to be ours; fresh: whether it is new."""

    settings: Settings
    jobs: Jobs
    forms: Forms
    visitor: str = ""
    fresh: bool = False

    def seen_by(self, cookie: str | None) -> Site:
        """The site for one visitor, who gets a cookie where there is none."""
        if cookie and len(cookie) <= 100:
            return replace(self, visitor=cookie, fresh=False)
        return replace(self, visitor=secrets.token_urlsafe(18), fresh=True)

    @property
    def mark(self) -> str:
        """What our forms carry for this visitor."""
        return self.forms.mark(self.visitor)
