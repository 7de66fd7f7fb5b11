"""The designer's bounds against the solver's: two ways to one number."""

from __future__ import annotations

from math import inf

import pytest

from whackachip.errors import UserError
from whackachip.law.proof.designs import Designs
from whackachip.law.proof.escape import largest_escapes
from whackachip.law.proof.subject import find_subject
from whackachip.stress.designer.answer import Asked, stress
from whackachip.stress.designer.ruling import acts, find_ruling
from whackachip.stress.designer.supremum import supremum

pytest.importorskip("z3")
OPEN = "us-scale-hr8306"  # turns on what an adversary makes, which no design settles
RULES = [act for act in acts() if act != OPEN]


@pytest.mark.parametrize("dies", [1, 2, 4])
@pytest.mark.parametrize("datacenter", [True, False])
@pytest.mark.parametrize("rule", RULES)
def test_bounds_agree_with_the_proofs(rule: str, datacenter: bool, dies: int) -> None:
    ruling = find_ruling(rule, alone=True)
    for answer in largest_escapes(find_subject(rule), Designs(dies, datacenter)):
        (metric,) = answer.about
        name = "io_bandwidth" if metric == "interconnect_bandwidth" else metric
        proved = {"unbounded": inf, "nothing": None}.get(answer.answer, answer.value and float(answer.value))
        assert supremum(ruling, name, 858.0 * dies, datacenter) == proved, answer.sentence


def test_the_check_can_fail() -> None:
    ruling = find_ruling("us-2023-10-17", alone=True)
    assert supremum(ruling, "tpp", 858.0) != supremum(ruling, "tpp", 1716.0)


def test_no_design_passes_the_proved_bound() -> None:
    """The free designer comes to the bound of his die area and not beyond."""
    best = stress(Asked("us-2023-10-17", mode="free", goal="train", alone=True))["best"]["metrics"]
    bound = supremum(find_ruling("us-2023-10-17", alone=True), "tpp", best["nonplanar_die_area"])
    assert bound is not None
    assert best["tpp"] <= bound
    assert best["tpp"] == pytest.approx(bound, rel=1e-6)


def test_what_no_design_settles_is_refused() -> None:
    with pytest.raises(UserError, match="adversary_best_tpp"):
        find_ruling(OPEN)
