"""The words of a person that become their sentence vector, and the model that reads them."""

from __future__ import annotations

from hashlib import sha256
from typing import Protocol

from django.conf import settings

from matching.embedding import CharacterEmbedder, Embedder, embedder, fault
from programmes.enums import HelpTopic, Role

MODELS = {"universal": "universal-sentence-encoder", "characters": "characters-512"}


class Words(Protocol):
    role: str
    headline: str
    biography: str
    where_i_am: str
    where_i_want_to_be: str
    challenges: str
    topics: list[str]
    topics_note: str


def present_model() -> Embedder:
    """The model that the setting EMBEDDER names, or the characters where it cannot be used here: see `model_warning`.

    The vectors of the two are kept apart by their models' names, and the next sweep makes those that are missing."""
    wanted = MODELS[settings.EMBEDDER]
    return embedder(CharacterEmbedder.name if fault(wanted) else wanted)


def model_warning() -> str:
    """What is wrong with the model that the setting EMBEDDER names, in words; empty where nothing is."""
    wanted = MODELS[settings.EMBEDDER]
    reason = fault(wanted)
    if not reason:
        return ""
    return (
        f"The sentence model {wanted} cannot be used: {reason}. Until it is back, goals and biographies are compared by "
        f"their spelling alone ({CharacterEmbedder.name})."
    )


def sentences(enrolment: Words, goals: list[str]) -> str:
    """What the model reads: of a mentee the goals and where they want to be, of a mentor the headline, the biography
    and what they like to help with. Empty where there are no words of their own."""
    if enrolment.role == Role.MENTEE:
        parts = [
            enrolment.where_i_want_to_be,
            *goals,
            enrolment.challenges,
            enrolment.where_i_am,
            enrolment.topics_note,
        ]
    else:
        parts = [enrolment.headline, enrolment.biography, enrolment.topics_note]
    own = "\n".join(part.strip() for part in parts if part.strip())
    topics = ". ".join(str(HelpTopic(topic).label) for topic in enrolment.topics if topic in HelpTopic.values)
    return "\n".join(part for part in (own, topics) if part) if own else ""


def digest(text: str) -> str:
    """The same for the same words, whatever model reads them."""
    return sha256(text.encode()).hexdigest()
