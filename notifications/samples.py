"""What the letters look like, for those who have got none of them: people of fiction with things to write about.

Each app fills it for the kinds that it registers. Nothing here reads the database: a sample is facts for the templates of a
kind, and no letter goes out for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import get_language, gettext_lazy, override

from notifications.enums import Delivery, Topic
from notifications.kinds import ALWAYS, FREE, KEPT, NO_DIGEST, Kind, Letter, registry
from notifications.letters import write
from notifications.models import Notification

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A Tuesday on which every sample was written, and the account of those who are nobody.
NOW = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
# Shaped like the links that work without signing in; it opens nothing.
DUMMY = "eyJlIjoic2FtcGxlIn0:1vKsample:5am5Gd2Fz0nly0ne0f0Urs"


@dataclass(frozen=True)
class Backdrop:
    """Where a sample plays: the names of a programme and its organisation, and the programme's word in addresses."""

    programme: str = "Women in Data"
    organisation: str = "Harbour Learning Trust"
    slug: str = "women-in-data"


@dataclass(frozen=True)
class Somebody:
    """A person of fiction."""

    name: str
    zone: str
    email: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def letter(self, context: dict[str, object], *, reply_to: str = "") -> Letter:
        """A letter to them, in the present language."""
        return Letter(self.email, self.first_name, self.zone, get_language() or "", context, reply_to)


MENTEE = Somebody("Thandiwe Mokoena", "Africa/Johannesburg", "thandiwe@example.org")
MENTOR = Somebody("Amara Okafor-Lindqvist", "Europe/Stockholm", "amara@example.org")
ORGANISER = Somebody("Wanjiru Kamau", "Africa/Nairobi", "wanjiru@example.org")
LONG = Somebody(
    "Nguyễn Thị Minh-Khai de la Fuente y Montenegro", "Asia/Ho_Chi_Minh", "nguyen.minh-khai@example.org"
)


@dataclass(frozen=True)
class Variant:
    """One way in which a letter of a kind can read. `letter` is asked for in the reader's language."""

    name: str
    label: StrOrPromise
    letter: Callable[[Backdrop], Letter]


@dataclass(frozen=True)
class Sample:
    """A kind of mail for those who read about it: when it goes out, to whom, and how it can read."""

    kind: str
    when: StrOrPromise
    reader: StrOrPromise
    variants: tuple[Variant, ...]

    def variant(self, name: str) -> Variant:
        """The variant called so; the first for a name that is none's."""
        return next((one for one in self.variants if one.name == name), self.variants[0])


@dataclass(frozen=True)
class Shown:
    """A line in a list of letters; `ways` says how people may have this kind."""

    kind: Kind
    sample: Sample
    ways: StrOrPromise


WAYS: dict[tuple[Delivery, ...], StrOrPromise] = {
    FREE: gettext_lazy("At once, once a day, or not at all"),
    NO_DIGEST: gettext_lazy("At once, or not at all"),
    KEPT: gettext_lazy("At once, or once a day"),
    ALWAYS: gettext_lazy("It always comes"),
}


def ways_of(kind: Kind) -> StrOrPromise:
    """How people may have a kind of mail, in words. Raises KeyError for ways that no kind has yet."""
    return WAYS[kind.deliveries]


@dataclass
class Samples:
    by_kind: dict[str, Sample] = field(default_factory=dict)

    def register(self, *samples: Sample) -> None:
        """Adds samples. Raises ValueError for a kind that another shows."""
        for sample in samples:
            if self.by_kind.get(sample.kind, sample) is not sample:
                raise ValueError(f"two samples show {sample.kind!r}")
            self.by_kind[sample.kind] = sample

    def by_topic(self) -> list[tuple[Topic, list[Shown]]]:
        """Every kind that has a sample, under what it is about."""
        shown = [
            Shown(registry[name], sample, ways_of(registry[name])) for name, sample in self.by_kind.items()
        ]
        topics = [(topic, [one for one in shown if one.kind.topic == topic]) for topic in Topic]
        return [(topic, kinds) for topic, kinds in topics if kinds]


samples = Samples()


def address(path: str = "/") -> str:
    """A link of a letter; `path` begins with a slash."""
    return settings.SITE_URL + path


def written(
    sample: Sample, variant: Variant, *, locale: str, backdrop: Backdrop | None = None
) -> EmailMultiAlternatives:
    """The e-mail of a variant, by the templates that write the true ones. Nothing is queued."""
    with override(locale):
        letter = variant.letter(backdrop or Backdrop())
    notification = Notification(
        kind=sample.kind,
        recipient_id=NOBODY,
        subject_id=NOBODY,
        created_at=NOW,
        message_id=f"<sample.{sample.kind}.{variant.name}@example.org>",
    )
    return write(notification, letter)
