"""Which chips could have made this model, were they export-controlled that day, and would any rule have stopped it?

The public API is flat and loads on first use, so that importing the package costs nothing:

    import whackachip as wc
    wc.chip("h20")
    wc.classify("h20", on="2024-11-05", destination="CN")
    wc.investigate("hunyuan-large").save("report/")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .answers import ask, table
    from .api import (
        Interpretation,
        Reading,
        attribute,
        check_claim,
        chip,
        classify,
        classify_table,
        counterfactual,
        estimate_training,
        fewest_chips,
        flips,
        investigate,
        moat,
        model,
        own_facts,
        plan,
        prove,
        rule_metrics,
        scan,
        serve,
        stress_compare,
        stress_designs,
        stress_sweep,
        stress_test,
        technique_gap,
        timeline,
        train,
        whack,
        whack_history,
    )

__all__ = [
    "Interpretation",
    "Reading",
    "__version__",
    "ask",
    "attribute",
    "check_claim",
    "chip",
    "classify",
    "classify_table",
    "counterfactual",
    "estimate_training",
    "fewest_chips",
    "flips",
    "investigate",
    "moat",
    "model",
    "own_facts",
    "plan",
    "prove",
    "rule_metrics",
    "scan",
    "serve",
    "stress_compare",
    "stress_designs",
    "stress_sweep",
    "stress_test",
    "table",
    "technique_gap",
    "timeline",
    "train",
    "whack",
    "whack_history",
]


def __getattr__(name: str) -> Any:
    if name in ("ask", "table"):
        from . import answers

        return getattr(answers, name)
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
