"""The only way from a request to a person."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.boards import answers_seen, questions_seen
from accounts.models import Affiliation, BoardAnswer, BoardQuestion, Person
from accounts.models.person import PHOTO_FOLDER


def person_of(request: HttpRequest) -> Person:
    """Who is signed in. Raises PermissionDenied for an account that belongs to nobody, such as an operator's."""
    person: Person | None = getattr(request, "person", None)
    if person is None:
        raise PermissionDenied(_("This account belongs to nobody who takes part: it has no profile."))
    return person


def photo_for(request: HttpRequest, pk: UUID, key: UUID) -> Person:
    """The person `pk`, whose photo is known by `key`: whoever was shown it knows its address, and nobody else can. Raises
    Http404 for any other, for somebody erased, and where one of the two has blocked the other."""
    people = Person.objects.filter(pk=pk, photo=f"{PHOTO_FOLDER}/{key}.webp", erased_at__isnull=True)
    reader: Person | None = getattr(request, "person", None)
    if reader is not None:
        people = people.exclude(blocks_made__blocked=reader).exclude(blocks_met__blocker=reader)
    person = people.first()
    if person is None:
        raise Http404(_("There is no such photo."))
    return person


def check_runs_the_site(request: HttpRequest) -> None:
    """Raises Http404 for anybody but those who run the site: for them alone its workings are there."""
    user = request.user
    if not (user.is_active and user.is_staff and user.is_superuser):
        raise Http404


def community_for(person: Person, pk: int) -> Affiliation:
    """The affiliation of `person` with the network `pk`, shown there or not. Raises Http404 for a network they do not say
    they belong to, in the words used where there is none."""
    rows = Affiliation.objects.select_related("network", "person__user")
    affiliation = rows.filter(person=person, network=pk).first()
    if affiliation is None:
        raise Http404(_("There is no such community."))
    return affiliation


def board_question_for(affiliation: Affiliation, pk: UUID) -> BoardQuestion:
    """A question that this member may see. Raises Http404 for any other."""
    question = questions_seen(affiliation.network, affiliation.person).filter(pk=pk).first()
    if question is None:
        raise Http404(_("There is no such question."))
    return question


def board_answer_for(affiliation: Affiliation, pk: UUID) -> BoardAnswer:
    """An answer that this member may see. Raises Http404 for any other."""
    answer = answers_seen(affiliation.network, affiliation.person).filter(pk=pk).first()
    if answer is None:
        raise Http404(_("There is no such answer."))
    return answer


def check_wrote(person: Person, post: BoardQuestion | BoardAnswer) -> None:
    """Raises Http404 unless `person` wrote it."""
    if post.author_id != person.pk:
        raise Http404(_("Only whoever wrote it can do that."))
