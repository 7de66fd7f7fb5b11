"""Write the JSON Schema of every answer to docs/schema/NAME.schema.json; --check compares instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from whackachip.answers import QUESTIONS
from whackachip.investigation.schema import Result

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def texts() -> dict[Path, str]:
    """Every file with what it should hold; a result is what an investigation answers."""
    shapes = {name: question.shape for name, question in QUESTIONS.items() if question.shape is not Result}
    found = {"result": Result, **shapes}
    return {
        FOLDER / f"{name}.schema.json": json.dumps({"$schema": DIALECT, **shape.model_json_schema()}, indent=2) + "\n"
        for name, shape in found.items()
    }


def main() -> int:
    wanted = texts()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    extra = [path for path in FOLDER.glob("*.json") if path not in wanted]
    if "--check" in sys.argv:
        out = ", ".join(path.name for path in (*stale, *extra))
        print(f"schemas out of step: {out}; run make facts" if out else "schemas in step")
        return int(bool(out))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in extra:
        path.unlink()
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
