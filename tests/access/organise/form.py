from __future__ import annotations

from typing import Any

from programmes.form_builder import newest, questions_of
from programmes.form_changes import stamp
from tests.access.organise.rows import READ_ONLY, organise, organisers
from tests.access.rows import ABSENT, LATE, MOVED, NO_METHOD, PAGE, Row
from tests.world import World

NEW = {"text": "Which days suit you?", "kind": "short_text", "asked_of": "both", "visibility": "organisers"}


def _none(route: str, **more: Any) -> Row:
    """Of the draft, where the programme has none."""
    return organise(
        f"programmes:organise_form_{route}", **{"get": ABSENT, "post": LATE, "crawled_by": (), **more}
    )


def _draft(route: str, *key: str, **more: Any) -> Row:
    """Of the draft of the programme that has one."""
    gets = more.pop("get", PAGE)
    return Row(
        f"programmes:organise_form_{route}",
        at=lambda w: [w.draft.slug, *key],
        get=READ_ONLY if gets is NO_METHOD else organisers(gets),
        **{
            "post": organisers(MOVED),
            "title": "of a draft",
            "crawled_by": ("organiser",) if gets is PAGE else (),
            **more,
        },
    )


def _seen(world: World) -> dict[str, str]:
    return {"seen": stamp(questions_of(newest(world.draft, published=False)))}


def _grade(world: World) -> dict[str, Any]:
    questions = questions_of(newest(world.draft, published=False))
    return {**NEW, "seen": stamp([question for question in questions if question.key == "grade"])}


ROWS: list[Row] = [
    organise("programmes:organise_form", get=PAGE),
    organise("programmes:organise_form_version", at=lambda w: [1], get=PAGE),
    organise(
        "programmes:organise_form_version", at=lambda w: [9], get=ABSENT, crawled_by=(), title="of no number"
    ),
    organise("programmes:organise_form_preview", at=lambda w: [1, "mentee"], get=PAGE),
    organise("programmes:organise_form_preview", at=lambda w: [1, "mentor"], get=PAGE, title="of a mentor"),
    organise(
        "programmes:organise_form_preview",
        at=lambda w: [1, "nobody"],
        get=ABSENT,
        crawled_by=(),
        title="of no role",
    ),
    organise("programmes:organise_form_begin", get=NO_METHOD, post=MOVED, crawled_by=()),
    organise("programmes:organise_form_draft", get=MOVED, crawled_by=()),
    _none("update", get=NO_METHOD),
    _none("publish"),
    _none("discard"),
    _none("add", data=lambda w: NEW),
    _none("put_back", get=NO_METHOD, data=lambda w: {"key": "profession"}),
    _none("order", get=NO_METHOD),
    _none("question", at=lambda w: ["profession"], data=lambda w: NEW),
    _none("move", at=lambda w: ["profession"], get=NO_METHOD),
    _none("remove", at=lambda w: ["profession"]),
    _draft("draft", post=READ_ONLY),
    _draft("update", get=NO_METHOD),
    _draft("publish", data=_seen),
    _draft("discard", data=_seen),
    _draft("add", data=lambda w: NEW, wrong={"text": "", "kind": "ladder", "options-label": "One"}),
    _draft("add", query="?identity", data=lambda w: NEW, title="about identity"),
    _draft("order", get=NO_METHOD, data=lambda w: {"key": ["grade"], "part": "ordinary"}),
    _draft("question", "grade", data=_grade, wrong={"text": ""}),
    _draft("move", "grade", get=NO_METHOD, data=lambda w: {"to": "up"}),
    _draft("remove", "grade"),
    organise("matching:organise_run_fairness", at=lambda w: [w.run.number], get=PAGE),
    organise(
        "matching:organise_run_fairness",
        at=lambda w: [w.waiting_run.number],
        get=ABSENT,
        crawled_by=(),
        title="without a result",
    ),
]
