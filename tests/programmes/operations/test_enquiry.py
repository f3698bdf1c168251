import pytest
from django.core import mail

from notifications.models import Notification
from notifications.operations.delivery import deliver_due
from programmes.models import Enquiry, Organiser
from programmes.operations.enquiry import enquire
from tests.factories import NOW, OrganiserFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

WORDS = "May I join <b>part-time</b>? See https://example.org/me"


def ask(**changes: object) -> Enquiry:
    words = {"name": "Dana Visitor", "email": "dana@example.org", "message": WORDS, "by": None, "now": NOW}
    return enquire(**{**words, **changes})


def test_every_organiser_of_the_programme_gets_the_question_once() -> None:
    programme = ProgrammeFactory(name="Nurse leaders")
    organisers = [OrganiserFactory(programme=programme), OrganiserFactory(programme=programme)]
    OrganiserFactory(programme=programme, person__user__is_active=False)
    OrganiserFactory()
    enquiry = ask(programme=programme)
    assert (enquiry.name, enquiry.email, enquiry.message, enquiry.created_at) == (
        "Dana Visitor",
        "dana@example.org",
        WORDS,
        NOW,
    )
    assert set(Notification.objects.values_list("recipient", flat=True)) == {
        o.person.user_id for o in organisers
    }

    deliver_due(now=NOW)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(o.person.user.email for o in organisers)
    letter = mail.outbox[0]
    assert letter.subject == "A question about Nurse leaders"
    assert letter.reply_to == ["dana@example.org"]
    assert "> May I join <b>part-time" in letter.body
    html = str(letter.alternatives[0][0])
    assert "&lt;b&gt;part-time" in html
    assert "https://example.org" not in f"{letter.body}{html}"  # no link of a stranger's


def test_the_visitor_gets_no_mail() -> None:
    ask(programme=OrganiserFactory().programme)
    deliver_due(now=NOW)
    assert all("dana@example.org" not in letter.recipients() for letter in mail.outbox)


def test_an_answered_question_and_a_former_organiser_need_no_letter() -> None:
    answered = ask(programme=OrganiserFactory().programme)
    Enquiry.objects.filter(pk=answered.pk).update(answered_at=NOW)
    left = OrganiserFactory()
    ask(programme=left.programme)
    Organiser.objects.filter(pk=left.pk).delete()
    deliver_due(now=NOW)
    assert mail.outbox == []
    assert set(Notification.objects.values_list("state", flat=True)) == {"suppressed"}


def test_a_programme_without_organisers_keeps_the_question() -> None:
    enquiry = ask(programme=ProgrammeFactory())
    assert Enquiry.objects.filter(pk=enquiry.pk).exists()
    assert not Notification.objects.exists()
