"""Who uses the programme's own questions, as far as other apps do: asked before a question goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from programmes.models import Programme

# By the key of the question, what uses it, in words such as “the criterion Profession”.
Provider = Callable[[Programme, Collection[str]], Mapping[str, Sequence[str]]]


@dataclass
class Uses:
    providers: list[Provider] = field(default_factory=list)

    def register(self, provider: Provider) -> None:
        """Adds what one app knows, in a fixed number of queries."""
        if provider not in self.providers:
            self.providers.append(provider)

    def of(self, programme: Programme, keys: Collection[str]) -> dict[str, list[str]]:
        """What uses each of these questions; nothing for those that nobody uses."""
        found: dict[str, list[str]] = {}
        for provider in self.providers if keys else ():
            for key, words in provider(programme, keys).items():
                found.setdefault(key, []).extend(words)
        return found


question_uses = Uses()
