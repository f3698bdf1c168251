"""The report fits one page of paper, without the frame of the site."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.programmes.views.organise.test_overview import busy

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_prints_on_one_page(live_server: Any, new_context: Any, sign_in: Any) -> None:
    organiser = busy("Spring")
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, organiser.person.user)
    page.goto(f"{live_server.url}/admin/organise/{organiser.programme.slug}/report/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    for frame in (".adminbar", ".crumbs", ".tabs", "select", "button"):
        assert not any(part.is_visible() for part in page.locator(frame).all()), frame
    assert page.locator("main h1").is_visible()
