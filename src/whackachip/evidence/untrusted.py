"""A git repository of a stranger's: its own files open nothing outside it, and a broken one of them loses no other."""

from __future__ import annotations

import io
import os
from pathlib import Path

from dulwich.config import ConfigFile
from dulwich.errors import NotGitRepository, PackedRefsException
from dulwich.objects import ObjectID
from dulwich.refs import DiskRefsContainer, Ref
from dulwich.repo import Repo, UnsupportedExtension, UnsupportedVersion

MAX_CONFIG_BYTES = 1_000_000
MAX_PACKED_BYTES = 16_000_000  # of the list of packed refs, of about 70 bytes each
UNREADABLE = (NotGitRepository, UnsupportedExtension, UnsupportedVersion, OSError, ValueError)


class Untrusted(Repo):
    """Opens a work tree or a bare directory; raises one of UNREADABLE where git's own files are unusable."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.refs: LenientRefs = LenientRefs(self.commondir(), self.controldir())

    def get_config(self) -> ConfigFile:
        """The repository's own settings, without those that `include` would read from any place on this machine."""
        return _config(Path(self.commondir()) / "config")

    def get_worktree_config(self) -> ConfigFile:
        """As get_config, of a linked work tree."""
        return _config(Path(self.commondir()) / "config.worktree")


class LenientRefs(DiskRefsContainer):
    """Refs of which a damaged list of packed ones hides no others; `damaged` says that there was one."""

    damaged = False

    def get_packed_refs(self) -> dict[Ref, ObjectID]:
        """The packed refs, up to where their file breaks."""
        try:
            if (Path(os.fsdecode(self.path)) / "packed-refs").stat().st_size > MAX_PACKED_BYTES:
                self.damaged = True
                return {}
        except OSError:
            return {}
        try:
            return super().get_packed_refs()
        except (PackedRefsException, ValueError, OSError, StopIteration, RuntimeError):
            self.damaged = True
            return dict(self._packed_refs or {})


def _config(path: Path) -> ConfigFile:
    """A file of settings, empty where there is none or where it is unusable."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CONFIG_BYTES + 1)
    except OSError:
        return ConfigFile()
    try:
        return ConfigFile.from_file(io.BytesIO(data[:MAX_CONFIG_BYTES]), expand_includes=False)
    except ValueError:
        return ConfigFile()
