"""What people agree to here: for each purpose its title, its text version by version, and what taking it back means.

A consent is to one version of a text. A text that is changed gets a new version here: from then on consents to older ones
do not count, and whoever gave one is asked anew. What the subject of a consent is called, the app says that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose
from accounts.models import Consent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Purpose:
    """`texts` are by version, the present one last; empty where each subject has a text of its own, as guidelines have.
    `ending` says what taking it back means. `here` says whether one press does it; else the subject says where."""

    title: StrOrPromise
    where: StrOrPromise
    ending: StrOrPromise
    texts: Mapping[str, StrOrPromise]
    here: bool = True

    @property
    def version(self) -> str:
        return list(self.texts)[-1] if self.texts else ""


PURPOSES: Mapping[ConsentPurpose, Purpose] = {
    ConsentPurpose.IDENTITY_MATCHING: Purpose(
        title=_("Your answer about identity may count in matching"),
        where=_("Under the question, when you told a programme about yourself."),
        ending=_("From this moment it counts in no match. Your answer stays, and nobody sees a difference."),
        texts={
            "1": _(
                "My answer may count when we look for people who fit. Only where the other person agreed as well."
            )
        },
    ),
    ConsentPurpose.IDENTITY_STATISTICS: Purpose(
        title=_("Your answer about identity may be counted in fairness figures"),
        where=_("Under the question, when you told a programme about yourself."),
        ending=_("From this moment it is in no figure. Your answer stays."),
        texts={
            "1": _(
                "My answer may be counted in fairness figures, in groups of five or more. They show organisers whether some "
                "groups are matched worse than others. Nobody is named."
            )
        },
    ),
    ConsentPurpose.DIRECTORY: Purpose(
        title=_("Mentees of the programme may find you"),
        where=_("When you handed in your profile as a mentor."),
        ending=_("From this moment nobody can ask you in this programme. Mentorships that you have go on."),
        texts={
            "1": _("Your profile as a mentor is shown to mentees of the programme, so that they can ask you.")
        },
    ),
    ConsentPurpose.CODE_OF_CONDUCT: Purpose(
        title=_("The code of conduct, and the guidelines of a programme"),
        where=_("When you joined."),
        ending=_("Whoever takes part keeps to them. To take this back is to leave."),
        texts={},
        here=False,
    ),
}


def current_version(purpose: ConsentPurpose) -> str:
    """The version of a text to which a consent counts today. Raises KeyError for a purpose without one text for all."""
    version = PURPOSES[purpose].version
    if not version:
        raise KeyError(purpose)
    return version


@dataclass(frozen=True)
class Subject:
    """What one consent is about. `title` says it better than the purpose's where there is one. `text` is the text that was
    agreed to where the purpose has none for all, `url` leads to it, `leave_url` to where it is taken back, which
    `leave_label` says, and `standing` says whether it could be given again."""

    name: str
    title: str = ""
    text: str = ""
    url: str = ""
    leave_url: str = ""
    leave_label: str = ""
    standing: bool = False


Describer = Callable[[Collection[Consent]], Mapping[int, Subject]]


@dataclass
class Describers:
    """An app adds one for the consents it asks for; it tells of many at once, by the consent's id, in a fixed number of queries."""

    known: list[Describer] = field(default_factory=list)

    def register(self, describer: Describer) -> None:
        if describer not in self.known:
            self.known.append(describer)

    def of(self, consents: Collection[Consent]) -> dict[int, Subject]:
        return {pk: subject for describe in self.known for pk, subject in describe(consents).items()}


describers = Describers()
