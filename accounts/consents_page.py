"""What somebody agreed to, and what of it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.consent_texts import PURPOSES, Purpose, Subject, describers
from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person

HISTORY = 100


@dataclass(frozen=True)
class Given:
    """One consent. `is_old` says that its text was changed since: it stands, and does not count any more."""

    consent: Consent
    purpose: Purpose
    subject: Subject

    @property
    def title(self) -> str:
        return self.subject.title or str(self.purpose.title)

    @property
    def text(self) -> str:
        """What was agreed to, as it was worded then; empty where that is not kept here."""
        return str(self.purpose.texts.get(self.consent.version, "")) or self.subject.text

    @property
    def new_text(self) -> str:
        return str(self.purpose.texts.get(self.purpose.version, ""))

    @property
    def is_old(self) -> bool:
        return bool(self.purpose.texts) and self.consent.version != self.purpose.version

    @property
    def can_give_again(self) -> bool:
        return self.purpose.here and self.subject.standing


@dataclass(frozen=True)
class ConsentsPage:
    """`withdrawn` are the latest that were taken back, or replaced by a newer text."""

    standing: list[Given]
    withdrawn: list[Given]


def consents_page(person: Person) -> ConsentsPage:
    """One query, and what the describers take."""
    rows = list(Consent.objects.filter(person=person).order_by("-given_at", "-pk"))
    given = [_given(row, subject) for row, subject in zip(rows, _subjects(rows), strict=True)]
    standing = [one for one in given if one.consent.withdrawn_at is None]
    held = {(one.consent.purpose, one.consent.subject) for one in standing}
    withdrawn = sorted(
        (one for one in given if one.consent.withdrawn_at is not None),
        key=lambda one: str(one.consent.withdrawn_at),
        reverse=True,
    )
    return ConsentsPage(standing, _once_again(withdrawn, held)[:HISTORY])


def _once_again(withdrawn: list[Given], held: set[tuple[str, str]]) -> list[Given]:
    """Only the latest of each can be given again, and only while none stands."""
    seen, shown = set(held), []
    for one in withdrawn:
        key = (one.consent.purpose, one.consent.subject)
        subject = replace(one.subject, standing=one.subject.standing and key not in seen)
        shown.append(Given(one.consent, one.purpose, subject))
        seen.add(key)
    return shown


def _subjects(rows: list[Consent]) -> list[Subject]:
    found = describers.of(rows)
    return [found.get(row.pk, Subject(_("Something that is not there any more"))) for row in rows]


def _given(row: Consent, subject: Subject) -> Given:
    return Given(row, PURPOSES[ConsentPurpose(row.purpose)], subject)


def own_consent(person: Person, pk: int) -> Given:
    """One consent of `person`. Raises Http404 for anybody else's."""
    row = Consent.objects.filter(person=person, pk=pk).first()
    if row is None:
        raise Http404(_("There is no such consent."))
    return _given(row, _subjects([row])[0])


def outdated(person: Person) -> int:
    """How many standing consents of `person` are to a text that was changed since. No query where no text ever was."""
    changed = {purpose: known.version for purpose, known in PURPOSES.items() if len(known.texts) > 1}
    if not changed:
        return 0
    old = Q()
    for purpose, version in changed.items():
        old |= Q(purpose=purpose) & ~Q(version=version)
    return Consent.objects.standing().filter(old, person=person).count()
