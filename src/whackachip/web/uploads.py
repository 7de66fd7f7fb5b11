"""Archives that visitors send: kept by the hash of their bytes, within bounds, never unpacked here."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from ..errors import UserError

ENDINGS = (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".tar", ".zip", ".pdf", ".ipynb", ".json", ".md", ".txt", ".py")
_ID = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


class Uploads:
    """A folder of uploads; most: how many are kept, the oldest go first; limit: bytes of one."""

    def __init__(self, folder: Path, limit: int, most: int) -> None:
        self.folder, self.limit, self.most = folder, limit, most

    async def keep(self, name: str, read: Callable[[int], Awaitable[bytes]]) -> str:
        """Store what is read under its hash, and return that; raises UserError for an ending or size not taken."""
        if not name.lower().endswith(ENDINGS):
            raise UserError(f"{name[:80]!r} is not taken: send an archive or document ending in {', '.join(ENDINGS)}")
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=".new.", dir=self.folder)
        try:
            found, size = sha256(), 0
            with os.fdopen(handle, "wb") as file:
                while piece := await read(_PIECE):
                    size += len(piece)
                    if size > self.limit:
                        raise UserError(f"the file is too large: at most {self.limit:,} bytes are taken")
                    found.update(piece)
                    file.write(piece)
            if size == 0:
                raise UserError("the file is empty")
            os.replace(path, self.folder / found.hexdigest())
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise
        self._drop_oldest()
        return found.hexdigest()

    def find(self, id: str) -> Path:
        """Where an upload lies; raises UserError where there is none of that name."""
        path = self.folder / id
        if not _ID.fullmatch(id) or not path.is_file():
            raise UserError("that upload is not here any more; send it again")
        return path

    def _drop_oldest(self) -> None:
        kept = sorted(self.folder.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[self.most :]:
            path.unlink(missing_ok=True)


def display_name(name: str) -> str:
    """The name of a file as a result may show it: its last part, plain characters, at most 80."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[^\w.+ -]", "_", last)[-80:].strip() or "upload"
