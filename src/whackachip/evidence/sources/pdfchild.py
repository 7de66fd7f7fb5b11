"""Run by path, as a process of its own: a PDF on standard input, the text of its pages as JSON on standard output.

It imports nothing of this package, so that it starts fast and has nothing to give away.
"""

from __future__ import annotations

import codecs
import json
import sys
from typing import Any

_MAX_CHARACTERS = 8_000_000


def limit(seconds: int, memory: int) -> None:
    """Limits on processor time [s] and memory [bytes]; no file is written."""
    try:
        import resource
    except ImportError:  # not on Windows, where the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def seal() -> None:
    """From here on nothing more can be opened: no file, and no connection to any host."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def main() -> None:
    """Arguments: seconds, bytes of memory, pages at most."""
    seconds, memory, most = (int(word) for word in sys.argv[1:4])
    limit(seconds, memory)
    import pypdfium2

    pages: list[str] = []
    left = _MAX_CHARACTERS
    data = sys.stdin.buffer.read()
    codecs.lookup("utf-16-le")  # pypdfium2 would load it from its file when the first page is read
    seal()
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    for number in range(min(count, most)):
        text = page_text(document, number, pypdfium2.PdfiumError)[:left]
        left -= len(text)
        pages.append(text)
    text = json.dumps({"count": count, "pages": pages}, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def page_text(document: Any, number: int, error: type[Exception]) -> str:
    """The text of a page; nothing where that page is damaged, as others may not be."""
    try:
        text: str = document[number].get_textpage().get_text_bounded()
    except error:
        return ""
    return text


if __name__ == "__main__":
    main()
