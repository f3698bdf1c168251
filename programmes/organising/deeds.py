"""How the page "What was done" says what stands in the audit log. Each app knows the codes it writes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Names = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Topic:
    """A kind of action to filter by: the first word of its codes, and what it is called."""

    key: str
    label: StrOrPromise


@dataclass
class Deeds:
    """`words` says each code as what somebody did ("changed the settings"). `private` are the first words of codes that
    belong to the people of a programme and are shown to none of its organisers. `names` gives, for a kind of thing, what
    those of some ids are called, in one query."""

    words: dict[str, StrOrPromise] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    names: dict[str, Names] = field(default_factory=dict)

    def register(self, topic: str, label: StrOrPromise, words: Mapping[str, StrOrPromise]) -> None:
        """Adds the codes that begin with `topic` and a full stop. `words` are by what stands behind it.

        Raises ValueError where the topic is another's."""
        known = self.topics.get(topic, Topic(topic, label))
        if known != Topic(topic, label):
            raise ValueError(f"two parts of the log are about {topic!r}")
        self.topics[topic] = known
        self.words |= {f"{topic}.{action}": said for action, said in words.items()}

    def keep_private(self, topics: Iterable[str]) -> None:
        self.private |= set(topics)

    def call(self, kind: str, names: Names) -> None:
        """Says what the things of `kind` (an app's label and the model's name) are called."""
        self.names[kind] = names

    def hidden(self) -> Q:
        """The rows of the log that no organiser is shown."""
        found = Q(pk__in=[])
        for topic in sorted(self.private):
            found |= Q(action__startswith=f"{topic}.")
        return found


deeds = Deeds()
