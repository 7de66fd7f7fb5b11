"""Templates, and what every page has around its own part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..facts import store
from ..law.country import find_country
from ..law.provision import READ_UNTIL
from ..performance.techniques.technique import techniques
from ..report import words
from ..report.cite import bibtex
from ..version import __version__
from . import assets, keys, wording
from .query import Query

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_ADDRESS = re.compile(r"https?://[^\s<>()\"]*[^\s<>()\".,;]")
TEMPLATES = Path(__file__).with_name("templates")
# Path, name and what is asked there; the order of the menu.
MENU = (
    ("/investigate", "Investigate", "Which chips could have made this model?"),
    ("/classify", "Classify", "Was this chip controlled on that day?"),
    ("/chips", "Chips", "Every chip with figures, sources and legal metrics"),
    ("/rules", "Rules", "What the law says, changes and lets through"),
    ("/estimate", "Estimate", "What training or serving takes on a chip"),
    ("/stress", "Stress", "What a rule denies, and what slips under it"),
    ("/moat", "Moat", "What controls change over time"),
)


@cache
def environment() -> Environment:
    """The templates; every word is escaped, and a missing one is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals.update(
        pdf=find_spec("typst") is not None,
        asset=assets.address,
        menu=MENU,
        version=__version__,
        words=words,
        wording=wording,
        keys=keys,
        chip_name=wording.chip_name,
        place_name=lambda code: find_country(code).name,
    )
    made.filters.update(
        linked=linked, number=words.number, family=words.family, day=words.day, amount=wording.amount,
        units=wording.units, breakable=breakable, technique=technique_name, label=wording.label,
    )  # fmt: skip
    return made


def technique_name(id: str) -> str:
    """What a technique is called."""
    return next((one.name for one in techniques() if one.id == id), id)


def linked(text: str) -> Markup:
    """Escaped text in which an address is a link under the name of its host; it is followed only when pressed."""
    from markupsafe import Markup, escape

    def link(found: re.Match[str]) -> str:
        address = found.group(0)
        host = urlsplit(address).hostname or address
        return f'<a href="{escape(address)}" rel="noreferrer noopener">{escape(host.removeprefix("www."))}</a>'

    parts = _ADDRESS.split(text)
    links = [link(found) for found in _ADDRESS.finditer(text)]
    made = str(escape(parts[0]))
    for address, rest in zip(links, parts[1:], strict=True):
        made += address + str(escape(rest))
    return Markup(made)


def breakable(text: str) -> Markup:
    """A name in code that may break behind its dots and underscores, and so not within a word."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(text))))


def render(template: str, query: Query, **context: Any) -> str:
    """A page: its template with the menu, the date of the facts and the addresses of its other forms."""
    around = {
        "query": query,
        "facts_version": max(record["accessed"] for record in store.section("sources").values()),
        "read_until": READ_UNTIL.isoformat(),
        "mark": "",
        "own": store.overlay_ids(),
    }
    return environment().get_template(template).render(**{**around, **context})


def citation(provenance: Mapping[str, Any] | None, title: str) -> str:
    """The BibTeX entry of a result, read today."""
    return bibtex(provenance, title, date.today()) if provenance else ""


def json_text(value: Any) -> str:
    """A document as the command line prints it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
