"""Files of formats with a structure that are made to hurt whoever parses them."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

from hostile import MB, WITNESS, hostile, tree


@hostile
def json_a_million_deep(folder: Path) -> Path:
    return tree(folder, {"config.json": b"[" * 10**6, "x.ipynb": b'{"cells":' + b"[" * 10**6})


@hostile
def notebook_with_scripts(folder: Path) -> Path:
    cells = [
        {"cell_type": "markdown", "source": ["<script>alert(1)</script> trained on 8 H800 GPUs"]},
        {"cell_type": "code", "source": 7, "outputs": "x"},
        3,
        {"cell_type": ["code"]},
    ]
    return tree(folder, {"x.ipynb": json.dumps({"cells": cells, "nbformat": 4}).encode()})


@hostile
def notebook_of_many_cells(folder: Path) -> Path:
    cell = {"cell_type": "code", "source": ["x = 1\n"], "outputs": []}
    return tree(folder, {"x.ipynb": json.dumps({"cells": [cell] * 100_000, "nbformat": 4}).encode()[: 8 * MB]})


@hostile
def weights_with_a_length_that_lies(folder: Path) -> Path:
    header = b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    return tree(
        folder,
        {
            "a.safetensors": (2**63).to_bytes(8, "little") + header,
            "b.safetensors": (2**31).to_bytes(8, "little") + header,
            "c.safetensors": (0).to_bytes(8, "little"),
            "d.safetensors": (10**6).to_bytes(8, "little") + b"[" * 10**6,
            "e.safetensors": len(header).to_bytes(8, "little") + header.replace(b"[1]", b"[9999999999999]"),
        },
    )


@hostile
def pdf_that_loops(folder: Path) -> Path:
    """Its tree of pages leads back to itself."""
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 999999999>>endobj\n",
        b"trailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF",
    ]
    return tree(folder, {"a.pdf": b"".join(parts), "b.pdf": b"%PDF-1.7\n" + os.urandom(1000), "c.pdf": b"%PDF-"})


@hostile
def pdf_bomb(folder: Path) -> Path:
    """A page whose content expands a thousand times, twice over."""
    packed = zlib.compress(zlib.compress(b"(H800) Tj " * 5_000_000))
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n",
        b"4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(packed),
        packed,
        b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ]
    return tree(folder, {"a.pdf": b"".join(parts)})


@hostile
def yaml_bombs(folder: Path) -> Path:
    return tree(
        folder,
        {
            "config.yaml": laughing(),
            "README.md": b"---\n" + laughing() + b"\n---\n# Model\n",
            "tags.yaml": b"!!python/object/apply:os.system ['touch own']\n",
        },
    )


def laughing() -> bytes:
    """Nine levels of nine references each."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


@hostile
def notebook_of_empty_lines(folder: Path) -> Path:
    source = ['"' + "\\n" * 400_000 + '"'] * 8
    short = ['"a"'] * 1_900_000
    cells = [f'{{"cell_type": "code", "source": [{",".join(lines)}]}}' for lines in (source, short)]
    text = '{{"cells": [{{"cell_type": "code", "source": ["{}"]}}, {}]}}'
    files = {f"{n}.ipynb": text.format(WITNESS.strip(), cell).encode() for n, cell in enumerate(cells)}
    return tree(folder, files)


@hostile
def weights_of_empty_objects(folder: Path) -> Path:
    """A header of 8 MB that takes many times that once it is parsed."""
    header = b'{"a":[' + b"{}," * 2_600_000 + b"{}]}"
    return tree(folder, {"a.safetensors": len(header).to_bytes(8, "little") + header})
