"""What the pages of the form builder show: the form as it is asked, its versions, the draft and what it changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import AuditEvent, Person
from programmes.enums import QuestionFor, Role
from programmes.form_changes import Change, Changes, changes, facts, stamp
from programmes.models import Answer, Enrolment, FormVersion, Programme, Question
from programmes.organising.uses import question_uses


@dataclass(frozen=True)
class Line:
    """One question as a list shows it. `answers` are those to any version of it; `state` is "new" or "changed" in a draft,
    else ""."""

    question: Question
    answers: int = 0
    state: str = ""


@dataclass(frozen=True)
class Asked:
    """The questions of one version: the ordinary ones and those about identity."""

    version: FormVersion
    ordinary: Sequence[Line]
    identity: Sequence[Line]

    @property
    def questions(self) -> list[Question]:
        return [line.question for line in (*self.ordinary, *self.identity)]


@dataclass(frozen=True)
class VersionLine:
    """One published version: when and by whom, how many answers were given to it, and whether it is asked now."""

    version: FormVersion
    published_by: str
    questions: int
    answers: int
    current: bool


@dataclass(frozen=True)
class FormPage:
    asked: Asked | None
    draft: FormVersion | None
    versions: Sequence[VersionLine]


@dataclass(frozen=True)
class DraftPage:
    """The draft. `gone` are asked now and no more once it is published; `outdated` where another version was published
    since it was made; `stamp` marks what the page shows."""

    asked: Asked
    gone: Sequence[Line]
    changes: Changes
    outdated: bool
    stamp: str


@dataclass(frozen=True)
class Consequence:
    """One change with whom it touches: the answers there are, what uses the question, and how many people who have handed
    in are asked for an answer that they must give."""

    change: Change
    answers: int
    uses: Sequence[str] = ()
    must_answer: int = 0


@dataclass(frozen=True)
class PublishPage:
    added: Sequence[Consequence]
    removed: Sequence[Consequence]
    changed: Sequence[Consequence]
    order: bool
    stamp: str

    @property
    def nothing(self) -> bool:
        return not (self.added or self.removed or self.changed or self.order)


def newest(programme: Programme, *, published: bool) -> FormVersion | None:
    """The version that is asked now, or the draft; None where there is none. One query."""
    rows = programme.form_versions.filter(published_at__isnull=not published)
    return rows.order_by("-number").first()


def questions_of(version: FormVersion | None) -> list[Question]:
    """The questions of a version with their choices, in order. Two queries."""
    return list(version.questions.prefetch_related("options")) if version else []


def draft_question(programme: Programme, key: str) -> Question | None:
    """The question called `key` of the programme's draft, or None. Three queries."""
    draft = newest(programme, published=False)
    rows = draft.questions.filter(key=key).prefetch_related("options") if draft else Question.objects.none()
    return rows.first()


def last_published(programme: Programme, key: str) -> Question | None:
    """The question of this key in the newest published version that asks it, or None. One query."""
    rows = Question.objects.filter(version__programme=programme, version__published_at__isnull=False, key=key)
    return rows.order_by("-version__number").first()


def answers_by_key(programme: Programme, keys: Collection[str]) -> dict[str, int]:
    """How many enrolments answered each question, in any version. One query."""
    rows = Answer.objects.filter(enrolment__programme=programme, key__in=keys)
    return dict(rows.values("key").annotate(number=Count("id")).values_list("key", "number"))


def asked_of(version: FormVersion, *, before: Mapping[str, Question] | None = None) -> Asked:
    """The questions of `version`; with `before`, each marked by whether it is new or changed. Three queries."""
    questions = questions_of(version)
    answers = answers_by_key(version.programme, [question.key for question in questions])
    lines = [Line(q, answers.get(q.key, 0), _state(q, before)) for q in questions]
    return Asked(
        version=version,
        ordinary=[line for line in lines if not line.question.identity],
        identity=[line for line in lines if line.question.identity],
    )


def _state(question: Question, before: Mapping[str, Question] | None) -> str:
    if before is None:
        return ""
    if question.key not in before:
        return "new"
    return "" if facts(before[question.key]) == facts(question) else "changed"


def form_page(programme: Programme) -> FormPage:
    """The form as it is asked, and its versions; nine queries at most."""
    current = newest(programme, published=True)
    return FormPage(
        asked=asked_of(current) if current else None,
        draft=newest(programme, published=False),
        versions=_versions(programme, current),
    )


def _versions(programme: Programme, current: FormVersion | None) -> list[VersionLine]:
    published = programme.form_versions.filter(published_at__isnull=False)
    rows = list(published.annotate(asked=Count("questions")).order_by("-number"))
    given = Answer.objects.filter(question__version__in=rows).values("question__version")
    answers = dict(given.annotate(number=Count("id")).values_list("question__version", "number"))
    by = _publishers(rows)
    return [
        VersionLine(row, by.get(str(row.pk), ""), row.asked, answers.get(row.pk, 0), row == current)
        for row in rows
    ]


def _publishers(versions: Sequence[FormVersion]) -> dict[str, str]:
    """Who published each version, from the audit log; nobody for what an import or a command made."""
    events = AuditEvent.objects.filter(
        action="form.publish",
        object_kind=FormVersion._meta.label_lower,
        object_id__in=[str(version.pk) for version in versions],
        actor_id__isnull=False,
    )
    actors = {version: actor for version, actor in events.values_list("object_id", "actor_id") if actor}
    names = dict(Person.objects.filter(pk__in=list(actors.values())).values_list("pk", "name"))
    return {version: names[actor] for version, actor in actors.items() if actor in names}


def draft_page(draft: FormVersion) -> DraftPage:
    """The draft as it stands against what is asked now; seven queries at most."""
    current = newest(draft.programme, published=True)
    before = questions_of(current)
    asked = asked_of(draft, before={question.key: question for question in before})
    after = sorted(asked.questions, key=lambda q: (q.position, q.key))
    found = changes(before, after)
    gone = [change.question for change in found.removed]
    answers = answers_by_key(draft.programme, [question.key for question in gone])
    return DraftPage(
        asked=asked,
        gone=[Line(question, answers.get(question.key, 0)) for question in gone],
        changes=found,
        outdated=current is not None and current.number > draft.number,
        stamp=stamp(after),
    )


def publish_page(draft: FormVersion) -> PublishPage:
    """What publishing the draft changes, and for whom; a fixed number of queries."""
    programme = draft.programme
    after = questions_of(draft)
    found = changes(questions_of(newest(programme, published=True)), after)
    every = (*found.added, *found.removed, *found.changed)
    keys = [change.question.key for change in every]
    answers = answers_by_key(programme, keys)
    uses = question_uses.of(programme, [c.question.key for c in (*found.removed, *found.changed)])
    handed_in = _handed_in(programme)

    def consequences(of: Sequence[Change]) -> list[Consequence]:
        return [
            Consequence(
                change=change,
                answers=answers.get(change.question.key, 0),
                uses=uses.get(change.question.key, ())
                if change.now is None or change.kind or change.lost
                else (),
                must_answer=_asked_people(change.question, handed_in) if change.wider_asked else 0,
            )
            for change in of
        ]

    return PublishPage(
        added=consequences(found.added),
        removed=consequences(found.removed),
        changed=consequences(found.changed),
        order=found.order,
        stamp=stamp(after),
    )


def _handed_in(programme: Programme) -> dict[str, int]:
    rows = Enrolment.objects.filter(programme=programme, submitted_at__isnull=False).enrolled()
    return dict(rows.values("role").annotate(number=Count("id")).values_list("role", "number"))


def _asked_people(question: Question, handed_in: Mapping[str, int]) -> int:
    roles = list(Role) if question.asked_of == QuestionFor.BOTH else [Role(question.asked_of)]
    return sum(handed_in.get(role, 0) for role in roles)
