"""Metric 11: harmless products that a rule catches, over the catalogue and the installed base where it is known."""

from __future__ import annotations

from ...facts import store
from ...quantities import Spread
from .rows import Metric, Row, missing
from .scene import Scene

HARMLESS = ("consumer", "workstation")


def collateral(scene: Scene) -> Metric:
    """Products for players and workstations among those caught; shares are of products, not of units."""
    caught = scene.caught
    known = [chip for chip in (*scene.missed, *scene.caught) if chip.market in HARMLESS]
    harmless = [chip for chip in caught if chip.market in HARMLESS]
    rows = [
        Row("products for players and workstations among those caught", "share",
            Spread.exact(len(harmless) / len(caught)) if caught else None,
            reason=None if caught else "the rule catches nothing"),
        Row("products for players and workstations caught, of all of them", "share",
            Spread.exact(len(harmless) / len(known)) if known else None, reason=None if known else "none is known"),
    ]  # fmt: skip
    families = {chip.family for chip in caught if chip.market in HARMLESS}
    base = [record for record in store.section("market")["installed"] if record["family"] in families]
    if base:
        total = sum(record["share"] for record in base)
        text = f"of {base[0]['base']}, {', '.join(record['family'].upper() for record in base)} ({base[0]['date']})"
        rows.append(Row(text, "share", Spread.exact(total)))
    else:
        why = "nothing harmless is caught" if not families else "no installed base of what is caught is known"
        rows.append(missing("share of an installed base", "share", why))
    extra = {
        "caught": [chip.id for chip in harmless],
        "caught_of_all": len(caught),
        "mixed": [c.id for c in scene.mixed],
    }
    notes = (f"{len(harmless)} of {len(caught)} products caught; {len(scene.mixed)} more turn on a fact not known",)
    formula = "products of other markets caught / all caught; installed share of those caught"
    cited = tuple(source for record in base for source in record["sources"])
    return Metric(11, "collateral", "Collateral", formula, tuple(rows), notes, sources=cited, extra=extra)
