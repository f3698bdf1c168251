"""The shelf of a programme: files in and out, and who may have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from programmes.models import Programme, Resource
from programmes.operations.resources import ItemDetails, NewFile, ShelfFull, add_resource
from tests import factories as make
from tests.programmes.test_uploads import PDF, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "shelf"


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours")


@pytest.fixture
def organiser(programme: Programme) -> Client:
    return signed_in(make.OrganiserFactory(programme=programme).person)


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=["ours", *args])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def upload(name: str = "plan.pdf", content: bytes = PDF, kind: str = "text/html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def said(**more: Any) -> dict[str, Any]:
    return {"title": "A plan", "audience": "everybody", **more}


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_file_goes_in_under_a_name_of_ours_and_comes_out_as_a_download(
    organiser: Client, programme: Programme, storage: Path
) -> None:
    organiser.post(url("organise_resource_add"), said(file=upload("..\\..\\<b>plan</b>.pdf")))
    held = Resource.objects.get()
    assert files(storage) == [held.file.name.removeprefix("shelf/")]
    assert "plan" not in held.file.name
    assert (held.file_name, held.file_type, held.file_size) == ("b.pdf", "application/pdf", len(PDF))
    member = signed_in(make.MenteeFactory(programme=programme).person)
    answer = member.get(url("shelf_file", held.pk))
    assert b"".join(answer) == PDF
    assert {
        name: answer[name]
        for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="b.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert "1 " not in answer.get("Set-Cookie", "")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("plan.pdf", b"<script>alert(1)</script>"), "parts of a web page"),
        (("plan.pdf", PNG), "Its name ends in"),
        (("run.exe", b"MZ\x90\x00" + b"\x00" * 80), "cannot be shared here"),
        (("empty.txt", b""), "empty"),
        (("big.txt", b"x" * 3000), "is the most"),
    ],
)
def test_a_refused_file_says_why_and_everything_else_is_kept(
    organiser: Client, settings: Any, storage: Path, file: tuple[str, bytes], words: str
) -> None:
    settings.UPLOAD_MOST = 2000
    page = organiser.post(url("organise_resource_add"), said(about="For Monday.", file=upload(*file)))
    assert page.status_code == 200
    assert words in page.text
    assert "Choose the file once more" in page.text
    assert 'value="A plan"' in page.text
    assert "For Monday." in page.text
    assert (Resource.objects.count(), files(storage)) == (0, [])


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/a", "data:text/html,x"])
def test_only_pages_of_the_web_are_linked(organiser: Client, address: str) -> None:
    page = organiser.post(url("organise_resource_add"), said(url=address))
    assert page.status_code == 200
    assert "Write a whole address" in page.text


def test_it_is_a_link_or_a_file(organiser: Client) -> None:
    both = organiser.post(url("organise_resource_add"), said(url="https://example.org/a", file=upload()))
    assert "not both" in both.text
    assert "or choose a file" in organiser.post(url("organise_resource_add"), said()).text


def test_a_full_shelf_says_how_much_is_left(organiser: Client, settings: Any, storage: Path) -> None:
    settings.PROGRAMME_SHELF_MOST = len(PDF) + 10
    organiser.post(url("organise_resource_add"), said(file=upload()))
    page = organiser.post(url("organise_resource_add"), said(file=upload())).text
    assert "10\xa0bytes is left" in page
    assert len(files(storage)) == 1


def test_nothing_stays_behind_where_it_could_not_be_kept(
    programme: Programme, settings: Any, storage: Path
) -> None:
    settings.PROGRAMME_SHELF_MOST = 1
    file = NewFile(upload().file, "plan.pdf", "application/pdf", len(PDF))
    details = ItemDetails("A plan", "", "", file, (), ())
    with pytest.raises(ShelfFull):
        add_resource(programme, details=details, audience="everybody", by=None, now=make.NOW)
    assert files(storage) == []


def test_another_file_takes_the_place_of_the_first(
    organiser: Client, storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    organiser.post(url("organise_resource_add"), said(file=upload()))
    held = Resource.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(url("organise_resource", held.pk), said(title="Still a plan"))
    assert len(files(storage)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(url("organise_resource", held.pk), said(file=upload("board.png", PNG)))
    fresh = Resource.objects.get()
    assert (fresh.file_type, fresh.file_name) == ("image/png", "board.png")
    assert files(storage) == [fresh.file.name.removeprefix("shelf/")]
    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(url("organise_resource", held.pk), said(url="https://example.org/a"))
    assert files(storage) == []


def test_the_file_goes_with_its_row_once_that_is_certain(
    organiser: Client, programme: Programme, storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    organiser.post(url("organise_resource_add"), said(file=upload()))
    held = Resource.objects.get()
    assert "its file is deleted for good" in organiser.get(url("organise_resource_remove", held.pk)).text
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        held.delete()
        assert len(files(storage)) == 1
    assert files(storage) == []


def test_each_part_reads_what_is_for_it(programme: Programme) -> None:
    mentee, mentor = make.MenteeFactory(programme=programme), make.MentorFactory(programme=programme)
    for audience in ("everybody", "mentees", "mentors"):
        make.ResourceFactory(programme=programme, title=f"For {audience}", audience=audience)
    hidden = Resource.objects.get(audience="mentors")
    page = signed_in(mentee.person).get(url("shelf")).text
    assert ["For mentors" in page, "For mentees" in page, "For everybody" in page] == [False, True, True]
    assert "For mentors" in signed_in(mentor.person).get(url("shelf")).text
    assert signed_in(mentee.person).get(url("shelf_file", hidden.pk)).status_code == 404
    left = make.MenteeFactory(programme=programme, state="withdrawn").person
    assert signed_in(left).get(url("shelf")).status_code == 404


def test_a_file_that_is_not_there_is_not_found(organiser: Client) -> None:
    organiser.post(url("organise_resource_add"), said(file=upload()))
    held = Resource.objects.get()
    default_storage.delete(held.file.name)
    assert organiser.get(url("organise_resource_file", held.pk)).status_code == 404
    link = make.ResourceFactory(programme=held.programme)
    assert organiser.get(url("organise_resource_file", link.pk)).status_code == 404


def test_it_can_be_narrowed_by_stage_and_skill(programme: Programme) -> None:
    skill = make.SkillFactory(name="Budgets")
    make.ResourceFactory(programme=programme, title="Begin well", stages=["starting"])
    make.ResourceFactory(programme=programme, title="End well", stages=["closing"]).skills.add(skill)
    make.ResourceFactory(programme=programme, title="Any time")
    client = signed_in(make.MenteeFactory(programme=programme).person)

    def titles(query: str) -> list[str]:
        return [card.item.title for card in client.get(f"{url('shelf')}?{query}").context["cards"]]

    assert titles("stage=closing") == ["Any time", "End well"]
    assert titles(f"skill={skill.pk}") == ["End well"]
    assert titles("stage=nonsense&skill=nonsense") == ["Any time", "Begin well", "End well"]
    assert "Nothing for this" in client.get(f"{url('shelf')}?stage=starting&skill={skill.pk}").text


def test_the_shelves_cost_the_same_with_many(organiser: Client, programme: Programme) -> None:
    member = signed_in(make.MenteeFactory(programme=programme).person)
    skill = make.SkillFactory()

    def costs() -> list[int]:
        found = []
        for client, address in ((member, url("shelf")), (organiser, url("organise_shelf"))):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    make.ResourceFactory(programme=programme).skills.add(skill)
    costs()
    few = costs()
    for _number in range(4):
        make.ResourceFactory(programme=programme).skills.add(skill, make.SkillFactory())
    assert costs() == few
