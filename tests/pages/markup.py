"""A page as its tags, for what can be seen without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    inside: list[Tag] = field(default_factory=list, repr=False)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def within(self, *names: str) -> Tag | None:
        return next((tag for tag in reversed(self.inside) if tag.name in names), None)


class Markup(HTMLParser):
    """The tags of a page in their order, each with those it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tag(tag, {name: value or "" for name, value in attrs}, list(self._open))
        self.tags.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().name == tag:
                break

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            tag.words.append(data)

    def all(self, *names: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name in names]

    def having(self, attribute: str) -> list[Tag]:
        return [tag for tag in self.tags if attribute in tag.attributes]

    @property
    def title(self) -> str:
        return next((tag.text for tag in self.all("title") if not tag.within("svg")), "")
