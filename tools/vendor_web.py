"""Fetch the files of others that the web pages ship with, at fixed versions, and write down what they are.

Needs npm. Writes src/whackachip/web/assets/vendor/ with one licence a package and vendor.json, which names package,
version, licence and SHA-256 of every file; tests/web/test_web_assets.py holds the folder to it.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "src" / "whackachip" / "web" / "assets" / "vendor"
FONT = "package/files/source-{}-latin-wght-{}.woff2"
# Package and version: licence, licence file, what is taken and under which name.
TAKEN = {
    "htmx.org@4.0.1": ("0BSD", "package/LICENSE", {"package/dist/htmx.min.js": "htmx.min.js"}),
    "vega@6.4.0": ("BSD-3-Clause", "package/LICENSE", {"package/build/vega.min.js": "vega.min.js"}),
    "vega-lite@6.5.0": ("BSD-3-Clause", "package/LICENSE", {"package/build/vega-lite.min.js": "vega-lite.min.js"}),
    "vega-interpreter@2.3.2": (
        "BSD-3-Clause", "package/LICENSE", {"package/build/vega-interpreter.js": "vega-interpreter.js"}
    ),
    "@fontsource-variable/source-serif-4@5.3.1": (
        "OFL-1.1", "package/LICENSE",
        {FONT.format("serif-4", kind): f"source-serif-4-{kind}.woff2" for kind in ("normal", "italic")},
    ),
    "@fontsource-variable/source-sans-3@5.3.0": (
        "OFL-1.1", "package/LICENSE",
        {FONT.format("sans-3", kind): f"source-sans-3-{kind}.woff2" for kind in ("normal", "italic")},
    ),
}  # fmt: skip


def classic(text: str) -> str:
    """The interpreter as a plain script beside Vega's, whose global holds what the module imports."""
    text = re.sub(r"import \{([^}]*)\} from 'vega-util';", r"const {\1} = globalThis.vega;", text, count=1)
    text = re.sub(
        r"export \{ expression as expressionInterpreter \};", "globalThis.vegaInterpreter = expression;", text
    )
    text = re.sub(r"\n//# sourceMappingURL=.*", "", text)
    return f"(() => {{\n'use strict';\n{text}\n}})();\n"


def without_map(data: bytes) -> bytes:
    """The script without the line that points at a map we do not ship."""
    return re.sub(rb"\n//# sourceMappingURL=[^\n]*\n?", b"\n", data)


def fetch(spec: str, folder: Path) -> tarfile.TarFile:
    """The package's archive."""
    done = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(folder), spec], check=True, capture_output=True, text=True
    )
    return tarfile.open(folder / done.stdout.split()[-1])


def main() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    records = []
    with tempfile.TemporaryDirectory() as scratch:
        for spec, (licence, terms, files) in TAKEN.items():
            package, version = spec.rsplit("@", 1)
            short = package.rsplit("/", 1)[-1]
            with fetch(spec, Path(scratch)) as archive:
                for inside, name in {terms: f"{short}.LICENSE.txt", **files}.items():
                    member = archive.extractfile(inside)
                    assert member is not None, inside
                    data = member.read()
                    if name == "vega-interpreter.js":
                        data = classic(data.decode()).encode()
                    elif name.endswith(".js"):
                        data = without_map(data)
                    (VENDOR / name).write_bytes(data)
                    record = {"file": name, "package": package, "version": version, "licence": licence}
                    records.append(record | {"sha256": hashlib.sha256(data).hexdigest()})
    text = json.dumps(records, indent=2) + "\n"
    (VENDOR / "vendor.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
