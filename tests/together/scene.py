"""What the things of each topic are built on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Network, Person, Skill
from matching.models import Mentorship
from programmes.models import Enrolment, Programme


@dataclass(frozen=True)
class Scene:
    """Alice and her mentor Bob (`pair`, in its 41st day), Mira and Noor beside them in `programme`, its organiser, and the
    network that Alice and Bob share."""

    now: datetime
    programme: Programme
    elsewhere: Programme
    alice: Enrolment
    bob: Enrolment
    mira: Enrolment
    noor: Enrolment
    pair: Mentorship
    organiser: Person
    skill: Skill
    network: Network
