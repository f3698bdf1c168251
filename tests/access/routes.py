"""Every address of the site, from the URL resolver."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes() -> dict[str, str]:
    """Name of every route to its pattern; routes without a name are called by their pattern."""
    return dict(_walk(get_resolver(), (), ""))


def _walk(resolver: URLResolver, names: tuple[str, ...], prefix: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        pattern = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield (":".join((*names, part.name)) if part.name else pattern), pattern
        else:
            yield from _walk(part, (*names, part.namespace) if part.namespace else names, pattern)
