"""What is wrong with the parts that bring mail, in words that say what to do. Facts in, faults out: nothing is asked here.

A fault that follows from another is not told: where the queue is away, nobody is sent to look after beat."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications import replica
from notifications.concerns import Concern
from notifications.enums import Part

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Area(TextChoices):
    """What can be asked about by itself."""

    WEB = "web", gettext_lazy("Database and queue")
    WORKER = "worker", gettext_lazy("Workers")
    BEAT = "beat", gettext_lazy("Beat")
    MAIL = "mail", gettext_lazy("Mail")


# How long each may be silent. A worker gives a sign every half minute, beat and the round once a minute.
WORKER_SILENT = timedelta(minutes=2)
BEAT_SILENT = timedelta(minutes=3)
TICK_SILENT = timedelta(minutes=5)
# Who backs up once a week is not bothered; who never did is told by the doctor.
BACKUP_OLD = timedelta(days=8)
# How far a sign of life may seem to come from the future.
CLOCKS_AGREE = timedelta(minutes=2)
_OFTEN = {Part.WORKER, Part.BEAT, Part.TICK}
# How long a letter that is due may wait before that is a fault.
LETTER_WAITS = timedelta(minutes=15)
# What waits in a queue that nobody hears.
WAITS = {
    "mail": gettext_lazy("letters wait"),
    "matching": gettext_lazy("rankings, cohort runs and imports wait"),
    "housekeeping": gettext_lazy("nothing comes due, so that reminders and copies of data wait"),
}


@dataclass(frozen=True)
class Sign:
    """A sign of life as it was last given; `since` is when its fault was first told. `hears` are the queues of a worker, none
    where it does not say: those of the release before do not."""

    name: str
    part: Part
    at: datetime
    fault: str = ""
    since: datetime | None = None
    hears: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What was found at `now`. `oldest_due` is since when the oldest letter waits that could go; where the database does not
    answer, the facts that stand in it are empty. `failed` counts letters that were given up, `queues` are those that somebody
    has to hear, `patient`: a query waits for the lock of another for ever, and `replica` is how that of
    the database stands, None where there is none. `concerns` are what other apps found."""

    now: datetime
    database: bool
    queue: bool
    signs: tuple[Sign, ...] = ()
    oldest_due: datetime | None = None
    failed: int = 0
    queues: tuple[str, ...] = ()
    patient: bool = False
    replica: replica.Standing | None = None
    concerns: tuple[Concern, ...] = ()

    def latest(self, part: Part) -> Sign | None:
        return max((sign for sign in self.signs if sign.part == part), key=lambda sign: sign.at, default=None)

    def living(self, part: Part, silent: timedelta) -> list[Sign]:
        return [sign for sign in self.signs if sign.part == part and self.now - sign.at <= silent]

    @property
    def workers(self) -> list[Sign]:
        return self.living(Part.WORKER, WORKER_SILENT)

    @property
    def beats(self) -> list[Sign]:
        return self.living(Part.BEAT, BEAT_SILENT)

    @property
    def unheard(self) -> list[str]:
        """The queues that no living worker hears; none where no worker lives, or one does not say what it hears."""
        if not self.workers or not all(sign.hears for sign in self.workers):
            return []
        heard = {name for sign in self.workers for name in sign.hears}
        return [name for name in self.queues if name not in heard]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one area: `words` for everybody, with no names of machines in them; `detail` for those who run the
    site, as the machine said it."""

    area: Area
    words: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.words} ({self.detail})" if self.detail else self.words


def faults(facts: Facts, areas: Collection[Area] = tuple(Area)) -> list[Fault]:
    """What is wrong in these areas, the causes first. What keeps an area from being judged is told whichever was asked for."""
    causes = _servers(facts)
    if not facts.database:
        return causes
    found = [*causes, *_worker(facts, causes), *_beat(facts, causes)]
    found += _mail(facts, found)
    return [fault for fault in found if fault.area in areas or fault in causes]


def cautions(facts: Facts) -> list[str]:
    """What somebody should look at one day, and that keeps nothing from working."""
    found = [str(_REPLICA[facts.replica])] if facts.replica in _REPLICA else []
    if facts.patient:
        found.append(
            _(
                "A page may wait for another for ever: PostgreSQL sets no lock_timeout for the role of the site, which a pool "
                "cannot do for it. As that role: ALTER ROLE CURRENT_USER SET lock_timeout = '3s'; then RECONNECT in PgBouncer."
            )
        )
    ahead = [sign for sign in facts.signs if sign.part in _OFTEN and sign.at - facts.now > CLOCKS_AGREE]
    if ahead:
        words = _(
            "Clocks disagree, or one was set back: a sign of life was given at %(at)s, which is not yet. Leases, codes and "
            "reminders count on them. manage.py doctor says whether that of its machine is right."
        )
        found.append(words % {"at": moment(ahead[0].at, facts.now)})
    backup = facts.latest(Part.BACKUP)
    if backup and facts.now - backup.at > BACKUP_OLD:
        words = _("The last backup was made at %(at)s. See why there is no newer one (manage.py backup).")
        found.append(words % {"at": moment(backup.at, facts.now)})
    found += map(str, facts.concerns)
    if not facts.failed:
        return found
    words = ngettext(
        "%(n)s letter was given up. The page of the outbox (manage.py outbox) says why.",
        "%(n)s letters were given up. The page of the outbox (manage.py outbox) says why.",
        facts.failed,
    )
    return [words % {"n": facts.failed}, *found]


_REPLICA: dict[replica.Standing | None, StrOrPromise] = {
    replica.Standing.AWAY: gettext_lazy(
        "The replica of the database does not answer; reports are read from the database itself. See that it runs and that "
        "MENTORSHIP_REPLICA_URL is right."
    ),
    replica.Standing.LATE: gettext_lazy(
        "The replica of the database lags by more than 30 seconds; reports are read from the database itself until it has "
        "caught up. See that it still receives what is written (pg_stat_replication)."
    ),
    replica.Standing.NO_REPLICA: gettext_lazy(
        "MENTORSHIP_REPLICA_URL leads to a server that is no replica; reports are read from the database itself. Where it was "
        "made the primary, set DATABASE_URL to it and take MENTORSHIP_REPLICA_URL away."
    ),
}


@dataclass(frozen=True)
class Standing:
    """How one area stands, as those who run the site read it. `tone` is that of a badge: "good", "bad", or "" where it cannot be
    told because another area is down; `details` are lines as machines said them."""

    area: Area
    tone: str
    lines: Sequence[str]
    details: Sequence[str] = ()


def standings(facts: Facts) -> list[Standing]:
    """How every area stands."""
    found = faults(facts)
    is_blind = any(fault.area == Area.WEB for fault in found)
    return [
        _standing(facts, area, [one for one in found if one.area == area], is_blind=is_blind) for area in Area
    ]


def _standing(facts: Facts, area: Area, wrong: Sequence[Fault], *, is_blind: bool) -> Standing:
    if wrong:
        return Standing(
            area, "bad", [one.words for one in wrong], [one.detail for one in wrong if one.detail]
        )
    lines, details = {
        Area.WEB: _of_servers,
        Area.WORKER: _of_workers,
        Area.BEAT: _of_beat,
        Area.MAIL: _of_mail,
    }[area](facts)
    return Standing(area, "" if is_blind else "good", lines, details)


def _of_servers(facts: Facts) -> tuple[list[str], list[str]]:
    return [_("The database and the queue answer.")], []


def _of_workers(facts: Facts) -> tuple[list[str], list[str]]:
    n, tick = len(facts.workers), facts.latest(Part.TICK)
    lines = [ngettext("%(n)s worker is there.", "%(n)s workers are there.", n) % {"n": n}]
    if tick:
        lines.append(_("The last minute's round ended at %(at)s.") % {"at": moment(tick.at, facts.now)})
    night = facts.latest(Part.NIGHT)
    if night:
        words = _("What is over its limit was last thrown away at %(at)s.")
        lines.append(words % {"at": moment(night.at, facts.now)})
    return lines, [_with_queues(sign) for sign in facts.workers]


def _with_queues(sign: Sign) -> str:
    return f"{sign.name}: {', '.join(sign.hears)}" if sign.hears else sign.name


def _of_beat(facts: Facts) -> tuple[list[str], list[str]]:
    last = facts.latest(Part.BEAT)
    line = (
        _("It last rang at %(at)s.") % {"at": moment(last.at, facts.now)}
        if last
        else _("It has not rung yet.")
    )
    return [line], [sign.name for sign in facts.beats]


def _of_mail(facts: Facts) -> tuple[list[str], list[str]]:
    last = facts.latest(Part.MAIL)
    if last is None:
        return [_("No letter was sent yet.")], []
    return [_("It last took a letter at %(at)s.") % {"at": moment(last.at, facts.now)}], []


def moment(at: datetime, now: datetime) -> str:
    """10:02 UTC, in the zone of whoever reads; with the day where that is not today."""
    local = timezone.localtime(at)
    day = "" if local.date() == timezone.localtime(now).date() else formats.date_format(local, "j F") + ", "
    return f"{day}{formats.date_format(local, 'H:i')} {local.tzname()}"


def _servers(facts: Facts) -> list[Fault]:
    found = []
    if not facts.database:
        words = _(
            "The database does not answer, and without it nothing works. See that PostgreSQL runs and that DATABASE_URL is right."
        )
        found.append(Fault(Area.WEB, words))
    if not facts.queue:
        words = _(
            "The queue (Redis or Valkey) does not answer. Mail and reminders wait and none of them is lost; pages and signing in "
            "work. See that it runs and that REDIS_URL is right."
        )
        found.append(Fault(Area.WEB, words))
    return found


def _worker(facts: Facts, causes: Collection[Fault]) -> list[Fault]:
    if not facts.workers and not causes:
        last = facts.latest(Part.WORKER)
        words = (
            _("No worker is there since %(at)s.") % {"at": moment(last.at, facts.now)}
            if last
            else _("No worker is there.")
        )
        return [
            Fault(Area.WORKER, " ".join([words, _("Mail, reminders and rankings wait for one: start it.")]))
        ]
    unheard = [] if causes else [Fault(Area.WORKER, _nobody_hears(queue)) for queue in facts.unheard]
    return [*unheard, *_round(facts, causes, unheard)]


def _nobody_hears(queue: str) -> str:
    words = _("No worker hears the queue %(queue)s: %(waits)s. Start one with --queues=%(queue)s.")
    return words % {"queue": queue, "waits": WAITS.get(queue, _("what rings in it waits"))}


def _round(facts: Facts, causes: Collection[Fault], unheard: Collection[Fault]) -> list[Fault]:
    """What is wrong with the minute's round; that nobody hears of it is said already."""
    tick = facts.latest(Part.TICK)
    if tick is not None and tick.fault and facts.now - tick.at <= TICK_SILENT:
        words = _(
            "Workers are there, and part of each minute's round fails since %(at)s: %(sweeps)s. It is tried again every minute; "
            "the worker's log says what is wrong."
        ) % {"at": moment(tick.since or tick.at, facts.now), "sweeps": tick.fault}
        return [Fault(Area.WORKER, words)]
    if causes or unheard or not facts.beats or (tick is not None and facts.now - tick.at <= TICK_SILENT):
        return []
    return [Fault(Area.WORKER, _no_round(facts, tick))]


def _no_round(facts: Facts, tick: Sign | None) -> str:
    if tick is None:
        return _(
            "Beat rings and workers are there, and no minute's round has ended yet. Where this stays so for some minutes, read "
            "the worker's log."
        )
    return _(
        "Beat rings and workers are there, and no minute's round has ended since %(at)s. Read the worker's log: it is too "
        "busy, or hears another queue."
    ) % {"at": moment(tick.at, facts.now)}


def _beat(facts: Facts, causes: Collection[Fault]) -> list[Fault]:
    if facts.beats or causes:
        return []
    last = facts.latest(Part.BEAT)
    words = (
        _("Beat does not ring since %(at)s.") % {"at": moment(last.at, facts.now)}
        if last
        else _("Beat has not rung yet.")
    )
    return [Fault(Area.BEAT, " ".join([words, _("Reminders wait until it does: start it.")]))]


def _mail(facts: Facts, causes: Collection[Fault]) -> list[Fault]:
    server = facts.latest(Part.MAIL)
    if server is not None and server.fault:
        words = _(
            "The mail server takes no letters since %(at)s. They wait for it and none is lost; see that it runs and that "
            "MENTORSHIP_EMAIL_URL is right."
        ) % {"at": moment(server.since or server.at, facts.now)}
        return [Fault(Area.MAIL, words, server.fault)]
    if facts.oldest_due is None or facts.now - facts.oldest_due <= LETTER_WAITS or causes:
        return []
    words = _(
        "A letter that could go waits since %(at)s. Start another worker, or read the log of the one that is there."
    )
    return [Fault(Area.MAIL, words % {"at": moment(facts.oldest_due, facts.now)})]
