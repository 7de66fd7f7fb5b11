"""Floor 2: intervals, distributions, figures, sources and dates."""

from .dates import earliest, latest, parse_date
from .distribution import Distribution
from .figure import KINDS, Figure, Value
from .figured import Figured, figures_from, plain_value
from .interval import Interval
from .source import Source, source
from .spread import Spread

__all__ = [
    "KINDS",
    "Distribution",
    "Figure",
    "Figured",
    "Interval",
    "Source",
    "Spread",
    "Value",
    "earliest",
    "figures_from",
    "latest",
    "parse_date",
    "plain_value",
    "source",
]
