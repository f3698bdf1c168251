"""debug loop: plays, on a fault writes a snapshot, waits until the md or play.py change, then goes on from there."""
import importlib, re, time, traceback, os
from pathlib import Path
import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from tests import factories as make
from tests.documents import play
MD = Path("docs/organisers/first_programme.md")
OUT = Path("/tmp/shots/D"); OUT.mkdir(parents=True, exist_ok=True)
pytestmark = pytest.mark.django_db(transaction=True)

def test_it(new_context, sign_in, live_server, celery_worker_process, tmp_path):
    call_command("load_vocabulary")
    org = make.OrganiserFactory(person__name="Mara Lindqvist", programme__name="Before", programme__organisation__name="Harbour Trust").person
    def open_as(name):
        page = new_context(base_url=live_server.url, viewport={"width":1280,"height":900}).new_page()
        page.set_default_timeout(6000)
        if name == "you": sign_in(page, org.user)
        elif name not in ("Ife",):
            from accounts.models import User
            sign_in(page, User.objects.get(email=f"{name.lower()}@example.org"))
        return page
    def code():
        return re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", str(mail.outbox[-1].body)).group()
    player = None; done = 0
    while True:
        importlib.reload(play)
        text = MD.read_text(); acts = play.acts_of(text); files = play.files_of(text, tmp_path)
        fresh = play.Player(open_as=open_as, code=code, files=files, today=timezone.localdate())
        if player and player.pages: fresh.pages, fresh.page, fresh.link = player.pages, player.page, player.link
        player = fresh
        stamp = MD.stat().st_mtime, Path(play.__file__).stat().st_mtime
        try:
            while done < len(acts):
                t = time.monotonic(); player.play(acts[done])
                print(f"{done} {acts[done]}  {time.monotonic()-t:.1f}s  {player.page.url}", flush=True); done += 1
            print("ALL DONE", flush=True)
        except Exception as e:
            print(f"FAULT at {done} {acts[done]}: {str(e)[:600]}", flush=True)
        try:
            (OUT/"now.txt").write_text(player.page.url + "\n" + player.page.locator("body").aria_snapshot())
            player.page.screenshot(path=str(OUT/"now.png"), full_page=True)
        except Exception as e: print("no snap", e)
        end = time.monotonic() + 900
        while (MD.stat().st_mtime, Path(play.__file__).stat().st_mtime) == stamp:
            time.sleep(.3)
            s = Path("/tmp/shots/D/stop"); sk = Path("/tmp/shots/D/goto")
            if s.exists(): return
            if sk.exists(): done = int(sk.read_text()); sk.unlink(); break
            ex = Path("/tmp/shots/D/eval")
            if ex.exists():
                try: exec(ex.read_text(), {"player": player, "page": player.page})
                except Exception as e: print(e, flush=True)
                ex.unlink()
                (OUT/"now.txt").write_text(player.page.url + "\n" + player.page.locator("body").aria_snapshot())
            if time.monotonic() > end: return
