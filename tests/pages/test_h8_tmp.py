import pytest
from pathlib import Path
from tests.pages.test_browser import *  # noqa
from tests.pages.test_browser import WIDE, enter, look_over, world, MATRIX
from matching.invitation_links import token_of
from notifications.samples import samples, written
pytestmark = [pytest.mark.django_db(transaction=True)]
for _n in [n for n in dir() if n.startswith("test_")]: del globals()[_n]
OUT = Path("/tmp/shots/H8b"); OUT.mkdir(parents=True, exist_ok=True)
PHONE={"width": 390, "height": 844}

def shot(page, name):
    page.emulate_media(color_scheme="light"); page.set_viewport_size(WIDE); page.screenshot(path=str(OUT/f"{name}-desk.png"), full_page=True)
    page.emulate_media(color_scheme="dark"); page.set_viewport_size(PHONE); page.screenshot(path=str(OUT/f"{name}-phone.png"), full_page=True)
    page.set_viewport_size(WIDE)

def test_mine(world, live_server, new_context, sign_in, axe):
    faults=[]
    n=world.network.pk; b=world.together.boards; inv=world.together.invitations
    def go(page, path, name, pic=True):
        page.goto(live_server.url+path)
        faults.extend(f"{name} {f}" for f in look_over(page, axe))
        if pic: shot(page, name)
    page = new_context(viewport=WIDE).new_page()
    go(page, f"/mentors/invited/{token_of(inv.open)}/", "invited")
    go(page, f"/mentors/invited/{token_of(inv.declined)}/", "declined")
    go(page, "/mentors/invited/xx/", "broken", False)
    page = new_context(viewport=WIDE).new_page(); enter(page, world, "alice", sign_in)
    a=world.alice.pk
    go(page, "/network/", "network")
    go(page, f"/communities/{n}/", "board")
    go(page, f"/communities/{n}/?q=zebra", "nothing", False)
    go(page, f"/communities/{n}/members/", "members")
    go(page, f"/communities/{n}/questions/{b.question.pk}/", "question")
    go(page, f"/communities/{n}/questions/{b.of_bob.pk}/report/", "report", False)
    go(page, f"/communities/{n}/questions/{b.question.pk}/remove/", "remove")
    go(page, f"/communities/{n}/ask/", "ask", False)
    go(page, f"/enrolments/{a}/mentors/invited/", "list")
    go(page, f"/mentor-invitations/{inv.open.pk}/withdraw/", "withdraw", False)
    go(page, f"/mentor-invitations/{inv.declined.pk}/withdraw/", "late", False)
    go(page, f"/enrolments/{a}/mentors/", "matches")
    go(page, f"/enrolments/{a}/mentors/invite/", "invite", False)
    page.fill("[name=name]", "Wanda Wong"); page.fill("[name=email]", "wanda@example.org"); page.fill("[name=message]", "Your talk on saying no to a sponsor changed how I lead.\n\nI have led a team for half a year and would love to think aloud with you, an hour a month.")
    page.click("text=Look at the letter")
    faults.extend(f"preview {f}" for f in look_over(page, axe)); shot(page, "preview")
    page = new_context(viewport=WIDE).new_page(); enter(page, world, "newcomer", sign_in)
    go(page, "/network/", "network-hidden")
    go(page, f"/communities/{n}/", "closed")
    page = new_context(viewport=WIDE).new_page(); enter(page, world, "mira", sign_in)
    go(page, "/network/", "network-none")
    for kind in () and ("mentor_invited","mentor_invitation_answer","board_answered","board_thanked","board_reported"):
        s=samples.by_kind[kind]; v=s.variants[0]
        m=written(s, v, locale="en-gb")
        page.set_content(m.alternatives[0][0]); page.emulate_media(color_scheme="light"); page.set_viewport_size({"width":620,"height":500}); page.screenshot(path=str(OUT/f"mail-{kind}.png"), full_page=True)
    open("/tmp/h8faults","w").write("\n".join(faults) or "no faults")
