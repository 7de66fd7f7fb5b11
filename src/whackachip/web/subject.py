"""What an investigation is asked with, where its subject need not be a bundled case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..answers import QUESTIONS
from ..investigation.case import cases


def request_of(values: Mapping[str, Any], own: bool) -> Any:
    """The request; own: the subject is but the name of a file or folder that is read. Raises UserError as it does."""
    question = QUESTIONS["investigate"]
    if not own:
        return question.read(values)
    name = values["subject"][0] if isinstance(values["subject"], list) else values["subject"]
    return replace(question.read({**values, "subject": cases()[0].id}), subject=name)
