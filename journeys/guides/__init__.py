"""The conversation guides: what to talk about at which stage, from both sides, with questions to ask word for word."""

from __future__ import annotations

from dataclasses import dataclass

from journeys.guides import early, late
from journeys.guides.guide import Guide
from programmes.enums import StageName

_OF_STAGE = {
    StageName.STARTING: ("how-you-work", "wish-to-goal"),
    StageName.WORKING: ("status-report", "asking-for-feedback"),
    StageName.HALF_WAY: ("half-way", "opening-your-network"),
    StageName.CLOSING: ("last-two-meetings", "saying-thank-you"),
}
GUIDES = (*early.GUIDES, *late.GUIDES)
_BY_SLUG = {guide.slug: guide for guide in GUIDES}


@dataclass(frozen=True)
class Shelf:
    """The guides of one stage."""

    stage: StageName
    guides: tuple[Guide, ...]


def guide_called(slug: str) -> Guide:
    """The guide of that name. Raises KeyError where there is none."""
    return _BY_SLUG[slug]


def by_stage() -> tuple[Shelf, ...]:
    """All guides, stage by stage."""
    return tuple(Shelf(stage, tuple(g for g in GUIDES if g.stage == stage)) for stage in StageName)


def suggested(stage: StageName, *, met: bool, silent: bool, over: bool = False) -> tuple[Guide, ...]:
    """The two guides that help now: by what happens, and then by the stage. Nothing of each other for long, without a next
    date, is `silent`; afterwards (`over`) there is thanking left."""
    if over:
        return (guide_called("saying-thank-you"),)
    if silent:
        return (guide_called("stuck-or-silent"), guide_called("hard-conversations"))
    if not met:
        return (guide_called("first-hour"), guide_called("how-you-work"))
    return tuple(guide_called(slug) for slug in _OF_STAGE[stage])
