"""Untrusted words made safe to show: no control characters, no hidden direction changes, no endless tokens."""

from __future__ import annotations

import re
import unicodedata

# Categories that show nothing, or reorder what stands beside them: control, format, surrogate, private use.
_HIDDEN = {"Cc", "Cf", "Cs", "Co"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#|~!+\-])")
_MARKDOWN_PLAIN = re.compile(r"([\\`*_\[\]|~])")


def clean(value: object) -> str:
    """One line of text in which every invisible or direction-changing character is spelled out, as in <U+202E>."""
    text = str(value)
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if unicodedata.category(character) in _HIDDEN:
        return f"<U+{ord(character):04X}>"
    return character


def shorten(value: object, limit: int) -> str:
    """Clean text of at most `limit` characters, with an ellipsis where it was cut."""
    text = clean(value)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def markdown(value: object) -> str:
    """Clean text that Markdown shows as it stands: no emphasis, link, code span, table cell or HTML can begin in it."""
    text = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN_PLAIN.sub(r"\\\1", text)


def markdown_code(value: object) -> str:
    """Clean text as an HTML code element, which stays whole in a table whatever it holds."""
    text = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = _MARKDOWN.sub(lambda match: f"&#{ord(match.group(1))};", text)
    return f"<code>{escaped}</code>" if escaped else ""
