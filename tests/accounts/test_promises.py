from django.apps import apps

from accounts.models import Person
from accounts.privacy import DECLARATIONS, Erasing, Kept, Reader, Sensitivity
from accounts.promises import ERASING, KEPT, READERS, audiences


def test_every_reader_limit_and_effect_has_words() -> None:
    assert set(READERS) == set(Reader)
    assert set(KEPT) == set(Kept)
    assert set(ERASING) == set(Erasing)


def test_every_field_about_a_person_is_listed_where_its_readers_are() -> None:
    listed = {
        (tuple(audience.readers), promise.thing, field)
        for audience in audiences()
        for promise in audience.promises
        for field in promise.fields
    }
    for (label, name), rule in DECLARATIONS.rules.items():
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        if rule.sensitivity == Sensitivity.NONE or field.primary_key or field.is_relation:
            continue
        readers = tuple(words for reader, words in READERS.items() if reader in rule.seen_by)
        thing = str(model._meta.verbose_name)
        assert (readers, thing[0].upper() + thing[1:], str(field.verbose_name)) in listed


def test_what_most_people_see_comes_first_and_secrets_last() -> None:
    found = audiences()
    orders = [[list(READERS.values()).index(reader) for reader in audience.readers] for audience in found]
    assert [order[0] for order in orders] == sorted(order[0] for order in orders)
    assert [audience.is_private for audience in found] == [False] * (len(found) - 1) + [True]
    assert "Block" in [promise.thing for promise in found[-1].promises]


def test_a_field_that_says_nothing_about_anybody_is_left_out() -> None:
    rule = DECLARATIONS.rules[Person._meta.label, "id"]
    assert rule.sensitivity == Sensitivity.NONE
    assert all("ID" not in promise.fields for audience in audiences() for promise in audience.promises)


def test_the_mailbox_of_the_demo_is_listed_in_the_demo_alone(settings: object) -> None:
    def things() -> set[str]:
        return {promise.thing for audience in audiences() for promise in audience.promises}

    settings.DEMO = True
    assert "E-mail of the demo" in things()
    settings.DEMO = False
    assert "E-mail of the demo" not in things()
