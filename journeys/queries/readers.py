"""Who reads a call for help."""

from __future__ import annotations

from accounts.models import Person
from matching.models import Mentorship


def readers_of_help(mentorship: Mentorship, asked_by: Person) -> list[Person]:
    """The people whom a call for help by `asked_by` reaches: the programme's organisers, or those who run the site where
    it has none. The other side of the pair is never among them, whatever else they are. Two queries at most."""
    pair = {mentorship.mentee.person_id, mentorship.mentor.person_id} | {asked_by.pk}
    people = Person.objects.filter(user__is_active=True, erased_at__isnull=True).exclude(pk__in=pair)
    ordered = people.select_related("user").order_by("name", "pk")
    organisers = list(ordered.filter(organises__programme=mentorship.programme_id))
    return organisers or list(ordered.filter(user__is_superuser=True))
