"""The process that reads what is dangerous can do nothing else; each limit is tried by breaking it."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from whackachip.evidence.sources import child, pdfchild

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are Linux's")
FOLDER = str(Path(pdfchild.__file__).parent)
SCRIPT = """
import json, os, socket, sys
sys.path.insert(0, {folder!r})
import pdfchild
pdfchild.limit(int(sys.argv[1]), int(sys.argv[2]))
if {sealed}:
    pdfchild.seal()
try:
    answer = {attempt}
except (OSError, MemoryError) as error:
    answer = type(error).__name__
json.dump(answer, sys.stdout)
"""


def attempt(words: str, folder: Path, sealed: bool = True, **limits: float) -> child.Answer:
    script = folder / "script.py"
    script.write_text(SCRIPT.format(folder=FOLDER, sealed=sealed, attempt=words))
    return child.ask(script, b"", **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "sealed", "error"),
    [
        ("socket.socket()", True, "OSError"),
        ("open('/etc/hostname').read()", True, "OSError"),
        ("os.listdir('/')", True, "OSError"),
        ("os.write(os.open(sys.argv[0], os.O_WRONLY), b'x')", False, "OSError"),
        ("len(bytearray(10**9))", True, "MemoryError"),
    ],
)
def test_a_limit_holds(words: str, sealed: bool, error: str, tmp_path: Path) -> None:
    assert attempt(words, tmp_path, sealed, memory=500_000_000).value == error


def test_the_attempts_would_succeed_without_the_limits(tmp_path: Path) -> None:
    for words in ("len(bytearray(10**6))", "bool(socket.socket())", "len(os.listdir('/')) > 0"):
        assert attempt(words, tmp_path, sealed=False).value not in ("OSError", "MemoryError", False, None)


def test_the_child_has_no_environment_and_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "x")
    found = attempt("[sorted(os.environ), os.getcwd(), sys.flags.isolated]", tmp_path, sealed=False).value
    assert "A_SECRET" not in found[0]
    assert found[1:] == ["/", 1]


def test_time_of_the_processor_ends(tmp_path: Path) -> None:
    answer = attempt("[0 for _ in iter(int, 1)]", tmp_path, seconds=3.0)
    assert answer.value is None
    assert "not read within" in answer.reason
    assert int(signal.SIGXCPU) == 24, "what child.py takes for the end of the time"


def test_a_page_is_read_by_the_sealed_child() -> None:
    """The limits above leave enough to do the work."""
    text = b"BT /F1 12 Tf 72 720 Td (trained on 2,048 H800 GPUs) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(parts, start=1))
    answer = child.ask(Path(pdfchild.__file__), data + b"trailer<</Root 1 0 R>>\n%%EOF", "10")
    assert json.dumps(answer.value) == '{"count": 1, "pages": ["trained on 2,048 H800 GPUs"]}', answer.reason
