"""Turns what people type into forms that can be compared. Pure: no Django, no I/O.

Three strengths of sameness, from strict to loose: `normalise` (case, accents, punctuation), `compact` (spaces as well),
`stem` (endings, British and American spelling, common abbreviations)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Names whose punctuation is the name. They come first, before punctuation is dropped.
_SIGNS = (
    (re.compile(r"\bc\s?\+\+|\bc plus plus\b"), " cpp "),
    (re.compile(r"\b([cf])\s?(?:#|♯)|\b([cf])[ -]sharp\b"), r" \1\2sharp "),
    (re.compile(r"(?<![a-z])\.net\b|\bdot ?net\b"), " dotnet "),
    (re.compile(r"(?<=[a-z])\.net\b"), " dotnet "),
    (re.compile(r"(?<=[a-z])\.(?=js\b)"), " "),
    (re.compile(r"\bph\. ?d\b"), " phd "),
    (re.compile(r"\s*&\s*|\s\+\s"), " and "),
)
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?|\b[a-z](?:\.[a-z])+\b")
_APOSTROPHE = re.compile(r"['’ʼ`]")
_OTHER = re.compile(r"\W+")

# Said around a skill rather than naming one.
FILLERS = frozenset({
    "a", "ability", "able", "about", "also", "am", "an", "and", "are", "as", "at", "be", "become",
    "becoming", "been", "being", "better", "by", "can", "could", "do", "does", "doing", "dont", "enhance",
    "enhancing", "for", "from", "gain", "gaining", "get", "gets", "getting", "good", "great", "help",
    "helping", "hope", "hoping", "how", "i", "id", "if", "im", "improve", "improved", "improvement",
    "improvements", "improving", "in", "interested", "into", "is", "ive", "know", "knowing", "like", "ll",
    "looking", "me", "more", "my", "need", "needing", "needs", "of", "on", "or", "our", "really", "skill",
    "skills", "so", "some", "someone", "that", "the", "their", "them", "this", "to", "too", "try", "trying",
    "us", "want", "wanted", "wanting", "wants", "way", "ways", "we", "what", "when", "with", "would", "you",
    "your",
})  # fmt: skip
# Empty only at the start ("building resilience", but "team building") or only at the end ("interview tips").
OPENERS = frozenset({
    "advanced", "advice", "basic", "be", "beginner", "beginners", "boost", "boosting", "build", "building",
    "cope", "coping", "deal", "dealing", "develop", "developing", "effective", "effectively", "grow",
    "growing", "guidance", "handle", "handling", "having", "increase", "increasing", "intro", "introduction",
    "learn", "learning", "master", "mastering", "overcome", "overcoming", "practical", "professional",
    "start", "starting", "strengthen", "strengthening", "support", "tackle", "tackling", "tips",
    "understand", "understanding", "use", "using", "work", "working",
})  # fmt: skip
CLOSERS = frozenset({
    "advice", "basics", "beginners", "coaching", "course", "courses", "effectively", "experience",
    "expertise", "guidance", "help", "knowledge", "lessons", "practice", "professionally", "stuff",
    "support", "techniques", "tips", "training", "work",
})  # fmt: skip

ABBREVIATIONS = {
    "acct": "account", "acctg": "accounting", "admin": "administration", "biz": "business", "comms": "communication",
    "dept": "department", "dev": "development", "devt": "development", "econ": "economics", "ed": "education",
    "edu": "education", "eng": "engineering", "env": "environment", "exec": "executive", "fin": "finance",
    "gov": "government", "govt": "government", "info": "information", "intl": "international", "lit": "literature",
    "maint": "maintenance", "math": "mathematics", "maths": "mathematics", "mech": "mechanical", "mfg": "manufacturing",
    "mgmt": "management", "mgmnt": "management", "mgr": "manager", "mgt": "management", "mkt": "market",
    "mktg": "marketing", "mngmt": "management", "neg": "negotiation", "ops": "operations", "org": "organisation",
    "pres": "presentation", "prod": "product", "prog": "programming", "proj": "project", "psych": "psychology",
    "sci": "science", "stats": "statistics", "strat": "strategy", "svc": "service", "tech": "technology",
    "uni": "university", "vol": "volunteer",
}  # fmt: skip

# Families that endings alone would split, and pairs that endings alone would wrongly join.
_FAMILIES = {
    "account": "accountancy accountant accountants accounting accounts account",
    "academ": "academia academic academics",
    "analys": "analyse analyses analysing analysis analyst analysts analytic analytical analytics analyze analyzing analyser",
    "audition": "audition auditions",
    "author": "author authors authoring",
    "business": "business businesses",
    "care": "care caring carer carers",
    "career": "career careers",
    "consult": "consult consultancy consultant consultants consulting",
    "doctor": "doctor doctors",
    "doctorate": "doctoral doctorate doctorates",
    "econom": "economic economical economics economist economists economy",
    "general": "general generally",
    "generate": "generate generating generation generative",
    "impostor": "impostor impostors imposter imposters",
    "equities": "equities",
    "experiment": "experiment experiments experimental experimentation experimenting",
    "influencer": "influencer influencers",
    "integrity": "integrity",
    "jewel": "jewellery jewelry jeweller jeweler",
    "minute": "minute minutes",
    "number": "number numbers",
    "organise": "organise organising organiser organisers organize organizing organizer organised organized",
    "organisation": "organisation organisations organisational organization organizations organizational",
    "paper": "paper papers",
    "prioritis": "priorities prioritisation prioritise prioritising prioritization prioritize prioritizing priority",
    "programme": "program programme programmes programs",
    "programming": "programmer programmers programming",
    "speech": "speech speeches",
    "statistic": "statistic statistical statistician statisticians statistics",
    "team": "team teams teaming",
    "transformer": "transformer transformers",
    "valuation": "valuation valuations",
    "water": "water",
}
_FAMILY_OF = {word: family for family, words in _FAMILIES.items() for word in words.split()}

_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})iz(?=(?:e|es|ed|ing|er|ers|ation|ations|ational)$)"), "is"),
    (re.compile(r"(?<=[a-z]{3})our(?=(?:s|al|ing|ed|ful|able)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=[a-z]{2})ence(?=s?$)"), "ense"),
    (re.compile(r"ae(?=[a-z]{3})"), "e"),
)
# Ending, and the fewest letters that must be left before it.
_ENDINGS = (
    ("ations", 4), ("ation", 4), ("ators", 5), ("ator", 5), ("ating", 4), ("ated", 5), ("bility", 4),
    ("ment", 4), ("ship", 4), ("ness", 4), ("ity", 5), ("ing", 3), ("ion", 4), ("ed", 3), ("er", 3),
    ("or", 4), ("al", 5), ("ly", 4), ("ate", 5), ("ense", 5), ("ent", 5), ("ance", 5), ("ant", 5), ("ative", 4), ("ive", 5),
)  # fmt: skip
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLE = re.compile(r"([bdfgmnprt])\1$")


def normalise(text: str) -> str:
    """`text` in lower case without accents and punctuation, words apart by one space; c++, c# and .net become the words
    cpp, csharp and dotnet. Normalising twice changes nothing."""
    folded = unicodedata.normalize("NFKD", text.replace("&amp;", "&")).casefold()
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    folded = _APOSTROPHE.sub("", folded).replace("_", " ")
    for sign, word in _SIGNS:
        folded = sign.sub(word, folded)
    folded = _DOTTED.sub(lambda found: found.group().replace(".", ""), folded)
    return " ".join(_OTHER.sub(" ", folded).split())


def compact(normalised: str) -> str:
    """Without spaces: "front end", "front-end" and "frontend" are one."""
    return normalised.replace(" ", "")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The part of one normalised word that its family shares: negotiate, negotiating, negotiation → "negoti". A key to
    compare by, not a word to show."""
    word = ABBREVIATIONS.get(word, word)
    if word in _FAMILY_OF:
        return _FAMILY_OF[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    for american, british in _AMERICAN:
        word = american.sub(british, word)
    word = _FAMILY_OF.get(word, _singular(word))
    if word in _FAMILY_OF:
        return _FAMILY_OF[word]
    shorter = _without_ending(word)
    while shorter != word:
        word, shorter = shorter, _without_ending(shorter)
    if word.endswith("ll") and len(word) > 5:
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


def content(normalised: str) -> tuple[str, ...]:
    """The words that carry meaning, in order; all of them where nothing but fillers is there."""
    words = normalised.split()
    return tuple(word for word in words if word not in FILLERS) or tuple(words)


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` without openers at the start and closers at the end; never empty where `words` is not."""
    start, end = 0, len(words)
    while start < end - 1 and words[start] in OPENERS:
        start += 1
    while end > start + 1 and words[end - 1] in CLOSERS:
        end -= 1
    return words[start:end]


def stems(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(stem(word) for word in words)


def sounds(word: str) -> str:
    """A rough key of how a word sounds, for misspellings that keep the sound: pharmacy and farmasy → "frms"."""
    key = word.replace("ph", "f").replace("ck", "k").replace("qu", "k").replace("gh", "g")
    key = re.sub(r"c(?=[eiy])", "s", key).replace("ch", "x").replace("c", "k").replace("z", "s")
    key = re.sub(r"^(?:kn|pn|ps|wr)", lambda found: found.group()[1], key)
    return re.sub(r"(.)\1+", r"\1", key[:1] + re.sub(r"[aeiouyhw]", "", key[1:]))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_ending(word: str) -> str:
    for ending, fewest in _ENDINGS:
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) >= fewest and _VOWEL.search(root):
            return root + "bl" if ending == "bility" else _DOUBLE.sub(r"\1", root)
    return word
