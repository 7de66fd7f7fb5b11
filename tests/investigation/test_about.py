"""Which model and developer a repository is about, and what an investigation assumes where nobody says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from whackachip.evidence import Evidence
from whackachip.investigation import investigate
from whackachip.investigation.about import main_model, owner, release_day, short_name

LINE = "Pre-trained on 512 H800 GPUs.\n"


def of(repository: str) -> Evidence:
    return Evidence(repository, (), ())


@pytest.mark.parametrize(
    ("repository", "model"),
    [
        ("https://github.com/jzhang38/TinyLlama", "tinyllama-1.1b"),
        ("Tencent+Tencent-Hunyuan-Large/repo", "hunyuan-large"),
        ("https://github.com/someone/llama", None),  # several models
        ("https://github.com/someone/nothing-known", None),
        ("", None),
    ],
)
def test_the_model_that_a_repository_is_that_of(repository: str, model: str | None) -> None:
    found = main_model(of(repository))
    assert (found.id if found else None) == model


def test_names() -> None:
    assert owner("https://github.com/allenai/OLMo") == "allenai"
    assert owner("allenai+OLMo/repo") == "allenai"
    assert owner("OLMo") == ""
    assert short_name("https://github.com/allenai/OLMo.git") == "allenai/OLMo"
    assert short_name("OLMo") == "OLMo"
    assert release_day("2024-06") == date(2024, 6, 1)


def test_a_folder_named_as_a_model_is_asked_about_that_model(tmp_path: Path) -> None:
    folder = tmp_path / "TinyLlama"
    folder.mkdir()
    (folder / "README.md").write_text(LINE)
    found = investigate(str(folder))
    asked = found["question"]
    assert (asked["model"], asked["on"], asked["to"]) == ("tinyllama-1.1b", "2023-12-30", "SG")
    assert any("whose repository this is" in text for text in found["assumptions"])
    assert any("where the developer sits" in text for text in found["assumptions"])
    assert "H800, declared" in found["verdict"]["stages"][0]
    assert found["verdict"]["law"]


def test_nothing_is_exported_to_the_united_states(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LINE)
    found = investigate(str(tmp_path), to="US", on="2024-06-01")["verdict"]
    assert found["law"] == ["Chips for use in the United States are not exported; no rule here asks for a licence."]
    assert found["window"] == found["rule"] == []


def test_an_implied_chip_is_named_and_a_later_statement_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("## Inference\n\nTested on RTX 5090 for deployment.\n")
    found = investigate(str(tmp_path), to="CN", on="2023-06-01")["verdict"]["stages"]
    serving = next(text for text in found if text.startswith("Serving"))
    assert "RTX 5090" in serving
    assert "does not follow it" in serving
