"""Workers, beat, the outbox and the backup: what gave a sign of life, and who hears which queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from mentorship.celery import app
from mentorship.doctor.findings import Finding, caution, fault, ok, unknown
from mentorship.doctor.within import PATIENCE, within
from notifications.health import Area, faults, moment
from notifications.health import Facts as Health
from notifications.models import Heartbeat
from notifications.queries.health import gather

BACKUP = "backup"  # the name of its sign of life
BACKUP_LASTS = timedelta(days=2)
CODES = {Area.WORKER: "workers.alive", Area.BEAT: "beat.rings", Area.MAIL: "mail.outbox"}
WELL = {
    Area.WORKER: "A worker gave a sign of life.",
    Area.BEAT: "Beat rings.",
    Area.MAIL: "No letter that could go waits.",
}
DO = {
    Area.WORKER: "systemctl start mentorship-worker mentorship-worker-matching, or docker compose up -d; journalctl -u mentorship-worker says why it ended.",
    Area.BEAT: "systemctl start mentorship-beat, or docker compose up -d beat.",
    Area.MAIL: "python manage.py outbox says what waits and why.",
}


@dataclass(frozen=True)
class Facts:
    """`health` is what the health pages know. `queues` are the queues there are; `heard` those that some worker hears, None where
    nobody could be asked. `backed_up_at` is when a backup was last made, `backup_fault` what was wrong with it."""

    health: Health
    queues: Collection[str] = ()
    heard: Collection[str] | None = None
    backed_up_at: datetime | None = None
    backup_fault: str = ""


def look(*, now: datetime) -> Facts:
    """Raises DatabaseError or InterfaceError where the database goes away meanwhile."""
    health = gather(now=now)
    row = Heartbeat.objects.filter(pk=BACKUP).values_list("at", "fault").first() if health.database else None
    return Facts(
        health=health,
        queues=[queue.name for queue in settings.CELERY_TASK_QUEUES],
        heard=_heard() if health.queue and health.workers else None,
        backed_up_at=row[0] if row else None,
        backup_fault=row[1] if row else "",
    )


def _heard() -> frozenset[str] | None:
    def ask() -> frozenset[str]:
        answers = app.control.inspect(timeout=2).active_queues() or {}
        return frozenset(queue["name"] for queues in answers.values() for queue in queues)

    try:
        return within(2 * PATIENCE, ask)
    except Exception:  # noqa: BLE001 - whatever keeps them from answering, they were not heard
        return None


def judge(facts: Facts) -> list[Finding]:
    areas = (Area.WORKER, Area.BEAT, Area.MAIL)
    wrong = [one for one in faults(facts.health, areas) if one.area in CODES]
    found = [fault(CODES[one.area], str(one), DO[one.area]) for one in wrong]
    if facts.health.queue:
        found += [ok(CODES[area], WELL[area]) for area in areas if area not in {one.area for one in wrong}]
        found += _queues(facts)
    if facts.health.failed:
        words = f"Letters that were given up: {facts.health.failed}."
        found.append(caution("mail.given_up", words, "python manage.py outbox says why."))
    return found


def _queues(facts: Facts) -> list[Finding]:
    if not facts.health.workers:
        return []  # told already
    if facts.heard is None:
        return [unknown("No worker could be asked which queues it hears.")]
    silent = [name for name in facts.queues if name not in facts.heard]
    if not silent:
        return [ok("workers.queues", f"Every queue is heard: {', '.join(facts.queues)}.")]
    return [
        fault(
            "workers.queues",
            f"No worker hears {', '.join(silent)}: what is sent there waits.",
            f"Start one: python -m celery -A mentorship worker --queues={','.join(silent)}",
        )
    ]


def judge_backup(facts: Facts) -> list[Finding]:
    do = "python manage.py backup; every night by itself: systemctl enable --now mentorship-backup.timer"
    if facts.backed_up_at is None:
        return [caution("backup.recent", "No backup was noted here yet.", do)]
    shown = moment(facts.backed_up_at, facts.health.now)
    if facts.backup_fault:
        return [fault("backup.recent", f"The last backup ({shown}) failed: {facts.backup_fault}", do)]
    if facts.health.now - facts.backed_up_at > BACKUP_LASTS:
        return [caution("backup.recent", f"The last backup was made at {shown}.", do)]
    return [ok("backup.recent", f"The last backup was made at {shown}.")]
