"""What the fairness page of a run shows: the scores, the worst-off, the mentors' load, and groups of those who agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.consent_texts import current_version
from accounts.enums import ConsentPurpose
from accounts.models import Consent
from matching.fairness import Counted, Told, load, told
from matching.kept_runs import opened
from matching.models import MatchRun, ProposedPair, Solution
from matching.queries.runs import POINTS, Shown, figures
from matching.snapshot.stored import DamagedSnapshot
from programmes.answered import fits
from programmes.enums import QuestionFor, QuestionKind
from programmes.models import Answer, Question
from ui.charts import Chart, Series, bar_chart

GROUPED = frozenset({QuestionKind.CHOICE, QuestionKind.LADDER, QuestionKind.CHOICES, QuestionKind.YES_NO})
SEVERAL = "several"
NOT_COUNTED = ""
LOW_TENS = 5  # scores below 50 are drawn in the accent
LOWEST = 10


@dataclass(frozen=True)
class GroupTable:
    """One question about identity. `rows` is None where too few agreed to compare anything; `words`: it is answered in
    words, which make no groups."""

    question: Question
    rows: Sequence[Told] | None
    words: bool = False


@dataclass(frozen=True)
class FairnessPage:
    """`lowest` is the mean of the ten lowest scores in points, None where fewer pairs than that are proposed. `stale`: the
    aim was solved before the last decision. `lost`: the snapshot of the run cannot be read any more, so nobody knows who
    stood where in it."""

    run: MatchRun
    figures: Shown
    lowest: int | None
    stale: bool
    spread: Chart
    load: Chart
    idle: int
    tables: Sequence[GroupTable]
    lost: bool

    @property
    def speaks(self) -> bool:
        return any(table.rows for table in self.tables)


def fairness_page(run: MatchRun) -> FairnessPage:
    """The fairness of the run's chosen aim, in its newest solution; a fixed number of queries.

    Raises Solution.DoesNotExist where nothing was computed."""
    solution = Solution.objects.filter(run=run, aim=run.aim).latest("revision")
    scores = _scores(run, solution)
    lowest = sorted(scores.values())[:LOWEST]
    loads = load(solution.mentors, run.mentors)
    try:
        tables, lost = _tables(run, scores), False
    except DamagedSnapshot:
        tables, lost = [], True
    return FairnessPage(
        run=run,
        figures=figures(solution, run.mentees),
        lowest=round(POINTS * sum(lowest) / LOWEST) if len(lowest) == LOWEST else None,
        stale=solution.revision < run.revision,
        spread=_spread_chart(solution),
        load=_load_chart(loads),
        idle=loads[0],
        tables=tables,
        lost=lost,
    )


def _scores(run: MatchRun, solution: Solution) -> dict[int, float]:
    """The shown score of each matched mentee, by position. One query."""
    rows = (
        ProposedPair.objects.filter(run=run).order_by().values_list("mentee_place", "mentor_place", "score")
    )
    chosen = dict(enumerate(solution.mentors))
    return {mentee: score for mentee, mentor, score in rows if chosen.get(mentee) == mentor}


def _spread_chart(solution: Solution) -> Chart:
    lowest = next((ten for ten, pairs in enumerate(solution.spread) if pairs), 0)
    tens = range(min(lowest, LOW_TENS), len(solution.spread))
    return bar_chart(
        series=Series(_("Pairs"), [solution.spread[ten] for ten in tens]),
        labels=[_("%(n)ds") % {"n": ten * 10} if ten else _("0 to 9") for ten in tens],
        sentence=_("How many pairs there are by their score, in tens of points."),
        caption=_("The further right, the better the two fit. Below 50 is worth a second look."),
        low_until=max(LOW_TENS - tens[0], 0),
    )


def _load_chart(loads: Sequence[int]) -> Chart:
    return bar_chart(
        series=Series(_("Mentors"), list(loads)),
        labels=[ngettext("%(n)d mentee", "%(n)d mentees", at) % {"n": at} for at in range(len(loads))],
        sentence=_("How many mentors have no mentee, one, two and so on."),
        caption=_("Nobody has more than the places they offered."),
    )


def _tables(run: MatchRun, scores: Mapping[int, float]) -> list[GroupTable]:
    questions = _questions(run)
    if not questions:
        return []
    groups = _groups(run, [question for question in questions if question.kind in GROUPED])
    found = []
    for question in questions:
        if question.kind not in GROUPED:
            found.append(GroupTable(question, None, words=True))
            continue
        counted = _counted(question, groups[question.key], run.mentees, scores)
        found.append(GroupTable(question, told(counted)))
    return found


def _questions(run: MatchRun) -> list[Question]:
    """What mentees are asked about identity now. Three queries."""
    published = run.programme.form_versions.filter(published_at__isnull=False)
    version = published.order_by("-number").first()
    if version is None:
        return []
    rows = version.questions.filter(identity=True, asked_of__in=[QuestionFor.BOTH, QuestionFor.MENTEE])
    return list(rows.prefetch_related("options"))


def _groups(run: MatchRun, questions: Iterable[Question]) -> dict[str, dict[int, str]]:
    """For each question the group of each mentee, by position, of those who agree today that theirs is counted. An answer
    that the question of today does not hold is not counted. Three queries."""
    by_key = {question.key: question for question in questions}
    subjects = {f"{run.programme_id}:{key}": key for key in by_key}
    consents = Consent.objects.standing().filter(
        purpose=ConsentPurpose.IDENTITY_STATISTICS,
        version=current_version(ConsentPurpose.IDENTITY_STATISTICS),
        subject__in=list(subjects),
    )
    agreed = {(subjects[subject], person) for subject, person in consents.values_list("subject", "person_id")}
    places = {pk: place for place, pk in enumerate(opened(run).mentee_ids)}
    answers = Answer.objects.filter(
        enrolment__programme=run.programme, key__in=list(by_key), enrolment__role="mentee"
    ).annotate(person_id=F("enrolment__person"))
    found: dict[str, dict[int, str]] = {key: {} for key in by_key}
    for answer in answers:
        place = places.get(answer.enrolment_id)
        if place is None or (answer.key, answer.person_id) not in agreed:
            continue
        if fits(by_key[answer.key], answer):
            found[answer.key][place] = _group_of(answer)
    return found


def _group_of(answer: Answer) -> str:
    if answer.yes is not None:
        return "yes" if answer.yes else "no"
    return answer.choices[0] if len(answer.choices) == 1 else SEVERAL


def _counted(
    question: Question, groups: Mapping[int, str], mentees: int, scores: Mapping[int, float]
) -> list[Counted]:
    """Everybody of the run in exactly one group: by what they answered, and the rest."""
    labels = _labels(question)
    matched: dict[str, list[float]] = {key: [] for key in labels}
    unmatched = dict.fromkeys(labels, 0)
    for place in range(mentees):
        key = groups.get(place, NOT_COUNTED)
        if place in scores:
            matched[key].append(scores[place])
        else:
            unmatched[key] += 1
    return [
        Counted(label, len(matched[key]), unmatched[key], tuple(matched[key]))
        for key, label in labels.items()
    ]


def _labels(question: Question) -> dict[str, str]:
    """The groups of a question, by their key; those who are not counted last."""
    if question.kind == QuestionKind.YES_NO:
        answers = {"yes": _("Yes"), "no": _("No")}
    else:
        answers = {option.key: option.label for option in question.options.all()}
    if question.kind == QuestionKind.CHOICES:
        answers[SEVERAL] = _("More than one of these")
    return {**answers, NOT_COUNTED: _("Not counted: no answer, or not agreed")}
