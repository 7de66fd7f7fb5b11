"""What techniques of modelling and software gain on a chip, against another chip without them."""

from __future__ import annotations

from collections.abc import Iterable

from ..device import MissingFigure
from ..run import Question
from .serving import Asked, serving_has, serving_side
from .technique import Technique, techniques
from .training import training_has, training_side
from .waterfall import Waterfall, fall, unanswered

__all__ = ["Asked", "Technique", "Waterfall", "serving_waterfall", "techniques", "waterfall"]


def waterfall(asked: Question, versus: Question, added: Iterable[str] = (), without: Iterable[str] = ()) -> Waterfall:
    """As waterfall.fall, for two questions of training of the same model and count, in 16 bits.

    Without a figure that the gap hangs on, what is known without it (waterfall.unanswered).
    """
    try:
        return fall(training_side(asked), training_side(versus), added, without)
    except MissingFigure as error:
        return unanswered(asked.model.id, asked.chip, versus.chip, asked.count, "train", training_has(asked), error,
                          added, without)  # fmt: skip


def serving_waterfall(asked: Asked, versus: Asked, added: Iterable[str] = (), without: Iterable[str] = ()) -> Waterfall:
    """As waterfall, for two questions of serving of the same model, count, phase and load."""
    try:
        return fall(serving_side(asked), serving_side(versus), added, without)
    except MissingFigure as error:
        return unanswered(asked.model.id, asked.chip, versus.chip, asked.count, asked.phase, serving_has(asked), error,
                          added, without)  # fmt: skip
