"""The search box: words to addresses."""

from __future__ import annotations

import pytest

from whackachip.errors import UserError
from whackachip.web.search import find


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("h20 2024-11-05 cn", "/classify?chip=h20&on=2024-11-05&to=CN"),
        ("was the RTX 4090 controlled on 2023-12-01 for China", "/classify?chip=RTX+4090&on=2023-12-01&to=CN"),
        ("h20", "/chips/h20"),
        ("h20 germany", "/classify?chip=h20&to=DE"),
        ("us-2023-10-17", "/rules/us-2023-10-17"),
        ("2024-11-05", "/rules?on=2024-11-05"),
        ("2022-10-06 2023-11-18", "/rules/diff?rules=2022-10-06&rules=2023-11-18"),
        ("hunyuan-large", "/investigate?subject=hunyuan-large"),
        ("deepseek-v3", "/estimate?model=deepseek-v3&chip=h20&count=2048"),
        ("tpp > 5000", "/chips?predicate=tpp+%3E+5000"),
        ("china 2024-06-01", "/chips?on=2024-06-01&to=CN"),
        ("name=x, bf16_dense=400 2024-06-01", "/classify?chip=name%3Dx%2C+bf16_dense%3D400&on=2024-06-01&to=CN"),
    ],
)
def test_words_find_their_page(words: str, url: str) -> None:
    assert find(words).url == url


@pytest.mark.parametrize("words", ["", "  ", "zzzzzz", "us-2099-01-01", "h2O 2024-01-01"])
def test_what_means_nothing_is_refused(words: str) -> None:
    with pytest.raises(UserError):
        find(words)
