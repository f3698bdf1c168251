"""Takes the pictures that README.md and the documents show, into docs/pictures: `make screenshots`. Those of the tutorial
(first-…) are taken where it is played: tests/documents/test_first_programme.py.

PICTURES_INTO=folder takes instead every scene in every look, the page in full length, for looking at:

    PICTURES_INTO=folder make screenshots ARGS="-k matches"
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from mentorship.localservices import CHECKOUT
from screenshots.conftest import Site
from screenshots.png import packed
from screenshots.scenes import SCENES, Scene, pictures_shown

LOOKS: dict[str, dict[str, Any]] = {
    "light-desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
}
ELSEWHERE = os.environ.get("PICTURES_INTO", "")
FOLDER = Path(ELSEWHERE) if ELSEWHERE else CHECKOUT / "docs" / "pictures"
SHOWN = pictures_shown()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_picture(
    scene: Scene,
    look: str,
    site: Site,
    new_context: Callable[..., BrowserContext],
    request: pytest.FixtureRequest,
) -> None:
    name = f"{scene.name}-{look}"
    if not ELSEWHERE and f"{name}.png" not in SHOWN:
        pytest.skip("no document shows it")
    context = new_context(**LOOKS[look])
    if scene.viewer:
        site.sign_in(context, scene.viewer)
    page = context.new_page()
    answer = page.goto(site.url + scene.address())
    assert answer is not None
    assert answer.status == 200
    page.evaluate("() => document.fonts.ready")
    if scene.phone_from and look.endswith("phone") and not ELSEWHERE:
        page.locator(scene.phone_from).first.evaluate("part => part.scrollIntoView()")
    picture = page.screenshot(full_page=bool(ELSEWHERE))
    (FOLDER / f"{name}.png").write_bytes(picture if ELSEWHERE else packed(picture))
