"""Documents that are made from the code: states, privacy, the letters, the configuration table of the README.

`manage.py docs` writes them; `manage.py docs --check`, which `make check` runs, fails where one is stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from pydantic_core import PydanticUndefined

from accounts.enums import JOB_TRANSITIONS, SKILL_TRANSITIONS, JobState, SkillState
from accounts.privacy import DECLARATIONS, Sensitivity
from api.contract import written
from api.enums import DELIVERY_TRANSITIONS, WEBHOOK_TRANSITIONS, DeliveryState, WebhookState
from api.views.service import api
from journeys.enums import (
    AGREEMENT_TRANSITIONS,
    CHECK_IN_TRANSITIONS,
    GOAL_TRANSITIONS,
    INTRODUCTION_TRANSITIONS,
    MEETING_TRANSITIONS,
    REVIEW_TRANSITIONS,
    AgreementState,
    CheckInState,
    GoalState,
    IntroductionState,
    MeetingState,
    ReviewState,
)
from matching.enums import (
    BLOCK_TRANSITIONS,
    MENTOR_INVITATION_TRANSITIONS,
    MENTORSHIP_TRANSITIONS,
    REQUEST_TRANSITIONS,
    RUN_TRANSITIONS,
    BlockState,
    MentorInvitationState,
    MentorshipState,
    RequestState,
    RunState,
)
from mentorship.config import ROOT, Config
from mentorship.doctor import findings
from notifications.enums import NOTIFICATION_TRANSITIONS, NotificationState
from notifications.samples import samples
from programmes.enums import (
    ENROLMENT_TRANSITIONS,
    EVENT_TRANSITIONS,
    GUARDIAN_TRANSITIONS,
    INVITATION_TRANSITIONS,
    PROGRAMME_TRANSITIONS,
    SAFETY_TRANSITIONS,
    SIGN_UP_TRANSITIONS,
    EnrolmentState,
    EventState,
    GuardianState,
    InvitationState,
    ProgrammeState,
    SafetyState,
    SignUpState,
)

MADE = "<!-- Made by `manage.py docs` from the code; change it there. -->"

NOUNS: list[tuple[str, type[TextChoices], Mapping[Any, Any]]] = [
    ("Programme", ProgrammeState, PROGRAMME_TRANSITIONS),
    ("Enrolment", EnrolmentState, ENROLMENT_TRANSITIONS),
    ("Invitation", InvitationState, INVITATION_TRANSITIONS),
    ("Request", RequestState, REQUEST_TRANSITIONS),
    ("Mentorship", MentorshipState, MENTORSHIP_TRANSITIONS),
    ("Check-in", CheckInState, CHECK_IN_TRANSITIONS),
    ("Working agreement", AgreementState, AGREEMENT_TRANSITIONS),
    ("Goal", GoalState, GOAL_TRANSITIONS),
    ("Meeting", MeetingState, MEETING_TRANSITIONS),
    ("Review", ReviewState, REVIEW_TRANSITIONS),
    ("Introduction", IntroductionState, INTRODUCTION_TRANSITIONS),
    ("Invitation to a mentor", MentorInvitationState, MENTOR_INVITATION_TRANSITIONS),
    ("Event", EventState, EVENT_TRANSITIONS),
    ("Sign-up", SignUpState, SIGN_UP_TRANSITIONS),
    ("Safety report", SafetyState, SAFETY_TRANSITIONS),
    ("Guardian's consent", GuardianState, GUARDIAN_TRANSITIONS),
    ("Notification", NotificationState, NOTIFICATION_TRANSITIONS),
    ("Webhook", WebhookState, WEBHOOK_TRANSITIONS),
    ("Webhook's delivery", DeliveryState, DELIVERY_TRANSITIONS),
    ("Skill", SkillState, SKILL_TRANSITIONS),
    ("Run", RunState, RUN_TRANSITIONS),
    ("Job", JobState, JOB_TRANSITIONS),
    ("Block of a ranking", BlockState, BLOCK_TRANSITIONS),
]


def states() -> str:
    """docs/states.md: each stateful noun with its table of moves and a drawing."""
    parts = [
        "# States",
        MADE,
        "Every stateful thing has one `state` and moves only by `UPDATE … WHERE id AND state` with a row count of one, with a "
        "row of history in the same transaction. These are the moves.",
    ]
    for noun, choices, table in NOUNS:
        rows = [
            f"| `{state.value}` | {state.label} | {', '.join(f'`{to.value}`' for to in choices if to in table[state]) or 'the end'} |"
            for state in choices
        ]
        arrows = [
            f"    {state.value} --> {to.value}" for state in choices for to in choices if to in table[state]
        ]
        ends = [f"    {state.value} --> [*]" for state in choices if not table[state]]
        parts += [
            f"## {noun}",
            "\n".join(["| state | shown as | may become |", "|---|---|---|", *rows]),
            "\n".join(
                [
                    "```mermaid",
                    "stateDiagram-v2",
                    f"    [*] --> {next(iter(choices)).value}",
                    *arrows,
                    *ends,
                    "```",
                ]
            ),
        ]
    return "\n\n".join(parts) + "\n"


def configuration() -> str:
    """The table of environment variables, with defaults and explanations."""
    rows = []
    for name, field in Config.model_fields.items():
        default = "required" if field.default is PydanticUndefined else _shown(field.default)
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(["| variable | default | what it is |", "|---|---|---|", *rows])


def _shown(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT) if value.is_absolute() else value}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else "empty"


def between(text: str, name: str, made: str) -> str:
    """`text` with what stands between `<!-- name -->` and `<!-- /name -->` replaced. Raises ValueError without the marks."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, mark, rest = text.partition(start)
    _old, closing, after = rest.partition(end)
    if not mark or not closing:
        raise ValueError(f"the marks {start} and {end} are missing")
    return f"{before}{start}\n{made}\n{end}{after}"


def privacy() -> str:
    """docs/privacy.md: every field with personal data, who sees it, how long it is kept, what erasing does."""
    parts = [
        "# Who sees what",
        MADE,
        "Every field of the database that says something about a person. Fields that say nothing about anybody are left out.",
    ]
    by_model: dict[str, list[str]] = {}
    for (label, name), rule in DECLARATIONS.rules.items():
        if rule.sensitivity != Sensitivity.NONE:
            readers = ", ".join(rule.seen_by)
            by_model.setdefault(label, []).append(
                f"| `{name}` | {rule.sensitivity} | {readers} | {rule.kept} | {rule.erasing} |"
            )
    for label, rows in sorted(by_model.items()):
        head = ["| field | kind | seen by | kept | when erased, it |", "|---|---|---|---|---|"]
        parts += [f"## {label.replace('.', ': ')}", "\n".join([*head, *rows])]
    return "\n\n".join(parts) + "\n"


def letters() -> str:
    """The table of every kind of mail: to whom, when, and how people may have it."""
    parts = []
    for topic, kinds in samples.by_topic():
        rows = [
            f"| {one.kind.label} | {one.sample.reader} | {one.sample.when} | {one.ways} |" for one in kinds
        ]
        head = ["| letter | to | when | people may have it |", "|---|---|---|---|"]
        parts += [f"### {topic.label}", "\n".join([*head, *rows])]
    return "\n" + "\n\n".join(parts) + "\n"


@dataclass(frozen=True)
class Document:
    """One file and how its present text is made; `make` is given what the file holds now."""

    path: Path
    make: Callable[[str], str]

    def present(self) -> str:
        return self.path.read_text(encoding="utf-8") if self.path.exists() else ""

    def is_stale(self) -> bool:
        return self.make(self.present()) != self.present()

    def write(self) -> None:
        self.path.write_text(self.make(self.present()), encoding="utf-8")


DOCUMENTS = [
    Document(
        ROOT / "docs" / "operators" / "doctor.md", lambda text: between(text, "findings", findings.table())
    ),
    Document(ROOT / "docs" / "states.md", lambda _: states()),
    Document(ROOT / "docs" / "privacy.md", lambda _: privacy()),
    Document(ROOT / "docs" / "organisers" / "letters.md", lambda text: between(text, "letters", letters())),
    Document(
        ROOT / "docs" / "developers" / "openapi.json", lambda text: written(api.get_openapi_schema(), text)
    ),
    Document(ROOT / "README.md", lambda text: between(text, "configuration", configuration())),
]
