"""Temporary: pictures of pages behind a press."""
from __future__ import annotations
import os
from pathlib import Path
from typing import Any
import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.world import build_world
import h5look

pytestmark = [pytest.mark.django_db(transaction=True)]

def test_look(live_server: LiveServer, browser: Browser, client: Any) -> None:
    world = build_world()
    paths = h5look.setup(world)
    out = Path("/tmp/shots/h5"); out.mkdir(parents=True, exist_ok=True)
    users = {"alice": paths, "bob": h5look_bob(world), "organiser": [f"/admin/organise/{world.programme.slug}/endings/", f"/admin/organise/{world.programme.slug}/report/"], "mira": [f"/enrolments/{world.mira.pk}/mentors/{world.bob.pk}/", "/thanks/"]}
    only = os.environ.get("ONLY", "alice,bob,organiser,mira").split(",")
    for who in only:
        client.logout(); client.force_login(world.users[who])
        name = next(iter(client.cookies)); session = client.cookies[name].value
        name = "sessionid" if "sessionid" in client.cookies else name
        session = client.cookies[name].value
        for label, width, scheme in (("desk", 1280, "light"), ("phone", 390, "dark")):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB")
            context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
            page = context.new_page()
            for n, path in enumerate(users[who]):
                answer = page.goto(live_server.url + path)
                page.screenshot(path=str(out / f"{who}-{n}-{label}.png"), full_page=True)
                print(who, n, path, answer.status if answer else None)
            if who == "alice":
                page.goto(live_server.url + paths[0])
                page.check('input[name="way"][value="early"]')
                page.check('input[name="reason"][value="not_the_fit"]')
                page.screenshot(path=str(out / f"alice-early-{label}.png"), full_page=True)
                page.click('text="Go on"')
                page.screenshot(path=str(out / f"alice-sure-{label}.png"), full_page=True)
                page.click('button[name="back"]')
                page.check('input[name="way"][value="complete"]')
                page.click('text="Go on"')
                page.screenshot(path=str(out / f"alice-sure2-{label}.png"), full_page=True)
            if who == "bob" and label == "desk":
                page.goto(live_server.url + users[who][0])
                page.pdf(path=str(out / "certificate.pdf"), format="A4", prefer_css_page_size=True)
                page.goto(live_server.url + users[who][1])
                page.pdf(path=str(out / "thanks.pdf"), format="A4", prefer_css_page_size=True)
            context.close()

def h5look_bob(w):
    return [f"/certificate/{w.bob.pk}/", "/thanks/", f"/mentorships/{w.mentorship.pk}/thanks/"]
