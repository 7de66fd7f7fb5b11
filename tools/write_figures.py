"""Write the two figures of the README, as the tool draws them today."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

import whackachip as wc
from whackachip.cli.group import program

FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wc.investigate("hunyuan-large").save(folder)
        shutil.copyfile(Path(folder) / "figures" / "attribution.svg", FIGURES / "attribution.svg")
    asked = ["timeline", "h20", "--all-layers", "--figure", str(FIGURES / "timeline-h20.svg")]
    return CliRunner().invoke(program, asked).exit_code


if __name__ == "__main__":
    sys.exit(main())
