"""The network address that a request came from: whatever is counted, kept or shown by address takes it from here."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest

# A household, and often one machine, has a whole /64 to choose its addresses from.
IPV6_PREFIX = 64


def _said_by_proxies(request: HttpRequest) -> str:
    """The entry of X-Forwarded-For that the outermost of our own proxies wrote; what stands before it anybody may have made
    up. A request that came by fewer proxies than there are has fewer entries: then it is the first. Empty without proxies."""
    entries = [entry for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
    trusted = min(settings.ALLAUTH_TRUSTED_PROXY_COUNT, len(entries))
    return entries[-trusted] if trusted else ""


def client_address(request: HttpRequest) -> str | None:
    """As text, without a port; IPv4 that a dual-stack socket wrote as IPv6 is IPv4 again. None where there is no address,
    which is so behind a Unix socket without a proxy. `Forwarded`, `X-Real-IP` and their like are never read."""
    found = clean_client_ip(_said_by_proxies(request)) or clean_client_ip(request.META.get("REMOTE_ADDR", ""))
    if found is None:
        return None
    address: IPv4Address | IPv6Address = ip_address(found)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
        # A zone ("%eth0") is of our own machine's network card.
        return str(address).partition("%")[0]
    return str(address)


def counted_address(request: HttpRequest) -> str:
    """What is counted as one address: IPv4 as it is, IPv6 by its /64. Requests without an address are all one."""
    address = client_address(request)
    if address is None:
        return "none"
    if ip_address(address).version == 4:
        return address
    return str(ip_network(f"{address}/{IPV6_PREFIX}", strict=False).network_address)
