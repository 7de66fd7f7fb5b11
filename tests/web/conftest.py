"""One application for the tests of pages, with its state in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of the whole application, jobs running, one folder allowed."""
    from fastapi.testclient import TestClient

    from whackachip.web.app import create_app
    from whackachip.web.settings import Settings

    allowed = tmp_path_factory.mktemp("allowed")
    (allowed / "README.md").write_text("Pre-trained on 2,048 H20 GPUs.\n", encoding="utf-8")
    app = create_app(Settings(data=tmp_path_factory.mktemp("state"), allow=(allowed,)))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        client.allowed = allowed  # type: ignore[attr-defined]
        yield client
