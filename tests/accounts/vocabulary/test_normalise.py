from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.vocabulary.normalise import bare, compact, content, normalise, sounds, stem


@pytest.mark.parametrize(
    ("typed", "normalised"),
    [
        ("  Public   SPEAKING ", "public speaking"),
        ("Résumé", "resume"),
        ("C++", "cpp"),
        ("C ++", "cpp"),
        ("C#", "csharp"),
        ("c sharp", "csharp"),
        (".NET", "dotnet"),
        ("ASP.NET", "asp dotnet"),
        ("R", "r"),
        ("P&L", "p and l"),
        ("Ph.D.", "phd"),
        ("H.R.", "hr"),
        ("women's careers", "womens careers"),
        ("A/B testing", "a b testing"),
        ("front-end", "front end"),
        ("ＵＸ", "ux"),
        ("…!?", ""),
    ],
)
def test_normalise(typed: str, normalised: str) -> None:
    assert normalise(typed) == normalised


@settings(deadline=None)
@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "family",
    [
        "negotiate negotiating negotiation negotiations negotiator",
        "manage manager managers managing management mgmt",
        "organisation organization organisations organizational",
        "prioritise prioritize prioritisation prioritization priorities",
        "present presenting presentation presentations presenter",
        "lead leader leaders leading leadership",
        "behaviour behavior behaviours behavioural",
        "modelling modeling model models",
        "counselling counseling counsellor counselor",
        "communicate communicating communication communications comms",
        "confident confidence",
        "resilient resilience",
        "plan plans planning planner",
        "statistics statistical stats statistician",
    ],
)
def test_one_family_has_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("programme", "programming"),
        ("career", "care"),
        ("doctor", "doctoral"),
        ("mentor", "mental"),
        ("transformer", "transformation"),
        ("minute", "minister"),
    ],
)
def test_strangers_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_content_keeps_the_meaning_and_never_nothing() -> None:
    assert content("i want to get better at my public speaking skills") == ("public", "speaking")
    assert content("how to") == ("how", "to")


def test_bare_keeps_the_skill() -> None:
    assert bare(("building", "resilience")) == ("resilience",)
    assert bare(("team", "building")) == ("team", "building")
    assert bare(("interview", "tips")) == ("interview",)
    assert bare(("support",)) == ("support",)


def test_letters_and_sounds() -> None:
    assert compact("front end") == compact("frontend")
    assert sounds("pharmacy") == sounds("farmasy")
    assert sounds("psychology") == sounds("sychology")
    assert sounds("design") != sounds("writing")
