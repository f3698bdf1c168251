"""Compiles the catalogues of locale/ that changed since, without a gettext program: `python scripts/catalogue.py`.

With `--tidy` it also writes each .po as `make messages` leaves it to the repository: no dates, no line numbers, one order."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"
WIDTH = 110
HEADER = {
    "Project-Id-Version": "Mentorship",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "MIME-Version": "1.0",
}
PLURALS = {"de": "nplurals=2; plural=(n != 1);"}


def compile_changed(locale: Path = LOCALE) -> list[Path]:
    """Writes django.mo beside every django.po that is newer; returns what was written. Safe beside a site that runs: a
    file is there whole or not at all."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        part = target.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.replace(target)
        written.append(target)
    return written


def tidy(source: Path) -> None:
    """The catalogue without what changes at every extraction. Guesses of msgmerge are dropped: a text is translated or not."""
    catalogue = polib.pofile(str(source), wrapwidth=WIDTH)
    language = source.parent.parent.name
    catalogue.header = ""
    catalogue.metadata = {**HEADER, "Language": language, "Plural-Forms": PLURALS[language]}
    catalogue.metadata_is_fuzzy = False
    for entry in catalogue:
        if entry.fuzzy:
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        entry.occurrences = [(path, "") for path in sorted({path for path, _line in entry.occurrences})]
    kept = sorted(
        (entry for entry in catalogue if not entry.obsolete),
        key=lambda entry: (entry.occurrences[0][0], entry.msgid, entry.msgctxt or ""),
    )
    catalogue.clear()
    catalogue.extend(kept)
    catalogue.save(str(source))


if __name__ == "__main__":
    if "--tidy" in sys.argv[1:]:
        for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
            tidy(path)
    for path in compile_changed():
        print(f"Compiled {path.relative_to(LOCALE.parent)}.")
