"""What the world has of copies of data, erasure and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.enums import JobState
from accounts.models import Consent, DataExport
from accounts.operations.copies import FOLDER
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic. Alice's copy lies ready, bob's is being made; noor has taken back
    a consent that mira's standing one is like."""

    ready: DataExport
    being_made: DataExport
    standing: Consent
    taken_back: Consent


def build(scene: Scene) -> Things:
    alice, bob = scene.alice.person, scene.bob.person
    day = timedelta(days=1)
    ready = make.DataExportFactory(
        person=alice,
        job=make.JobFactory(kind="export", state=JobState.DONE, subject_id=alice.pk, finished_at=scene.now),
        asked_at=scene.now - day,
        path=default_storage.save(f"{FOLDER}/alice.zip", ContentFile(b"PK a copy of alice")),
        size=18,
        expires_at=scene.now + 6 * day,
    )
    being_made = make.DataExportFactory(
        person=bob,
        job=make.JobFactory(
            kind="export", state=JobState.RUNNING, subject_id=bob.pk, done=30, total=72, started_at=scene.now
        ),
        asked_at=scene.now,
    )
    about = {"person": alice, "purpose": "identity_matching", "subject": f"{scene.alice.programme_id}:origin"}
    taken_back = Consent.objects.create(
        version="1", **about, given_at=scene.now - 9 * day, withdrawn_at=scene.now - 3 * day
    )
    standing, _is_new = Consent.objects.get_or_create(
        person=alice,
        purpose="code_of_conduct",
        subject=str(scene.alice.programme_id),
        withdrawn_at=None,
        defaults={"version": "1", "given_at": scene.now - 9 * day},
    )
    return Things(ready, being_made, standing, taken_back)


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    make.DataExportFactory(
        person=scene.alice.person,
        job=make.JobFactory(kind="export", state=JobState.FAILED, subject_id=scene.alice.person_id),
        asked_at=scene.now - timedelta(days=2),
    )
    Consent.objects.create(
        version="1",
        person=scene.alice.person,
        purpose="code_of_conduct",
        subject=str(make.ProgrammeFactory(state="closed").pk),
        given_at=scene.now - timedelta(days=1),
    )
