"""What techniques of modelling and software gain on a chip, against another chip without them."""

from __future__ import annotations

from collections.abc import Iterable

from ..run import Question
from .serving import Asked, serving_side
from .technique import Technique, techniques
from .training import training_side
from .waterfall import Waterfall, fall

__all__ = ["Asked", "Technique", "Waterfall", "serving_waterfall", "techniques", "waterfall"]


def waterfall(asked: Question, versus: Question, added: Iterable[str] = (), without: Iterable[str] = ()) -> Waterfall:
    """As waterfall.fall, for two questions of training of the same model and count, in 16 bits."""
    return fall(training_side(asked), training_side(versus), added, without)


def serving_waterfall(asked: Asked, versus: Asked, added: Iterable[str] = (), without: Iterable[str] = ()) -> Waterfall:
    """As waterfall.fall, for two questions of serving of the same model, count, phase and load."""
    return fall(serving_side(asked), serving_side(versus), added, without)
