"""What a repository is about, as far as its name and its statements tell: model, owner, day of release."""

from __future__ import annotations

from datetime import date

from ..attribution.subject import subject
from ..catalog import Model, find_model, models
from ..errors import UserError
from ..evidence import Evidence


def models_of(evidence: Evidence) -> list[str]:
    """Models of the catalogue that a repository is about, by id: by its address or name, or by what statements name."""
    here = _last(evidence.repository)
    about: dict[str, None] = {}
    for model in models():
        same = model.repository is not None and _last(model.repository) == here
        known = subject(model.name)
        inside = subject(here)
        if same or (known.words and known.words <= inside.words and known.version == inside.version):
            about[model.id] = None
    for finding in evidence.findings:
        if finding.model and (named := known_model(finding.model)) is not None:
            about[named.id] = None
    return list(about)


def main_model(evidence: Evidence) -> Model | None:
    """The one model of the catalogue that the repository is that of: by its address, else by its whole name.

    None where there is none, or several.
    """
    here = _last(evidence.repository)
    found = [model for model in models() if model.repository is not None and _last(model.repository) == here]
    if not found:
        inside = subject(here)
        alike = [model for model in models() if subject(model.name).words == inside.words != frozenset()]
        found = [model for model in alike if subject(model.name).version == inside.version]
    return found[0] if len(found) == 1 else None


def short_name(repository: str) -> str:
    """A repository as people call it: owner and name, without the address."""
    return "/".join(repository.rstrip("/").removesuffix(".git").split("/")[-2:]) if "://" in repository else repository


def known_model(name: str) -> Model | None:
    """The model of the catalogue with this id, name or alias, or None."""
    try:
        return find_model(name)
    except UserError:
        return None


def owner(repository: str) -> str:
    """Who holds a repository, by its address; empty where a name alone is known."""
    parts = [part for part in repository.replace("+", "/").split("/") if part and part != "repo"]
    return parts[-2] if len(parts) > 1 else ""


def release_day(text: str) -> date:
    """A release as a day; a month or a year by its first day."""
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last(address: str) -> str:
    parts = [part for part in address.rstrip("/").removesuffix(".git").replace("+", "/").split("/") if part != "repo"]
    return parts[-1].lower() if parts else ""
