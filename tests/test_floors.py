"""Imports go down only."""

from __future__ import annotations

import ast
import pkgutil
from pathlib import Path

import pytest

import whackachip

SOURCE = Path(__file__).parent.parent / "src" / "whackachip"
# The longest matching name decides. Equal numbers may not import one another.
FLOORS = {
    "errors": 0,
    "lazy": 0,
    "version": 0,
    "notebook": 0,
    "sheet": 0.5,
    "places": 0,
    "facts": 1,
    "quantities": 2,
    "predicates": 3,
    "facts.schema": 3.5,  # a mezzanine: it reads predicates, and the catalogue holds made-up chips to it
    "shapes": 3.5,
    "provenance": 4,
    "catalog": 4,
    "evidence": 5,
    "evidence.arithmetic": 5.5,  # a mezzanine: it may ask what performance says of a chip
    "law": 5,
    "performance": 5,
    "attribution": 6,
    "stress": 6,
    "investigation": 7,
    "report": 8,
    "api": 9,
    "answers": 9.5,
    "": 10,
    "web": 10.5,
    "mcp": 10.5,
    "cli": 11,
    "__main__": 12,
}
MODULES = sorted(SOURCE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package(path: Path) -> list[str]:
    return list(path.relative_to(SOURCE).parent.parts)


def room(name: str) -> str:
    """The room that a module stands in."""
    parts = name.split(".")
    while parts and ".".join(parts) not in FLOORS:
        parts.pop()
    return ".".join(parts)


def imports(path: Path) -> set[str]:
    """Names of modules of this package that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package(path)[: len(package(path)) - node.level + 1]
            prefix = [*base, *(node.module.split(".") if node.module else [])]
            found.update(".".join([*prefix, alias.name]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "whackachip":
            prefix = node.module.split(".")[1:]
            found.update(".".join([*prefix, alias.name]) for alias in node.names)
    return found


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_go_down(path: Path) -> None:
    here = room(dotted(path))
    for name in imports(path):
        there = room(name)
        assert there == here or FLOORS[there] < FLOORS[here], f"{dotted(path)} imports {name}"


def test_the_check_can_fail() -> None:
    """A module of a low floor that imported a high one would be caught."""
    assert room("law.classify") == "law"
    assert room("facts.schema.chip") == "facts.schema"
    assert FLOORS[room("report.html")] > FLOORS[room("law.classify")]


def test_modules_are_small() -> None:
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert sizes[-1] <= 450
    assert sizes[len(sizes) // 2] <= 130


def test_no_function_of_the_package_has_the_name_of_a_module() -> None:
    """An import of the module would put it in the place of the function."""
    modules = {module.name for module in pkgutil.iter_modules(whackachip.__path__)}
    assert not modules & set(whackachip.__all__) - {"__version__"}
