"""The gentle check: does a goal say what, how to tell, and by when? Pure.

It reads English and German, whichever the goal is written in, and asks rather than finds fault: each hint is a question with
an example, and a goal may stand as it is. Where the words leave room for doubt it keeps quiet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class About(Enum):
    """What a hint asks about."""

    WHAT = "what"
    SEVERAL = "several"
    MEASURE = "measure"
    FEELING = "feeling"
    WHEN = "when"
    PAST = "past"
    FAR = "far"


@dataclass(frozen=True)
class Hint:
    about: About
    question: StrOrPromise
    example: StrOrPromise


HINTS = {
    About.WHAT: Hint(
        About.WHAT,
        _("What will you be able to do then that you cannot do today?"),
        _("“Get better at presenting” becomes “Present our plan to the board without reading it out”."),
    ),
    About.SEVERAL: Hint(
        About.SEVERAL,
        _("Could this be two goals? Each is easier to reach by itself."),
        _("“Finish the course and find a new job” becomes “Finish the course” and “Find a new job”."),
    ),
    About.MEASURE: Hint(
        About.MEASURE,
        _("How will the two of you tell that it is reached?"),
        _("“Three colleagues have used the guide without asking me.”"),
    ),
    About.FEELING: Hint(
        About.FEELING,
        _("What would somebody else see when you feel so?"),
        _("“I feel confident” becomes “I have spoken up in four meetings in a row”."),
    ),
    About.WHEN: Hint(
        About.WHEN,
        _("By when would you like to be there? A rough day is enough; you can move it."),
        _("“Before the review in June.”"),
    ),
    About.PAST: Hint(
        About.PAST,
        _("That day has passed. By when would you like to be there now?"),
        _("Two or three weeks from today, if most of it is done."),
    ),
    About.FAR: Hint(
        About.FAR,
        _("That is a long way off. Which part of it could you reach while you work together?"),
        _("“Become head of department” becomes “Lead one project from start to end by March”."),
    ),
}

FAR_AWAY = timedelta(days=366)
FEW_WORDS = 3

_VAGUE = re.compile(
    r"""\b(?:
      ^better | ^more | improv\w+ | get(?:ting)?\s+(?:\w+\s+)?(?:better|good|stronger|fitter|more) | do\s+better | be(?:ing)?\s+(?:a\s+)?(?:better|more)
      | becom(?:e|ing)\s+(?:an?\s+)?(?:much\s+)?(?:better|more|great|good|stronger)
      | learn(?:ing)?\s+(?:(?:a\s+bit|a\s+lot|lots|something)\s+)?(?:more|about) | know(?:ing)?\s+more | find\s+out\s+(?:more|about)
      | understand(?:ing)?\s+(?:more|better) | work(?:ing)?\s+on | develop(?:ing)?\s+(?:my|myself|as)
      | grow(?:ing)?\s+(?:my|as|in|into|professionally|personally) | grow | explor\w+ | enhanc\w+ | strengthen\w* | boost\w* | gain(?:ing)?\s+(?:more\s+)?(?:experience|insight\w*|confidence|knowledge)
      | try(?:ing)?\s+to | build(?:ing)?\s+(?:my\s+|up\s+)?(?:more\s+|self-)?confidence | more\s+(?:confident|visible|assertive|organised|strategic|productive)
      | progress\s+(?:in|my) | advanc(?:e|ing)\s+my\s+career | deepen\w*
      | verbesser\w+ | besser\s+(?:werden|sein|verstehen|\w+en\b) | mehr\s+(?:über|von|lernen|wissen|erfahren|selbst\w+|erfahrung)
      | weiterentwickel\w+ | weiterbilden | ausbauen | stärken | vertiefen | (?:selbst)?sicherer\s+werden | wachsen | versuchen
      | arbeiten\s+an | mich\s+entwickeln
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

# What makes even a vague verb say enough: "… by giving two talks", "… so that I can run the stand-up".
_CONCRETE = re.compile(
    r"\b(?:by\s+\w+ing|so\s+that|in\s+order\s+to|until\s+I|enough\s+to|to\s+the\s+point|from\s+.{1,40}\s+to|indem|damit|sodass|so\s+dass|von\s+.{1,40}\s+auf)\b",
    re.IGNORECASE,
)

_NUMBER = re.compile(
    r"(?:\b\d|%|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|first|second|third|once|twice|half|every|each|all|no|without|never|weekly|daily|monthly"
    r"|einen?|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|erste[nrs]?|einmal|zweimal|jede[nrs]?|jeden|ohne|kein\w*|alle)\b)",
    re.IGNORECASE,
)

# Done or not done: everybody can tell.
_FINISHING = (
    "apply|book|build|choose|complete|create|decide|defend|deliver|draft|earn|enrol|file|find|finish|get a|get an|get hired|get into|get promoted|get published|get the|give|"
    "graduate|hand in|hire|hold|host|introduce|join|launch|lead|make|move|negotiate|obtain|open|organise|organize|pass|pitch|plan|"
    "present|produce|publish|qualify|read|record|register|replace|reach|release|run|say no|secure|sell|send|set up|ship|sign|speak|start|submit|switch|take|teach|"
    "translate|visit|win|write"
)
_FINISHING_DE = (
    "abgeben|abschließen|abschliessen|anmelden|beantragen|bestehen|besuchen|bewerben|einreichen|erstellen|fertigstellen|finden|gewinnen|gründen|halten|"
    "lesen|leiten|schreiben|veröffentlichen|vorstellen|vortragen|präsentieren|unterschreiben|übernehmen|organisieren|aufbauen|bauen"
)
_FINISHED = re.compile(
    rf"^\W*(?:(?:I\s+(?:want|would\s+like|plan|will|aim|hope)\s+(?:to\s+)?|to\s+|my\s+goal\s+is\s+to\s+|ich\s+(?:will|möchte|werde)\s+)?(?:{_FINISHING})\b)"
    rf"|\b(?:{_FINISHING_DE})\W*$",
    re.IGNORECASE,
)

_FEELING = re.compile(
    r"\b(?:feel(?:ing|s)?|felt|happy|happier|confident|comfortable|satisfied|proud|better|I\s+(?:will\s+)?(?:just\s+)?know|(?:will|be|is|goes)\s+good|easier"
    r"|fühle?n?|zufrieden|glücklich|sicherer|wohl|besser|stolz)\b",
    re.IGNORECASE,
)

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember"
)
_DAY = re.compile(
    rf"\b(?:(?:by|before|until|till|in|on|end\s+of|during|bis|vor|im|am|ende|anfang|mitte)\s+(?:(?:the|next|this|early|mid|late|end\s+of|zum|zur|ende|anfang|mitte)[\s-]+)*(?:{_MONTHS})"
    r"|(?:by|before|until|till|in|within|this|next|over\s+the|bis|vor|in|innerhalb\s+von|diese[nrs]?|nächste[nrs]?)\s+(?:(?:the|end|of|next|this|coming|my|our|zum|zur|einem|einer|kommenden|nächsten)\s+)*"
    r"(?:\d+\s+|two\s+|three\s+|four\s+|six\s+|zwei\s+|drei\s+|vier\s+|sechs\s+)?(?:days?|weeks?|months?|years?|quarter|term|spring|summer|autumn|winter|christmas|easter|monday|tuesday|wednesday|thursday|friday|saturday|sunday|new\s+year"
    r"|tagen?|wochen?|monat(?:en?|s)?|jahr(?:en?|es)?|quartal|semester|frühling|frühjahr|sommer|herbst|winter|weihnachten|ostern)"
    r"|(?:19|20)\d\d|tomorrow|morgen|today|heute|\d{1,2}\.\s?\d{1,2}\.)\b",
    re.IGNORECASE,
)

_DOING = (
    f"{_FINISHING}|achieve|ask|attend|become|be|change|develop|do|explore|gain|get|grow|improve|increase|know|learn|manage|master|meet|network|practise|practice|raise|"
    "reduce|study|talk|understand|use|work"
)
_BETWEEN = re.compile(
    rf"(?:\band\b|\bas\s+well\s+as\b|\bplus\b|[;\n]|[.!]\s|,)\s*(?:and\s+)?(?:also\s+|then\s+|finally\s+|to\s+|I\s+want\s+to\s+|I\s+will\s+)*(?P<verb>{_DOING})\b(?!-)",
    re.IGNORECASE,
)
_BETWEEN_DE = re.compile(r"\bund\b(?=.*\b\w{3,}en\W*$)", re.IGNORECASE)
_VERB_DE = re.compile(r"\b\w{2,}(?:en|eln|ern)\W*$", re.IGNORECASE)
_LAST_VERB = re.compile(
    rf"\b(?:{'|'.join(verb for verb in _DOING.split('|') if ' ' not in verb)})\W*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


def check(
    text: str, *, measure: str = "", due_on: date | None = None, today: date, ends_on: date | None = None
) -> tuple[Hint, ...]:
    """What could be asked about a goal that is to be reached until `due_on`, in a mentorship that ends on `ends_on`; nothing
    where it says what, how to tell and by when. The order is the one in which to answer."""
    found: list[About] = []
    if not _says_what(text):
        found.append(About.WHAT)
    if _says_several(text):
        found.append(About.SEVERAL)
    asked = _about_measure(text, measure)
    if asked:
        found.append(asked)
    late = _about_day(f"{text} {measure}", due_on, today, ends_on)
    if late:
        found.append(late)
    return tuple(HINTS[about] for about in found)


def words_of(hints: Sequence[Hint]) -> list[str]:
    """The names of what is asked about, for tests and for counting."""
    return [hint.about.value for hint in hints]


def _says_what(text: str) -> bool:
    if len(_WORD.findall(text)) < FEW_WORDS:
        return False
    return not _VAGUE.search(text) or bool(_CONCRETE.search(text))


def _says_several(text: str) -> bool:
    for found in _BETWEEN.finditer(text):
        before = text[: found.start()].strip(" ,.;!")
        # "Plan and run a workshop" is one thing, and so is "Learn to plan and run one".
        if len(_WORD.findall(before)) >= 2 and not _LAST_VERB.search(before):
            return True
    return any(_VERB_DE.search(text[: found.start()].strip(" ,.;!")) for found in _BETWEEN_DE.finditer(text))


def _about_measure(text: str, measure: str) -> About | None:
    if measure.strip():
        felt = _FEELING.search(measure) and not _NUMBER.search(measure)
        return About.FEELING if felt else None
    if _NUMBER.search(_DAY.sub(" ", text)):
        return None
    if _FINISHED.search(text) and not _VAGUE.search(text):
        return None
    return About.MEASURE


def _about_day(words: str, due_on: date | None, today: date, ends_on: date | None) -> About | None:
    if due_on is None:
        return None if _DAY.search(words) else About.WHEN
    if due_on < today:
        return About.PAST
    last = today + FAR_AWAY if ends_on is None or ends_on < today else min(ends_on, today + FAR_AWAY)
    return About.FAR if due_on > last else None
