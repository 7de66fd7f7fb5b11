"""The pages of stress tests and the moat, whose answers are jobs: small questions, asked to the end."""

from __future__ import annotations

import time
from typing import Any

import pytest

PATHS = {
    "/stress?rule=us-2022-10-07&no_sweep=true": "What slips under it",
    "/stress?rule=us-2022-10-07&no_sweep=true&t.us.ear.3a090.a.io=900&t.us.ear.3a090.a.tpp=4800": "Counterfactual",
    "/stress/compare?rules=us-2022-10-07": "Data centre caught",
    "/stress/sweep?rule=us-2022-10-07&vary=us.ear.3a090.a.io%3D600,900": "Training denied",
    "/stress/rounds?rule=us-2022-10-07&rounds=1&samples=200": "Round by round",
    "/moat?samples=500&no_sobol=true": "What neither explains",
}


def settled(site: Any, path: str) -> Any:
    ends = time.monotonic() + 240
    while (reply := site.get(path)).status_code == 202 and time.monotonic() < ends:
        time.sleep(0.2)
    return reply


def test_every_page_comes_to_its_answer(site: Any) -> None:
    for path in PATHS:
        assert site.get(path).status_code in (200, 202), path
    for path, says in PATHS.items():
        reply = settled(site, path)
        assert reply.status_code == 200, reply.text[-800:]
        assert says in reply.text, path
        base, _, words = path.partition("?")
        assert site.get(f"{base}.json?{words}").json()["provenance"]["command"].startswith("whackachip ")
        for figure in ("plane", "denial") if base == "/stress" else ():
            assert site.get(f"{base}/figure?{words}&figure={figure}").text.startswith("<svg")


def test_a_threshold_in_the_form_is_a_change_of_the_law(site: Any) -> None:
    first, second = list(PATHS)[:2]
    enacted = settled(site, first.replace("stress?", "stress.json?")).json()
    changed = settled(site, second.replace("stress?", "stress.json?")).json()
    assert enacted["rule"]["counterfactual"] is None
    assert "us.ear.3a090.a.io" in str(changed["rule"]["counterfactual"])
    assert changed["provenance"]["command"].endswith("--set us.ear.3a090.a.io=900")


@pytest.mark.parametrize(
    "path",
    [
        "/stress?rule=nosuch", "/stress?rule=us-2022-10-07&mode=melt", "/stress?rule=us-2022-10-07&seed=minus",
        "/stress/compare?rules=nosuch", "/stress/sweep?rule=us-2022-10-07",
        "/stress/rounds?rule=us-2022-10-07&rounds=99", "/moat?denial=none", "/moat?prior=nosuch",
    ],
)  # fmt: skip
def test_a_mistake_is_said(site: Any, path: str) -> None:
    reply = settled(site, path)
    assert reply.status_code == 400
    assert 'role="alert"' in reply.text
