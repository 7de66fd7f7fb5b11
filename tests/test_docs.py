"""What the documents promise is run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from whackachip.answers.registry import QUESTIONS
from whackachip.cli.group import program

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "not-controlled-by-this-rule no-requirement-found"
    assert second.endswith("['nv-a40', 'nv-h20-96', 'nv-h20-141']")
    assert (tmp_path / "report" / "report.html").is_file()


PAGES = sorted(
    path
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    if "```sh\n" in path.read_text(encoding="utf-8")
)
# A block: its language, the file that its title names, its text.
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Top to bottom in an empty folder: a block with a title is that file, sh is run, python too."""
    monkeypatch.chdir(tmp_path)
    for language, title, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            Path(title).parent.mkdir(parents=True, exist_ok=True)
            Path(title).write_text(text, encoding="utf-8")
        elif language == "python" and page.name != "README.md":  # that one's output is checked above
            subprocess.run([sys.executable, "-c", text], cwd=tmp_path, check=True, capture_output=True)
        elif language == "sh":
            for line in text.splitlines():
                if "path/to/" not in line:
                    _run(line)


def _run(line: str) -> None:
    """One line, with its output in a file where it says so; a gate may answer 1, since that is its answer."""
    words, target = shlex.split(line), None
    if ">" in words:
        words, (_, target) = words[:-2], words[-2:]
    done = CliRunner().invoke(program, words[1:], prog_name="whackachip")
    assert done.exit_code == 0 or ("--exit-code" in words and done.exit_code == 1), f"{line}\n{done.output}"
    assert done.output
    if target:
        Path(target).write_text(done.stdout, encoding="utf-8")


def test_the_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).is_file(), target


@pytest.mark.parametrize("tool", ["write_docs.py", "write_api.py", "write_openapi.py"])
def test_the_references_are_in_step(tool: str) -> None:
    done = subprocess.run([sys.executable, f"tools/{tool}", "--check"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_the_page_on_rest_names_every_question_with_its_method() -> None:
    page = (ROOT / "docs" / "rest.md").read_text(encoding="utf-8")
    found = re.search(r"The names of questions(.*?) with GET;(.*?) with POST", page, re.DOTALL)
    assert found is not None
    quick, long = (set(re.findall(r"`([a-z-]+)`", part)) for part in found.groups())
    assert quick == {name for name, question in QUESTIONS.items() if not question.long}
    assert long == {name for name, question in QUESTIONS.items() if question.long}


def test_the_site_builds_and_fetches_nothing(tmp_path: Path) -> None:
    """Strict: a page outside the contents, or a link that leads nowhere, fails."""
    pytest.importorskip("mkdocs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for page in tmp_path.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|link|img)\b[^>]*(?:src|href)="https?://', text), page.name


def test_the_public_names_are_documented() -> None:
    import whackachip

    for name in whackachip.__all__:
        if name != "__version__":
            assert getattr(whackachip, name).__doc__, name


def test_no_tracked_file_names_a_registry_or_a_path_of_a_machine() -> None:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    # Written in two halves, so that this file does not name them itself.
    words = ["py" + "pi.org", "python" + "hosted", "npm" + "js.org", "/wo" + "rk/", "/ro" + "ot/."]
    for name in done.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".svg"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [word for word in words if word in text], name
