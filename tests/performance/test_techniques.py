"""The waterfall of techniques: its steps multiply to what is left, and nothing is counted twice."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from whackachip import catalog
from whackachip.cli.group import program
from whackachip.errors import UserError
from whackachip.performance.run import Question
from whackachip.performance.techniques import Technique, waterfall
from whackachip.performance.techniques.technique import factor


def asked(chip: str, model: str = "hunyuan-large", count: int = 512) -> Question:
    return Question(catalog.find_model(model), catalog.find_chip(chip).chip, count)


def made(id: str, group: str, multiplier: tuple[float, float, float] | None) -> Technique:
    mechanism = None if multiplier else "fp8"
    return Technique(id, id, group, "off", mechanism, multiplier, (), "", "", "", (), "press")


def test_the_steps_multiply_to_what_is_left() -> None:
    found = waterfall(asked("h20"), asked("h800"))
    assert found.gap > 2
    product = math.prod(step.gain[1] for step in found.steps)
    assert found.left[1] == pytest.approx(found.gap / product, rel=1e-9)
    assert [step.before for step in found.steps[1:]] == [step.after for step in found.steps[:-1]]
    assert found.left[0] <= found.left[1] <= found.left[2]
    assert all(step.gain[1] >= 1 - 1e-9 for step in found.steps)


def test_the_smallest_set_closes_and_no_smaller_one_does() -> None:
    found = waterfall(asked("h20"), asked("h800"))
    assert found.smallest is not None
    assert len(found.smallest) == 2
    whole = {step.technique.id for step in found.steps}
    alone = waterfall(asked("h20"), asked("h800"), without=whole - set(found.smallest))
    assert alone.left[1] <= 1
    for one in found.smallest:
        assert waterfall(asked("h20"), asked("h800"), without=whole - {one}).left[1] > 1


def test_a_chip_against_itself_has_no_gap_and_keeps_none() -> None:
    found = waterfall(asked("h800"), asked("h800"))
    assert found.gap == 1
    assert found.left_both == pytest.approx(1, rel=1e-9)
    assert found.smallest == ()


def test_of_a_group_one_multiplier_counts_and_none_beside_a_mechanism() -> None:
    one, other = made("a", "g", (1.0, 2.0, 3.0)), made("b", "g", (1.0, 4.0, 5.0))
    assert factor([one, other]) == (1.0, 4.0, 5.0)
    assert factor([one, made("c", "h", (1.0, 3.0, 3.0))]) == (1.0, 6.0, 9.0)
    assert factor([one, made("m", "g", None)]) == (1.0, 1.0, 1.0)


def test_gates_models_and_the_aggregate() -> None:
    found = waterfall(asked("a100"), asked("h800"))
    assert "rate_fp8_tops" in found.left_out["fp8"]
    assert "does not have it" in found.left_out["mla"]
    with pytest.raises(UserError, match="holds all other"):
        waterfall(asked("h20"), asked("h800"), ["algorithms-of-a-year"])
    with pytest.raises(UserError, match="muon"):
        waterfall(asked("h20"), asked("h800"), ["moun"])
    with pytest.raises(UserError, match="--count"):
        waterfall(asked("h20", count=2), asked("h800", count=2))


def test_the_command_draws_it(tmp_path: Path) -> None:
    words = ["techniques", "hunyuan-large", "--on", "h20", "--versus", "h800", "--count", "512"]
    done = CliRunner().invoke(program, [*words, "--figure", str(tmp_path / "gap.svg")], prog_name="whackachip")
    assert done.exit_code == 0, done.output
    assert "smallest set that closes it: moe, fp8" in done.output
    svg = (tmp_path / "gap.svg").read_text()
    assert svg.startswith("<svg")
    assert "Mixture of experts" in svg
    assert CliRunner().invoke(program, [*words, "--figure", str(tmp_path / "gap.doc")]).exit_code != 0
