"""Repositories for the benchmarks, of a fixed seed: as many commits as asked for, in one pack, no copy in memory.

`git fast-import` writes the pack as the commits come, so that 100,000 commits need no more memory than 100.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

_WORDS = (
    "def", "return", "self", "value", "index", "tensor", "shape", "batch", "config", "layer", "hidden", "output",
    "mask", "attention", "import", "logger", "assert", "length", "token", "weights", "update", "state", "for", "in",
)  # fmt: skip
_HITS = ("export NCCL_IB_GID_INDEX=3", "export NCCL_NET_GDR_LEVEL=2", "# trained on 2,048 H800 GPUs", "--bf16 \\")
CHANGED = 3  # files that a commit changes


def text(draw: random.Random, count: int) -> list[str]:
    """Lines that look like code."""
    return [" ".join(draw.choices(_WORDS, k=9)) + f"  # {draw.randrange(1000)}" for _ in range(count)]


def write_repository(
    path: Path, commits: int, folders: int = 20, files: int = 20, lines: int = 120, seed: int = 2
) -> None:
    """A bare repository of folders of files, of which each commit changes three; one file in five has hits."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    # Packed however few they are, and quickly: what is measured is reading.
    words = ["git", "-c", "fastimport.unpackLimit=0", "-c", "core.compression=1", "fast-import", "--quiet"]
    with subprocess.Popen(words, cwd=path, stdin=subprocess.PIPE) as git:
        assert git.stdin is not None
        for part in _stream(commits, folders, files, lines, seed):
            git.stdin.write(part)
    if git.returncode:
        raise SystemExit(f"git fast-import: status {git.returncode}")


def _stream(commits: int, folders: int, files: int, lines: int, seed: int) -> Iterator[bytes]:
    """What git is told, commit by commit."""
    draw = random.Random(seed)
    pool = text(draw, 5000)
    held = {(folder, name): draw.choices(pool, k=lines) for folder in range(folders) for name in range(files)}
    for place in list(held)[::5]:
        held[place][lines // 6 : lines // 6] = _HITS
    for number in range(commits):
        some = {(draw.randrange(folders), draw.randrange(files)) for _ in range(CHANGED)}
        yield b"commit refs/heads/main\ncommitter A <a@example.org> %d +0000\n" % (1_700_000_000 + number * 600)
        yield b"data 4\nwork\n"
        for folder, name in held if number == 0 else sorted(some):
            content = held[folder, name]
            content[draw.randrange(len(content))] = draw.choice(pool)
            if draw.random() < 0.02:
                content.insert(draw.randrange(lines), draw.choice(_HITS))
            data = "\n".join(content).encode()
            yield b"M 100644 inline package%d/module%d.sh\ndata %d\n%b\n" % (folder, name, len(data), data)
        yield b"\n"
