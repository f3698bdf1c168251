"""Redis or Valkey: whether it answers, takes what is written, and keeps it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentorship.doctor.findings import Finding, caution, fault, ok
from mentorship.doctor.within import PATIENCE, TooLong, first_line, within

FULL = 0.9  # of its memory
START = "Start it: systemctl start valkey-server (or redis-server), or docker compose up -d valkey. Then see that REDIS_URL is right."


@dataclass(frozen=True)
class Facts:
    """What it said; `trouble` is why it does not. Memory in bytes, `most` 0 where there is no limit. `ahead` is by how many
    seconds its clock is ahead of this machine's, `uncertain` how long the question took."""

    trouble: str = ""
    product: str = "Redis"
    version: str = ""
    policy: str = "noeviction"
    persistent: bool = True
    used: int = 0
    most: int = 0
    ahead: float = 0.0
    uncertain: float = 0.0


def look() -> Facts:
    try:
        return within(2 * PATIENCE, _ask)
    except (redis.RedisError, OSError, TooLong) as error:
        return Facts(trouble=first_line(error))


def _ask() -> Facts:
    with redis.Redis.from_url(
        settings.CONFIG.redis(1),
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    ) as server:
        key = f"doctor:{uuid4().hex}"
        server.set(key, "1", ex=10)
        server.delete(key)
        begun = time.time()
        seconds, micro = server.time()
        asked = time.time() - begun
        info: Mapping[str, Any] = server.info()
        saves = ""
        with suppress(redis.ResponseError):  # hired servers let nobody ask
            saves = str(server.config_get("save").get("save", ""))
    return Facts(
        product="Valkey" if "valkey_version" in info else "Redis",
        version=str(info.get("valkey_version") or info.get("redis_version", "")),
        policy=str(info.get("maxmemory_policy", "noeviction")),
        persistent=bool(info.get("aof_enabled") or saves),
        used=int(info.get("used_memory", 0)),
        most=int(info.get("maxmemory", 0)),
        ahead=seconds + micro / 1_000_000 - (begun + asked / 2),
        uncertain=asked,
    )


def judge(facts: Facts) -> list[Finding]:
    if facts.trouble:
        words = f"Redis or Valkey does not answer as it should: {facts.trouble}"
        return [fault("redis.answers", words, _do(facts.trouble.lower()))]
    return [
        ok("redis.answers", f"{facts.product} {facts.version} answers, and takes what is written."),
        _eviction(facts),
        _memory(facts),
        _persistence(facts),
    ]


def _do(said: str) -> str:
    if "authentication" in said or "noauth" in said or "wrongpass" in said or "invalid username" in said:
        return "The password in REDIS_URL is not the one it knows: redis://:password@host:6379"
    if "certificate" in said:
        return "See ssl_ca_certs in REDIS_URL, and that the certificate is for the name that stands there (docs/operators/scaling.md)."
    if "wrong version number" in said or "record layer" in said:
        return "It does not encrypt on this port: name the port on which it does in REDIS_URL, or let that begin with redis://"
    if "misconf" in said:
        return "It cannot write its file, and takes nothing more: see its log, and whether its disk is full."
    if "oom" in said:
        return "Its memory is full: raise maxmemory, and see whether a worker hears every queue."
    if "readonly" in said or "read only" in said:
        return "It is a replica: point REDIS_URL at the primary."
    return START


def _eviction(facts: Facts) -> Finding:
    if facts.policy == "noeviction":
        return ok("redis.eviction", "It throws nothing away when it is full.")
    words = f"When it is full it throws things away (maxmemory-policy {facts.policy}): tasks vanish, and limits on guessing forget."
    make = fault if facts.most else caution  # without a limit it is never full
    do = "valkey-cli CONFIG SET maxmemory-policy noeviction (or redis-cli), and the same in its configuration file."
    return make("redis.eviction", words, do)


def _memory(facts: Facts) -> Finding:
    used = f"{facts.used / 1024**2:.0f} MB"
    if not facts.most:
        return ok("redis.memory", f"It holds {used}, and has no limit.")
    words = f"It holds {used} of {facts.most / 1024**2:.0f} MB."
    if facts.used < FULL * facts.most:
        return ok("redis.memory", words)
    return caution(
        "redis.memory", words, "Raise maxmemory, and see with `manage.py health` whether workers keep up."
    )


def _persistence(facts: Facts) -> Finding:
    if facts.persistent:
        return ok("redis.persistence", "It writes down what it holds.")
    return caution(
        "redis.persistence",
        "It writes nothing down: after a restart limits on guessing begin anew, and queued work waits for the next minute's round.",
        "valkey-cli CONFIG SET appendonly yes (or redis-cli), and the same in its configuration file.",
    )
