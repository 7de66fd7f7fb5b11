"""The pages, one a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..page import Page
from . import chips, classify

PAGES: tuple[Page, ...] = (classify.PAGE, chips.PAGE)
# What does not answer one question: each adds its own addresses to the application.
Routes: tuple[Callable[[Any], None], ...] = ()
