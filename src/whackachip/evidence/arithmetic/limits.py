"""The shares that tell the impossible from the implausible and the plausible; all from facts/weights.yaml."""

from __future__ import annotations

from ...facts import store


@store.cached
def limit(name: str) -> float:
    """A share by its name in the record `arithmetic`; raises KeyError for one that is not there."""
    return float(store.section("weights")["arithmetic"][name]["share"])
