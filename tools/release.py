"""Wheel, sdist and a list of what they bring (SBOM) into dist/, then `make demo`'s job from the wheel alone.

python tools/release.py [--out dist]

The wheel is installed with the locked core dependencies, by hash, into an environment of its own in a temporary folder;
the SBOM is of that environment. Exit status 1 where a step fails, or where a file names this machine or its
registries.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
KEPT = {"website", "vcs", "documentation", "issue-tracker", "release-notes", "license"}
# In two halves, so that this file names none itself.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "file:")
# What says where a release was made; a dependency's own home page is no such thing.
HIDDEN = ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL")


def run(*words: str | Path, cwd: Path = ROOT, **more: Any) -> str:
    """What a program prints; ends the release with its last words where it fails."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, **more)
    if done.returncode:
        raise SystemExit(f"{Path(words[0]).name} {words[1]}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def build(out: Path) -> tuple[Path, Path]:
    """A wheel made of the sdist, and the sdist; without uv by PyPA's build, in an environment of its own."""
    uv = shutil.which("uv")
    if uv:
        run(uv, "build", "-q", "--out-dir", out)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(sys.executable, "-m", "venv", folder)
            python = Path(folder) / "bin" / "python"
            run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "build")
            run(python, "-m", "build", "--outdir", out)
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, sdist


def clean_environment(wheel: Path, folder: Path) -> Path:
    """The folder of the programs of an environment with the locked dependencies and the wheel, and nothing else."""
    uv, place = shutil.which("uv"), folder / "environment"
    python = place / "bin" / "python"
    if uv:
        run(uv, "venv", "-q", "--python", sys.executable, place)
        install: list[str | Path] = [uv, "pip", "install", "-q", "--python", python]
    else:
        run(sys.executable, "-m", "venv", "--without-pip", place)  # which is no part of what is shipped
        pip = (sys.executable, "-m", "pip", "--python", python)
        install = [*pip, "install", "-q", "--disable-pip-version-check"]
    run(*install, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*install, "--no-deps", wheel)
    return place / "bin"


def bill(python: Path, out: Path) -> list[dict[str, Any]]:
    """The components of an environment, written as CycloneDX JSON without addresses of files and registries."""
    tool = Path(sys.executable).with_name("cyclonedx-py")
    words = ("--output-reproducible", "--short-PURLs", "--pyproject", ROOT / "pyproject.toml", "--of", "JSON")
    found = json.loads(run(tool, "environment", *words, python))
    without_addresses(found)
    out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return list(found["components"])


def without_addresses(part: Any) -> None:
    """Leaves, at any depth, the links alone that say where a project lives."""
    if isinstance(part, dict) and "externalReferences" in part:
        part["externalReferences"] = [link for link in part["externalReferences"] if told(link)]
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        without_addresses(inner)


def told(link: dict[str, str]) -> bool:
    """Whether a link says where a project lives, and not where a copy was fetched."""
    return link["type"] in KEPT and not any(word in link["url"] for word in REGISTRIES)


def texts(file: Path) -> Iterator[tuple[str, str]]:
    """Name and text of what a release holds."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as archive:
            yield from ((name, archive.read(name).decode("utf-8", "replace")) for name in archive.namelist())
    elif file.suffix == ".gz":
        with tarfile.open(file) as archive:
            for member in archive:
                inside = archive.extractfile(member)
                if inside is not None:
                    yield member.name, inside.read().decode("utf-8", "replace")
    else:
        yield file.name, file.read_text("utf-8")


def machine() -> list[str]:
    """Words that only this machine would write: its folders, and the hosts of its registries."""
    hosts = [
        value.split("//", 1)[-1].split("/")[0].split("@")[-1] for name in HIDDEN if (value := os.environ.get(name))
    ]
    return [f"{ROOT}/", f"{Path.home()}/", *(host for host in hosts if host not in REGISTRIES)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    out = parser.parse_args().out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    wheel, sdist = build(out)
    with tempfile.TemporaryDirectory() as folder:
        programs = clean_environment(wheel, Path(folder))
        parts = bill(programs / "python", out / "sbom.json")
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        words = (programs / "whackachip", "investigate", "hunyuan-large", "--out", "report")
        said = run(*words, cwd=Path(folder), env=plain)
        made = sorted(file.name for file in (Path(folder) / "report").rglob("*") if file.is_file())
    for file in (wheel, sdist, out / "sbom.json"):
        data = file.read_bytes()
        print(f"{file.name}  {len(data) / 1e6:.2f} MB  sha256 {sha256(data).hexdigest()}")
    print(f"{len(parts)} components: {', '.join(sorted(part['name'] for part in parts))}")
    print(f"investigate hunyuan-large, from the wheel alone: {len(made)} files, result.json among them: "
          f"{'result.json' in made}")  # fmt: skip
    print(said.strip().splitlines()[0])
    named = [(file.name, name, word) for file in (wheel, sdist, out / "sbom.json") for name, text in texts(file)
             for word in machine() if word in text]  # fmt: skip
    text = (out / "sbom.json").read_text("utf-8")
    named += [("sbom.json", "an address", word) for word in REGISTRIES if word in text]
    for file_name, name, word in named:
        print(f"{file_name}: {name} names {word}")
    return int(bool(named) or "result.json" not in made)


if __name__ == "__main__":
    sys.exit(main())
