"""The proposed pairs of a run as a file for a spreadsheet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.files.outputs import table_bytes
from matching.queries.run_people import cast
from matching.queries.run_review import Proposed, Standing


def pairs_csv(held: Standing) -> bytes:
    """A row a pair, by the mentee's name: both people, the fit, the decision, what to look at. Two queries beside opening
    the run. The reasons are left out: the words of thousands of pairs take longer than somebody waits for a file."""
    pairs = list(held.pairs.values())
    people = cast(held.run, [one.mentee for one in pairs], [one.mentor for one in pairs])
    rows = [
        (
            people.mentee(one.mentee).name,
            people.mentor(one.mentor).name,
            one.points,
            _("locked") if held.locked(one) else "",
            _worth_a_look(held, one),
        )
        for one in pairs
    ]
    rows.sort(key=lambda row: (row[0].casefold(), row[1].casefold()))
    return table_bytes([_("Mentee"), _("Mentor"), _("Fit"), _("Decision"), _("To look at")], rows)


def _worth_a_look(held: Standing, one: Proposed) -> str:
    found = [
        (not one.eligible, _("breaks a rule")),
        (one.low, _("low fit")),
        (one.ambiguous, _("another mentor fits as well")),
        (held.changed(one.mentee), _("changed")),
    ]
    return "; ".join(text for holds, text in found if holds)
