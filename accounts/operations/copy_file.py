"""Writes the file of a copy: data.json for programs, index.html for people, the files they put on the site, and a word on
what all that is. One row after the other, so that memory does not grow with them."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import get_template, render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from accounts.copying import AT_ONCE, Chapter, Detail, Entry, Part, Upload, chapters
from accounts.models import Person
from accounts.site_language import site_language

FORMAT = 1  # of data.json; it rises when something in it gets another meaning
PIECE = 1 << 16  # bytes in memory
NAME = 100  # characters of a file's name
UNSAFE = re.compile(r"[^\w.()+ -]+")
# Names that Windows keeps for its devices.
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass
class Written:
    """What was written of one chapter."""

    chapter: Chapter
    count: int = 0

    @property
    def anchor(self) -> str:
        return self.chapter.key.replace(".", "-")


@dataclass
class Uploads:
    """The files that go along, each under a name of its own."""

    found: list[tuple[str, str]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def add(self, upload: Upload) -> str:
        name = safe_name(upload.name, self.taken)
        self.taken.add(name.casefold())
        self.found.append((upload.place, name))
        return f"files/{name}"


def safe_name(name: str, taken: set[str]) -> str:
    """`name` as a file may be called on every system, in no folder, unlike all `taken` (small letters)."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    plain = UNSAFE.sub("_", plain).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".") if "." in plain[1:] else (plain, "", "")
    ending = ending[:12]
    stem = stem[: NAME - len(ending) - 1].strip(" .") or "file"
    if RESERVED.match(stem):
        stem = f"_{stem}"
    chosen, number = f"{stem}{dot}{ending}", 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem} ({number}){dot}{ending}"
    return chosen


def write_copy(file: IO[bytes], *, person: Person, now: datetime, watch: Callable[[int], None]) -> None:
    """Writes everything that `person` may read of what is kept, as a ZIP, in their language and zone. `watch` is told how
    many chapters are written, now and then; what it raises ends the work. One query a chapter, and one more for each of
    its fields that holds several rows and AT_ONCE rows."""
    language, zone = site_language(person.locale), ZoneInfo(person.zone)
    with ExitStack() as stack, translation.override(language), timezone.override(zone):
        data, pages = (stack.enter_context(_scratch()) for _name in range(2))
        uploads = Uploads()
        written = _write_chapters(data, pages, person=person, now=now, uploads=uploads, watch=watch)
        archive = stack.enter_context(ZipFile(file, "w", ZIP_DEFLATED))
        facts = _facts(person, now, written, has_files=bool(uploads.found))
        _add(archive, "README.txt", [_text("accounts/leaving/copy/README.txt", facts)], now)
        head, foot = (_text(f"accounts/leaving/copy/{part}.html", facts) for part in ("head", "foot"))
        _add(archive, "index.html", [head, *_pieces(pages), foot], now)
        _add(archive, "style.css", [_text("accounts/leaving/copy/style.css", {})], now)
        _add(archive, "data.json", _pieces(data), now)
        for place, name in uploads.found:
            _add_upload(archive, place, name, now)
            watch(len(written))


def _scratch() -> AbstractContextManager[IO[bytes]]:
    return tempfile.TemporaryFile()


def _write_chapters(
    data: IO[bytes],
    pages: IO[bytes],
    *,
    person: Person,
    now: datetime,
    uploads: Uploads,
    watch: Callable[[int], None],
) -> list[Written]:
    written: list[Written] = []
    opening = {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "made_at": now.isoformat(),
        "zone": person.zone,
        "left_out": [str(reason) for reason in chapters.reasons()],
    }
    data.write(f'{{"about": {json.dumps(opening, ensure_ascii=False)},\n"things": {{'.encode())
    part: Part | None = None
    for number, chapter in enumerate(chapters.in_order()):
        watch(number)
        mark = Written(chapter)
        data.write(f"{',' if number else ''}\n{json.dumps(chapter.key)}: ".encode())
        data.write(f'{{"title": {json.dumps(chapter.heading, ensure_ascii=False)}, "rows": ['.encode())
        for entry in chapter.entries(person):
            if not mark.count:
                is_new, part = chapter.part != part, chapter.part
                pages.write(_text("accounts/leaving/copy/chapter.html", {"written": mark, "is_new": is_new}))
            _write_entry(data, pages, entry, uploads, is_first=not mark.count)
            mark.count += 1
            if mark.count % AT_ONCE == 0:
                watch(number)
        data.write(b"]}")
        if mark.count:
            pages.write(b"</section>\n")
        written.append(mark)
    data.write(b"\n}}\n")
    return written


def _write_entry(
    data: IO[bytes], pages: IO[bytes], entry: Entry, uploads: Uploads, *, is_first: bool
) -> None:
    values: dict[str, Any] = {detail.name: detail.value for detail in entry.details}
    place = uploads.add(entry.upload) if entry.upload else ""
    if place:
        values["in_this_copy"] = place
    row = json.dumps(values, ensure_ascii=False, default=_iso)
    data.write(f"{'' if is_first else ','}\n {row}".encode("utf-8", "replace"))
    lines = [(detail.label, words(detail)) for detail in entry.details]
    html = get_template("accounts/leaving/copy/row.html").render({"lines": lines, "place": place})
    pages.write(html.encode("utf-8", "replace"))


def _iso(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value)} is not for JSON")


def words(detail: Detail) -> Sequence[str]:
    """The value of a field as people read it, a line each, in the present language and zone."""
    value = detail.value
    if detail.words:
        return detail.words
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if isinstance(value, datetime):
        return [formats.date_format(timezone.localtime(value), "j F Y, H:i")]
    if isinstance(value, date):
        return [formats.date_format(value, "j F Y")]
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return [str(item) for item in value]
    if isinstance(value, list | dict):
        return [json.dumps(value, ensure_ascii=False, indent=2, default=_iso)]
    return [str(value)]


def _facts(person: Person, now: datetime, written: list[Written], *, has_files: bool) -> dict[str, Any]:
    shown = [mark for mark in written if mark.count]
    return {
        "person": person,
        "now": now,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": translation.get_language(),
        "parts": [
            (part.heading, [mark for mark in shown if mark.chapter.part == part])
            for part in Part
            if any(mark.chapter.part == part for mark in shown)
        ],
        "left_out": chapters.reasons(),
        "has_files": has_files,
    }


def _text(template: str, context: dict[str, Any]) -> bytes:
    return render_to_string(template, context).encode("utf-8", "replace")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _add(archive: ZipFile, name: str, pieces: Sequence[bytes] | Iterator[bytes], now: datetime) -> None:
    entry = ZipInfo(name, date_time=timezone.localtime(now).timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)


def _add_upload(archive: ZipFile, place: str, name: str, now: datetime) -> None:
    """A file that somebody took out of the storage meanwhile is left out."""
    try:
        held = default_storage.open(place)
    except OSError:
        return
    with held:
        _add(archive, f"files/{name}", held.chunks(PIECE), now)
