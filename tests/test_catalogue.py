"""The site in German: every text has its words, with the same holes and marks as the English ones, and pages speak one
language throughout."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from mentorship.config import ROOT
from scripts import catalogue
from tests import factories as make
from tests.texts import Text, date_patterns, frozen, hidden, renamed, texts

SECOND = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

HOLE = re.compile(r"%\([a-z_0-9]+\)[-0-9.]*[sdf]|%%|%[sd](?![a-z])|\{[a-z_0-9.:!]*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
# Signs and habits that German text of this site does without.
UNWANTED = {
    "a straight quotation mark": re.compile(r"[\"']"),
    "an exclamation mark": re.compile("!"),
    "a sign for two genders within a word": re.compile(r"[a-zäöüß][:*_][iI]n(nen)?\b"),
    "du": re.compile(r"\b(du|dein(e[mnrs]?)?|dir|dich)\b", re.IGNORECASE),
    "three dots": re.compile(r"\.\.\."),
    "a hyphen for a dash": re.compile(r"\w - \w"),
    "English quotation marks": re.compile(r"”"),
}
# What has one German word everywhere: where the English holds the first, the German holds the second.
GLOSSARY = {
    r"\bprogrammes?\b": "programm",
    r"\bwaiting lists?\b": "warteliste",
    r"\bcheck-ins?\b": "check-in",
    r"\bcriteri(on|a)\b": "kriteri",
    r"\btime zones?\b": "zeitzone",
    r"\bquiet hours\b": "ruhezeit",
    r"\bcadence\b": "rhythmus",
    r"\bpasskeys?\b": "passkey",
}


def catalogue_of(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


class Spoken(NamedTuple):
    """An English text and its words; `is_one`: it is the form for one, which may leave the number out."""

    english: str
    ours: str
    is_one: bool = False


def spoken(language: str) -> list[Spoken]:
    """Every text; one with a plural gives two."""
    pairs = []
    for entry in catalogue_of(language):
        pairs += (
            [
                Spoken(entry.msgid, entry.msgstr_plural[0], is_one=True),
                Spoken(entry.msgid_plural, entry.msgstr_plural[1]),
            ]
            if entry.msgid_plural
            else [Spoken(entry.msgid, entry.msgstr)]
        )
    return pairs


def bare(text: str) -> str:
    return TAG.sub("", HOLE.sub("", text))


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


# --- the texts in the code


def test_translating_functions_go_by_their_own_names() -> None:
    """Else neither `make messages` nor the next test would find what is said by them."""
    assert renamed() == []


def test_no_text_hides_within_another() -> None:
    assert hidden() == []


def test_no_text_is_translated_while_its_module_is_imported() -> None:
    assert frozen() == []


@pytest.mark.parametrize("language", SECOND)
def test_the_catalogue_has_every_text_and_no_other(language: str) -> None:
    """After a change of texts: `make messages`, then translate what is new."""
    found = texts()
    known = {
        Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "") for entry in catalogue_of(language)
    }
    # A text that stands alone in one place and with a plural in another is one entry.
    plurals = {(text.words, text.context) for text in found if text.plural}
    wanted = {text for text in found if text.plural or (text.words, text.context) not in plurals}
    assert [f"{found[text]}: {text.words!r}" for text in wanted - known] == []
    assert [text.words for text in known - wanted] == []


# --- the words


@pytest.mark.parametrize("language", SECOND)
def test_every_text_is_translated(language: str) -> None:
    entries = catalogue_of(language)
    assert [entry.msgid for entry in entries.untranslated_entries()] == []
    assert [entry.msgid for entry in entries.fuzzy_entries()] == []
    assert [entry.msgid for entry in entries.obsolete_entries()] == []


@pytest.mark.parametrize("language", SECOND)
def test_a_translation_has_the_holes_and_marks_of_its_text(language: str) -> None:
    faults = []
    for english, ours, is_one in spoken(language):
        there, here = set(HOLE.findall(english)), set(HOLE.findall(ours))
        if here != there and not (is_one and here < there):
            faults.append(f"other placeholders: {english!r} {ours!r}")
        if HOLE.sub("", english).count("%") != HOLE.sub("", ours).count("%"):
            faults.append(f"other signs of per cent: {english!r} {ours!r}")
        if Counter(TAG.findall(english)) != Counter(TAG.findall(ours)):
            faults.append(f"other marks: {english!r} {ours!r}")
        if edges(english) != edges(ours):
            faults.append(f"begins or ends with other spaces: {english!r} {ours!r}")
    assert faults == []


def test_german_is_written_as_germans_write_it() -> None:
    assert [
        f"{what}: {german!r}"
        for _english, german, _is_one in spoken("de")
        for what, sign in UNWANTED.items()
        if sign.search(bare(german))
    ] == []


def test_quotation_marks_come_in_pairs() -> None:
    assert [
        german for _english, german, _is_one in spoken("de") if german.count("„") != german.count("“")
    ] == []


def test_what_has_one_word_has_it_everywhere() -> None:
    assert [
        f"{english!r} {german!r}"
        for english, german, _is_one in spoken("de")
        for theirs, ours in GLOSSARY.items()
        if re.search(theirs, bare(english), re.IGNORECASE) and not re.search(ours, german, re.IGNORECASE)
    ] == []


# --- dates


@pytest.mark.parametrize("language", SECOND)
def test_every_pattern_of_a_day_is_known_in_the_language(language: str) -> None:
    patterns = import_module(f"mentorship.formats.{language}.formats").PATTERNS
    assert {
        pattern: path
        for pattern, path in date_patterns().items()
        if re.search(r"\bj\b", pattern) and pattern not in patterns
    } == {}


def test_days_are_written_in_german() -> None:
    day = date(2026, 11, 24)
    with translation.override("de"):
        assert formats.date_format(day, "D j F") == "Di 24. November"
        assert formats.date_format(day, "j M Y") == "24. Nov. 2026"
        assert formats.number_format(12.5) == "12,5"


# --- pages

PUBLIC = [
    "programmes:home",
    "programmes:guide",
    "programmes:for_organisers",
    "programmes:programme_list",
    "accounts:who_sees_what",
    "accounts:your_data",
    "accounts:accessibility",
    "account_login",
    "account_signup",
    "account_reset_password",
]
MARKUP = re.compile(r"<(script|style|svg|title)\b.*?</\1>|<option.*?</option>|<[^>]*>", re.DOTALL)
ENGLISH = re.compile(
    r"\b(the|and|your|you|with|have|this|that|which|when|they|sign in|what|who|how|of)\b", re.IGNORECASE
)


def words_of(html: str) -> str:
    return " ".join(unescape(MARKUP.sub(" ", html)).split())


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_a_german_browser_gets_a_german_page(name: str) -> None:
    response = Client(headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"}).get(reverse(name))
    html = response.content.decode()
    # What is quoted in another language says so, as screen readers need it.
    english = words_of(
        re.sub(r'<(\w+)[^>]* lang="en.*?</\1>', "", html.partition("<body")[2], flags=re.DOTALL)
    )
    assert '<html lang="de"' in html
    assert response.headers["Content-Language"] == "de"
    assert "Accept-Language" in response.headers["Vary"]
    assert [english[max(0, at.start() - 40) : at.end() + 40] for at in ENGLISH.finditer(english)] == []


@pytest.mark.django_db
def test_a_person_has_their_own_language_whatever_the_browser_asks_for() -> None:
    person = make.PersonFactory(locale="de")
    client = Client(headers={"accept-language": "en-GB"})
    client.force_login(person.user)
    for name in ("journeys:dashboard", "accounts:settings"):
        response = client.get(reverse(name))
        assert '<html lang="de"' in response.content.decode()
        assert response.headers["Content-Language"] == "de"
    missing = client.get("/nothing/here/")
    assert '<html lang="de"' in missing.content.decode()


@pytest.mark.django_db
def test_a_language_that_the_site_no_longer_speaks_is_the_first_one() -> None:
    person = make.PersonFactory(locale="fr")
    client = Client()
    client.force_login(person.user)
    response = client.get(reverse("accounts:accessibility"))
    assert response.headers["Content-Language"] == "en-gb"


# --- the compiled catalogue


def test_only_what_changed_is_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = polib.POFile()
    source.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    source.append(polib.POEntry(msgid="Home", msgstr="Start"))
    source.append(polib.POEntry(msgid="Help", msgstr="Hilfe", flags=["fuzzy"]))
    source.save(str(folder / "django.po"))
    assert catalogue.compile_changed(tmp_path) == [folder / "django.mo"]
    assert catalogue.compile_changed(tmp_path) == []
    assert [(entry.msgid, entry.msgstr) for entry in polib.mofile(str(folder / "django.mo"))] == [
        ("Home", "Start")
    ]
