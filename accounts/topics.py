"""What the kinds of things that the site keeps are about, as people know them. Each app says so of its models beside its privacy
declarations; the page of who sees what is laid out by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models

from accounts.models import (
    Affiliation,
    Block,
    BoardAnswer,
    BoardQuestion,
    BoardReport,
    Network,
    Person,
    ProfileLink,
    Skill,
    SkillGroup,
    SkillSynonym,
)


class Topic(StrEnum):
    """In the order of the page."""

    PROFILE = "profile"
    PROGRAMMES = "programmes"
    MATCHING = "matching"
    MENTORSHIPS = "mentorships"
    COMMUNITIES = "communities"
    MAIL = "mail"
    SAFETY = "safety"
    ACCOUNT = "account"


@dataclass
class Topics:
    """The topic of every model: its own, or that of its app."""

    of_models: dict[str, Topic] = field(default_factory=dict)
    of_apps: dict[str, Topic] = field(default_factory=dict)

    def put(self, topic: Topic, *models_: type[models.Model]) -> None:
        """Raises ValueError for a model that has a topic of its own."""
        for model in models_:
            if model._meta.label in self.of_models:
                raise ValueError(f"{model._meta.label} has a topic")
            self.of_models[model._meta.label] = topic

    def put_rest(self, topic: Topic, app_label: str) -> None:
        """Gives `topic` to the models of an app that have none of their own."""
        self.of_apps[app_label] = topic

    def of(self, model: type[models.Model]) -> Topic:
        """Raises KeyError for a model of an app that said nothing."""
        own = self.of_models.get(model._meta.label)
        return own if own is not None else self.of_apps[model._meta.app_label]


topics = Topics()
topics.put(Topic.PROFILE, Person, ProfileLink, Affiliation, Network, Skill, SkillGroup, SkillSynonym)
topics.put(Topic.COMMUNITIES, BoardQuestion, BoardAnswer, BoardReport)
topics.put(Topic.SAFETY, Block)
topics.put_rest(Topic.ACCOUNT, "accounts")
topics.put_rest(Topic.MAIL, "notifications")
