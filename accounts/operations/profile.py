"""Writes what a person says about themself on the whole site: profile, hours, networks, links, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from accounts.enums import LinkKind, NetworkKind
from accounts.models import Affiliation, Network, Person, ProfileLink
from accounts.operations.audit import record
from accounts.signals import hours_changed
from accounts.vocabulary.normalise import normalise

KIND_OF_HOST = {"linkedin.com": LinkKind.LINKEDIN, "github.com": LinkKind.GITHUB, "orcid.org": LinkKind.ORCID}
# When somebody may be written to.
HOURS = {"zone", "mail_hour", "quiet_from", "quiet_until", "days_off"}


@transaction.atomic
def change_person(
    *, person: Person, changes: Mapping[str, object], by: Person | None, now: datetime
) -> list[str]:
    """Sets the fields named in `changes`; returns the names of those that were different before."""
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, changes[name])
    if changed:
        person.save(update_fields=changed)
        record("person.change", person, by=by, now=now, fields=changed)
    if HOURS & set(changed):
        hours_changed.send(sender=Person, person=person)
    return changed


def network_key(name: str) -> str:
    """What `name` has in common with its other spellings: case, accents, punctuation and spaces do not count."""
    return normalise(name)[:160]


def link_kind(url: str) -> LinkKind:
    """What a link leads to, by its host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    found = [kind for known, kind in KIND_OF_HOST.items() if host == known or host.endswith(f".{known}")]
    return found[0] if found else LinkKind.WEBSITE


@transaction.atomic
def set_networks(
    *, person: Person, names: Mapping[NetworkKind, Sequence[str]], by: Person | None, now: datetime
) -> None:
    """Makes the networks of each kind in `names` exactly these; kinds that are not named stay as they are.

    A network known under another spelling is the same one. Names without a letter or digit are left out."""
    wanted = {
        (kind, network_key(name)): name
        for kind, of_kind in names.items()
        for name in of_kind
        if network_key(name)
    }
    Network.objects.bulk_create(
        [Network(kind=kind, key=key, name=name) for (kind, key), name in wanted.items()],
        ignore_conflicts=True,
    )
    keys = {key for _kind, key in wanted}
    networks = {(n.kind, n.key): n for n in Network.objects.filter(kind__in=names, key__in=keys)}
    chosen = [networks[pair] for pair in wanted]
    held = Affiliation.objects.filter(person=person, network__kind__in=names)
    before = set(held.values_list("network_id", flat=True))
    after = {network.pk for network in chosen}
    held.exclude(network__in=after).delete()
    Affiliation.objects.bulk_create(
        [Affiliation(person=person, network=network) for network in chosen if network.pk not in before],
        ignore_conflicts=True,
    )
    if before != after:
        record("person.networks", person, by=by, now=now, fields=["affiliations"])


@transaction.atomic
def set_links(*, person: Person, urls: Sequence[str], by: Person | None, now: datetime) -> None:
    """Makes the person's links exactly these addresses."""
    before = list(person.links.order_by("pk").values_list("url", flat=True))
    if before == list(urls):
        return
    person.links.all().delete()
    ProfileLink.objects.bulk_create(
        [ProfileLink(person=person, kind=link_kind(url), url=url) for url in urls]
    )
    record("person.links", person, by=by, now=now, fields=["links"])
