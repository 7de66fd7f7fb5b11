"""The table of cases that were labelled before the tool read them: its form."""

from __future__ import annotations

from pathlib import Path

from whackachip.attribution.casetable import read_cases
from whackachip.catalog import chips

TABLE = Path(__file__).parent.parent / "cases" / "external" / "attribution_unseen.csv"


def test_each_case_names_chips_of_the_catalogue_and_a_commit() -> None:
    known = {chip.id: chip for chip in chips()}
    cases = read_cases(TABLE)
    assert len(cases) == 45
    for case in cases:
        assert case.commit is not None
        assert len(case.commit) == 12
        assert set(case.truth_chips) <= known.keys()
        assert {known[chip].vendor for chip in case.truth_chips} == set(case.truth_vendors)
        assert (case.expected_level in ("exact_chip", "family")) <= case.truth_known
