"""The end, in the access matrix."""

from journeys.models import PairGoal
from tests.access.organise.rows import organise
from tests.access.rows import LATE, MOVED, PAGE, Row, only
from tests.world import World

_WORDS = {"way": "early", "reason": "no_time", "note": "A new post.", "sure": "1"}


def _ends(world: World) -> dict[str, str]:
    goals = PairGoal.objects.filter(mentorship=world.mentorship, state="open")
    return {**_WORDS, **{f"goal_{goal.pk}": "open" for goal in goals}}


ROWS: list[Row] = [
    Row(
        "journeys:close",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=_ends,
        post=only(alice=MOVED, bob=MOVED),
        wrong={"way": "somehow"},
    ),
    Row(
        "journeys:close",
        title="of one that is over",
        at=lambda w: [w.together.closing.over.pk],
        get=only(alice=MOVED, noor=MOVED),
        data=lambda w: _WORDS,
        post=only(alice=LATE, noor=LATE),
    ),
    Row(
        "journeys:closing_answers",
        at=lambda w: [w.together.closing.over.pk],
        get=only(alice=PAGE, noor=PAGE),
        data=lambda w: {"worth": "4", "again": "yes", "in_touch": "yes"},
        post=only(alice=MOVED, noor=MOVED),
        wrong={"takes_along": " ".join(["much"] * 401)},
    ),
    Row(
        "journeys:closing_next",
        at=lambda w: [w.together.closing.over.pk],
        get=only(alice=PAGE, noor=PAGE),
        data=lambda w: {"not_again": "on", "find": "1"},
        post=only(alice=MOVED, noor=MOVED),
        crawled_by=("alice", "noor"),
    ),
    Row("journeys:certificate", at=lambda w: [w.bob.pk], get=only(bob=PAGE)),
    Row("journeys:certificate", title="of a mentee", at=lambda w: [w.alice.pk], get=only(alice=PAGE)),
    organise("journeys:organise_endings", get=PAGE),
]
