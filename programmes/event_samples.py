"""The letters about events with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.utils.translation import get_language, gettext, gettext_lazy

from accounts.models import Person, User
from notifications.kinds import Letter
from notifications.samples import MENTEE, MENTOR, NOBODY, Backdrop, Sample, Somebody, Variant, samples
from programmes.event_mails import event_letter
from programmes.models import Event, Organisation, Programme
from programmes.operations.events import CANCELLED_MAIL, CHANGED_MAIL, PLACE_MAIL, SIGNED_UP_MAIL, SOON_MAIL

STARTS = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)


def _event(backdrop: Backdrop, words: str) -> Event:
    """An event of fiction; nothing of it is written to the database."""
    organisation = Organisation(name=backdrop.organisation)
    programme = Programme(
        organisation=organisation, name=backdrop.programme, slug=backdrop.slug, zone="Europe/London"
    )
    return Event(
        pk=NOBODY,
        programme=programme,
        title=gettext("An evening about asking for things"),
        about="",
        starts_at=STARTS,
        ends_at=STARTS + timedelta(minutes=90),
        place=gettext("Harbour House, second floor"),
        private_place="https://meet.example.org/harbour",
        cancel_words=words,
    )


def _letter(reader: Somebody, *, is_going: bool = True, words: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        said = gettext("Our speaker is ill. We look for another evening in January.") if words else ""
        locale = get_language() or ""
        person = Person(name=reader.name, zone=reader.zone, locale=locale, user=User(email=reader.email))
        return event_letter(
            _event(backdrop, said), person, is_going=is_going, label=gettext_lazy("See the event")
        )

    return letter


USUAL = gettext_lazy("As it goes out")
samples.register(
    Sample(
        SIGNED_UP_MAIL,
        when=gettext_lazy("When somebody signs up for an event and gets a place"),
        reader=gettext_lazy("Whoever signed up"),
        variants=(Variant("usual", USUAL, _letter(MENTEE)),),
    ),
    Sample(
        PLACE_MAIL,
        when=gettext_lazy("When a place is free, for the first on the waiting list"),
        reader=gettext_lazy("Whoever moved up"),
        variants=(Variant("usual", USUAL, _letter(MENTOR)),),
    ),
    Sample(
        CHANGED_MAIL,
        when=gettext_lazy("When you change the title, time or place of an event"),
        reader=gettext_lazy("Everybody who signed up"),
        variants=(
            Variant("going", gettext_lazy("To somebody who is going"), _letter(MENTEE)),
            Variant(
                "waiting", gettext_lazy("To somebody on the waiting list"), _letter(MENTOR, is_going=False)
            ),
        ),
    ),
    Sample(
        CANCELLED_MAIL,
        when=gettext_lazy("When you cancel an event"),
        reader=gettext_lazy("Everybody who signed up"),
        variants=(
            Variant("words", gettext_lazy("With your words"), _letter(MENTEE, words=True)),
            Variant(
                "waiting", gettext_lazy("To somebody on the waiting list"), _letter(MENTOR, is_going=False)
            ),
        ),
    ),
    Sample(
        SOON_MAIL,
        when=gettext_lazy("The day before an event"),
        reader=gettext_lazy("Whoever has a place"),
        variants=(Variant("usual", USUAL, _letter(MENTEE)),),
    ),
)
