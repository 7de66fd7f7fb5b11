"""Of which model a finding speaks, by statement, path and date."""

from __future__ import annotations

from datetime import date

import pytest

from whackachip.attribution.subject import age, is_guide, relation, subject
from whackachip.evidence import Finding


def finding(path: str, **fields: object) -> Finding:
    return Finding(
        signal="T01", category="prose", stage="unknown", context="prose", path=path, line=1, token="x", **fields
    )  # type: ignore[arg-type]


def test_a_name_taken_apart() -> None:
    found = subject("Grus 3.1 405B")
    assert (found.words, found.version, found.sizes) == (frozenset({"grus"}), "3.1", frozenset({405.0}))
    assert subject("Vela-MoE (389B-A52B)").sizes == frozenset({389.0})
    assert list(subject("Lyra-350M").sizes) == pytest.approx([0.35])


@pytest.mark.parametrize(
    ("path", "model", "said"),
    [
        ("models/grus3_1/CARD.md", "Grus 3.1 405B", "same"),
        ("models/grus3_1/CARD.md", "Grus 3", "other"),
        ("models/grus2/CARD.md", "Grus 3", "other"),
        ("pretrain_vela_33B.sh", "Vela 7B/13B/33B", "same"),
        ("configs/20B.yml", "Lyra-20B", "same"),
        ("configs/6-7B.yml", "Lyra-20B", "other"),
        ("train/run11-176B-ml/README.md", "Norma-176B", "same"),
        ("train/run11b-1b3-ml/README.md", "Norma-176B", "other"),
        ("README.md", "Norma-176B", "unsaid"),
        ("train.sh", "Grus 3", "unsaid"),
    ],
)
def test_what_a_path_says(path: str, model: str, said: str) -> None:
    assert relation(finding(path), model) == said


def test_the_better_name_wins() -> None:
    path = "scripts/Grus-hybrid/Grus-hybrid-7B.py"
    others = ("Grus 3 7B / 32B", "Grus Hybrid 7B")
    assert relation(finding(path), "Grus Hybrid 7B", others[:1]) == "same"
    assert relation(finding(path), "Grus 3 7B / 32B", others[1:]) == "other"


def test_a_statement_goes_before_its_path() -> None:
    assert relation(finding("grus3/report.md", model="Vela 2"), "Grus 3") == "other"
    assert relation(finding("vela2/report.md", model="Grus 3"), "Grus 3") == "same"
    assert relation(finding("README.md", model="our 7B model"), "Grus 3 7B") != "other"


def test_without_a_model_nothing_is_said() -> None:
    assert relation(finding("models/grus3/CARD.md"), None) == "unsaid"


@pytest.mark.parametrize(
    ("path", "teaches"),
    [("examples/a/b.sh", True), ("docs/Tutorials/a.sh", True), ("a/examples", False), ("scripts/a.sh", False)],
)
def test_a_guide_is_known_by_its_folder(path: str, teaches: bool) -> None:
    assert is_guide(finding(path)) is teaches


@pytest.mark.parametrize(
    ("dates", "names_chip", "era"),
    [
        ({"first_date": "2024-08-01"}, True, "later"),
        ({"first_date": "2024-03-01"}, True, None),
        ({"first_date": "2021-05-01", "removed_on": "2022-05-01"}, False, "earlier"),
        ({"first_date": "2023-12-01", "removed_on": "2024-11-15"}, False, None),
        ({"first_date": "2022-01-01"}, True, "earlier"),
        ({"first_date": "2022-01-01"}, False, "old"),
        ({}, True, None),
    ],
)
def test_findings_of_another_time(dates: dict[str, str], names_chip: bool, era: str | None) -> None:
    dated = {name: f"{day}T00:00:00+00:00" for name, day in dates.items()}
    assert age(finding("a", **dated), date(2024, 2, 1), 90, names_chip) == era
