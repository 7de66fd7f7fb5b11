"""Write docs/reference/python.md from the signatures and docstrings of the public names; --check compares instead."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import whackachip

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "python.md"
HEAD = """# Python

Written by `make docs` from the docstrings. The API is flat: `import whackachip as wc`, then one function a question.
Results have `to_dict()`, which gives what the command prints with `--json`. A mistake in a question raises
`whackachip.errors.UserError` with one helpful line.
"""


def entry(name: str, thing: Any) -> str:
    """One name: how it is called, and what it says of itself."""
    text = inspect.cleandoc(inspect.getdoc(thing) or "")
    return f"## {name}\n\n```text\n{_call(name, thing)}\n```\n\n{text}\n"


def _call(name: str, thing: Any) -> str:
    """The signature, a parameter a line where it is long."""
    signature = inspect.signature(thing)
    parts = [_bare(str(parameter)) for parameter in signature.parameters.values()]
    for at, parameter in enumerate(signature.parameters.values()):
        if parameter.kind is parameter.KEYWORD_ONLY:
            parts.insert(at, "*")
            break
    end = "" if inspect.isclass(thing) else f" -> {_bare(str(signature.return_annotation))}"
    line = f"{name}({', '.join(parts)}){end}"
    if len(line) <= 100:
        return line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){end}"


def _bare(text: str) -> str:
    """A type without quotes and the place of its module."""
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])", "", text.replace("'", ""))


def main() -> int:
    names = sorted(name for name in whackachip.__all__ if name != "__version__")
    whole = "\n".join([HEAD, *(entry(name, getattr(whackachip, name)) for name in names)])
    if "--check" in sys.argv:
        stale = not TARGET.exists() or TARGET.read_text(encoding="utf-8") != whole
        print("docs out of step; run make docs" if stale else "docs in step")
        return int(stale)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(whole, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
