"""Texts that are made to hurt whoever reads them."""

from __future__ import annotations

from pathlib import Path

from hostile import MB, WITNESS, hostile, tree


@hostile
def line_of_a_hundred_megabytes(folder: Path) -> Path:
    with (folder / "long.py").open("wb") as out:
        for _ in range(100):
            out.write(b"H800 " * (MB // 5))
    return tree(folder, {})


@hostile
def lines_of_sixteen_thousand(folder: Path) -> Path:
    return tree(folder, {"long.md": (b"trained on 2,048 H800 GPUs " * 600 + b"\n") * 80})


@hostile
def a_file_of_nothing_but_hits(folder: Path) -> Path:
    return tree(folder, {"hits.sh": WITNESS.encode() * 200_000})


@hostile
def mixed_encodings(folder: Path) -> Path:
    text = "使用 2048 张 H800 训练\n"
    parts = [
        text.encode("gb18030"),
        text.encode("utf-8"),
        text.encode("utf-16"),
        b"\0\0\xff",
        b"\xff\xfe\x00\xd8\x00\xd8",
    ]
    return tree(
        folder,
        {
            "mixed.md": b"\n".join(parts),
            "bom.md": b"\xef\xbb\xbf" + text.encode(),
            "nul.sh": b"\0" * MB,
            "half.txt": "𝟐".encode("utf-16")[:-1],
        },
    )


@hostile
def letters_that_look_alike(folder: Path) -> Path:
    text = "trained on 2,048 Н800 GPUs\nΑ100 ‮008H‬ H\u200b800 H８００\n" + "e" + "\u0301" * 100_000 + "\n"
    return tree(folder, {"README.md": text.encode()})


@hostile
def secrets(folder: Path) -> Path:
    text = "HF_TOKEN=hf_" + "a" * 34 + " NCCL_IB_HCA=mlx5 AKIA" + "B" * 16 + "\n"
    return tree(folder, {"run.sh": text.encode()})


@hostile
def millions_of_lines(folder: Path) -> Path:
    files = {"README.md": b"\n" * 7_000_000, "run.py": b"ab\n" * 2_600_000, "setup.sh": b"if\n" * 2_600_000}
    return tree(folder, {name: WITNESS.encode() + data + WITNESS.encode() for name, data in files.items()})


@hostile
def long_lines_none_like_another(folder: Path) -> Path:
    """Each is kept for the next version of its file, unless something bounds how much is."""
    lines = (b"trained on 2,048 H800 GPUs %d " % line + b"x" * 16_000 for line in range(600))
    return tree(folder, {"README.md": b"\n".join(lines)})


@hostile
def a_hundred_thousand_findings(folder: Path) -> Path:
    for file in range(22):
        lines = (b"export NCCL_IB_GID_INDEX=%d\n" % (5_000 * file + line) for line in range(5_000))
        (folder / f"z{file}.sh").write_bytes(b"".join(lines))
    return tree(folder, {})
