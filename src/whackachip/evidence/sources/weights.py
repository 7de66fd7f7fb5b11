"""The header of a safetensors file: its metadata and one line a kind of tensor. Nothing is unpickled or loaded."""

from __future__ import annotations

import json
import re

from ..content import Content, Part, whole

_LENGTH = 8  # bytes of the header's length, little-endian


def read_weights(path: str, data: bytes) -> Content:
    """The header of the weights, as far as the bytes given hold it; every line is cited as line 1.

    Lines are a metadata entry, or the name of a tensor with its number format: the first of those whose names differ
    in numbers alone. Source: the safetensors format (8 bytes of length, then JSON).
    """
    length = int.from_bytes(data[:_LENGTH], "little")
    if len(data) < _LENGTH or length > len(data) - _LENGTH:
        return Content(reason="no safetensors header, or a larger one than is read")
    try:
        header = json.loads(data[_LENGTH : _LENGTH + length])
        plain = dict(header.pop("__metadata__", {}))
        kinds = {
            (re.sub(r"\d+", "*", name), tensor["dtype"]): f'"{name}": {{"dtype":"{tensor["dtype"]}"}}'
            for name, tensor in reversed(header.items())
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Content(reason="no safetensors header")
    lines = [f'"{key}":"{value}"'.replace("\n", " ") for key, value in plain.items()]
    lines += list(kinds.values())[::-1]
    return Content((Part(whole("\n".join(lines)), f"{path}.json", (1,) * max(1, len(lines))),))
