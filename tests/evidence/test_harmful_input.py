"""What is made to harm: archives without end, paths that escape, PDFs that hang, lines without end, odd encodings."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from archives import pdf, tar, zipped
from repositories import TRAIN, Builder

from whackachip.evidence import Evidence, Signal, scan
from whackachip.evidence.source import MAX_LINE
from whackachip.evidence.sources import archive, child, stream_of

LINE = b"export NCCL_NET_GDR_LEVEL=2\n"
ZEROS = b"\0" * 3_000_000


def reasons(evidence: Evidence) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in evidence.skipped}


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Caps that a test reaches in no time."""
    monkeypatch.setattr(archive, "_FREE_BYTES", 1_000_000)
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 20_000_000)


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_tar_that_expands_without_end(signals: tuple[Signal, ...], mode: str) -> None:
    found = scan(stream_of(tar({"a.sh": LINE, "b.bin": ZEROS, "c.sh": LINE}, mode)), signals=signals)
    assert "times; the rest is not read" in reasons(found)["standard input"]
    assert {f.path for f in found.findings} == {"a.sh"}


@pytest.mark.usefixtures("tight")
def test_a_gz_and_a_zip_that_expand_without_end(signals: tuple[Signal, ...]) -> None:
    assert "expands more than" in reasons(scan(stream_of(gzip.compress(ZEROS)), signals=signals))["standard input"]
    found = scan(stream_of(zipped({"a.sh": LINE, "b.bin": ZEROS, "c.bin": ZEROS})), signals=signals)
    assert "expands more than" in reasons(found)["standard input"]
    assert {f.path for f in found.findings} == {"a.sh"}


@pytest.mark.usefixtures("tight")
def test_more_than_is_read_in_all(signals: tuple[Signal, ...]) -> None:
    noise = os.urandom(5_000_000)
    found = scan(stream_of(tar({f"{n}.bin": noise for n in range(5)}, "w")), signals=signals)
    assert "expands beyond 20,000,000 bytes" in reasons(found)["standard input"]


def test_more_entries_than_are_read(signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    files = {f"{number}.sh": LINE for number in range(5)}
    for data in (tar(files), zipped(files)):
        found = scan(stream_of(data), signals=signals)
        assert "more than 3 entries" in reasons(found)["standard input"]
        assert {f.path for f in found.findings} == {"0.sh", "1.sh", "2.sh"}


def test_paths_that_leave_the_archive(signals: tuple[Signal, ...], tmp_path: Path) -> None:
    names = ["../up.sh", "/etc/abs.sh", "a/../../b.sh", "..\\win.sh", "C:\\win.sh", "./fine.sh"]
    for data in (tar(dict.fromkeys(names, LINE)), zipped(dict.fromkeys(names, LINE))):
        found = scan(stream_of(data), signals=signals)
        assert {f.path for f in found.findings} == {"fine.sh"}
        assert len(found.skipped) == 5
        assert {s.reason for s in found.skipped} == {"a path that leaves the archive"}
    assert list(tmp_path.iterdir()) == []


def test_links_devices_doubles_and_archives_inside(signals: tuple[Signal, ...]) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("null", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            made.addfile(member)
        inner = zipped({"x.sh": LINE})
        for name, data in (("a.sh", LINE), ("a.sh", LINE), ("in.zip", inner)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    found = scan(stream_of(out.getvalue()), signals=signals)
    assert reasons(found) == {
        "link": "link",
        "hard": "link",
        "null": "neither a file nor a folder",
        "a.sh": "a second file of this name",
        "in.zip": "an archive inside; give it by itself",
    }
    assert {f.path for f in found.findings} == {"a.sh"}


def test_a_header_without_end(signals: tuple[Signal, ...]) -> None:
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 1 << 33
    found = scan(stream_of(member.tobuf(tarfile.GNU_FORMAT) + b"\0" * 2000), signals=signals)
    assert "a header without end" in reasons(found)["standard input"]


def test_a_size_that_lies_in_a_tar(signals: tuple[Signal, ...]) -> None:
    member = tarfile.TarInfo("a.sh")
    member.size = 1_000_000
    found = scan(stream_of(tar({"b.sh": LINE}, "w")[:1024] + member.tobuf() + LINE), signals=signals)
    assert {f.path for f in found.findings} == {"b.sh"}
    assert "damaged" in reasons(found)["standard input"]


@pytest.mark.parametrize("cut", [5, 40, 200, -30])
def test_archives_that_end_early(signals: tuple[Signal, ...], cut: int) -> None:
    files = {f"{number}.sh": LINE + os.urandom(200) for number in range(5)}
    for data in (tar(files), zipped(files), gzip.compress(os.urandom(500))):
        found = scan(stream_of(data[:cut]), signals=signals)
        assert found.skipped
        assert all("Traceback" not in s.reason for s in found.skipped)


def test_a_directory_without_end(signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_DIRECTORY_BYTES", 1000)
    data = zipped({f"{number}.sh": LINE for number in range(40)})
    assert "a directory of more than" in reasons(scan(stream_of(data), signals=signals))["standard input"]
    assert not scan(stream_of(zipped({"a.sh": LINE})), signals=signals).skipped


def test_an_encrypted_zip(signals: tuple[Signal, ...]) -> None:
    data = bytearray(zipped({"a.sh": LINE, "b.sh": LINE}))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        directory = made.start_dir
    data[6] |= 1  # of the first local header, and of the directory
    data[directory + 8] |= 1
    found = scan(stream_of(bytes(data)), signals=signals)
    assert reasons(found) == {"a.sh": "encrypted"}
    assert {f.path for f in found.findings} == {"b.sh"}


def test_a_line_of_two_gigabytes(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    with (tmp_path / "zeros.txt").open("wb") as file:
        file.write(LINE.rstrip())
        file.truncate(2_000_000_000)  # sparse: it takes no room on the disk
    with (tmp_path / "line.txt").open("wb") as file:
        file.write(LINE.rstrip() + b"x" * 20_000)
        file.truncate(300_000_000)
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.truncate(2_000_000_000)
    (tmp_path / "a.sh").write_bytes(LINE)
    start = time.process_time()
    found = scan(tmp_path, signals=signals)
    assert time.process_time() - start < 10
    assert reasons(found)["zeros.txt"] == "binary"
    assert reasons(found)["line.txt"] == f"line 1 longer than {MAX_LINE:,} characters"
    assert "safetensors header" in reasons(found)["model.safetensors"]
    assert {f.path for f in found.findings} == {"a.sh"}


def test_a_line_of_megabytes_costs_no_more_than_its_length(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    long = "H800 GPUs trained NCCL_DEBUG=1 " * 200_000
    (tmp_path / "a.md").write_text(f"# A\n{long}\nTrained on 8 H100 GPUs.\n")
    start = time.process_time()
    found = scan(tmp_path, signals=signals)
    assert time.process_time() - start < 20
    assert reasons(found) == {"a.md": f"line 2 longer than {MAX_LINE:,} characters"}
    assert {f.line for f in found.findings} == {3}


def test_a_large_text_is_read_in_windows(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    filler = b"nothing of note stands on this line of the log\n"
    around = 9_000_000 // len(filler)
    whole = LINE + filler * around + LINE + b"y" * 20_000_000 + b"\n" + LINE + filler * around + LINE
    expected = {1, around + 2, around + 4, 2 * around + 5}
    (tmp_path / "a.sh").write_bytes(whole)
    streamed = scan(tmp_path, signals=signals)
    assert {f.line for f in streamed.findings} == expected
    assert reasons(streamed) == {"a.sh": f"line {around + 3} longer than {MAX_LINE:,} characters"}
    assert streamed.blobs == 1
    alone = scan(tmp_path / "a.sh", signals=signals)
    assert [f.line for f in alone.findings] == [f.line for f in streamed.findings]
    held = scan(stream_of(zipped({"a.sh": LINE + filler * around + LINE})), signals=signals)  # an archive's member
    assert {f.line for f in held.findings} == {1, around + 2}
    assert not held.skipped


def test_a_large_file_that_is_no_text(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe" + "NCCL_DEBUG=1\n".encode("utf-16-le") * 2_000_000)
    assert "UTF-16 and larger than" in reasons(scan(tmp_path, signals=signals))["a.txt"]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("while True: pass", "within"),
        ("import time; time.sleep(60)", "not read within 1.5 seconds"),
        ("import os; os.abort()", "damaged, or not to be read"),
        ("import os; os._exit(3)", "damaged, or not to be read"),
        ("raise SystemExit('boom: /home/somebody')", "boom"),
        ("print('no json')", "the reader gave no answer"),
        ("import resource as r; r.setrlimit(r.RLIMIT_AS, (200 << 20,) * 2); b'x' * (1 << 30)", "MemoryError"),
    ],
)
def test_a_child_that_hangs_or_crashes(tmp_path: Path, script: str, reason: str) -> None:
    (tmp_path / "child.py").write_text(script)
    start = time.monotonic()
    answer = child.ask(tmp_path / "child.py", b"", seconds=1.5)
    assert time.monotonic() - start < 30
    assert reason in answer.reason
    assert "somebody" not in answer.reason


def test_pdfs_that_are_none(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    whole = pdf([["We trained it on 2,048 H800 GPUs."]])
    (tmp_path / "cut.pdf").write_bytes(whole[:60])
    (tmp_path / "noise.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(3000))
    (tmp_path / "empty.pdf").write_bytes(pdf([[""]]))
    (tmp_path / "text.pdf").write_bytes(LINE)
    (tmp_path / "whole.pdf").write_bytes(whole)
    found = scan(tmp_path, signals=signals)
    assert reasons(found)["cut.pdf"].startswith("PDF: damaged")
    assert reasons(found)["noise.pdf"].startswith("PDF: damaged")
    assert reasons(found)["empty.pdf"] == "PDF: no text in it, perhaps scanned pages"
    assert {f.path for f in found.findings} == {"text.pdf", "whole.pdf"}


def test_the_child_of_a_pdf_keeps_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """With less memory than PDFium needs, the child ends and the scan does not."""
    monkeypatch.setattr(child.ask, "__kwdefaults__", {"seconds": 20.0, "memory": 1_000_000})
    found = scan(stream_of(pdf([["NVIDIA H800"]])))
    assert "not to be read within the limits" in found.skipped[0].reason


def test_encodings(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    chinese = "在 2048 张 NVIDIA H800 显卡上训练\n"
    (tmp_path / "gb.md").write_bytes(chinese.encode("gb18030"))
    (tmp_path / "utf8.md").write_bytes(b"\xef\xbb\xbf" + chinese.encode())
    (tmp_path / "utf16.md").write_bytes(chinese.encode("utf-16"))
    (tmp_path / "latin.md").write_bytes("Entraîné sur \xff NVIDIA H800 GPUs\n".encode("latin-1") + b"\x80\n")
    (tmp_path / "nul.md").write_bytes(b"NVIDIA H800\0")
    (tmp_path / "half.md").write_bytes(b"\xff\xfeN\0V")
    (tmp_path / "lfs.bin").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    found = scan(tmp_path, signals=signals)
    assert {f.path for f in found.findings if "H800" in f.chips} == {"gb.md", "utf8.md", "utf16.md", "latin.md"}
    assert reasons(found) == {"nul.md": "binary", "lfs.bin": "a pointer of Git LFS; the content is not here"}


def test_names_that_are_no_text(tmp_path: Path, builder: Builder, signals: tuple[Signal, ...]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / os.fsdecode(b"\xff\xfe.sh")).write_bytes(LINE)
    assert {f.path for f in scan(tmp_path / "folder", signals=signals).findings} == {"\\udcff\\udcfe.sh"}
    commit = builder.commit({os.fsdecode(b"x.sh"): TRAIN})
    builder.head("main", commit)
    assert scan(builder.path, signals=signals).findings
