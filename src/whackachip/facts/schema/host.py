"""facts/performance/hosts.yaml: memory of the hosts that chips usually stand in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .common import Id, Strict, Text

Positive = Annotated[float, Field(gt=0)]


class HostRecord(Strict):
    """What one chip has of its host; `any` stands for every chip that no other record names.

    memory_gb; bandwidth_gbs: of that memory; link_gbs: to it, one direction, where it is not sixteen lanes of the
    chip's PCIe; share: of the printed link that copies reach.
    """

    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    memory_gb: Positive
    bandwidth_gbs: Positive
    link_gbs: Positive | None = None
    share: Annotated[float, Field(gt=0, le=1)]
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    note: Text | None = None


class HostsFile(Strict):
    """The hosts, `any` among them."""

    hosts: Annotated[tuple[HostRecord, ...], Field(min_length=1)]
