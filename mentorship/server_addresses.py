"""What stands behind the question mark of a server's address. What is not known is refused and not dropped: it may be what has a
certificate checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl, urlsplit

# As libpq has them: how PostgreSQL's certificate is checked, and the site's own.
POSTGRES_TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
SSLMODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# As redis-py and Celery both have them, with their values where these are few; nothing stands for any file.
REDIS_TLS: Mapping[str, Collection[str]] = {
    "ssl_cert_reqs": ("required", "optional", "none"),
    "ssl_check_hostname": ("true", "false"),
    "ssl_ca_certs": (),
    "ssl_certfile": (),
    "ssl_keyfile": (),
}


def of_postgres(name: str, address: str) -> dict[str, str]:
    """`host` and those of POSTGRES_TLS that `address`, the value of the setting `name`, has. Raises ValueError in words."""
    return _asked(address, {"host": (), **dict.fromkeys(POSTGRES_TLS, ()), "sslmode": SSLMODES}, f"{name} ")


def of_redis(address: str) -> dict[str, str]:
    """Those of REDIS_TLS that `address` has, which only rediss:// may. Raises ValueError in words that name no setting."""
    url = urlsplit(address)
    if url.scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("begins with redis://, rediss:// or unix://")
    if url.scheme != "unix" and url.path.strip("/"):
        raise ValueError("names a database; the site takes 0 and 1 of the server, so leave it out")
    return _asked(address, REDIS_TLS if url.scheme == "rediss" else {})


def of_smtp(name: str, address: str) -> dict[str, str]:
    """`tls`, where `address`, the value of the setting `name`, has it. Raises ValueError in words."""
    return _asked(address, {"tls": ("starttls",)} if urlsplit(address).scheme == "smtp" else {}, f"{name} ")


def _asked(address: str, known: Mapping[str, Collection[str]], what: str = "") -> dict[str, str]:
    asked = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    if unknown := sorted(asked.keys() - known.keys()):
        those = _listed(known) if known else "nothing"
        # A password that is not quoted may hold a question mark: no more than a name is repeated.
        named = ", ".join(name if name.isidentifier() else "…" for name in unknown)
        raise ValueError(f"{what}knows {those} after the question mark, and not {named}")
    for name, value in asked.items():
        if known[name] and value not in known[name]:
            raise ValueError(f"{what}knows no such {name}: it is one of {', '.join(known[name])}")
        if not value:
            raise ValueError(f"{what}has {name} without a value")
    return asked


def _listed(names: Collection[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
