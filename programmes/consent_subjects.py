"""What the consents are about that programmes ask for (see accounts/consent_texts.py)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.consent_texts import Subject, describers
from accounts.enums import ConsentPurpose
from accounts.models import Consent
from programmes.conduct import CODE_VERSION, SITE
from programmes.enums import ENROLMENT_TRANSITIONS, EnrolmentState, Role
from programmes.models import Enrolment, Programme, Question

CAN_LEAVE = [state for state, ways in ENROLMENT_TRANSITIONS.items() if EnrolmentState.WITHDRAWN in ways]


def subjects_of(consents: Collection[Consent]) -> dict[int, Subject]:
    """Programmes, and questions of programmes; three queries at most."""
    split = {row.pk: row.subject.partition(":")[::2] for row in consents}
    programmes = _programmes({programme for programme, _key in split.values() if programme})
    people = {row.person_id for row in consents}
    taking_part = _taking_part(people, programmes)
    keys = {key for _programme, key in split.values() if key}
    questions = _questions(programmes, keys) if keys else {}
    found = {}
    for row in consents:
        place, key = split[row.pk]
        programme = programmes.get(place)
        roles = taking_part.get((row.person_id, place), frozenset())
        if row.purpose == ConsentPurpose.CODE_OF_CONDUCT and row.subject == SITE:
            found[row.pk] = _site_code(row)
        elif programme is not None and row.purpose == ConsentPurpose.CODE_OF_CONDUCT:
            found[row.pk] = _guidelines(row, programme, takes_part=bool(roles))
        elif programme is not None:
            asked = questions.get((programme.pk, key), "")
            name = _("%(programme)s: %(question)s") % {"programme": programme.name, "question": asked}
            needed = {Role.MENTOR} if row.purpose == ConsentPurpose.DIRECTORY else set(Role)
            found[row.pk] = Subject(
                name if asked else programme.name, standing=bool(needed & roles) and (not key or bool(asked))
            )
    return found


def _site_code(row: Consent) -> Subject:
    url = reverse("programmes:conduct") if row.version == CODE_VERSION else ""
    return Subject(
        _("This site"),
        title=_("The code of conduct"),
        url=url,
        leave_url=reverse("accounts:erase"),
        leave_label=_("Leave the site"),
    )


def _guidelines(row: Consent, programme: Programme, *, takes_part: bool) -> Subject:
    is_present = row.version == programme.guidelines_version
    return Subject(
        programme.name,
        title=_("The guidelines of a programme"),
        text=programme.guidelines if is_present else "",
        leave_url=reverse("programmes:leave", args=[programme.slug]) if takes_part else "",
        leave_label=_("Leave the programme"),
    )


def _programmes(keys: Collection[str]) -> dict[str, Programme]:
    ids = []
    for key in keys:
        try:
            ids.append(UUID(key))
        except ValueError:  # the subject of another app
            continue
    return {str(programme.pk): programme for programme in Programme.objects.filter(pk__in=ids)} if ids else {}


def _taking_part(
    people: Collection[UUID], programmes: Collection[str]
) -> dict[tuple[UUID, str], frozenset[Role]]:
    """In which roles they take part in each programme, or have applied."""
    if not programmes:
        return {}
    rows = Enrolment.objects.filter(
        person__in=people, programme__in=[UUID(key) for key in programmes], state__in=CAN_LEAVE
    )
    found: dict[tuple[UUID, str], frozenset[Role]] = {}
    for person, programme, role in rows.values_list("person", "programme", "role"):
        found[person, str(programme)] = found.get((person, str(programme)), frozenset()) | {Role(role)}
    return found


def _questions(programmes: Collection[str], keys: Collection[str]) -> dict[tuple[UUID, str], str]:
    """The latest wording of each question."""
    rows = Question.objects.filter(
        version__programme__in=[UUID(key) for key in programmes], key__in=keys, identity=True
    )
    ordered = rows.order_by("version__number").values_list("version__programme", "key", "text")
    return {(programme, key): text for programme, key, text in ordered}


describers.register(subjects_of)
