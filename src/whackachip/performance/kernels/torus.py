"""What a torus gives to a group of its chips; a switch (0 dimensions) gives every chip all of its link."""

from __future__ import annotations

import numpy as np

from .join import Numbers


def mean_hops(chips: Numbers, torus: Numbers) -> Numbers:
    """Links that a message crosses between two of `chips` in a torus of that many dimensions, in the mean [1].

    A quarter of the way round each axis. Source: Dally and Towles, Principles and Practices of Interconnection
    Networks (2004), section 5.2.
    """
    axes = np.maximum(torus, 1.0)
    return np.where(torus > 0, np.maximum(1.0, axes / 4 * np.maximum(chips, 1.0) ** (1 / axes)), 1.0)


def link_share(members: Numbers, chips: Numbers, torus: Numbers) -> Numbers:
    """Share of a chip's links that a ring among `members` of `chips` can use [1].

    A group lies along whole axes: a small one along one of them, the whole torus along all. Source of the picture:
    Jouppi et al. (arXiv 2304.01433), section 2.
    """
    axes = np.maximum(torus, 1.0)
    side = np.maximum(chips, 2.0) ** (1 / axes)
    used = np.log(np.maximum(members, 2.0)) / np.log(np.maximum(side, 1.5))
    return np.where(torus > 0, np.minimum(np.maximum(used, 1.0), axes) / axes, 1.0)


def neighbour_share(torus: Numbers) -> Numbers:
    """Share of a chip's links that lead to one neighbour: one of two along each axis [1]."""
    return np.where(torus > 0, 0.5 / np.maximum(torus, 1.0), 1.0)
