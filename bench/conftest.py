"""The tools are found by name, so that `--benchmark-timer=bench_stress.spent` is."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
