"""Models as people write them: any case, spaces for hyphens."""

from __future__ import annotations

import pytest

from whackachip.catalog import find_model, models
from whackachip.errors import UserError
from whackachip.performance.claim import read_claim


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("DeepSeek V3", "deepseek-v3"),
        ("deepseek  v3", "deepseek-v3"),
        ("Hunyuan Large", "hunyuan-large"),
        ("gpt oss 120B", "gpt-oss-120b"),
        ("LLAMA 3.1-405b", "llama-3.1-405b"),
    ],
)
def test_spaces_stand_for_hyphens(written: str, id: str) -> None:
    assert find_model(written).id == id


def test_no_model_is_lost_or_taken_for_another() -> None:
    for model in models():
        assert find_model(model.id).id == model.id
        spaced = model.id.replace("-", " ")
        try:
            assert find_model(spaced).id == model.id
        except UserError:  # two models would be meant
            assert [one.id.replace("-", " ") for one in models()].count(spaced) > 1


def test_a_claim_may_write_a_model_in_two_words() -> None:
    claim = read_claim("DeepSeek V3 was trained on 2048 H800s for two months")
    assert claim.model is not None
    assert (claim.model.id, claim.chip.family, claim.count) == ("deepseek-v3", "h800", 2048)
