"""The pages of estimates and techniques are what their tools write today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.mark.parametrize("tool", ["write_estimate.py", "write_techniques.py", "write_other_chips.py"])
def test_a_page_is_in_step_with_its_tool(tool: str) -> None:
    done = subprocess.run([sys.executable, TOOLS / tool, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "in step\n"
