"""Measure kernels on the CUDA machine at hand and write them as rows that the curves can be fitted to.

python bench/gpu_calibrate.py CHIP --out rows.yaml [--tables FOLDER] [--quick] [--date 2026-11-23]

CHIP is its id in the catalogue. The YAML holds a source record (date, CUDA, torch) and `measured` rows; a
folder of tables has the columns that `whackachip validate kernels --runs FOLDER` and tools/fit_kernels.py read. Needs
torch with CUDA, which is no dependency of whackachip. Times are medians of single launches between CUDA events with a
cold L2, clocks as they are.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from whackachip.catalog.lookup import find_chip
from whackachip.performance.device import Device, MissingFigure, device

Row = dict[str, Any]

ROWS_OF_A_PRODUCT = (1, 16, 64, 256, 1024, 2048, 4096, 8192)
WEIGHTS = ((4096, 4096), (6144, 4096), (28672, 4096), (4096, 14336), (8192, 8192), (16384, 8192), (1280, 8192))
PRECISIONS = ("bf16", "fp16", "fp8", "int8")
SEQUENCES = (512, 1024, 2048, 4096, 8192, 16384)
CONTEXTS = (1024, 4096, 16384, 65536)
HEADS = ((32, 8), (32, 32), (64, 8))
COPIES = tuple(2**power for power in range(16, 33, 2))
WIDTH = 128
CELLS = 2**28  # of a prefill's queries x keys x heads at most, so that a row takes seconds
FLUSHED = 256 * 2**20  # written between two launches, more than any L2 [byte]
REPEATS, WARM = 21, 5
SIZE = {"bf16": 2, "fp16": 2, "fp8": 1, "int8": 1}
ABOVE = 1.02  # of the printed rate: beyond it something is not what it says


def products(quick: bool = False) -> list[Row]:
    """Shapes of matrix products with a weight n x k; quick: in bf16 alone, every third."""
    kinds = PRECISIONS[:1] if quick else PRECISIONS
    found = [
        {"op": "gemm", "dtype": dtype, "b": 1, "m": m, "n": n, "k": k}
        for dtype in kinds
        for n, k in WEIGHTS
        for m in ROWS_OF_A_PRODUCT
        # Scaled products in 8 bits take whole tiles of 16 rows.
        if m % 16 == 0 or SIZE[dtype] == 2
    ]
    return found[::3] if quick else found


def attentions(quick: bool = False) -> list[Row]:
    """Shapes of attention: causal prefill forward and backward, and decode of one query a sequence."""
    found = []
    for heads, shared in HEADS:
        base = {"dtype": "bf16", "kv_dtype": "bf16", "heads": heads, "kv_heads": shared, "qk_dim": WIDTH,
                "v_dim": WIDTH, "window": 0}  # fmt: skip
        for keys in SEQUENCES:
            for batch in (1, 4):
                if batch * heads * keys * keys // 64 <= CELLS:
                    shape = base | {"batch": batch, "q_len": keys, "kv_len": keys, "causal": 1}
                    found += [{"op": "prefill", **shape}, {"op": "backward", **shape}]
        for keys in CONTEXTS:
            for batch in (1, 16, 64):
                if batch * keys <= 2**20:
                    found.append({"op": "decode", **base, "batch": batch, "q_len": 1, "kv_len": keys, "causal": 0})
    return found[::3] if quick else found


def copies(quick: bool = False) -> list[Row]:
    """Sizes of copies within memory; bytes are read and written."""
    found = [{"op": "copy", "dtype": "bf16", "rows": size // 8192, "cols": 4096, "bytes": 2 * size} for size in COPIES]
    return found[::3] if quick else found


def work(row: Row) -> tuple[float, float]:
    """Operations and bytes that a row must move at least [FLOP, byte]."""
    if row["op"] == "gemm":
        b, m, n, k = (row[key] for key in "bmnk")
        return 2.0 * b * m * n * k, float(b * (SIZE[row["dtype"]] * (m * k + k * n) + 2 * m * n))
    if row["op"] == "copy":
        return 0.0, float(row["bytes"])
    pairs = row["batch"] * row["heads"] * row["q_len"] * row["kv_len"] * (0.5 if row["causal"] else 1.0)
    factor = 2.5 if row["op"] == "backward" else 1.0
    cache = row["kv_heads"] * row["kv_len"] + row["heads"] * row["q_len"]
    return factor * 2.0 * pairs * 2 * WIDTH, factor * 2.0 * row["batch"] * 2 * WIDTH * cache


def measured(row: Row, seconds: Sequence[float], chip: Device, software: str, source: str) -> Row:
    """A row with the median of its times and the columns of the kernels' tables; suspect where it is too fast."""
    time = statistics.median(seconds)
    operations, moved = work(row)
    rate, pace = operations / time, moved / time
    try:
        share = rate / chip.peak(row["dtype"]) if operations else ""
    except MissingFigure:
        share = ""
    cached = moved < 0.5e9
    suspect = (share != "" and share > ABOVE) or (not cached and pace > 1.1 * chip.memory_bandwidth)
    return {
        "chip_id": chip.id, **row, "latency_us": round(time * 1e6, 3), "tflops": round(rate / 1e12, 3),
        "gbs": round(pace / 1e9, 2), "frac_peak": share if share == "" else round(share, 4),
        "frac_bw": round(pace / chip.memory_bandwidth, 4), "software": software, "source_id": source,
        "suspect": int(suspect),
    }  # fmt: skip


def document(rows: Iterable[Row], launches: dict[str, float], versions: dict[str, str], chip: str, day: date) -> Row:
    """All that is written: where and when it was measured, and the rows."""
    name = f"calibrated-{chip}-{day.isoformat()}"
    said = ", ".join(f"{key} {value}" for key, value in versions.items())
    return {
        "source": {name: {
            "title": f"kernels of {chip} measured by bench/gpu_calibrate.py",
            "publisher": "own measurement",
            "published": day.isoformat(),
            "accessed": day.isoformat(),
            "grade": "derived",
            "note": f"measured with {said}; medians of {REPEATS} launches, cold L2",
        }},
        "kind": "measured", "chip": chip, "date": day.isoformat(), "versions": versions,
        "launch_us": {key: round(value * 1e6, 3) for key, value in launches.items()},
        "rows": list(rows),
    }  # fmt: skip


FILES = {"gemm": "gemm", "copy": "memory_ops"}


def write_tables(folder: Path, rows: Sequence[Row]) -> None:
    """The rows as the tables that `validate kernels` reads, one for each kind."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("gemm", "attention", "memory_ops"):
        part = [row for row in rows if FILES.get(row["op"], "attention") == file]
        if part:
            with open(folder / f"{file}.csv", "w", encoding="utf-8", newline="") as target:
                writer = csv.DictWriter(target, list(part[0]))
                writer.writeheader()
                writer.writerows(part)


def timed(torch: Any, action: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Seconds of single launches between events; something large is written before each, so that the cache is cold."""
    flush = torch.empty(FLUSHED // 4, dtype=torch.int32, device="cuda")
    found = []
    for number in range(WARM + repeats):
        flush.zero_()
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        action()
        end.record()
        torch.cuda.synchronize()
        if number >= WARM:
            found.append(begin.elapsed_time(end) / 1e3)
    return found


def action_of(torch: Any, row: Row) -> Callable[[], object]:
    """What a row measures, on tensors of random numbers; raises RuntimeError where torch has no kernel for it."""
    if row["op"] == "copy":
        source = torch.empty(row["bytes"] // 4, dtype=torch.bfloat16, device="cuda")
        target = torch.empty_like(source)
        return lambda: target.copy_(source)
    if row["op"] == "gemm":
        return _product(torch, row["dtype"], row["m"], row["n"], row["k"])
    kind = {"dtype": torch.bfloat16, "device": "cuda", "requires_grad": row["op"] == "backward"}
    query = torch.randn(row["batch"], row["heads"], row["q_len"], WIDTH, **kind)
    key, value = (torch.randn(row["batch"], row["kv_heads"], row["kv_len"], WIDTH, **kind) for _ in range(2))
    attend = torch.nn.functional.scaled_dot_product_attention
    options = {"is_causal": bool(row["causal"]), "enable_gqa": row["heads"] != row["kv_heads"]}
    if row["op"] != "backward":
        return lambda: attend(query, key, value, **options)
    out = attend(query, key, value, **options)
    ahead = torch.randn_like(out)
    return lambda: torch.autograd.grad(out, (query, key, value), ahead, retain_graph=True)


def _product(torch: Any, dtype: str, m: int, n: int, k: int) -> Callable[[], object]:
    if dtype == "int8":
        left, right = (torch.randint(-9, 9, shape, dtype=torch.int8, device="cuda") for shape in ((m, k), (n, k)))
        return lambda: torch._int_mm(left, right.t())
    left, right = (torch.randn(shape, dtype=torch.float32, device="cuda") for shape in ((m, k), (n, k)))
    if dtype == "fp8":
        small, weight = (part.to(torch.float8_e4m3fn) for part in (left, right))
        one = torch.ones((), device="cuda")
        return lambda: torch._scaled_mm(small, weight.t(), one, one, out_dtype=torch.bfloat16)
    kind = {"bf16": torch.bfloat16, "fp16": torch.float16}[dtype]
    left, right = left.to(kind), right.to(kind)
    return lambda: left @ right.t()


def launches(torch: Any, many: int = 1000) -> dict[str, float]:
    """Seconds that a launch of next to nothing takes the host, called one by one and in a recorded graph."""
    import time

    small = torch.zeros(1, device="cuda")

    def burst() -> None:
        for _ in range(many):
            small.add_(1)

    def seconds(action: Callable[[], object]) -> float:
        found = []
        for _ in range(REPEATS):
            torch.cuda.synchronize()
            begin = time.perf_counter()
            action()
            torch.cuda.synchronize()
            found.append((time.perf_counter() - begin) / many)
        return statistics.median(found)

    burst()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        burst()
    return {"eager": seconds(burst), "graph": seconds(graph.replay)}


def main(arguments: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("chip")
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--tables", type=Path)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--date", type=date.fromisoformat, default=date.today())
    given = asked.parse_args(arguments)
    chip = device(find_chip(given.chip).chip)
    try:
        import torch
    except ImportError:
        print("error: torch is not installed: this script measures a CUDA machine with it", file=sys.stderr)
        return 2
    if not torch.cuda.is_available():
        print("error: torch sees no CUDA device", file=sys.stderr)
        return 2
    card = torch.cuda.get_device_properties(0)
    versions = {"torch": torch.__version__, "CUDA": str(torch.version.cuda), "card": card.name,
                "units": str(card.multi_processor_count)}  # fmt: skip
    source, software = f"calibrated-{chip.id}-{given.date.isoformat()}", f"torch {torch.__version__}"
    rows = []
    for row in (*products(given.quick), *attentions(given.quick), *copies(given.quick)):
        try:
            rows.append(measured(row, timed(torch, action_of(torch, row)), chip, software, source))
        except RuntimeError as error:  # no kernel for this precision or shape, or no room
            print(f"left out {row}: {str(error).splitlines()[0]}", file=sys.stderr)
    text = yaml.safe_dump(document(rows, launches(torch), versions, chip.id, given.date), sort_keys=False, width=118)
    given.out.write_text(text, encoding="utf-8")
    if given.tables:
        write_tables(given.tables, rows)
    print(f"wrote {len(rows)} rows to {given.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
