"""A local load test of the web faces: python tools/bench_web.py [--seconds 30] [--clients 50] [--json]

Starts the server on this machine in a process of its own, measures one request at a time on the server (its own
Server-Timing header, so that the network is left out), then so many clients at once. Exit status 1 where a request
fails, or a bound below does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

# Median on the server, warm [ms], of the list.
BOUNDS = {"first page": 150.0, "classify card, new": 50.0, "REST classify, new": 50.0}
CHIPS = ("h20", "h100", "h800", "a100", "a800", "l40s", "4090", "mi300x", "910b", "gaudi2", "b200", "l20")
COUNTRIES = ("CN", "DE", "AE", "SG", "IN", "VN", "PL", "SA")
MIX = ("/", "/classify?{law}", "/api/v1/classify?{law}", "/api/v1/timeline?chip={chip}&to={to}",
       "/api/v1/chip?chip={chip}", "/api/v1/rules?on={day}", "/chips")  # fmt: skip


def words(dice: random.Random) -> dict[str, str]:
    """A question that was likely not asked before."""
    chip, to = dice.choice(CHIPS), dice.choice(COUNTRIES)
    day = f"{dice.randint(2022, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return {"chip": chip, "to": to, "day": day, "law": f"chip={chip}&on={day}&to={to}"}


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The address and the process of a server that ends with the block."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        words = [sys.executable, "-m", "whackachip", "web", "--port", str(port), "--data", folder]
        process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(f"{address}/", timeout=30)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def spent_by(process: int) -> float:
    """Processor time of a process so far [ms], which other work on the machine leaves alone; 0 where it is hidden."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one_by_one(address: str, process: int, times: int = 60) -> dict[str, dict[str, float]]:
    """Milliseconds on the server, one request at a time: by the clock and of the processor."""
    dice = random.Random(1)
    kinds = {
        "first page": "/", "classify card, new": "/classify?{law}", "REST classify, new": "/api/v1/classify?{law}",
        "REST classify, again": "/api/v1/classify?chip=h20&on=2024-11-05&to=CN", "chips page": "/chips",
    }  # fmt: skip
    found = {}
    with httpx.Client(base_url=address, timeout=60) as client:
        for name, path in kinds.items():
            client.get(path.format(**words(dice)))
            spent, before = [], spent_by(process)
            for _ in range(times):
                answer = client.get(path.format(**words(dice)))
                answer.raise_for_status()
                spent.append(float(answer.headers["server-timing"].removeprefix("app;dur=")))
            found[name] = {
                "median": statistics.median(spent), "worst": max(spent), "cpu": (spent_by(process) - before) / times
            }  # fmt: skip
    return found


async def at_once(address: str, clients: int, seconds: float) -> dict[str, float | list[str]]:
    """So many clients, each asking again as soon as it is answered."""
    ends, spent, failed = time.monotonic() + seconds, [], []

    async def ask(client: httpx.AsyncClient, seed: int) -> None:
        dice = random.Random(seed)
        while time.monotonic() < ends:
            path = dice.choice(MIX).format(**words(dice))
            begun = time.monotonic()
            try:
                answer = await client.get(path)
                if answer.status_code != 200:
                    failed.append(f"{answer.status_code} {path}")
            except httpx.HTTPError as error:
                failed.append(f"{type(error).__name__} {path}")
            spent.append(time.monotonic() - begun)

    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        await asyncio.gather(*(ask(client, seed) for seed in range(clients)))
    ordered = sorted(spent)
    return {
        "clients": clients, "seconds": seconds, "requests": len(spent), "a_second": len(spent) / seconds,
        "median_ms": 1000 * statistics.median(spent), "p95_ms": 1000 * ordered[int(0.95 * (len(ordered) - 1))],
        "failed": failed,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with served() as (address, process):
        single = one_by_one(address, process)
        many = asyncio.run(at_once(address, asked.clients, asked.seconds))
    if asked.json:
        print(json.dumps({"one_by_one_ms": single, "at_once": many}, indent=2))
    else:
        for name, found in single.items():
            bound = f"   (bound {BOUNDS[name]:.0f})" if name in BOUNDS else ""
            print(
                f"{name:<22} median {found['median']:7.1f} ms   worst {found['worst']:7.1f} ms   "
                f"processor {found['cpu']:6.1f} ms{bound}"
            )
        print(
            f"{many['clients']} clients for {many['seconds']:.0f} s: {many['requests']:,} requests, "
            f"{many['a_second']:.0f} a second, median {many['median_ms']:.0f} ms, 95 % below {many['p95_ms']:.0f} ms, "
            f"{len(many['failed'])} failed"  # type: ignore[arg-type]
        )
        for line in many["failed"][:10]:  # type: ignore[index]
            print(f"  {line}")
    slow = [name for name, bound in BOUNDS.items() if single[name]["median"] > bound]
    return int(bool(slow or many["failed"]))


if __name__ == "__main__":
    sys.exit(main())
