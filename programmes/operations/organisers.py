"""Who organises a programme. Organising is what opens the admin, so both move together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person, User
from accounts.operations import audit
from programmes.models import Organiser, Programme


@transaction.atomic
def appoint_organiser(*, programme: Programme, person: Person, by: Person | None, now: datetime) -> Organiser:
    """Lets `person` organise `programme`; doing it twice changes nothing."""
    organiser, is_new = Organiser.objects.get_or_create(
        programme=programme, person=person, defaults={"since": now}
    )
    if is_new:
        User.objects.filter(pk=person.user_id).update(is_staff=True)
        audit.record("organiser.appoint", organiser, by=by, now=now, programme_id=programme.pk)
    return organiser


@transaction.atomic
def dismiss_organiser(organiser: Organiser, *, by: Person | None, now: datetime) -> None:
    """Ends it; whoever organises nothing any more does not open the admin either, unless they run the site."""
    audit.record("organiser.dismiss", organiser, by=by, now=now, programme_id=organiser.programme_id)
    person_id = organiser.person_id
    organiser.delete()
    if not Organiser.objects.filter(person=person_id).exists():
        User.objects.filter(person=person_id, is_superuser=False).update(is_staff=False)
