"""Property tests: no clock decides, and in CI the same examples run every time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("anywhere"), derandomize=True)
os.environ["WHACKACHIP_NO_CACHE"] = "1"  # a second run shall work its answer out; tests of the cache turn it on
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")
