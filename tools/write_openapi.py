"""Write docs/reference/openapi.json, what the REST interface says of itself; --check compares instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from whackachip.web.app import create_app
from whackachip.web.settings import Settings

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def text() -> str:
    """The document that /api/v1/openapi.json serves."""
    with TemporaryDirectory() as folder:  # the application keeps its jobs somewhere
        return json.dumps(create_app(Settings(data=Path(folder))).openapi(), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    whole = text()
    if "--check" in sys.argv:
        stale = not TARGET.exists() or TARGET.read_text(encoding="utf-8") != whole
        print("openapi.json out of step; run make docs" if stale else "openapi.json in step")
        return int(stale)
    TARGET.write_text(whole, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
