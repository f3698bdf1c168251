"""A photo is put up, seen by those who are shown it, replaced and taken away."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Person
from accounts.operations.photos import set_photo
from tests import factories as make
from tests.accounts.test_photos import GOOD, full_of_words
from tests.trust.photos import a_photo
from ui.templatetags.ui import avatar

pytestmark = pytest.mark.django_db
ADDRESS = "/profile/photo/"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def amara(client: Client) -> Person:
    person = make.PersonFactory(name="Amara Okafor")
    client.force_login(person.user)
    return person


def files(storage: Path) -> list[str]:
    return sorted(str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file())


def chosen(content: bytes, name: str = "me.jpg") -> dict[str, Any]:
    return {"photo": SimpleUploadedFile(name, content, "text/html")}


def test_a_photo_is_put_up_replaced_and_taken_away(
    client: Client, amara: Person, storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    page = client.get(reverse("accounts:profile")).content.decode()
    assert (f'href="{ADDRESS}"' in page, "Add a photo" in page, "<img" in page) == (True, True, False)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(ADDRESS, chosen(full_of_words()["JPEG"]), follow=True).content.decode()
    assert "Your photo is saved" in page
    amara.refresh_from_db()
    first = amara.photo.name
    assert files(storage) == [first]
    assert f'src="{amara.photo_url}"' in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADDRESS, chosen(GOOD["png"], "../../etc/passwd\r\nX: y.svg"))
    amara.refresh_from_db()
    assert amara.photo.name != first
    assert files(storage) == [amara.photo.name]
    assert amara.photo.name.startswith("photos/")
    assert "Remove your photo?" in client.get(f"{ADDRESS}remove/").content.decode()
    assert files(storage) == [amara.photo.name]
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{ADDRESS}remove/", follow=True).content.decode()
    assert "Others see your initials" in page
    amara.refresh_from_db()
    assert (files(storage), amara.photo_url) == ([], "")
    assert "There is nothing to remove" in client.get(f"{ADDRESS}remove/").content.decode()
    client.post(f"{ADDRESS}remove/")
    events = AuditEvent.objects.values_list("action", "fields")
    assert list(events) == [("person.photo", ["photo"])] * 3


def test_what_is_no_picture_is_refused_and_the_photo_stays(
    client: Client, amara: Person, storage: Path
) -> None:
    set_photo(person=amara, content=a_photo(), by=amara, now=amara.created_at)
    before = files(storage)
    for content in (b"<svg onload=alert(1)>", b"", GOOD["jpeg"][:300]):
        answer = client.post(ADDRESS, chosen(content))
        assert "<title>Error:" in answer.content.decode()
    assert "Choose a picture first." in client.post(ADDRESS, {}).content.decode()
    amara.refresh_from_db()
    assert files(storage) == before == [amara.photo.name]


def test_the_picture_is_given_as_a_picture_and_as_nothing_else(client: Client, amara: Person) -> None:
    set_photo(person=amara, content=a_photo(), by=amara, now=amara.created_at)
    answer = client.get(amara.photo_url)
    content = b"".join(answer.streaming_content)
    assert content == a_photo()
    told = {name.lower(): value for name, value in answer.headers.items()}
    assert (told["content-type"], told["x-content-type-options"]) == ("image/webp", "nosniff")
    assert told["cache-control"] == "private, max-age=86400"
    assert told["content-security-policy"] == "default-src 'none'; sandbox"
    assert told["cross-origin-resource-policy"] == "same-origin"


def test_a_block_hides_it_both_ways_and_so_does_erasing(client: Client, amara: Person) -> None:
    other = make.PersonFactory()
    set_photo(person=other, content=a_photo(), by=other, now=other.created_at)
    assert client.get(other.photo_url).status_code == 200
    block = make.BlockFactory(blocker=other, blocked=amara)
    assert client.get(other.photo_url).status_code == 404
    block.delete()
    make.BlockFactory(blocker=amara, blocked=other)
    assert client.get(other.photo_url).status_code == 404
    make.BlockFactory(blocker=make.PersonFactory(), blocked=make.PersonFactory())
    third = make.PersonFactory()
    client.force_login(third.user)
    assert client.get(other.photo_url).status_code == 200
    Person.objects.filter(pk=other.pk).update(erased_at=other.created_at)
    assert client.get(other.photo_url).status_code == 404


def test_nobody_gets_at_the_folder(client: Client, amara: Person) -> None:
    """Files are in a storage that no address leads to: neither where Django would put them nor beside the pages."""
    set_photo(person=amara, content=a_photo(), by=amara, now=amara.created_at)
    for path in (f"/{amara.photo.name}", f"/media/{amara.photo.name}", f"/static/{amara.photo.name}"):
        assert client.get(path).status_code == 404
    assert client.get(reverse("accounts:photo_of", args=[amara.pk, uuid4()])).status_code == 404
    amara.photo.storage.delete(amara.photo.name)
    assert client.get(amara.photo_url).status_code == 404


def test_an_avatar_is_the_photo_or_the_initials() -> None:
    person = make.PersonFactory.build(name="Amara <Okafor")
    assert "<img" not in avatar(person)
    person.photo.name = f"photos/{uuid4()}.webp"
    tag = avatar(person, "s")
    assert 'class="avatar avatar--s"' in tag
    assert 'alt="A&lt;"' in tag
    assert tag.count("<") == 1
    assert {'loading="lazy"', 'aria-hidden="true"', 'width="256"'} <= set(tag.split())


def test_where_saving_fails_no_file_is_left(
    client: Client, amara: Person, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("accounts.operations.photos.record", broken)
    with pytest.raises(RuntimeError):
        set_photo(person=amara, content=io.BytesIO(a_photo()).getvalue(), by=amara, now=amara.created_at)
    assert files(storage) == []
