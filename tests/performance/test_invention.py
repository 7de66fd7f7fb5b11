"""What a plan could use in a year, and what an estimate for it says."""

from __future__ import annotations

import pytest

from whackachip.catalog import find_chip, find_model
from whackachip.performance.invention import known, later_inventions
from whackachip.performance.run import USUAL, Question
from whackachip.performance.search import ALL_VALUES
from whackachip.performance.train import train


def asked(year: float, **held: float) -> Question:
    return Question(
        find_model("llama-3.1-70b"), find_chip("h100").chip, 512, sequence=8192, batch=512, held=held, year=year
    )


def test_all_is_known_in_the_year_that_estimates_take_unless_told():
    assert known(ALL_VALUES, Question.__dataclass_fields__["year"].default) == dict(ALL_VALUES)
    assert later_inventions(2025.0) == ()


@pytest.mark.parametrize(
    ("year", "schedules", "sequence_parallel"),
    [
        (2022.0, (0.0,), (0.0,)),
        (2023.9, (0.0,), (1.0,)),
        (2024.2, (0.0, 1.0), (1.0,)),
        (2025.0, (0.0, 1.0, 2.0), (1.0,)),
    ],
)
def test_what_is_tried_grows_with_the_years(year, schedules, sequence_parallel):
    values = known(USUAL, year)
    assert (values["schedule"], values["sequence_parallel"]) == (schedules, sequence_parallel)
    assert all(values.values())


def test_an_earlier_year_is_never_faster_and_says_what_it_lacks():
    runs = {year: train(asked(year)) for year in (2022.0, 2023.9, 2025.0)}
    seconds = [run.plan.seconds for run in runs.values()]
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[0] > seconds[-1]
    assert runs[2022.0].plan.plan.sequence_parallel == 0
    said = next(text for text in runs[2023.9].assumptions if "later" in text)
    assert "DualPipe" in said
    assert "sequence parallelism" not in said
    assert not any("later" in text for text in runs[2025.0].assumptions)


def test_what_is_held_fixed_stands_in_any_year():
    run = train(asked(2022.0, schedule=1.0, tp=8.0, pp=4.0, micro_batch=1.0))
    assert run.plan.plan.schedule == 1.0
