"""`manage.py upgrade --wait`: a machine that is there before its database."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from mentorship.management.commands import upgrade


class Told(io.StringIO):
    """Lets the database be found once that was told twice that it is not."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host

    def flush(self) -> None:
        if self.getvalue().count("does not answer yet") == 2:
            connection.settings_dict["HOST"] = self.host


def test_it_waits_until_the_database_answers(
    transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SILENCED_SYSTEM_CHECKS = ["async.E001"]  # what the tests themselves need in their environment
    monkeypatch.setattr(upgrade, "PAUSE", 0.001)
    monkeypatch.setattr(upgrade, "TELL_EACH", 3)
    connection.close()
    said = Told(connection.settings_dict["HOST"])
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        call_command("upgrade", plan=True, wait=True, stdout=said)
    finally:
        connection.settings_dict["HOST"] = said.host
    lines = said.getvalue().splitlines()
    assert [("waiting" in line, "/nowhere" in line) for line in lines[:3]] == [(True, True)] * 2 + [
        (False, False)
    ]
    assert "the tables are those of this release" in said.getvalue()
