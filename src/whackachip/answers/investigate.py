"""The whole argument for a case or a repository, repeated and audited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .request import said


@dataclass(frozen=True, kw_only=True)
class Request:
    """A bundled case; on the command line also a path."""

    subject: str = said("A bundled case.", example="hunyuan-large", kind="case", first=True)
    on: str | None = said(
        "Day of the verdict; the model's release if left out.", None, example="2024-11-05", kind="day"
    )
    to: str | None = said("Destination: code or name.", None, example="CN", kind="country")
    model: str | None = said("Model of the catalogue, for feasibility.", None, example="hunyuan-large", kind="model")
    layer: str = said("Layer of the law.", "enforced", choices=("enforced", "codified"))
    revision: str | None = said("Read the history up to this commit.", None, local=True)


def answer(asked: Request, where: str | None = None, progress: Any = None, *, lazy: bool = False) -> dict[str, Any]:
    """The result document, as docs/schema/result.schema.json has it; raises UserError for what is not known.

    where: the folder or archive to read, where `subject` is but its name. progress: called with how much is read.
    lazy: findings stay lazy lists, for what writes them one by one.
    """
    from ..investigation import investigate

    return investigate(
        where or asked.subject, on=asked.on, to=asked.to, model=asked.model, layer=asked.layer,
        revision=asked.revision, progress=progress, name=asked.subject if where else None, lazy=lazy,
    )  # fmt: skip
