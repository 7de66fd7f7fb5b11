"""Floor 7: the main job, from evidence to attribution to law on the day to feasibility."""

from .case import Case, cases, find_case
from .run import investigate

__all__ = ["Case", "cases", "find_case", "investigate"]
