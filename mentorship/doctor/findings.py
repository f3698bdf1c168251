"""What the doctor can find. A finding names its check; docs/operators/doctor.md is made from CHECKS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, and somebody should look at it
    FAULT = "fault"  # does not work, or is not safe
    UNKNOWN = "unknown"  # could not be judged


@dataclass(frozen=True)
class Check:
    """One thing that is looked at: in which `area`, what must hold, and what to do where it does not."""

    area: str
    holds: str
    otherwise: str


CHECKS: Mapping[str, Check] = {
    "settings.complete": Check(
        "Settings",
        "every setting is there and can be understood",
        "set the variable that is named; README.md lists all of them. `NAME_FILE` reads a value from a file",
    ),
    "settings.deploy": Check(
        "Settings",
        "nothing that Django's `check --deploy` or the site's own checks warn of",
        "the finding ends with the setting to change",
    ),
    "settings.proxies": Check(
        "Settings",
        "an address with https is served behind a proxy that the site knows of",
        "set `MENTORSHIP_TRUSTED_PROXIES=1` (2 where a load balancer stands before your proxy): otherwise every page leads to itself",
    ),
    "settings.demo": Check(
        "Settings",
        "demo mode is off",
        "set `MENTORSHIP_DEMO=false` and `MENTORSHIP_EMAIL_URL`: in demo mode everybody may read every letter",
    ),
    "database.answers": Check(
        "Database",
        "PostgreSQL takes this site's name and password, within five seconds",
        "`systemctl start postgresql` or `docker compose up -d postgres`, and see that `DATABASE_URL` is right; the finding says which part is not",
    ),
    "database.version": Check(
        "Database",
        "PostgreSQL is 14 or newer",
        "move to a newer one: dump here, restore there ([backup.md](backup.md))",
    ),
    "database.writable": Check(
        "Database",
        "it may be written to, and this role may make tables",
        "point `DATABASE_URL` at the primary and not at a replica; `GRANT CREATE, USAGE ON SCHEMA public TO mentorship`",
    ),
    "database.encoding": Check(
        "Database",
        "it keeps UTF-8",
        "make a database anew with `createdb --encoding=UTF8 --template=template0`, and restore into it",
    ),
    "database.extensions": Check(
        "Database",
        "`pg_trgm` and `unaccent` are there, or can be made",
        "`apt install postgresql-contrib` where they are missing, then as a superuser of the database: `CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent`",
    ),
    "database.migrations": Check(
        "Database",
        "its tables are those of this version",
        "`python manage.py upgrade` ([upgrading.md](upgrading.md)); where the database is newer than the program, start the newer program",
    ),
    "database.connections": Check(
        "Database",
        "four fifths of its connections, or fewer, are taken",
        "raise `max_connections`, run fewer processes, or put PgBouncer between ([scaling.md](scaling.md))",
    ),
    "database.timeouts": Check(
        "Database",
        "a lock is waited for three seconds, and no statement is cut short within a minute",
        "behind PgBouncer, set both for the role: `ALTER ROLE mentorship SET lock_timeout = '3s'`; take a short `statement_timeout` off it",
    ),
    "redis.answers": Check(
        "Redis or Valkey",
        "it answers within five seconds, and takes what is written",
        "`systemctl start valkey-server` (or `redis-server`) or `docker compose up -d valkey`, and see that `REDIS_URL` is right",
    ),
    "redis.eviction": Check(
        "Redis or Valkey",
        "it throws nothing away when it is full (`maxmemory-policy noeviction`)",
        "`valkey-cli CONFIG SET maxmemory-policy noeviction`, and the same in its configuration file: otherwise tasks vanish and limits forget",
    ),
    "redis.memory": Check(
        "Redis or Valkey",
        "less than nine tenths of its memory is taken, where it has a limit",
        "raise `maxmemory`; see whether a worker hears every queue, as waiting tasks lie there",
    ),
    "redis.persistence": Check(
        "Redis or Valkey",
        "it writes down what it holds",
        "`appendonly yes`. Without it nothing is lost either, as rows are found again: limits on guessing begin anew, and mail waits for the next minute",
    ),
    "mail.server": Check(
        "Mail",
        "the mail server lets the site in",
        "the finding says what the server said: name, port, kind of encryption, user or password in `MENTORSHIP_EMAIL_URL`. Try a letter with `--send-to`",
    ),
    "mail.encrypted": Check(
        "Mail",
        "the password does not travel in the clear",
        "`smtps://…:465`, or `smtp://…:587?tls=starttls`",
    ),
    "mail.letter": Check(
        "Mail",
        "the letter of `--send-to` was taken",
        "what the server said stands in the finding; if it was taken and does not arrive, look among unwanted mail, and at SPF, DKIM and DMARC of your domain",
    ),
    "mail.outbox": Check(
        "Mail",
        "letters leave: none that could go waits",
        "`python manage.py outbox` says what waits and why ([mail.md](mail.md))",
    ),
    "mail.given_up": Check(
        "Mail",
        "no letter was given up",
        "`python manage.py outbox`, then `outbox retry` or `outbox suppress`",
    ),
    "storage.writes": Check(
        "Files",
        "a file can be written, read again and deleted, in the folder or bucket",
        "give the folder to the user that the site runs as (`chown -R mentorship: …`); for a bucket see [storage.md](storage.md)",
    ),
    "storage.space": Check(
        "Files",
        "a gigabyte and a twentieth of the disk are free",
        "make room, or a larger disk. Uploads are refused when it is full; everything else goes on",
    ),
    "static.collected": Check(
        "Files",
        "styles, scripts and pictures of this version were collected",
        "`python manage.py collectstatic --no-input` (`upgrade` does it too), then start web again",
    ),
    "clock.right": Check(
        "Clock",
        "the clocks of this machine, PostgreSQL and Redis agree within two seconds",
        "`timedatectl set-ntp true` on each machine, or install chrony: leases and codes count on it",
    ),
    "workers.alive": Check(
        "Workers and beat",
        "a worker gave a sign of life, and ends the minute's round without a fault",
        "start it: `systemctl start mentorship-worker` or `docker compose up -d worker`; its log says why it ended",
    ),
    "workers.queues": Check(
        "Workers and beat",
        "every queue is heard by a worker, as workers wrote down in the last two minutes",
        "start a worker with `--queues=` that names the one nobody hears ([scaling.md](scaling.md))",
    ),
    "beat.rings": Check(
        "Workers and beat",
        "beat rang in the last three minutes",
        "start it: `systemctl start mentorship-beat` or `docker compose up -d beat`",
    ),
    "embedder.model": Check(
        "Matching",
        "the sentence model is there",
        "install the locked packages anew; meanwhile goals are compared by their spelling",
    ),
    "machine.user": Check(
        "Permissions",
        "the site does not run as root",
        "run it as a user of its own: the units in `deploy/systemd` and the image do",
    ),
    "machine.secrets": Check(
        "Permissions",
        "files with secrets, and what people uploaded, can be read by nobody else on this machine",
        "the finding ends with the command",
    ),
    "people.operator": Check(
        "People",
        "somebody runs the site",
        "`python manage.py first_run` prints the link that makes the first account; where there is one that may sign in no more, the finding ends with the command that lets it",
    ),
    "people.organiser": Check(
        "People",
        "some programme has an organiser",
        "start a programme on the site, or appoint somebody",
    ),
    "backup.recent": Check(
        "Backup",
        "a backup was made in the last two days, with every file that rows name",
        "`python manage.py backup`, which names the files that are missing, and `systemctl enable --now mentorship-backup.timer` ([backup.md](backup.md))",
    ),
    "address.answers": Check(
        "Address (`--url`)",
        "the site answers at the address that people type, through the proxy",
        "see the proxy's log; where the answer is 400 it does not pass `Host`, where it is 502 web does not run",
    ),
    "address.certificate": Check(
        "Address (`--url`)",
        "its certificate is valid, for more than a fortnight",
        "Caddy renews by itself once ports 80 and 443 are reached from outside and the name points here; its log says what is in the way",
    ),
    "address.proto": Check(
        "Address (`--url`)",
        "the proxy says that people came by https",
        "let it set `X-Forwarded-Proto`, and `MENTORSHIP_TRUSTED_PROXIES` say how many proxies there are",
    ),
    "address.http": Check(
        "Address (`--url`)",
        "whoever types http:// comes to https://",
        "open port 80, and let the proxy redirect; people would otherwise see an error, or nothing",
    ),
    "address.metrics": Check(
        "Address (`--url`)",
        "`/metrics` is not to be reached through the proxy; asked with the token, where one is set and the address begins with https",
        "answer 404 there in the proxy, as `deploy/Caddyfile` does",
    ),
    "doctor.looked": Check(
        "The doctor itself",
        "everything could be looked at",
        "what is named was not judged; put right what stands above it, then ask again",
    ),
}


@dataclass(frozen=True)
class Finding:
    """What a check came to: `words` say what is, `do` the next step, with the command. Raises KeyError for an unknown code."""

    code: str
    level: Level
    words: str
    do: str = ""

    def __post_init__(self) -> None:
        CHECKS[self.code]

    @property
    def area(self) -> str:
        return CHECKS[self.code].area


def ok(code: str, words: str) -> Finding:
    return Finding(code, Level.OK, words)


def caution(code: str, words: str, do: str) -> Finding:
    return Finding(code, Level.WARNING, words, do)


def fault(code: str, words: str, do: str) -> Finding:
    return Finding(code, Level.FAULT, words, do)


def unknown(words: str, do: str = "") -> Finding:
    return Finding("doctor.looked", Level.UNKNOWN, words, do)


def is_well(findings: Iterable[Finding]) -> bool:
    """Whether none of them is a fault."""
    return all(finding.level != Level.FAULT for finding in findings)


def table() -> str:
    """The table of docs/operators/doctor.md."""
    rows = [
        f"| `{code}` | {check.area} | {check.holds} | {check.otherwise} |" for code, check in CHECKS.items()
    ]
    return "\n".join(["| code | about | well when | otherwise |", "|---|---|---|---|", *rows])
