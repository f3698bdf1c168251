"""What happened between the demo's people: requests in every state, mentorships under way, check-ins answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from mentorship.demo_people import content
from mentorship.demo_people.content import skill_in_a_sentence
from mentorship.demo_people.pairs import Pairs
from mentorship.demo_people.words import Deck, Writer, capitalised, weighted
from mentorship.demo_people.world import CheckInPlan, EnrolmentPlan, MentorshipPlan, RequestPlan, Step

CLOCK = timedelta(days=14)
CADENCE_DAYS = {"open-harbour": 30, "crossings": 14}
FREQUENCIES = ("fortnightly", "fortnightly", "monthly", "open", "weekly")
QUIET_ONE_IN = 14
SCENARIOS = {
    "accepted": 5,
    "accepted after a question": 2,
    "pending": 3,
    "two pending": 2,
    "past half time": 2,
    "asked back": 2,
    "replied": 1,
    "declined": 1,
    "declined, then pending": 2,
    "withdrawn": 1,
    "expired": 1,
    "expired, then pending": 2,
    "mentor full": 2,
    "nothing yet": 4,
}


@dataclass
class Tale:
    """Requests and mentorships as they come about."""

    requests: list[RequestPlan] = field(default_factory=list)
    mentorships: list[MentorshipPlan] = field(default_factory=list)
    shortlists: list[tuple[int, int, timedelta]] = field(default_factory=list)


class Stories:
    def __init__(self, pairs: Pairs, random: Random) -> None:
        self.tale = Tale()
        self.done: set[int] = set()
        self._pairs = pairs
        self._random = random
        self._writer = Writer(random)
        self._decks: dict[tuple[str, ...], Deck[str]] = {}
        self._asked: dict[int, int] = {}

    def _ago(self, least: float, most: float) -> timedelta:
        """Between `least` and `most` days, to the minute."""
        return timedelta(minutes=round(self._random.uniform(least, most) * 24 * 60))

    def _say(self, patterns: list[str], **facts: str) -> str:
        key = tuple(patterns)
        return self._writer.write(self._decks.setdefault(key, Deck(key, self._random)).deal(), facts)

    def request(
        self,
        mentee: int,
        mentor: int,
        steps: tuple[Step, ...],
        *,
        want: str = "",
        why: str = "",
        **answer: str,
    ) -> int:
        """Adds a request with its history and returns its position."""
        plan = self._pairs.enrolments[mentee]
        self._pairs.use(mentee, mentor)
        request = RequestPlan(
            mentee=mentee,
            mentor=mentor,
            want=want or self._want(mentee, plan),
            why_you=why or self._why(plan, self._pairs.enrolments[mentor]),
            how_often=self._random.choice(FREQUENCIES),
            steps=steps,
            **answer,
        )
        self.tale.requests.append(request)
        return len(self.tale.requests) - 1

    def _want(self, mentee: int, plan: EnrolmentPlan) -> str:
        """The words differ from one request of a mentee to the next."""
        turn = self._asked[mentee] = self._asked.get(mentee, -1) + 1
        if not plan.asks:
            return plan.challenges
        ask = plan.asks[turn % len(plan.asks)]
        goal = plan.goals[turn % len(plan.goals)]
        return f"{ask} The goal I have written down: {goal}" if self._random.random() < 0.5 else ask

    def _why(self, plan: EnrolmentPlan, mentor: EnrolmentPlan) -> str:
        offered = [skill for skill, _level in mentor.offered]
        wanted = [wanted.skill for wanted in plan.wanted if wanted.skill in offered]
        skill = skill_in_a_sentence((wanted or offered)[0])
        return self._say(
            content.shared()["why_you"], hook=mentor.hook, hook_cap=capitalised(mentor.hook), skill=skill
        )

    def matched_by_organiser(self, mentee: int) -> None:
        """A pair of the running programme, if somebody has a place left; one in eight came later than the others."""
        mentor = self._pairs.with_place(mentee)
        if mentor is not None:
            when = self._ago(6, 20) if self._random.random() < 0.12 else self._ago(50, 72)
            self.mentorship(mentee, mentor, request=None, started=when)

    def ask(self, mentee: int, mentor: int, sent: timedelta, *, want: str = "", why: str = "") -> None:
        """An open request."""
        self._pairs.wait(mentee, mentor)
        self.request(mentee, mentor, (Step("pending", sent, "mentee"),), want=want, why=why)
        self.done.add(mentee)

    def accepted_by(self, mentee: int, mentor: int, *, sent: timedelta, answered: timedelta) -> None:
        """A request that was accepted, and the mentorship that is active since."""
        steps = (Step("pending", sent, "mentee"), Step("accepted", answered, "mentor"))
        request = self.request(mentee, mentor, steps, note=self._say(content.shared()["accepts"]))
        self.mentorship(mentee, mentor, request=request, started=answered, state="active")
        self.done.add(mentee)

    def over_by_now(
        self, mentee: int, mentor: int, *, started: timedelta, closed: timedelta, reason: str
    ) -> None:
        """A mentorship that began by a request and is over; it takes no place any more."""
        steps = (
            Step("pending", started + timedelta(days=3), "mentee"),
            Step("accepted", started, "mentor"),
        )
        request = self.request(mentee, mentor, steps, note=self._say(content.shared()["accepts"]))
        self.tale.mentorships.append(
            MentorshipPlan(
                mentee=mentee,
                mentor=mentor,
                request=request,
                state="completed" if reason == "finished" else "ended",
                started=started,
                closed=closed,
                end_reason=reason,
                check_ins=self._check_ins(mentee, (started - closed).days),
            )
        )
        self.done.add(mentee)

    def declined_by_any(self, mentee: int, *, sent: timedelta, reason: str) -> None:
        mentor = self._pairs.any(mentee)
        if mentor is not None:
            self.declined(mentee, mentor, sent=sent, reason=reason)

    def beginnings(self) -> Iterator[tuple[timedelta, tuple[int, int]]]:
        """How long ago each request or mentorship began, and the two enrolments that it is about."""
        for request in self.tale.requests:
            yield request.steps[0].ago, (request.mentee, request.mentor)
        for pair in self.tale.mentorships:
            yield pair.started, (pair.mentee, pair.mentor)

    def mentorship(
        self, mentee: int, mentor: int, *, request: int | None, started: timedelta, state: str = ""
    ) -> None:
        """A mentorship that began `started` ago, with the check-ins since; `state` is drawn where it is not given."""
        days = started.days
        choices = [("active", 78), ("paused", 8)]
        choices += [("completed", 24)] if days > 60 else []
        choices += [("ended", 6)] if days > 25 else []
        state = state or weighted(self._random, choices)
        closed = self._ago(2, days / 3) if state in {"completed", "ended"} else None
        paused = self._ago(1, min(20.0, days - 1)) if state == "paused" else None
        reason = {"completed": "finished", "ended": self._random.choice(("not_the_fit", "no_time"))}.get(
            state, ""
        )
        self._pairs.promise(mentee, mentor, started)
        quiet_since = closed or paused or timedelta()
        self.tale.mentorships.append(
            MentorshipPlan(
                mentee=mentee,
                mentor=mentor,
                request=request,
                state=state,
                started=started,
                closed=closed,
                end_reason=reason,
                paused=paused,
                check_ins=self._check_ins(mentee, (started - quiet_since).days),
            )
        )

    def _check_ins(self, mentee: int, days: int) -> tuple[CheckInPlan, ...]:
        """Both sides' answers for the periods behind them; half have not answered the latest."""
        cadence = CADENCE_DAYS[self._pairs.enrolments[mentee].programme]
        answers = []
        for side in ("mentee", "mentor"):
            pulse = self._random.choice((2, 3, 3, 4))
            last = days // cadence
            for number in range(1, last + 1):
                if number == last and self._random.random() < 0.5:
                    break
                if number < last and self._random.random() < 0.12:
                    answers.append(CheckInPlan(side, number, "missed"))
                    continue
                pulse = max(1, min(5, pulse + self._random.choice((-1, 0, 0, 1, 1))))
                confidence = max(1, min(5, pulse + self._random.choice((-1, 0, 0))))
                met = self._random.random() < 0.85
                troubled = not met or pulse <= 2
                blocker = (
                    self._say(content.shared()["blockers"][side])
                    if troubled and self._random.random() < 0.6
                    else ""
                )
                answers.append(CheckInPlan(side, number, "answered", met, pulse, confidence, blocker))
        return tuple(answers)

    def answered(self, check_ins: tuple[CheckInPlan, ...]) -> None:
        """The pair told last answered so, and not otherwise."""
        self.tale.mentorships[-1] = replace(self.tale.mentorships[-1], check_ins=check_ins)

    def fall_silent(self, is_one: Callable[[int], bool]) -> None:
        """Of the active pairs of whose mentee `is_one` is true, one in QUIET_ONE_IN has not been heard of for a while."""
        pairs = self.tale.mentorships
        active = [index for index, pair in enumerate(pairs) if pair.state == "active" and is_one(pair.mentee)]
        for index in active[QUIET_ONE_IN // 2 :: QUIET_ONE_IN]:
            pair = pairs[index]
            cadence = CADENCE_DAYS[self._pairs.enrolments[pair.mentee].programme]
            latest = pair.started.days // cadence
            since = max(1, latest - 2)
            silent = tuple(
                replace(one, state="missed", blocker="") if one.number >= since else one
                for one in pair.check_ins
                if one.number < latest
            )
            quiet = timedelta(days=pair.started.days - cadence * (since - 1))
            pairs[index] = replace(pair, quiet=quiet, check_ins=silent)

    def tell(self, scenario: str, mentee: int) -> None:
        """Plays one of SCENARIOS; where no mentor is left for it, nothing happens."""
        plays: dict[str, Callable[[int], None]] = {
            "accepted": self._accepted,
            "accepted after a question": self._accepted_after_question,
            "pending": lambda one: self.pending(one, self._ago(0.1, 6)),
            "two pending": self._two_pending,
            "past half time": lambda one: self.pending(one, self._ago(7.2, 13)),
            "asked back": self._asked_back,
            "replied": self._replied,
            "declined": self._declined,
            "declined, then pending": self._declined_then_pending,
            "withdrawn": self._withdrawn,
            "expired": self._expired,
            "expired, then pending": self._expired_then_pending,
            "mentor full": self._mentor_full,
            "nothing yet": self._shortlists,
        }
        plays[scenario](mentee)

    def pending(self, mentee: int, sent: timedelta) -> None:
        mentor = self._pairs.to_ask(mentee)
        if mentor is not None:
            self._pairs.wait(mentee, mentor)
            self.request(mentee, mentor, (Step("pending", sent, "mentee"),))

    def _two_pending(self, mentee: int) -> None:
        self.pending(mentee, self._ago(2, 6))
        self.pending(mentee, self._ago(0.1, 2))

    def _accepted(self, mentee: int) -> None:
        mentor = self._pairs.with_place(mentee)
        if mentor is None:
            return
        sent = self._ago(12, 170)
        answered = sent - self._ago(0.3, 6)
        is_first = not any(one.close_reason == "mentee_matched" for one in self.tale.requests)
        rival = self._pairs.any(mentee) if self._random.random() < 0.5 or is_first else None
        steps = (Step("pending", sent, "mentee"), Step("accepted", answered, "mentor"))
        request = self.request(mentee, mentor, steps, note=self._say(content.shared()["accepts"]))
        self.mentorship(mentee, mentor, request=request, started=answered)
        if rival is not None and rival != mentor:
            other = answered + (sent - answered) * self._random.uniform(0.2, 0.9)
            rival_steps = (Step("pending", other, "mentee"), Step("closed", answered))
            self.request(mentee, rival, rival_steps, close_reason="mentee_matched")

    def _accepted_after_question(self, mentee: int) -> None:
        mentor = self._pairs.with_place(mentee)
        if mentor is None:
            return
        sent = self._ago(20, 90)
        asked = sent - self._ago(1, 4)
        replied = asked - self._ago(0.2, 3)
        answered = replied - self._ago(0.2, 3)
        steps = (
            Step("pending", sent, "mentee"),
            Step("needs_info", asked, "mentor"),
            Step("pending", replied, "mentee"),
            Step("accepted", answered, "mentor"),
        )
        words = content.shared()
        request = self.request(
            mentee,
            mentor,
            steps,
            question=self._say(words["questions"]),
            reply=self._say(words["replies"]),
            note=self._say(words["accepts"]),
        )
        self.mentorship(mentee, mentor, request=request, started=answered)

    def _asked_back(self, mentee: int) -> None:
        mentor = self._pairs.to_ask(mentee)
        if mentor is not None:
            self._pairs.wait(mentee, mentor)
            sent = self._ago(4, 9)
            steps = (Step("pending", sent, "mentee"), Step("needs_info", sent - self._ago(1, 3.5), "mentor"))
            self.request(mentee, mentor, steps, question=self._say(content.shared()["questions"]))

    def _replied(self, mentee: int) -> None:
        mentor = self._pairs.to_ask(mentee)
        if mentor is not None:
            self._pairs.wait(mentee, mentor)
            sent = self._ago(6, 10)
            asked = sent - self._ago(1, 3)
            steps = (
                Step("pending", sent, "mentee"),
                Step("needs_info", asked, "mentor"),
                Step("pending", asked - self._ago(0.5, 2), "mentee"),
            )
            words = content.shared()
            self.request(
                mentee,
                mentor,
                steps,
                question=self._say(words["questions"]),
                reply=self._say(words["replies"]),
            )

    def declined(self, mentee: int, mentor: int, *, sent: timedelta, reason: str) -> None:
        answered = sent - self._ago(0.5, 4)
        steps = (Step("pending", sent, "mentee"), Step("declined", answered, "mentor"))
        note = self._say(content.shared()["declines"][reason])
        self.request(mentee, mentor, steps, decline_reason=reason, note=note)

    def _declined(self, mentee: int) -> None:
        mentor = self._pairs.any(mentee)
        if mentor is not None:
            full = self._pairs.places_left(mentor) == 0
            reason = "full" if full else self._random.choice(("not_my_area", "no_time", "other"))
            self.declined(mentee, mentor, sent=self._ago(6, 60), reason=reason)

    def _declined_then_pending(self, mentee: int) -> None:
        self._declined(mentee)
        self.pending(mentee, self._ago(0.1, 1.5))

    def _withdrawn(self, mentee: int) -> None:
        mentor = self._pairs.any(mentee)
        if mentor is not None:
            sent = self._ago(6, 80)
            steps = (Step("pending", sent, "mentee"), Step("withdrawn", sent - self._ago(0.1, 5), "mentee"))
            self.request(mentee, mentor, steps)

    def _expired(self, mentee: int) -> None:
        mentor = self._pairs.any(mentee)
        if mentor is not None:
            sent = self._ago(14.5, 60)
            self.request(mentee, mentor, (Step("pending", sent, "mentee"), Step("expired", sent - CLOCK)))

    def _expired_then_pending(self, mentee: int) -> None:
        self._expired(mentee)
        self.pending(mentee, self._ago(0.05, 0.45))

    def _mentor_full(self, mentee: int) -> None:
        mentor = self._pairs.full(mentee)
        if mentor is not None:
            filled = self._pairs.filled[mentor]
            steps = (Step("pending", filled + self._ago(0.5, 10), "mentee"), Step("closed", filled))
            self.request(mentee, mentor, steps, close_reason="mentor_full")

    def left(self, mentee: int, ago: timedelta) -> None:
        """The mentee left the programme `ago` before now, and an open request fell with it."""
        mentor = self._pairs.any(mentee)
        if mentor is not None:
            steps = (Step("pending", ago + self._ago(1, 8), "mentee"), Step("closed", ago))
            self.request(mentee, mentor, steps, close_reason="person_left")

    def _shortlists(self, mentee: int) -> None:
        self.shortlist(mentee, self._random.randint(0, 3))

    def shortlist(self, mentee: int, number: int) -> None:
        for mentor in self._pairs.some(mentee, number):
            self.tale.shortlists.append((mentee, mentor, self._ago(0.2, 12)))
