"""What the world has of the shelf of a programme."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.base import ContentFile

from programmes.models import Resource
from tests import factories as make
from tests.together.scene import Scene


@dataclass(frozen=True)
class Things:
    """`link` is for everybody and one skill, `file` for the first stage, `mentors` for mentors alone, and `elsewhere` another
    programme's."""

    link: Resource
    file: Resource
    mentors: Resource
    elsewhere: Resource


def text_file(content: bytes = b"Ask one question at a time.\n") -> dict[str, object]:
    return {
        "url": "",
        "file": ContentFile(content, name="notes"),
        "file_name": "notes.txt",
        "file_type": "text/plain",
        "file_size": len(content),
    }


def build(scene: Scene) -> Things:
    more = {"programme": scene.programme, "added_at": scene.now, "added_by": scene.organiser}
    things = Things(
        link=make.ResourceFactory(title="How to lead a meeting", about="Ten minutes to read.", **more),
        file=make.ResourceFactory(
            title="Questions for the first hour", stages=["starting", "working"], **text_file(), **more
        ),
        mentors=make.ResourceFactory(title="Listening, for mentors", audience="mentors", **more),
        elsewhere=make.ResourceFactory(
            title="Elsewhere", **text_file(), **{**more, "programme": scene.elsewhere}
        ),
    )
    things.link.skills.add(scene.skill)
    return things


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    one = make.ResourceFactory(
        programme=scene.programme, added_at=scene.now, added_by=scene.organiser, stages=["working"]
    )
    one.skills.add(scene.skill)
