"""Files of people made of hostile strings: cells, names of columns and of sheets, and the names of the files themselves."""

from __future__ import annotations

import csv
import io
import os
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import Person
from programmes.importing.sheet import NoTable, Sheet
from programmes.importing.upload import read_sheet, sheets_of
from programmes.importing.values import line, text
from programmes.models import PeopleImport, Programme
from programmes.tasks import import_people
from tests import factories as make
from tests.input.fields import NEVER_KEPT, sendable
from tests.input.strings import STRINGS
from tests.pages.markup import Markup

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("SEED", "1"))
SHORT = [sendable(each).replace("\x00", "") for _family, each in STRINGS if len(each) < 3000]
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    jobs: list[Any] = []
    monkeypatch.setattr("programmes.views.organise.importing.ring_for_import", jobs.append)
    return jobs


@pytest.fixture
def programme(client: Client) -> Programme:
    programme: Programme = make.ProgrammeFactory(slug="leeds", state="enrolling")
    person = make.PersonFactory(name="Olga")
    make.OrganiserFactory(programme=programme, person=person)
    client.force_login(person.user)
    return programme


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=["leeds", *args])


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[sendable(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]], title: str = "People") -> bytes:
    book = Workbook()
    book.active.title = re.sub(r"[\[\]:*?/\\]", "", ILLEGAL.sub("", title))[:31] or "People"
    for row in rows:
        book.active.append([ILLEGAL.sub("", cell) for cell in row])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people(seeded: random.Random, many: int) -> list[list[str]]:
    """Lines whose cells are all hostile but the address; without one a line would be left out before it is read."""
    words = seeded.sample(SHORT, k=many * 4)
    names = ["Name", "E-mail", "Job title", "Place", words[0][:60] or "x"]
    four = (words[4 * number : 4 * number + 4] for number in range(many))
    return [names, *([name, f"h{at}@example.org", *rest] for at, (name, *rest) in enumerate(four))]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_hostile_people_come_in_plain_or_not_at_all(
    kind: str, client: Client, programme: Programme, rung: list[Any]
) -> None:
    rows = people(random.Random(SEED), 60)
    content = as_csv(rows) if kind == "csv" else as_xlsx(rows, title=rows[1][0])
    name = f'x"\u202e<svg onload=__pwned(1)>.{kind}'
    answer = client.post(
        url("organise_import"), {"role": "mentor", "file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    held = PeopleImport.objects.get()
    assert not NEVER_KEPT.search(held.file_name)
    columns = client.get(url("organise_import_columns", held.pk))
    forms = [columns.context["form"], *columns.context["forms"]]
    typed = {bound.html_name: bound.value() for form in forms for bound in form}
    sent = {name: value for name, value in typed.items() if value not in (None, False)}
    answer = client.post(url("organise_import_columns", held.pk), sent)
    assert answer.status_code == 302, answer.context["form"].errors or [
        f.errors for f in answer.context["forms"]
    ]
    check = client.get(url("organise_import_check", held.pk))
    for page in (columns, check, client.get(url("organise_import"))):
        assert page.status_code == 200
        markup = Markup(page.content.decode())
        assert not [tag for tag in markup.tags if any(name.startswith("on") for name in tag.attributes)]
    agreed = {"left_out": check.context["left_out"], "agree": "on"}
    assert client.post(url("organise_import_check", held.pk), agreed).status_code == 302
    import_people(str(rung[-1]))
    assert client.get(url("organise_import_job", held.pk)).status_code == 200
    came = Person.objects.filter(user__email__startswith="h", user__email__endswith="@example.org")
    assert came.count() > 20
    for person in came:
        for words in (person.name, person.job_title, person.place):
            assert not NEVER_KEPT.search(words)
            assert "\n" not in words


def test_a_file_of_anything_is_a_table_or_is_told_why_not() -> None:
    for _family, words in STRINGS:
        for content in (
            words.encode("utf-8", "surrogatepass"),
            words.encode("utf-16", "surrogatepass"),
            as_csv([[words, "b"], ["c", words]]),
        ):
            try:
                sheet = read_sheet(content)
            except NoTable:
                continue
            assert Sheet.load(sheet.dump()) == sheet
            assert len(set(sheet.columns)) == len(sheet.columns)


def test_a_cell_is_kept_whole_or_refused() -> None:
    for _family, words in STRINGS:
        for read in (text, line):
            try:
                kept = read(sendable(words), 300)
            except ValueError:
                continue
            assert len(kept) <= 300
            assert not NEVER_KEPT.search(kept)


# --- workbooks made to break a reader

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "'
    + b"&a;" * 20
    + b'">]><workbook>&b;</workbook>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>'
)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A true workbook, one part of which is another."""
    with ZipFile(io.BytesIO(as_xlsx([["Name"], ["Ada"]]))) as book:
        return packed({**{each: book.read(each) for each in book.namelist()}, name: content})


BROKEN = {
    "nothing in it": packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": b""}),
    "words that multiply": with_part("xl/workbook.xml", LAUGHS),
    "a file of the server": with_part("xl/workbook.xml", OUTSIDE),
    "words that multiply in a sheet": with_part("xl/worksheets/sheet1.xml", LAUGHS),
    "200 MB of nothing": with_part("xl/worksheets/sheet1.xml", bytes(200 * 1024 * 1024)),
    "half of it": as_xlsx([["Name"], ["Ada"]])[:900],
    "no XML": with_part("xl/workbook.xml", b"\x00\xff"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_workbook_made_to_break_its_reader_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(NoTable, match=r"\w{3}"):
        read_sheet(content, sheet=sheets_of(content)[0])


def test_a_workbook_reads_no_file_of_the_server() -> None:
    content = with_part("xl/sharedStrings.xml", OUTSIDE)
    try:
        held = read_sheet(content, sheet=sheets_of(content)[0])
    except NoTable:
        return
    assert b"root:" not in held.dump()
