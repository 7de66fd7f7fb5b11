"""The text of a PDF by page, got by a child process; the page is what is cited."""

from __future__ import annotations

import re
from pathlib import Path

from ..content import Content, Part, bounded, whole
from ..source import MAX_LINES
from . import child

MAX_PAGES = 2000
_MAX_LINE = 2000  # characters of one paragraph
_SENTENCE_ENDS = (".", "!", "?", ":", "。", "！", "？", "：", "|")


def read_pdf(path: str, data: bytes) -> Content:
    """The text of a PDF as prose, a paragraph a line, each cited by its page from one.

    A PDF that hangs, crashes or fills memory is the child's end and a reason here.
    """
    answer = child.ask(Path(__file__).with_name("pdfchild.py"), data, str(MAX_PAGES))
    if answer.reason:
        return Content(reason=f"PDF: {answer.reason}")
    lines: list[str] = []
    numbers: list[int] = []
    for number, page in enumerate(answer.value["pages"], start=1):
        for paragraph in paragraphs(page)[: max(0, MAX_LINES - len(lines))]:
            lines.append(paragraph)
            numbers.append(number)
    notes = (f"PDF: the {answer.value['count']:,} pages are cut after {MAX_PAGES:,}",)
    text, more = bounded(whole("\n".join(lines)))
    if not text.strip():
        return Content(reason="PDF: no text in it, perhaps scanned pages")
    part = Part(text, path, tuple(numbers))
    return Content((part,), notes=(*(notes if answer.value["count"] > MAX_PAGES else ()), *more))


def paragraphs(page: str) -> list[str]:
    """The lines of a page with broken sentences put together again, hyphens at the ends of lines resolved.

    A line is taken to go on where it ends with a hyphen, or fills most of the page's width and ends no sentence.
    """
    lines = [re.sub(r"\s+", " ", line.replace("\0", "")).strip() for line in re.split(r"[\r\n]+", page)]
    lines = [line for line in lines if line]
    full = sorted(map(len, lines))[len(lines) * 3 // 4] * 0.7 if lines else 0
    found: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and len(found[-1]) + len(line) < _MAX_LINE:
            broken = found[-1].endswith(("-", "\u00ad", "\ufffe", "\x02")) and line[:1].islower()
            found[-1] = found[-1][:-1] + line if broken else f"{found[-1]} {line}"
        else:
            found.append(line)
        goes_on = line.endswith("-") or (len(line) >= full and not line.endswith(_SENTENCE_ENDS))
    return found
