"""The proposed pairs of a run as a file for a spreadsheet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.files.outputs import table_bytes
from matching.kept_runs import fits
from matching.queries.run_people import cast
from matching.queries.run_review import Standing


def pairs_csv(held: Standing) -> bytes:
    """A row a pair, by the mentee's name: both people, the fit, the decision and the weightiest reasons. A fixed number of
    queries."""
    pairs = list(held.pairs.values())
    people = cast(held.run, [one.mentee for one in pairs], [one.mentor for one in pairs])
    told = fits(held.run, [(one.mentee, one.mentor) for one in pairs])
    rows = []
    for one, fit in zip(pairs, told, strict=True):
        mentee, mentor = people.mentee(one.mentee), people.mentor(one.mentor)
        good = [reason.text for reason in fit.for_mentee if reason.good]
        less = [reason.text for reason in fit.for_mentee if reason.less]
        locked = one.mentee in held.locks
        rows.append(
            (mentee.name, mentor.name, one.points, _("locked") if locked else "", "; ".join(good), "; ".join(less))
        )
    columns = [
        _("Mentee"),
        _("Mentor"),
        _("Fit"),
        _("Decision"),
        _("Why, to the mentee"),
        _("Against, to the mentee"),
    ]
    return table_bytes(columns, sorted(rows, key=lambda row: (row[0].casefold(), row[1].casefold())))
