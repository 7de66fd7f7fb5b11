"""facts/families.yaml and facts/upstreams.yaml: whose model a sentence is about, and whose code a file is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from .common import Id, Strict, Text
from .signal import check_pattern

Version = Annotated[str, Field(pattern=r"^\d+(\.\d+)+$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class FamilyRecord(Strict):
    """The names under which one developer publishes models."""

    id: Id
    developer: Text
    names: Annotated[tuple[Text, ...], Field(min_length=1)]


class UpstreamRecord(Strict):
    """A project whose files stand in other people's repositories.

    folders: names of folders that hold a copy of it. paths: beginnings of paths inside it that nothing else has.
    headers: patterns of the first lines of its files. lines: hashes of lines of it that name chips.
    """

    id: Id
    name: Text
    folders: tuple[Text, ...] = ()
    paths: tuple[Text, ...] = ()
    headers: tuple[Text, ...] = ()
    lines: tuple[Hash, ...] = ()
    source: Id

    @field_validator("folders", "headers")
    @classmethod
    def check_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_pattern(pattern) for pattern in patterns)


class BlockRecord(Strict):
    """A block of settings that an organisation pastes from script to script."""

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    organisation: Text
    title: Text
    source: Id


class CarriedRecord(Strict):
    """The version of one library that comes with some versions (major.minor) of another."""

    library: Id
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    carries: Id
    at: Version
    source: Id


class UpstreamsRecord(Strict):
    upstreams: tuple[UpstreamRecord, ...]
    blocks: tuple[BlockRecord, ...]
    carried: tuple[CarriedRecord, ...]
