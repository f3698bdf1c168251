"""The four people whom a visitor can be: hand-written, so that their pages are full from the first minute."""

from __future__ import annotations

from datetime import timedelta

from mentorship.demo_people.places import half_hours
from mentorship.demo_people.world import OPEN, RUNNING, CheckInPlan, EnrolmentPlan, PersonPlan, Wanted

MENTEE = PersonPlan(
    name="Thandiwe Nkosi",
    email="thandiwe@example.org",
    pronouns="she/her",
    job_title="Data analyst",
    place="Durban",
    zone="Africa/Johannesburg",
    languages=("en",),
    availability=tuple(half_hours(1, 17, 3) + half_hours(3, 17, 2.5) + half_hours(4, 7, 1)),
    formats=("video", "phone"),
    mail_hour=8,
    networks=(
        ("employer", "Quay Street Analytics"),
        ("school", "Durban School of Technology"),
        ("professional_body", "Society of Working Statisticians"),
        ("community", "Women in Data Harbour"),
    ),
    links=(("linkedin", "https://linkedin.example/in/thandiwe-nkosi"),),
    joined=timedelta(days=84),
    password="thandiwe-asks-first",  # noqa: S106 the demo prints it
)
MENTOR = PersonPlan(
    name="Amara Okafor",
    email="amara@example.org",
    pronouns="she/her",
    job_title="Head of analytics",
    place="Lagos",
    zone="Africa/Lagos",
    languages=("en", "fr"),
    availability=tuple(half_hours(1, 16, 2.5) + half_hours(3, 16, 2) + half_hours(5, 9, 1.5)),
    formats=("video", "in_person"),
    mail_hour=8,
    networks=(
        ("employer", "Lagos Energy"),
        ("school", "Lagos Bay University"),
        ("professional_body", "Society of Working Statisticians"),
        ("community", "Women in Data Harbour"),
    ),
    links=(
        ("linkedin", "https://linkedin.example/in/amara-okafor"),
        ("website", "https://amara-okafor.example"),
    ),
    joined=timedelta(days=290),
    password="amara-has-one-place",  # noqa: S106 the demo prints it
)
ORGANISER = PersonPlan(
    name="Ingrid Solheim",
    email="ingrid@example.org",
    pronouns="she/her",
    job_title="Mentoring lead, Harbour Learning Trust",
    place="London",
    zone="Europe/London",
    languages=("en", "de"),
    availability=tuple(half_hours(0, 10, 2) + half_hours(2, 14, 2)),
    formats=("video", "phone", "in_person"),
    mail_hour=9,
    networks=(("employer", "Harbour Learning Trust"), ("professional_body", "Workplace Mediators' Register")),
    links=(),
    joined=timedelta(days=400),
    password="ingrid-minds-the-harbour",  # noqa: S106 the demo prints it
)
GUIDE = PersonPlan(
    name="Beatriz Monteiro",
    email="beatriz@example.org",
    pronouns="she/her",
    job_title="Director of insight",
    place="Lisbon",
    zone="Europe/Lisbon",
    languages=("en", "pt"),
    availability=tuple(half_hours(1, 15, 3) + half_hours(3, 15, 1.5) + half_hours(4, 12, 2)),
    formats=("video", "phone"),
    mail_hour=9,
    networks=(
        ("employer", "Tagus Transport"),
        ("school", "Lisbon Institute of Statistics"),
        ("community", "Women in Data Harbour"),
    ),
    links=(("linkedin", "https://linkedin.example/in/beatriz-monteiro"),),
    joined=timedelta(days=120),
    password="beatriz-counts-passengers",  # noqa: S106 the demo prints it
)

_WANTS = EnrolmentPlan(
    person=0,
    programme=OPEN,
    role="mentee",
    state="approved",
    joined=timedelta(days=24),
    headline="Data analyst, Quay Street Analytics",
    seniority=2,
    where_i_am=(
        "I have been the second of two analysts at Quay Street for three years. People bring me questions all day, and "
        "I like most of them. From January I lead a project for the first time: three departments, one forecast, and a "
        "sponsor who has already told me what it should say."
    ),
    where_i_want_to_be=(
        "In two years I would like to lead a small team that is asked before the decision. I would also like to be able "
        "to stand in front of forty people without writing every sentence down beforehand."
    ),
    challenges=(
        "I have never had to say no to a sponsor. When somebody pushes I go back to my desk and do more analysis, as if "
        "one more chart would say it for me."
    ),
    goals=(
        "Lead the ferry demand forecast from the first question to the decision in June, and keep the three departments in one room.",
        "Say no to a sponsor once, kindly, and still be invited to the next meeting.",
        "Speak at the June review for ten minutes with one chart and no script.",
    ),
    wanted=(
        Wanted("stakeholder-management", 1, 3, 3),
        Wanted("presentation-skills", 1, 3, 3),
        Wanted("project-management", 1, 3, 2),
        Wanted("r", 2, 3, 1),
    ),
    topics=("leading", "confidence", "promotion"),
    topics_note="Working with people who outrank me, and knowing when an analysis is good enough to act on.",
    qualities=("listener", "challenger", "storyteller"),
    qualities_note="Please ask me the awkward question. I would like to hear how it really went for you, the parts that failed included.",
    field="data",
)
MENTEE_OPEN = _WANTS
MENTEE_RUNNING = EnrolmentPlan(
    person=0,
    programme=RUNNING,
    role="mentee",
    state="approved",
    joined=timedelta(days=84),
    headline=_WANTS.headline,
    seniority=_WANTS.seniority,
    where_i_am=(
        "Three years as an analyst, and the last of them mostly spent on reports that I could write in my sleep. I applied "
        "to Crossings because I had begun to look at job advertisements on the bus."
    ),
    where_i_want_to_be="I would like to find out if I should grow where I am or go somewhere else, and to decide it calmly.",
    challenges="I prepare too much and ask too late. By the time I talk to somebody I have usually done the work twice.",
    goals=(
        "Decide by the end of the programme whether to stay at Quay Street, with reasons that I could tell my mother.",
        "Ask for help within a day of being stuck, at least once a week.",
    ),
    wanted=(
        Wanted("career-planning", 1, 3, 3),
        Wanted("assertiveness", 1, 2, 2),
        Wanted("presentation-skills", 1, 3, 2),
    ),
    topics=("promotion", "confidence", "feedback"),
    topics_note="Deciding well, and asking early.",
    qualities=("encouraging", "practical"),
    qualities_note="I like to leave with one thing to do before we meet again.",
    field="data",
)
MENTOR_OPEN = EnrolmentPlan(
    person=1,
    programme=OPEN,
    role="mentor",
    state="approved",
    joined=timedelta(days=290),
    headline="Head of analytics, Lagos Energy",
    seniority=5,
    capacity=2,
    biography=(
        "I was the only analyst in the room for six years before anyone asked me to lead it. I can save you some of that "
        "time. At Lagos Energy I look after nine analysts and, more to the point, the people who ask them for things. I "
        "have started nine first projects with others and two of my own went wrong in ways that I am happy to describe. "
        "I like plain questions, early drafts and walking meetings."
    ),
    offered=(
        ("stakeholder-management", 4),
        ("presentation-skills", 3),
        ("project-management", 3),
        ("energy-engineering", 4),
        ("recruitment", 2),
    ),
    topics=("leading", "confidence", "promotion", "feedback"),
    topics_note="First projects with real sponsors, explaining uncertainty, and the step from analyst to lead.",
    qualities=("listener", "challenger", "storyteller"),
    qualities_note="I listen for most of the first hour, and then I ask what you would do without fear.",
    field="data",
    hook="what you wrote about being the only analyst in the room",
)
GUIDE_RUNNING = EnrolmentPlan(
    person=3,
    programme=RUNNING,
    role="mentor",
    state="approved",
    joined=timedelta(days=90),
    headline="Director of insight, Tagus Transport",
    seniority=4,
    capacity=2,
    biography=(
        "I stayed eleven years in my first job because nobody asked me whether I wanted to. Since then I have decided twice "
        "to leave and once to stay, and each time I wrote down the reasons before I looked at the advertisements. I run a "
        "group of fourteen people who count passengers. I prepare less than I used to and ask earlier."
    ),
    offered=(
        ("career-planning", 4),
        ("assertiveness", 3),
        ("presentation-skills", 3),
        ("data-analysis", 4),
        ("line-management", 3),
    ),
    topics=("promotion", "confidence", "change"),
    topics_note="Staying or leaving, decided on paper and not on the bus.",
    qualities=("encouraging", "practical", "storyteller"),
    qualities_note="We finish every hour with one thing to do, and begin the next one with it.",
    field="data",
)

ASKS_AMARA = (
    (
        "I lead my first project from January and have never had to say no to a sponsor. I would like to prepare the two "
        "conversations that I am avoiding, and to hear afterwards what I could not see from inside.",
        "You were the only analyst in the room, and I am one of two. I would rather learn from the projects that went "
        "wrong than from a course on stakeholders.",
    ),
    (
        "I have been asked to build a team of three from nothing, and I have only ever worked alone. Whom do I look for "
        "first, and how do I tell my manager that it will be slower before it gets faster?",
        "You hire analysts and you still sound like one. I also work in energy, where nobody has time for a model until "
        "the lights go out.",
    ),
    (
        "My forecasts are right more often than not, and decisions are made without them. I would like to bring you one "
        "real presentation a month and find out where I lose the room.",
        "Your profile is the only one that speaks about the people who ask, and not only about the answers.",
    ),
)
# Thandiwe and Beatriz, every two weeks; the fifth time waits for both.
CHECK_INS = (
    CheckInPlan("mentee", 1, "answered", met=True, pulse=3, confidence=2),
    CheckInPlan("mentee", 2, "answered", met=True, pulse=2, confidence=2, blocker="I said yes to two more reports this week, and the time for my own list went there."),
    CheckInPlan("mentee", 3, "answered", met=True, pulse=4, confidence=3),
    CheckInPlan("mentee", 4, "answered", met=False, pulse=4, confidence=4, blocker="We missed our hour: my sponsor moved a meeting onto it, and I let him."),
    CheckInPlan("mentor", 1, "answered", met=True, pulse=3),
    CheckInPlan("mentor", 2, "answered", met=True, pulse=3),
    CheckInPlan("mentor", 3, "answered", met=True, pulse=4),
    CheckInPlan("mentor", 4, "answered", met=False, pulse=4),
)  # fmt: skip
SIGN_INS = [("mentee", MENTEE), ("her mentor", GUIDE), ("mentor", MENTOR), ("organiser", ORGANISER)]
