"""The best plan of a workload on a cluster, exact over all plans, and why none fits where none does."""

from .best import OBJECTIVES, Best, Candidate, best
from .space import ALL_VALUES, UNDOMINATED, Space, offloading, space

__all__ = ["ALL_VALUES", "OBJECTIVES", "UNDOMINATED", "Best", "Candidate", "Space", "best", "offloading", "space"]
