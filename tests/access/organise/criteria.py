from __future__ import annotations

from urllib.parse import urlencode

from matching.drafts import Draft, mark
from tests.access.organise.rows import organise
from tests.access.rows import LATE, MOVED, NO_METHOD, PAGE, Row, only
from tests.world import World


def _draft(world: World) -> str:
    seen = mark(world.programme.criteria.all())
    draft = Draft(seen, {"some-time": {"enabled": True}, "skills": {"weight": 1.0}})
    return f"?{urlencode({'draft': draft.packed(world.programme)})}"


# A bare POST was made on a page that nobody has seen: nothing is saved, and the page says what there is now.
ROWS: list[Row] = [
    organise("matching:organise_criteria", get=PAGE, post=PAGE),
    organise("matching:organise_criterion_add", get=PAGE, post=PAGE),
    organise(
        "matching:organise_criterion_add",
        query="?kind=gap&of=seniority",
        get=PAGE,
        post=PAGE,
        wrong={"label": ""},
        title="a new one",
    ),
    organise("matching:organise_criteria_usual", get=NO_METHOD, post=MOVED, crawled_by=()),
    organise("matching:organise_what_if", get=PAGE, post=MOVED),
    organise("matching:organise_what_if", query=_draft, get=PAGE, post=MOVED, title="with a change"),
    organise("matching:organise_criterion", at=lambda w: [w.criterion.key], get=PAGE, post=PAGE),
    organise(
        "matching:organise_criterion_move",
        at=lambda w: [w.criterion.key],
        get=NO_METHOD,
        post=MOVED,
        crawled_by=(),
    ),
    organise("matching:organise_criterion_delete", at=lambda w: ["origin"], get=PAGE, post=MOVED),
    organise("matching:organise_criterion_identity", at=lambda w: ["origin"], get=PAGE, post=LATE),
    organise(
        "matching:organise_preview",
        at=lambda w: [w.run.number],
        get=PAGE,
        post=PAGE,
        wrong={"day": ""},
    ),
    organise(
        "matching:organise_preview_close",
        at=lambda w: [w.run.number],
        get=NO_METHOD,
        post=MOVED,
        crawled_by=(),
    ),
    organise(
        "matching:organise_preview_again",
        at=lambda w: [w.run.number],
        get=NO_METHOD,
        post=MOVED,
        crawled_by=(),
    ),
    Row("matching:preview", at=lambda w: [w.alice.pk], get=only(alice=PAGE), post=only(alice=MOVED)),
    Row("matching:preview", at=lambda w: [w.bob.pk], get=only(), post=only(), title="nothing proposed"),
]
