"""Communities whose members show themselves, what stands on their boards, and an invitation to somebody from outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.enums import NetworkKind
from accounts.models import Affiliation, Network, Person
from accounts.operations.board import answer_question, ask_question, settle_question, thank_answer
from accounts.operations.communities import show_in
from matching.operations.invitations import invite_mentor
from mentorship.seeding.context import Seeding
from programmes.models import Enrolment

HARBOUR, STATISTICIANS = "Women in Data Harbour", "Society of Working Statisticians"
ONE_IN = 3


def tell(people: Mapping[str, Person], seeding: Seeding) -> None:
    """`people` are those who sign in, by e-mail address."""
    thandiwe, amara, beatriz = (people[f"{name}@example.org"] for name in ("thandiwe", "amara", "beatriz"))
    _show(people, seeding)

    def ago(days: int, hour: int) -> datetime:
        return (seeding.now - timedelta(days=days)).replace(hour=hour, minute=20, second=0, microsecond=0)

    harbour = Network.objects.get(name=HARBOUR)
    asked = ask_question(
        harbour,
        title="Who has shown a forecast to a sponsor with the gaps left in?",
        text="I have two weeks of ferry numbers missing and would rather say so than fill them. How did you say it?",
        by=thandiwe,
        now=ago(16, 18),
    )
    best = answer_question(
        asked,
        text="First sentence, before the chart: here is what we do not know. I did it standing up, so that I would not explain.",
        by=amara,
        now=ago(15, 7),
    )
    answer_question(
        asked,
        text="Leave the gap white. Nobody asked what it meant, they only asked when it would be full.",
        by=beatriz,
        now=ago(15, 10),
    )
    thank_answer(best, by=thandiwe, now=ago(14, 18))
    settle_question(asked, settled=True, by=thandiwe, now=ago(14, 19))
    ask_question(
        harbour,
        title="Part-time in an analytics team of four: has anybody made it work?",
        text="Somebody in my group would like three days a week. I want to say yes and to know what I say yes to.",
        by=beatriz,
        now=ago(4, 9),
    )
    statisticians = Network.objects.get(name=STATISTICIANS)
    table = ask_question(
        statisticians,
        title="Is anybody going to the June review, and would share a table?",
        text="",
        by=amara,
        now=ago(4, 8),
    )
    for other in _shown_there(statisticians, besides=(thandiwe, amara))[:1]:
        answer_question(
            table,
            text="I am, and I bring the biscuits. By the window, if we are early.",
            by=other,
            now=ago(3, 12),
        )
    _invite(thandiwe, ago(2, 19))


def _show(people: Mapping[str, Person], seeding: Seeding) -> None:
    """Those who sign in show themselves in their communities and professional bodies, and so do one in three of
    the others, and all of the statisticians."""
    public = [NetworkKind.COMMUNITY, NetworkKind.PROFESSIONAL_BODY]
    mine = Affiliation.objects.filter(person__in=people.values(), network__kind__in=public)
    for number, one in enumerate(mine.select_related("person").order_by("pk")):
        show_in(one, shown=True, by=one.person, now=seeding.at(timedelta(days=60 - number)))
    rest = Affiliation.objects.filter(network__kind__in=public, shown_at=None).order_by("pk")
    colleagues = rest.filter(network__name=STATISTICIANS).values_list("pk", flat=True)
    shown = {*colleagues, *list(rest.values_list("pk", flat=True))[::ONE_IN]}
    Affiliation.objects.filter(pk__in=shown).update(shown_at=seeding.at(timedelta(days=33)))


def _shown_there(network: Network, *, besides: tuple[Person, ...]) -> list[Person]:
    rows = Affiliation.objects.filter(network=network, shown_at__isnull=False).exclude(person__in=besides)
    return [row.person for row in rows.select_related("person").order_by("pk")]


def _invite(mentee: Person, at: datetime) -> None:
    invite_mentor(
        mentee=Enrolment.objects.get(person=mentee, programme__slug="open-harbour"),
        name="Nomvula Dlamini",
        email="nomvula.dlamini@example.net",
        message="You taught the one course in which I was never afraid to be wrong. In January I lead my first project, and I "
        "would like to talk to you once a month about the people in it, not about the statistics.",
        by=mentee,
        now=at,
    )
