"""The chapters of this app in a copy of somebody's data (see accounts/copying.py), and those of signing in and of mail."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.copying import Chapter, Part, chapters, namings, own
from accounts.enums import MeetingFormat
from accounts.hours import A_MONDAY, weekly_hours
from accounts.languages import language_names
from accounts.models import (
    Affiliation,
    AuditEvent,
    AuditReason,
    Block,
    BoardAnswer,
    BoardQuestion,
    BoardReport,
    Consent,
    DataExport,
    Erasure,
    FirstRun,
    Job,
    Network,
    Person,
    ProfileLink,
    Skill,
    SkillGroup,
    SkillSynonym,
    User,
)
from notifications.kinds import registry
from notifications.models import DemoMail, Heartbeat, MailChoice, Notification, RefusedAddress


def _days(person: Person) -> list[str]:
    return [formats.date_format(A_MONDAY + timedelta(days=day), "l") for day in sorted(person.days_off)]


def _kind(row: MailChoice | Notification) -> list[str]:
    """A kind of letter as people know it; one that is not sent any more stands for itself."""
    kind = registry.kinds.get(row.kind)
    return [str(kind.label) if kind else row.kind]


def _language(person: Person) -> list[str]:
    return [str(dict(settings.LANGUAGES).get(person.locale, person.locale))]


def _formats(person: Person) -> list[str]:
    known = dict(MeetingFormat.choices)
    return [str(known.get(one, one)) for one in person.formats]


chapters.register(
    Chapter(Person, Part.YOU, lambda person: Q(pk=person.pk), also="created_at", file="photo", title=_("Your profile")),
    Chapter(ProfileLink, Part.YOU, own("person")),
    Chapter(Affiliation, Part.YOU, own("person"), title=_("Where you belong")),
    Chapter(Skill, Part.YOU, own("proposed_by"), also="name state", title=_("Skills that you proposed")),
    Chapter(Block, Part.YOU, own("blocker"), hides=lambda row, person: ("blocker",), title=_("People you blocked")),
    Chapter(User, Part.SITE, own("person"), title=_("Your account")),
    Chapter(EmailAddress, Part.SITE, own("user__person"), only="email verified primary", title=_("E-mail addresses")),
    Chapter(SocialAccount, Part.SITE, own("user__person"), only="provider uid date_joined last_login extra_data", title=_("Signing in through others")),
    Chapter(Authenticator, Part.SITE, own("user__person"), only="type created_at last_used_at", title=_("Passkeys and second steps")),
    Chapter(UserSession, Part.SITE, own("user__person"), only="ip user_agent created_at last_seen_at", title=_("Where you are signed in")),
    Chapter(Consent, Part.SITE, own("person")),
    Chapter(MailChoice, Part.SITE, own("user__person"), title=_("Which letters you get")),
    Chapter(Notification, Part.SITE, own("recipient__person"), also="kind state created_at sent_at", title=_("Letters to you")),
    Chapter(RefusedAddress, Part.SITE, lambda person: Q(address__iexact=person.user.email), title=_("Letters that came back")),
    Chapter(AuditEvent, Part.SITE, lambda person: Q(actor_id=person.pk), also="at action object_kind fields", title=_("What you did, as the log has it")),
    Chapter(DataExport, Part.SITE, own("person"), hides=lambda row, person: ("job",), title=_("Copies of your data")),
    Chapter(Erasure, Part.SITE, own("person"), title=_("Asking to be erased")),
    Chapter(BoardQuestion, Part.COMMUNITIES, own("author"), title=_("Your questions")),
    Chapter(BoardAnswer, Part.COMMUNITIES, own("author"), title=_("Your answers")),
    Chapter(BoardReport, Part.COMMUNITIES, own("reported_by"), title=_("What you reported on a board")),
)  # fmt: skip
chapters.leave_out("", Network, Job, SkillGroup, SkillSynonym, FirstRun, Heartbeat, DemoMail)
chapters.leave_out(
    _("Reasons that others gave for what they did: they may hold their words about somebody else."),
    AuditReason,
)

chapters.speak(Person, "availability", lambda person: weekly_hours(person.availability))
chapters.speak(Person, "days_off", _days)
chapters.speak(Person, "languages", lambda person: language_names(person.languages))
chapters.speak(Person, "formats", _formats)
chapters.speak(Person, "locale", _language)
chapters.speak(MailChoice, "kind", _kind)
chapters.speak(Notification, "kind", _kind)

namings.register(Person, lambda row, person: row.name)
namings.register(User, lambda row, person: row.email)
namings.register(BoardQuestion, lambda row, person: row.title)
namings.register(
    BoardAnswer,
    lambda row, person: gettext("An answer to “%(title)s”") % {"title": row.question.title},
    "question",
)
