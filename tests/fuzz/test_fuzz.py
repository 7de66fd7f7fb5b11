"""Any input to any parser ends in a result or in the error that the parser names; `make fuzz` looks longer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from target import Target, held
from targets import TARGETS


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_input_ends_well(target: Target) -> None:
    """No shrinking here: what breaks is a line of test_found.py after `make fuzz` has made it small."""

    @settings(
        max_examples=target.examples,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run(data: Any) -> None:
        held(target, data.draw(target.inputs))

    run()


def test_each_target_is_named_once() -> None:
    names = [target.name for target in TARGETS]
    assert len(set(names)) == len(names)
