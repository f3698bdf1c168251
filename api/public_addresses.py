"""Which network addresses are open to the world. Nothing is asked here.

Whoever may name an address to be called could make the site call what only the site can reach: the database beside it, the
metadata of a cloud, a router. So a webhook goes to public addresses alone, in whichever disguise the address comes."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# What the library calls global, or may in some version, and is not the world's: relays, tests, local names of translators.
CLOSED = [
    ip_network(one)
    for one in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "::/8",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/9",
        "ff00::/8",
    )
]
# Addresses of version 6 that stand for one of version 4, which is what is reached in the end.
TRANSLATED = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether this numerical address (such as getaddrinfo gives, perhaps with a zone behind %) is one of the open Internet.
    Raises ValueError where it is no address."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _within(found)
    is_closed = any(found in network for network in CLOSED if network.version == found.version)
    return found.is_global and not (found.is_multicast or found.is_reserved or is_closed)


def _within(address: IPv6Address) -> IPv4Address | IPv6Address:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
