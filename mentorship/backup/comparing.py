"""In what the site that is there differs from a backup; nothing is changed."""

from __future__ import annotations

from mentorship.backup import laying, tables
from mentorship.backup.checking import Checked
from mentorship.backup.making import moment


def differences(checked: Checked) -> list[str]:
    """Every table and every file that is not as in the backup, in words."""
    with moment() as still, still.cursor() as cursor:
        found = tables.measure(cursor)
    return [*map(str, tables.differences(checked.manifest.tables, found)), *laying.differences(checked)]
