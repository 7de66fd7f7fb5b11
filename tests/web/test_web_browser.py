"""In a real browser: every page, light and dark, wide and narrow; dragging, uploading, the keyboard alone."""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium; `make test` installs it")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-default-apps", "--disable-domain-reliability", "--no-first-run", "--no-pings",
         "--disable-features=OptimizationHints,MediaRouter,Translate", "--disable-dev-shm-usage"]  # fmt: skip
PAGES = (
    "/", "/classify?chip=h20&on=2024-11-05&to=CN", "/classify?chip=h2O", "/chips", "/chips/h20", "/compare", "/rules",
    "/rules/us-2023-10-17", "/rules/plane", "/rules/diff", "/estimate", "/estimate/techniques", "/estimate/claim",
    "/investigate", "/coverage", "/jobs", "/api", "/licences", "/nosuch",
)  # fmt: skip
DARK = ("/", "/classify?chip=h20&on=2024-11-05&to=CN", "/chips", "/rules/plane", "/estimate")
LONG = (
    "/rules/prove?rule=us-2022-10-07&dies=1", "/moat?samples=500&no_sobol=true",
    "/stress?rule=us-2022-10-07&no_sweep=true", "/stress/compare?rules=us-2022-10-07",
    "/stress/sweep?rule=us-2022-10-07&vary=us.ear.3a090.a.io%3D600,900",
    "/stress/rounds?rule=us-2022-10-07&rounds=1&samples=200",
)  # fmt: skip
SERIOUS = ("serious", "critical")
# A page that refuses something answers with the status that says so, which the browser logs as an error.
EXPECTED = re.compile(r"status of 40[04]")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "whackachip",
        "web",
        "--port",
        str(port),
        "--data",
        str(tmp_path_factory.mktemp("web")),
    ]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urlopen(f"{address}/assets/mark.svg").close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield made
        made.close()


class Watch:
    """What a page said on its console and asked of other machines."""

    def __init__(self, page: Any, server: str) -> None:
        self.page, self.wrong, self.away = page, [], []  # type: ignore[var-annotated]
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, server))

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.wrong.append(text)

    def _asked(self, url: str, server: str) -> None:
        if not url.startswith((server, "data:", "blob:")):
            self.away.append(url)

    def go(self, url: str) -> None:
        self.page.goto(url)
        self.page.wait_for_load_state("networkidle")

    def check(self) -> None:
        assert self.wrong == []
        assert self.away == []


@pytest.fixture
def watch(browser: Any, server: str, request: pytest.FixtureRequest) -> Iterator[Watch]:
    options = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(base_url=server, **options)
    context.set_default_timeout(60_000)
    watched = Watch(context.new_page(), server)
    yield watched
    watched.check()
    context.close()


def faults(page: Any) -> list[str]:
    """What axe finds that is serious: the rule and where."""
    found = axe_api.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in SERIOUS]


def test_every_page_is_sound(watch: Watch, server: str) -> None:
    for path in PAGES:
        watch.go(f"{server}{path}")
        assert faults(watch.page) == [], path
        assert watch.page.locator("h1").count() == 1, path


def test_pages_that_wait_for_a_job_come_to_their_answer_by_themselves(watch: Watch, server: str) -> None:
    for path in LONG:
        watch.page.goto(f"{server}{path}")
    for path in LONG:
        watch.page.goto(f"{server}{path}")
        watch.page.get_by_role("heading", name="Take it with you").wait_for(timeout=180_000)
        watch.page.wait_for_load_state("networkidle")
        assert faults(watch.page) == [], path


@pytest.mark.parametrize("watch", [{"color_scheme": "dark"}], indirect=True)
def test_dark_pages_are_sound(watch: Watch, server: str) -> None:
    for path in DARK:
        watch.go(f"{server}{path}")
        assert faults(watch.page) == [], path


@pytest.mark.parametrize("watch", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_nothing_hangs_over_a_narrow_page(watch: Watch, server: str) -> None:
    for path in PAGES:
        watch.go(f"{server}{path}")
        assert watch.page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("watch", [{"viewport": {"width": 390, "height": 844}, "is_mobile": True}], indirect=True)
def test_a_narrow_page_is_sound_and_what_scrolls_sideways_takes_the_focus(watch: Watch, server: str) -> None:
    for path in ("/classify?chip=h20&on=2024-11-05&to=CN", "/compare", "/rules/plane"):
        watch.go(f"{server}{path}")
        watch.page.locator(".loading").first.wait_for(state="detached")
        assert faults(watch.page) == [], path
    over = "[...document.querySelectorAll('.scroll, .picture')].filter(e => e.scrollWidth > e.clientWidth)"
    assert watch.page.evaluate(f"{over}.every(e => e.tabIndex === 0)")


ALL_DRAWN = """() => {
  const places = [...document.querySelectorAll('.picture')];
  return places.length > 0 && places.every((place) => place.querySelector('svg'));
}"""
# Figures that are wider than their place, and words that run out of one.
CUT = """() => [...document.querySelectorAll('.picture')].flatMap((place) => {
  const drawn = place.querySelector('svg');
  const box = drawn.getBoundingClientRect();
  const out = [...drawn.querySelectorAll('text')].filter((one) => {
    const own = one.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1;
  });
  const wide = place.scrollWidth > place.clientWidth ? [drawn.getAttribute('aria-label')] : [];
  return [...wide, ...out.map((one) => one.textContent)];
})"""
DRAWN = (
    "/classify?chip=910b&on=2025-06-01&to=AE", "/chips/h20", "/estimate/techniques",
    "/investigate?subject=hunyuan-large", *(path for path in LONG if "compare" not in path),
)  # fmt: skip


@pytest.mark.parametrize("watch", [{"viewport": {"width": 390, "height": 844}, "is_mobile": True}], indirect=True)
def test_figures_are_laid_out_for_a_phone_and_again_when_it_is_turned(watch: Watch, server: str) -> None:
    page = watch.page
    for path in DRAWN:
        page.goto(f"{server}{path}")
        page.wait_for_function(ALL_DRAWN, timeout=120_000)
        assert page.evaluate(CUT) == [], path
    narrow = page.locator(".picture svg").first.get_attribute("viewBox")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function(
        "(was) => (document.querySelector('.picture svg')?.getAttribute('viewBox') ?? was) !== was", arg=narrow
    )
    assert float(page.locator(".picture svg").first.get_attribute("viewBox").split()[2]) > 800


def words(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_threshold_is_dragged_and_the_address_keeps_it(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/rules/plane?on=2024-11-05&to=CN")
    line = page.get_by_role("slider", name="TPP of ECCN 3A090.b.1", exact=True)
    knob = line.locator("rect").bounding_box()
    page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
    page.mouse.down()
    page.mouse.move(knob["x"] - 6, knob["y"] + 5, steps=5)
    with page.expect_response(lambda reply: "/chart" in reply.url):
        page.mouse.up()
    page.get_by_text("Counterfactual: this law was never enacted").wait_for()
    moved = float(words(page)["t.us.ear.3a090.b.tpp"][0])
    assert 2000 < moved < 2368
    assert page.locator("tbody").get_by_role("link", name="NVIDIA H20 96GB (HGX)").count() == 1
    page.wait_for_load_state("networkidle")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert float(page.locator("[name='t.us.ear.3a090.b.tpp']").input_value()) == moved
    again = page.get_by_role("slider", name="TPP of ECCN 3A090.b.1", exact=True)
    assert float(again.get_attribute("aria-valuenow")) == moved


def test_a_threshold_moves_by_the_keyboard(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/rules/plane?on=2024-11-05&to=CN")
    page.get_by_role("slider", name="TPP of ECCN 3A090.b.1", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    with page.expect_response(lambda reply: "/chart" in reply.url):
        page.keyboard.press("Enter")
    page.get_by_text("Counterfactual: this law was never enacted").wait_for()
    assert float(words(page)["t.us.ear.3a090.b.tpp"][0]) == 2300


def archive() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        for name, text in (("README.md", "We pre-trained on 2,048 H20 GPUs.\n"), ("setup.py", "import torch\n")):
            info = tarfile.TarInfo(f"repository/{name}")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    return data.getvalue()


def test_an_archive_is_uploaded_and_its_link_stays_good(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/investigate")
    page.set_input_files("#in-file", {"name": "mine.tar.gz", "mimeType": "application/gzip", "buffer": archive()})
    page.fill("#up-on", "2024-11-05")
    page.fill("#up-to", "CN")
    page.get_by_role("button", name="Send and investigate").click()
    page.get_by_role("link", name="Open the whole report").wait_for(timeout=180_000)
    page.wait_for_load_state("networkidle")
    assert "upload" in words(page)
    assert faults(page) == []
    headline = page.locator(".lead").first.inner_text()
    page.reload()
    assert page.locator(".lead").first.inner_text() == headline
    page.get_by_role("link", name="Open the whole report").click()
    page.get_by_role("heading", name="The answer in sentences").wait_for()


def test_the_keyboard_alone_reaches_an_answer(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("h20 2024-11-05 cn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/classify?**")
    page.get_by_role("heading", name="NVIDIA H20 96GB (HGX)").wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "in-on":
            break
    page.keyboard.press("Control+A")
    page.keyboard.type("2025-05-01")
    page.keyboard.press("Enter")
    page.wait_for_url("**on=2025-05-01**")
    assert "licence required" in page.locator(".verdicts").inner_text()
    assert words(page) == {"chip": ["h20"], "on": ["2025-05-01"], "to": ["CN"]}
    page.wait_for_load_state("networkidle")


def test_the_explorer_draws_sorts_and_opens(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/chips")
    page.locator("[data-drawn]").wait_for()
    assert page.locator(".chart svg path").count() > 100
    page.get_by_role("link", name="TPP", exact=True).click()
    page.wait_for_url("**sort=tpp**")
    heading = page.locator("th[aria-sort]")
    assert heading.get_attribute("aria-sort") == "descending"
    page.select_option("#in-x", "tdp")
    page.wait_for_url("**x=tdp**")
    page.locator(".chart").get_by_text("Power [W]").wait_for()


def test_points_of_the_explorer_are_reached_and_opened_by_the_keyboard(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/chips?predicate=family+%3D%3D+h20+or+family+%3D%3D+h100")
    page.locator("[data-drawn]").wait_for()
    told = page.locator("#told")
    page.locator(".chart").focus()
    page.keyboard.press("ArrowRight")
    first = told.inner_text()
    assert "Memory bandwidth: " in first
    assert page.locator(".chart .ring").count() == 1
    page.keyboard.press("ArrowRight")
    assert told.inner_text() != first
    page.keyboard.press("ArrowLeft")
    assert told.inner_text() == first
    page.get_by_role("link", name="NVIDIA H20 96GB (HGX)").focus()
    assert told.inner_text().startswith("NVIDIA H20 96GB (HGX) · Data centre")
    page.locator(".chart").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chips/nv-h20-96")
    page.wait_for_load_state("networkidle")


def test_the_scheme_is_chosen_and_kept(watch: Watch, server: str) -> None:
    page = watch.page
    watch.go(f"{server}/chips")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Switch to dark colours").click()
    dark = page.evaluate(paper)
    assert dark != light
    watch.go(f"{server}/classify")
    assert page.evaluate(paper) == dark
    page.emulate_media(media="print")
    assert page.evaluate(paper) == light
