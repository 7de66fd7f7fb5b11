"""Compare: chips side by side."""

from __future__ import annotations

from ..page import Page

PAGE = Page(
    path="/compare",
    title="Compare chips",
    question="compare",
    template="compare.html.j2",
    labels={"chips": "Chips", "interpret": "Reading"},
    defaults=(("chips", "h100"), ("chips", "h800"), ("chips", "h20")),
    headline=lambda data: "Comparison of " + ", ".join(chip["name"] for chip in data["chips"]),
)
