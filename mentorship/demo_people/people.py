"""Composes one person at a time: who they are, and what they wrote as a mentee or as a mentor.

Everything a person says comes from one field of work, so that headline, skills, goals and biography agree."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random

from mentorship.demo_people import content, places
from mentorship.demo_people.content import Field, Line, Story
from mentorship.demo_people.words import NUMBERS, Deck, Writer, capitalised, shuffled, weighted
from mentorship.demo_people.world import EnrolmentPlan, PersonPlan, Wanted

GOAL_LIMIT = 400
WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "æ": "ae", "'": "", "’": "", " ": ""}
)
DOMAINS = ("example.org", "example.com", "example.net")
EARLY_TOPICS = (
    "craft",
    "confidence",
    "feedback",
    "network",
    "promotion",
    "change",
    "settling",
    "study",
    "balance",
)
LATER_TOPICS = (
    "leading",
    "promotion",
    "balance",
    "craft",
    "confidence",
    "network",
    "change",
    "feedback",
    "return",
)
TOPICS_OF_FIELD = {
    "labs": ("study",),
    "enterprise": ("venture",),
    "hospitality": ("venture",),
    "architecture": ("venture",),
    "languages": ("settling",),
    "farming": ("venture",),
    "energy": ("change",),
}
OWN_MASTERS = ("enterprise",)  # nobody whom they could ask for a raise
MENTOR_TOPICS = ("leading", "promotion", "craft", "confidence", "change", "feedback", "network", "balance")
QUALITIES = (
    "listener",
    "challenger",
    "practical",
    "encouraging",
    "connector",
    "structured",
    "spontaneous",
    "storyteller",
)
SENIORITY = {"early": (1, 2), "mid": (3, 3), "senior": (4, 5), "lead": (5, 6)}


@dataclass(frozen=True)
class Draft:
    """A person with what is needed to write on: the field, the beginning of their story, and the facts for the slots."""

    person: PersonPlan
    field: Field
    story: Story
    level: str
    facts: dict[str, str]


def address(name: str) -> str:
    """`name` as the first part of an e-mail address: plain letters, first and last word joined by a dot."""
    words = name.lower().split(" ")
    plain = unicodedata.normalize("NFKD", f"{words[0]}.{words[-1]}".translate(WITHOUT_DECOMPOSITION))
    return "".join(letter for letter in plain if letter.isascii())


def _listed(phrases: list[str]) -> str:
    """The phrases as a list in a sentence; semicolons keep apart those that hold an "and" themselves."""
    if any(" and " in phrase for phrase in phrases):
        return "; ".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


class People:
    """Composes people who share neither name nor address nor words. `taken` names and addresses are left to others."""

    def __init__(self, random: Random, taken: list[PersonPlan]) -> None:
        self.random = random
        self.writer = Writer(random)
        self._names = {person.name for person in taken}
        self._addresses = {person.email for person in taken}
        self._fields = {"mentee": Deck(content.fields(), random), "mentor": Deck(content.fields(), random)}
        self._cultures = Deck(content.cultures().values(), random)
        self._decks: dict[tuple[str, ...], Deck[str]] = {}
        self._stories: dict[tuple[Story, ...], Deck[Story]] = {}

    def deal(self, cards: tuple[str, ...] | list[str]) -> str:
        """The next of `cards`, each of which comes once before one comes twice."""
        key = tuple(cards)
        return self._decks.setdefault(key, Deck(key, self.random)).deal()

    def draft(self, role: str, joined: timedelta) -> Draft:
        """Somebody new in the next field of work, with a name, a place, hours and networks."""
        field = self._fields[role].deal()
        stories = field.now if role == "mentee" else field.bios
        story = self._stories.setdefault(stories, Deck(stories, self.random)).deal()
        level, title = self.random.choice(story.roles)
        culture = self._cultures.deal()
        name, pronouns = self._name(culture)
        zone = places.zone_for(culture["zones"], self.random)
        place = self.random.choice(places.CITIES[zone])
        employer = self.random.choice(story.employers)
        person = PersonPlan(
            name=name,
            email=self._address(name),
            pronouns=pronouns,
            job_title=title,
            place=place,
            zone=zone,
            languages=self._languages(culture["languages"], role),
            availability=places.availability(self.random),
            formats=self._formats(),
            mail_hour=self.random.choice((7, 8, 8, 9, 9, 10, 12, 17)),
            networks=self._networks(field, employer),
            links=self._links(name),
            joined=joined,
        )
        lowest, highest = {"early": (2, 4), "mid": (4, 9)}.get(level, (9, 28))
        years = NUMBERS[self.random.randint(lowest, highest)]
        past = self.random.choice([each for each in field.employers if each != employer])
        facts = {
            "employer": employer,
            "past": past,
            "place": place,
            "role": title[:1].lower() + title[1:],
            "years": years,
            "years_cap": capitalised(years),
        }
        return Draft(person, field, story, level, facts)

    def _name(self, culture: dict[str, list[str]]) -> tuple[str, str]:
        feminine = self.random.random() < 0.52
        first_names = culture["f"] if feminine else culture["m"]
        pronouns = weighted(
            self.random, [("she/her" if feminine else "he/him", 70), ("", 27), ("they/them", 3)]
        )
        for _attempt in range(12):
            name = f"{self.random.choice(first_names)} {self.random.choice(culture['last'])}"
            if name not in self._names:
                break
        while name in self._names:
            first, middle = self.random.sample(first_names, 2)
            name = f"{first} {middle} {self.random.choice(culture['last'])}"
            if name in self._names:
                name = f"{first} {self.random.choice(culture['last'])}-{self.random.choice(culture['last'])}"
        self._names.add(name)
        return name, pronouns

    def _address(self, name: str) -> str:
        domain = self.random.choice(DOMAINS)
        email, number = f"{address(name)}@{domain}", 1
        while email in self._addresses:
            number += 1
            email = f"{address(name)}{number}@{domain}"
        self._addresses.add(email)
        return email

    def _languages(self, spoken: list[str], role: str) -> tuple[str, ...]:
        others = tuple(code for code in spoken if code != "en")
        if others and role == "mentee" and self.random.random() < 0.06:
            return others
        return ("en", *(code for code in others if self.random.random() < 0.85))

    def _formats(self) -> tuple[str, ...]:
        others = tuple(kind for kind in ("phone", "in_person", "writing") if self.random.random() < 0.4)
        return ("video", *others) if self.random.random() < 0.92 or not others else others

    def _networks(self, field: Field, employer: str) -> tuple[tuple[str, str], ...]:
        shared = content.shared()
        networks = [("employer", employer)]
        if self.random.random() < 0.7:
            networks.append(("school", self.random.choice(shared["schools"])))
        if self.random.random() < 0.5:
            networks.append(("professional_body", self.random.choice(field.bodies)))
        if self.random.random() < 0.4:
            networks.append(("community", self.random.choice([*field.communities, *shared["communities"]])))
        return tuple(networks)

    def _links(self, name: str) -> tuple[tuple[str, str], ...]:
        page = address(name).replace(".", "-")
        links = [("linkedin", f"https://linkedin.example/in/{page}"), ("website", f"https://{page}.example")]
        return tuple(
            link for link, share in zip(links, (0.6, 0.15), strict=True) if self.random.random() < share
        )

    def write(self, pattern: str, draft: Draft, **more: str) -> str:
        return self.writer.write(pattern, {**draft.facts, **more})

    def mentee(
        self, draft: Draft, *, index: int, programme: str, state: str, finished: bool
    ) -> EnrolmentPlan:
        """What a mentee wrote. Somebody who did not finish the intake has told where they stand and no more."""
        field = draft.field
        early = draft.level == "early"

        def fitting(lines: tuple[Line, ...]) -> tuple[str, ...]:
            return field.fitting(lines, draft.story)

        qualities, note = self._qualities("mentee")
        topics = self._topics(EARLY_TOPICS if early else LATER_TOPICS, field)
        challenge = self._challenge(fitting(field.challenges))
        return EnrolmentPlan(
            person=index,
            programme=programme,
            role="mentee",
            state=state,
            joined=draft.person.joined,
            headline=f"{draft.person.job_title}, {draft.facts['employer']}",
            seniority=self.random.choice(SENIORITY[draft.level]),
            where_i_am=self.writer.write_new(lambda attempt: self._now(draft, attempt)),
            where_i_want_to_be=self.write(self.deal(fitting(field.hopes)), draft),
            challenges=self.write(challenge, draft),
            topics=topics,
            topics_note=self.write(self.deal(fitting(field.areas)), draft),
            qualities=qualities,
            qualities_note=note,
            goals=self._goals(draft, fitting(field.goals)) if finished else (),
            wanted=self._wanted(field, early=early) if finished else (),
            line_manager_email=self._manager() if self.random.random() < 0.15 else "",
            finished=finished,
            field=field.key,
            asks=tuple(self.write(pattern, draft) for pattern in shuffled(fitting(field.asks), self.random)),
        )

    def _challenge(self, own: tuple[str, ...]) -> str:
        return self.deal(
            own if own and self.random.random() < 0.65 else content.shared()["general_challenges"]
        )

    def _now(self, draft: Draft, attempt: int) -> str:
        text = self.write(draft.story.text, draft)
        return (
            text
            if attempt < 5
            else f"{text} {self.write(self.deal(content.shared()['general_challenges']), draft)}"
        )

    def _goals(self, draft: Draft, own_goals: tuple[str, ...]) -> tuple[str, ...]:
        shared = content.shared()
        goals: list[str] = []
        patterns: list[str] = []
        number = weighted(self.random, [(1, 30), (2, 45), (3, 20), (4, 5)])
        while len(goals) < min(number, len(own_goals)):
            own = not goals or draft.field.key in OWN_MASTERS or self.random.random() < 0.5
            pattern = self.deal(own_goals if own else shared["general_goals"])
            if pattern not in patterns:
                patterns.append(pattern)
                tails = 1 if self.random.random() < 0.35 else 0
                goals.append(self.writer.write_new(partial(self._goal, pattern, draft.facts, tails)))
        return tuple(goals)

    def _goal(self, pattern: str, facts: dict[str, str], tails: int, attempt: int) -> str:
        """`pattern` in words, with more said about it the more often that has been taken already."""
        goal = self.writer.write(pattern, facts)
        for _tail in range(max(tails, min(2, attempt // 8))):
            longer = f"{goal} {self.writer.write(self.deal(content.shared()['goal_tails']), facts)}"
            goal = longer if len(longer) <= GOAL_LIMIT else goal
        return goal

    def _wanted(self, field: Field, *, early: bool) -> tuple[Wanted, ...]:
        wanted = []
        for position, skill in enumerate(self.random.sample(field.wants, self.random.randint(2, 4))):
            now = self.random.choice((0, 1, 1, 2) if early else (1, 2, 2))
            aim = min(4, now + self.random.choice((1, 2, 2)))
            wanted.append(Wanted(skill, now, aim, max(1, 3 - position)))
        return tuple(wanted)

    def _manager(self) -> str:
        return f"{address(self._name(self._cultures.deal())[0])}@example.org"

    def _topics(self, usual: tuple[str, ...], field: Field) -> tuple[str, ...]:
        own = TOPICS_OF_FIELD.get(field.key, ())
        own = own if self.random.random() < 0.6 else ()
        others = [topic for topic in self.random.sample(usual, self.random.randint(2, 3)) if topic not in own]
        return (*own, *others)

    def _qualities(self, role: str) -> tuple[tuple[str, ...], str]:
        qualities = tuple(self.random.sample(QUALITIES, self.random.randint(2, 3)))
        if role == "mentor" or self.random.random() < 0.75:
            sentences = content.shared()["qualities"][qualities[0]][role]
            return qualities, self.writer.write(self.deal(sentences), {})
        return qualities, ""

    def mentor(self, draft: Draft, *, index: int, programme: str, capacity: int) -> EnrolmentPlan:
        """What a mentor wrote, with a biography like nobody else's."""
        field = draft.field
        qualities, note = self._qualities("mentor")
        helps = self.random.sample(field.helps, self.random.randint(2, 3))
        offers = self.random.sample(field.offers, self.random.randint(4, 6))
        return EnrolmentPlan(
            person=index,
            programme=programme,
            role="mentor",
            state="approved",
            joined=draft.person.joined,
            headline=f"{draft.person.job_title}, {draft.facts['employer']}",
            seniority=self.random.choice(SENIORITY[draft.level]),
            topics=self._topics(MENTOR_TOPICS, field),
            topics_note=capitalised(_listed(helps)) + ".",
            qualities=qualities,
            qualities_note=note,
            capacity=capacity,
            biography=self.writer.write_new(lambda _attempt: self._biography(draft)),
            offered=tuple(
                (skill, self.random.choice((4, 4, 3) if at < 2 else (3, 3, 2)))
                for at, skill in enumerate(offers)
            ),
            field=field.key,
            hook=draft.story.hook,
        )

    def _biography(self, draft: Draft) -> str:
        shared = content.shared()
        parts = [self.write(draft.story.text, draft), self.write(self.deal(shared["closers"]), draft)]
        if self.random.random() < 0.6:
            personal = self.write(self.deal(shared["personal"]), draft)
            parts.insert(self.random.choice((1, 2)), personal)
        return " ".join(parts)

    def senior_mentee(self, mentor: EnrolmentPlan, person: PersonPlan, *, programme: str) -> EnrolmentPlan:
        """A mentor who is a mentee in another programme."""
        shared = content.shared()
        employer = next(name for kind, name in person.networks if kind == "employer")
        facts = {"employer": employer, "place": person.place, "years": NUMBERS[self.random.randint(12, 28)]}
        field = next(field for field in content.fields() if field.key == mentor.field)

        goal = partial(self._goal, self.deal(shared["general_goals"]), facts, 0)
        return EnrolmentPlan(
            person=mentor.person,
            programme=programme,
            role="mentee",
            state="approved",
            joined=person.joined / 2,
            headline=mentor.headline,
            seniority=max(4, mentor.seniority - 1),
            topics=("balance", "change"),
            topics_note="",
            qualities=("challenger", "listener"),
            qualities_note=self.writer.write(self.deal(shared["qualities"]["challenger"]["mentee"]), {}),
            where_i_am=self.writer.write_new(
                lambda attempt: " ".join(
                    self.writer.write(self.deal(shared["senior_now"]), facts) for _ in range(1 + attempt // 5)
                )
            ),
            where_i_want_to_be=self.writer.write(self.deal(shared["senior_hopes"]), facts),
            challenges=self.writer.write(self.deal(shared["general_challenges"]), facts),
            goals=(self.writer.write_new(goal),),
            wanted=(Wanted("senior-leadership", 2, 4, 3), Wanted(field.wants[0], 3, 4, 1)),
            field=mentor.field,
        )
