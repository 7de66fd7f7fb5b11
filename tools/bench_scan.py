"""How fast a scan is: a work tree without a hit, and the whole history of a repository of 10,000 commits.

python tools/bench_scan.py [PATH_TO_CLONE ...]      with clones, their whole histories too
Both are generated from a fixed seed. Times are the processor's, in a process of its own that does nothing else, because
other work on the machine does not slow them; the wall clock stands beside them.
"""

from __future__ import annotations

import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_repositories import text, write_repository

COMMITS = 10_000
TREE_BYTES = 150_000_000


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(measured(sys.argv[2], sys.argv[3] == "history")))
        return
    for line in lines(sys.argv[1:]):
        print(line)


def lines(clones: list[str]) -> list[str]:
    """A line for each thing measured."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        tree, repository = Path(folder) / "tree", Path(folder) / "repository.git"
        size = write_tree(tree, TREE_BYTES)
        got = child(tree, history=False)
        found.append(f"work tree of {size / 1e6:,.0f} MB without a hit: {rate(size, got)}")
        if shutil.which("rg"):
            other = ripgrep(tree, Path(folder))
            found.append(f"  ripgrep, one thread, our patterns: {rate(size, other)}")
            found.append(f"  ours over ripgrep's: {other['processor'] / got['processor']:.1f} times as fast")
        write_repository(repository, COMMITS)
        for path in (repository, *clones):
            got = child(Path(path), history=True)
            found.append(
                f"history of {Path(path).parent.name if Path(path).name == 'repository' else Path(path).name}: "
                f"{got['commits']:,} commits, {got['blobs']:,} versions of files, {got['findings']:,} findings: "
                f"{got['processor']:.1f} s of the processor ({got['wall']:.1f} s), {got['memory'] / 1e6:,.0f} MB"
            )
    return found


def rate(size: int, got: dict[str, float]) -> str:
    return f"{size / got['processor'] / 1e6:,.0f} MB/s of the processor ({size / got['wall'] / 1e6:,.0f} MB/s)"


def child(path: Path, history: bool) -> dict[str, float]:
    words = [sys.executable, __file__, "--child", str(path), "history" if history else "tree"]
    found: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return found


def measured(path: str, history: bool) -> dict[str, float]:
    """Seconds and bytes of one scan, the patterns compiled before."""
    from whackachip.evidence import load_signals, scan
    from whackachip.evidence.sources import stream_of

    scan(stream_of(b"export NCCL_DEBUG=INFO\n"), signals=load_signals())
    wall, processor = time.perf_counter(), time.process_time()
    found = scan(path, history=history)
    return {
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "memory": peak_bytes(),
        "commits": found.commits,
        "blobs": found.blobs,
        "findings": len(found.findings),
    }


def peak_bytes() -> int:
    """The most memory that this process has held; getrusage would name its parent's where that was more."""
    try:
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def ripgrep(tree: Path, folder: Path) -> dict[str, float]:
    """The same patterns by ripgrep, which names files and lines and reads no context."""
    from whackachip.evidence import load_signals

    patterns = folder / "patterns"
    nameless = (re.sub(r"\(\?P<\w+>", "(?:", f"(?:{signal.pattern})") for signal in load_signals())
    patterns.write_text("\n".join(nameless) + "\n")
    words = ["rg", "-j", "1", "--no-ignore", "-c", "-f", str(patterns), str(tree)]
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise SystemExit(done.stderr[-200:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - wall, "processor": spent}


def write_tree(folder: Path, size: int) -> int:
    """Files of about 20 kB that look like code, none with a hit; the bytes in all."""
    draw = random.Random(1)
    pool = text(draw, 20_000)
    written = number = 0
    while written < size:
        place = folder / f"package{number % 97}" / f"module{number}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        data = "\n".join(draw.choices(pool, k=260)).encode()
        place.write_bytes(data)
        written, number = written + len(data), number + 1
    return written


if __name__ == "__main__":
    main()
