"""What failures and checkpoints leave of a run, as estimates take it."""

from __future__ import annotations

import itertools

from whackachip.catalog import find_chip, find_model
from whackachip.performance.progress import progress
from whackachip.performance.run import Question
from whackachip.performance.train import train
from whackachip.quantities import Interval


def test_llama_3_lies_in_the_interval():
    """More than 90 % of the time effective on 16,384 chips (arXiv 2407.21783, section 3.3.4)."""
    share = progress(16384).known
    assert share.low < 0.9 < share.high < 1


def test_more_chips_leave_less_and_never_nothing():
    shares = [progress(count).known for count in (8, 2048, 16384, 131072, 1_000_000)]
    assert all(one.low > other.low > 0 and one.high > other.high for one, other in itertools.pairwise(shares))
    assert shares[0].low > 0.99


def test_chip_hours_name_it_and_grow_by_it():
    asked = Question(find_model("llama-3.1-8b"), find_chip("h100").chip, 1024)
    run = train(asked, tokens=Interval.exact(1e12))
    assert "bloom-chronicles" in run.sources
    alone = run.tokens.known.middle / run.tokens_per_second.known.high / 3600 * 1024
    assert run.chip_hours.known.low > alone
