"""Shots of every page: python tools/screenshots.py FOLDER [--only WORD] [--width 390] [--scheme dark] [--axe]

Starts the server on this machine, opens every page below in Chromium at each width and in each scheme, waits for jobs,
and writes FOLDER/NAME-WIDTH-SCHEME.png, cut into pieces of HIGHEST pixels. For people to look at: docs/web.md says
what for. Prints what a machine can see as well, and ends with status 1 then: a page that is wider than its screen, and
text that is cut off, and, with --axe, what axe finds serious.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench_web import served

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
HIGHEST = 2200
# States of every page: empty, filled, mistaken, long names, a chip that was never made, a law that was never enacted.
PAGES = {
    "home": "/",
    "home-mistake": "/?q=h2O+yesterday",
    "classify": "/classify",
    "classify-controlled": "/classify?chip=h100&on=2023-12-01&to=CN",
    "classify-long": "/classify?chip=nv-rtx-pro-6000-blackwell-server&on=2025-06-01&to=CN",
    "classify-depends": "/classify?chip=910b&on=2025-06-01&to=AE",
    "classify-hypothetical": "/classify?chip=bf16_dense%3D299,die_area%3D800,memory_bandwidth%3D4000&on=2024-11-05",
    "classify-counterfactual": "/classify?chip=h20&on=2024-11-05&to=CN&set=us.ear.3a090.b.tpp%3D2000",
    "classify-parties": "/classify?chip=5090&on=2026-02-01&to=VN&headquarters=CN&transaction=reexport",
    "classify-mistake-described": "/classify?chip=bf17_dense%3D400,die_area%3D800",
    "classify-mistake": "/classify?chip=h2O&on=2024-11-05&to=CN",
    "chips": "/chips",
    "chips-verdicts": "/chips?on=2024-11-05&to=CN&sort=tpp&down=1",
    "chips-predicate": "/chips?predicate=memory_bandwidth+%3E+3350+and+vendor+!%3D+nvidia",
    "chips-none": "/chips?predicate=tpp+%3E+900000",
    "chips-mistake": "/chips?predicate=tpp+%3E+and",
    "chip": "/chips/h20",
    "compare": "/compare",
    "compare-many": "/compare?chips=h100&chips=h800&chips=h20&chips=mi300x&chips=910b&chips=b200",
    "compare-mistake": "/compare?chips=h100&chips=h90",
    "rules": "/rules",
    "rules-day": "/rules?on=2024-11-05",
    "rule": "/rules/us-2023-10-17",
    "rule-letter": "/rules/us-letters-2025-04",
    "rules-diff": "/rules/diff",
    "rules-diff-bills": "/rules/diff?rules=us-2025-01-13&rules=us-2026-01-15&to=CN",
    "rules-plane": "/rules/plane",
    "rules-plane-moved": "/rules/plane?on=2024-11-05&to=CN&t.us.ear.3a090.b.tpp=2000",
    "rules-prove": "/rules/prove?rule=us-2022-10-07&dies=1",
    "estimate": "/estimate",
    "estimate-filled": "/estimate?model=hunyuan-large&chip=h20&count=1024",
    "estimate-mistake": "/estimate?model=hunyuan-large&chip=h20&count=-3",
    "estimate-serve": "/estimate/serve",
    "estimate-techniques": "/estimate/techniques",
    "estimate-techniques-decode": "/estimate/techniques?model=hunyuan-large&chip=h20&versus=h800&phase=decode",
    "estimate-fit": "/estimate/fit",
    "estimate-claim": "/estimate/claim",
    "estimate-claim-filled": "/estimate/claim?sentence=We+trained+DeepSeek-V3+on+2048+H800+for+2.788M+GPU+hours",
    "investigate": "/investigate",
    "investigate-case": "/investigate?subject=hunyuan-large",
    "stress": "/stress?rule=us-2022-10-07&no_sweep=true",
    "stress-full": "/stress?rule=us-2023-10-17",
    "stress-compare": "/stress/compare?rules=us-2022-10-07&rules=us-2023-10-17",
    "stress-sweep": "/stress/sweep?rule=us-2022-10-07&vary=us.ear.3a090.a.io%3D300,600,900",
    "stress-sweep-two": "/stress/sweep?rule=us-2022-10-07&vary=us.ear.3a090.a.io%3D300,600,900"
    "&vary=us.ear.3a090.a.tpp%3D2400,4800",
    "stress-rounds": "/stress/rounds?rule=us-2022-10-07&rounds=1&samples=200",
    "stress-mistake": "/stress?rule=us-2022-10-77",
    "moat": "/moat?samples=500",
    "coverage": "/coverage",
    "jobs": "/jobs",
    "api": "/api",
    "licences": "/licences",
    "missing": "/nosuch",
}
# What hangs over the page, and text that a box hides with no way to scroll to it.
FAULTS = """() => {
  const found = [];
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) found.push(`wider than its screen: ${width}`);
  for (const one of document.querySelectorAll('main *')) {
    const style = getComputedStyle(one);
    const hidden = ['hidden', 'clip'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    if (style.clipPath !== 'none') continue;  // for those who hear a page
    const field = one.matches('input[type=text]') && one.value && one.scrollWidth > one.clientWidth + 1;
    if ((hidden && !one.closest('.hide, svg')) || field) found.push(`cut off: ${one.outerHTML.slice(0, 110)}`);
  }
  return found;
}"""


def shoot(page: Any, folder: Path, name: str, height: int) -> None:
    """The whole page, in pieces that are no higher than HIGHEST."""
    whole = page.evaluate("document.documentElement.scrollHeight")
    width = page.viewport_size["width"]
    pieces = math.ceil(max(whole, height) / HIGHEST)
    piece = math.ceil(max(whole, height) / pieces)
    for place in range(pieces):
        ending = f"-{place + 1}" if pieces > 1 else ""
        clip = {"x": 0, "y": place * piece, "width": width, "height": piece}
        page.screenshot(path=folder / f"{name}{ending}.png", full_page=True, clip=clip)


def settle(page: Any, address: str) -> None:
    """Opens a page and waits until its job, its figures and its typefaces are there."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("#working").wait_for(state="detached", timeout=240_000)
    page.wait_for_load_state("networkidle")
    page.locator(".loading").first.wait_for(state="detached", timeout=60_000)
    page.evaluate("document.fonts.ready")


def wrong(page: Any, axe: bool) -> Iterator[str]:
    """What a machine sees on an open page."""
    yield from page.evaluate(FAULTS)
    if axe:
        from axe_playwright_python.sync_playwright import Axe

        for one in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            yield f"axe {one['impact']}: {one['id']}: {one['nodes'][0]['html'][:120]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", metavar="WORD", help="pages whose name begins so")
    parser.add_argument("--width", type=int, choices=WIDTHS, action="append")
    parser.add_argument("--scheme", choices=SCHEMES, action="append")
    parser.add_argument("--address", help="of a server that runs already")
    parser.add_argument("--axe", action="store_true", help="report what axe finds too")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    chosen = {name: path for name, path in PAGES.items() if not asked.only or name.startswith(tuple(asked.only))}
    if asked.address:
        raise SystemExit(walk(asked.address, chosen, asked))
    with served() as (address, _):
        raise SystemExit(walk(address, chosen, asked))


def walk(address: str, chosen: dict[str, str], asked: argparse.Namespace) -> int:
    """Shoots the pages; 1 where a machine found something."""
    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for width in asked.width or WIDTHS:
            for scheme in asked.scheme or SCHEMES:
                size = {"width": width, "height": WIDTHS[width]}
                context = browser.new_context(viewport=size, color_scheme=scheme, is_mobile=width < 600)
                page = context.new_page()
                for name, path in chosen.items():
                    settle(page, address + path)
                    shoot(page, asked.folder, f"{name}-{width}-{scheme}", WIDTHS[width])
                    for text in wrong(page, asked.axe):
                        found = 1
                        print(f"{name} {width} {scheme}: {text}", flush=True)
                context.close()
        browser.close()
    return found


if __name__ == "__main__":
    main()
