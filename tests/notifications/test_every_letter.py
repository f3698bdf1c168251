"""Every letter that the site can send, in every way it can read and in every language, with people of fiction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Page

from accounts.models import User
from journeys.mails.mentorships import help_letter
from journeys.operations.beginnings import STARTED_MAIL
from journeys.operations.cadence import PROPOSED_MAIL
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL
from journeys.operations.help import HELP_MAIL
from journeys.operations.help_actions import MESSAGE_MAIL, NUDGE_MAIL
from matching.mails import KINDS, request_facts
from matching.mentorship_mails import mentorship_letter
from matching.operations.mentorships import ENDED_MAIL, PAUSED_MAIL, RESUMED_MAIL
from notifications.enums import Delivery
from notifications.kinds import Letter, registry
from notifications.models import Notification
from notifications.samples import Backdrop, Sample, samples, written
from programmes.mails import decision_letter, invitation_letter
from programmes.operations.enquiry import ENQUIRY_MAIL
from programmes.operations.enrolments import DECISION_MAIL
from programmes.operations.invitations import INVITATION_MAIL
from programmes.operations.leaving import BACK_MAIL, MOVED_MAIL
from tests import factories as make
from tests.pages.markup import Markup
from tests.world import World, build_world

ENGLISH = settings.LANGUAGES[0][0]
LOCALES = [code for code, _name in settings.LANGUAGES]
MISSING = "[missing: %s]"
LINK = re.compile(r"https?://[^\s>]+")
# What a template or a lazy word leaves behind when something is wrong, and what people would read as shouting.
LEFTOVERS = re.compile(r"{{|{%|%\(|\bNone\b|__proxy__|object at 0x|\[missing: |&#x27;|&quot;|&amp;amp;|!")
# Facts that are words of the site, not of a person.
OURS = {"action_label", "left", "until", "decline_reason"}


@pytest.fixture(autouse=True)
def loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact that a template asks for and does not get stands in the letter."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)


KINDS_SHOWN = [pytest.param(sample, id=sample.kind) for sample in samples.by_kind.values()]


@cache
def letter_of(kind: str, variant: str, locale: str) -> Letter:
    with override(locale):
        return samples.by_kind[kind].variant(variant).letter(Backdrop())


@cache
def message_of(kind: str, variant: str, locale: str) -> EmailMultiAlternatives:
    sample = samples.by_kind[kind]
    return written(sample, sample.variant(variant), locale=locale)


def read(sample: Sample, locale: str) -> Iterator[tuple[Letter, EmailMultiAlternatives, Markup]]:
    """What a letter is made of, how it goes out, and its HTML, in every way it can read."""
    for variant in sample.variants:
        message = message_of(sample.kind, variant.name, locale)
        yield letter_of(sample.kind, variant.name, locale), message, Markup(html_of(message))


def html_of(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def shown(page: Markup) -> str:
    """What people read of the HTML."""
    return "\n".join(tag.text for tag in page.all("title", "body"))


def test_every_kind_has_a_sample_and_no_other() -> None:
    assert set(samples.by_kind) == set(registry.kinds)


def test_no_two_ways_to_read_have_one_name() -> None:
    for sample in samples.by_kind.values():
        names = [variant.name for variant in sample.variants]
        assert len(set(names)) == len(names), sample.kind


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sample", KINDS_SHOWN)
def test_the_letter_is_whole(sample: Sample, locale: str) -> None:
    for letter, message, page in read(sample, locale):
        assert message.subject.strip() == message.subject != ""
        assert len(message.subject) <= 120
        for words in (message.subject, LINK.sub("", str(message.body)), LINK.sub("", shown(page))):
            assert not LEFTOVERS.search(words), words
        assert "\n\n\n" not in str(message.body)
        assert len(message.message().as_bytes()) < 60_000
        assert letter.name in str(message.body)
        assert letter.name in shown(page)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sample", KINDS_SHOWN)
def test_its_html_is_well_made_and_has_one_action(sample: Sample, locale: str) -> None:
    for letter, _message, page in read(sample, locale):
        assert [tag.attributes["lang"] for tag in page.all("html")] == [locale]
        assert len(page.all("h1")) == 1
        assert page.title
        assert not page.all("table", "img", "script", "link", "form", "input", "button")
        assert not page.having("style")
        assert not [name for tag in page.tags for name in tag.attributes if name.startswith("on")]
        levels = [int(tag.name[1]) for tag in page.all("h1", "h2", "h3")]
        assert not [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
        links = page.all("a")
        assert all(tag.text and re.match(r"https?://|mailto:", tag.attributes["href"]) for tag in links)
        assert not [tag.text for tag in links if tag.within("blockquote")]
        first = [tag for tag in links if tag.attributes.get("class") == "first"]
        assert len(first) == 1 or (not first and "action_url" not in letter.context)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sample", KINDS_SHOWN)
def test_text_and_html_lead_to_the_same(sample: Sample, locale: str) -> None:
    for _letter, message, page in read(sample, locale):
        text = str(message.body)
        links = {tag.attributes["href"] for tag in page.all("a")}
        posts = {link for link in links if link.startswith("mailto:")}
        assert links - posts == {link.rstrip(".,;") for link in LINK.findall(text)}
        assert all(post.removeprefix("mailto:") in text for post in posts)


@pytest.mark.parametrize("sample", KINDS_SHOWN)
def test_its_headers_say_what_it_is(sample: Sample) -> None:
    kind = registry[sample.kind]
    for _letter, message, page in read(sample, ENGLISH):
        headers = message.extra_headers
        assert re.fullmatch(r"<\S+@\S+>", headers["Message-ID"])
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["List-Id"]
        stops = Delivery.OFF in kind.deliveries
        assert ("List-Unsubscribe" in headers, "List-Unsubscribe-Post" in headers) == (stops, stops)
        stop = re.findall(r"<(https?://[^>]+)>", headers.get("List-Unsubscribe", ""))
        hrefs = [tag.attributes["href"] for tag in page.all("a")]
        assert all(address in str(message.body) and address in hrefs for address in stop)


# --- in another language nothing is left in English


def facts(thing: Any) -> Iterator[str]:
    """The words of people and names in what a letter is made of; those of the site are left out."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for name, value in thing.items():
            if name not in OURS:
                yield from facts(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from facts(value)
    elif hasattr(thing, "__dict__"):
        yield from facts(vars(thing))


def known(letter: Letter) -> list[str]:
    """The words of a letter that are nobody's to translate, the longest first."""
    theirs = [line for fact in facts(dict(letter.context)) for line in [fact, *fact.splitlines()]]
    return sorted(
        filter(str.strip, [*theirs, letter.name, settings.SITE_NAME, "mentor ship"]), key=len, reverse=True
    )


def is_said(line: str, theirs: list[str]) -> bool:
    """Whether the site says something in this line, beside names, links and quotations."""
    rest = LINK.sub("", line)
    for words in theirs:
        rest = rest.replace(words, "")
    return not line.startswith(">") and bool(re.search(r"[^\W\d_]{3,}", rest))


def lines(message: EmailMultiAlternatives) -> list[str]:
    page = Markup(html_of(message))
    parts = [tag.text for tag in page.all("h1", "h2", "p", "li", "a")]
    return [message.subject, *str(message.body).splitlines(), *parts]


@pytest.mark.parametrize("locale", LOCALES[1:])
@pytest.mark.parametrize("sample", KINDS_SHOWN)
def test_nothing_is_left_in_english(sample: Sample, locale: str) -> None:
    for variant in sample.variants:
        english = lines(message_of(sample.kind, variant.name, ENGLISH))
        theirs = known(letter_of(sample.kind, variant.name, ENGLISH))
        said = {line for line in english if is_said(line, theirs)}
        assert said & set(lines(message_of(sample.kind, variant.name, locale))) == set(), variant.name


# --- a sample says what a true letter says


def true_facts(world: World) -> Iterator[tuple[str, set[str]]]:
    """Kinds with the facts that their true letters are made of, as far as they can be had without the causes of them."""
    pair = world.mentorship
    request = make.RequestFactory(mentee=pair.mentee, mentor=pair.mentor)
    for about in KINDS:
        yield about.name, set(request_facts(about, request))
    reader = pair.mentee.person
    for kind, state in ((PAUSED_MAIL, "paused"), (RESUMED_MAIL, "active"), (ENDED_MAIL, "ended")):
        letter = mentorship_letter(pair, reader, state=state)
        assert letter
        yield kind, set(letter.context)
    for kind, text in ((NUDGE_MAIL, ""), (MESSAGE_MAIL, "A word")):
        letter = help_letter(pair, reader, by=None, text=text)
        assert letter
        yield kind, set(letter.context)
    yield DECISION_MAIL, set(decision_letter(pair.mentee, state="approved", message="").context)
    invitation = make.InvitationFactory()
    yield INVITATION_MAIL, set(invitation_letter(invitation, url="/").context)
    for kind, subject in (
        (STARTED_MAIL, pair),
        (CHECK_IN_MAIL, world.check_in),
        (QUIET_MAIL, world.check_in),
        (FOLLOW_UP_MAIL, world.check_in),
        (PROPOSED_MAIL, world.proposal),
        (ENQUIRY_MAIL, world.enquiry),
        (HELP_MAIL, world.call),
        (MOVED_MAIL, world.alice),
        (BACK_MAIL, world.alice),
    ):
        loaded = [loaded_for(kind, user, subject) for user in world.users.values()]
        yield kind, set(next(letter.context for letter in loaded if letter))


def loaded_for(kind: str, user: User, subject: Any) -> Letter | None:
    """The letter of this kind about `subject`, as far as `user` would get it."""
    return registry[kind].load(
        Notification(kind=kind, recipient=user, subject_id=subject.pk, created_at=timezone.now())
    )


@pytest.mark.django_db
def test_samples_are_made_of_what_true_letters_are_made_of() -> None:
    for kind, names in true_facts(build_world()):
        sample = samples.by_kind[kind]
        assert set(sample.variants[0].letter(Backdrop()).context) == names, kind


# --- in a browser

SEEN = [
    "request_received",
    "request_declined",
    "mentorship_started",
    "digest",
    "invitation",
    "check_in_quiet",
]


def test_axe_finds_nothing_in_either_scheme(
    new_context: Callable[..., Any], axe: Callable[[Page], list[str]]
) -> None:
    page, faults = new_context(viewport={"width": 360, "height": 700}).new_page(), []
    for kind in SEEN:
        sample = samples.by_kind[kind]
        page.set_content(html_of(written(sample, sample.variants[0], locale=ENGLISH)))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{kind}, {scheme}: {fault}" for fault in axe(page)]
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{kind} is wider than a phone")
    assert not faults, "\n".join(faults)
