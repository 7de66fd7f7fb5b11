"""Who exports: a misspelt addressee of a letter is refused, as no letter would bind it and nobody would notice."""

from __future__ import annotations

import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law import classify

H20 = find_chip("h20").chip


@pytest.mark.parametrize("name", ["nvidia", "NVIDIA", "Nvidia Corporation", "NVIDIA Corp."])
def test_a_company_goes_by_its_usual_names(name: str) -> None:
    assert classify(H20, "2025-06-01", "CN", exporter=name).transaction.verdict == "licence-required"


@pytest.mark.parametrize("name", ["Nvida", "nvidiaa", "inteI", ""])
def test_a_misspelt_or_empty_name_is_refused(name: str) -> None:
    with pytest.raises(UserError, match=r"nvidia|intel|no company"):
        classify(H20, "2025-06-01", "CN", exporter=name)


def test_a_company_without_a_letter_is_said_to_have_none() -> None:
    found = classify(H20, "2025-06-01", "CN", exporter="Some Trader Ltd")
    assert found.transaction.verdict == "no-requirement-found"
    assert "no letter that is known is addressed to the exporter, some-trader" in found.assumptions


def test_a_company_that_only_sounds_like_one_is_another() -> None:
    assert classify(H20, "2025-06-01", "CN", exporter="Amdahl").transaction.verdict == "no-requirement-found"
    for misspelt in ("nvidiaa", "intell"):
        with pytest.raises(UserError, match=rf"^unknown exporter '{misspelt}': did you mean"):
            classify(H20, "2025-06-01", "CN", exporter=misspelt)
