"""Lighthouse's marks for the main pages of each role, served as in production: `make lighthouse`.

    .venv/bin/python -m benchmarks.lighthouse [--people 400] [--only home]

Needs Node with `npx`, which fetches Lighthouse of the version named here, and Chromium (CHROMIUM=/path where it has another place).
No part of the tests: they look at every page with axe, which Lighthouse asks as well. Exit status 1 where a mark for
accessibility or best practice is below 100; what is wrong is printed."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.served import inhabited, served, session_of
from benchmarks.town import Page, pages

LIGHTHOUSE = "12.8.2"
MARKS = ("accessibility", "best-practices")  # both are to be 100
PATIENCE = 180  # seconds for one page
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")


def programs() -> tuple[str, str]:
    """Node's npx, and the browser. Raises SystemExit, in words, where one is missing."""
    npx = shutil.which("npx")
    if npx is None:
        raise SystemExit("Lighthouse needs Node: apt install nodejs npm")
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit("Lighthouse needs Chromium: apt install chromium, or set CHROMIUM=/path/to/chromium")
    return npx, browser


def look(npx: str, browser: str, address: str, cookie: str) -> dict[str, Any]:
    """Lighthouse's report of one page. Raises SystemExit with its words where it has none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [npx, "--yes", f"lighthouse@{LIGHTHOUSE}", address, "--quiet", "--output=json"]
        command += [f"--output-path={folder / 'report.json'}", f"--only-categories={','.join(MARKS)}"]
        # Neither mark is about time: nothing is slowed down, and a page that goes on loading is looked at as it is.
        command += ["--throttling-method=provided", "--max-wait-for-load=20000"]
        flags = [
            "--headless=new",
            f"--user-data-dir={folder / 'profile'}",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += [f"--chrome-flags={' '.join(flags)}"]
        if cookie:
            (folder / "headers.json").write_text(json.dumps({"Cookie": cookie}), encoding="utf-8")
            command += [f"--extra-headers={folder / 'headers.json'}"]
        try:
            said = subprocess.run(
                command,
                env={**os.environ, "CHROME_PATH": browser},
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            raise SystemExit(f"Lighthouse had not finished {address} after {PATIENCE} seconds.") from None
        if said.returncode:
            raise SystemExit(f"Lighthouse failed on {address}:\n{(said.stdout + said.stderr)[-2000:]}")
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def faults(report: dict[str, Any], mark: str) -> list[str]:
    """What takes away from this mark, each in a line."""
    audits = report["audits"]
    lines = []
    for part in report["categories"][mark]["auditRefs"]:
        audit = audits[part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 1:
            items = audit.get("details", {}).get("items", [])
            where = [
                item.get("node", {}).get("snippet") or item.get("description") or item.get("url")
                for item in items
            ]
            lines.append(f"    {mark}: {audit['title']} {' | '.join(str(one)[:160] for one in where[:4])}")
    return lines


def shown() -> list[Page]:
    """The pages of benchmarks.web but Django's own list, and those that it does not measure."""
    from django.urls import reverse

    from mentorship.demo_people.world import COHORT

    found = {page.name: page for page in pages()}
    organiser = found.pop("admin's own list").user
    return [
        *found.values(),
        Page("sign in", reverse("account_login"), None),
        Page("organiser: overview", reverse("programmes:organise", args=[COHORT]), organiser),
    ]


def measure(chosen: list[Page], address: str) -> int:
    npx, browser = programs()
    print(f"Lighthouse {LIGHTHOUSE}, as a phone\n{'page':20}" + "".join(f"{mark:>16}" for mark in MARKS))
    failed = 0
    for page in chosen:
        report = look(npx, browser, address + page.path, session_of(page.user) if page.user else "")
        marks = {mark: round(100 * (report["categories"][mark]["score"] or 0)) for mark in MARKS}
        print(f"{page.name:20}" + "".join(f"{marks[mark]:16}" for mark in MARKS), flush=True)
        for mark in MARKS:
            if marks[mark] < 100:
                failed = 1
                print("\n".join(faults(report, mark)), flush=True)
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--only", nargs="*", help="names of pages")
    options = parser.parse_args()
    programs()
    with inhabited(options.people):
        chosen = [page for page in shown() if not options.only or page.name in options.only]
        with served() as site:
            return measure(chosen, site.address)


if __name__ == "__main__":
    sys.exit(main())
