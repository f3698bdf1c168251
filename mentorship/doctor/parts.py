"""Workers, beat, the outbox and the backup: what gave a sign of life, and who hears which queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentorship.doctor.findings import Finding, caution, fault, ok, unknown
from notifications.health import LETTER_WAITS, Area, faults, moment
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
LOST = "python manage.py backup names them. Copy them into the storage from an older backup, if one has them."
DO = {
    Area.WORKER: "systemctl start mentorship-worker mentorship-worker-matching, or docker compose up -d; journalctl -u mentorship-worker says why it ended.",
    Area.BEAT: "systemctl start mentorship-beat, or docker compose up -d beat.",
    Area.MAIL: "python manage.py outbox says what waits and why.",
}


@dataclass(frozen=True)
class Facts:
    """`health` is what the health pages know. `backed_up_at` is when a backup was last made, `backup_fault` what it lacks."""

    health: Health
    backed_up_at: datetime | None = None
    backup_fault: str = ""


def look(*, now: datetime) -> Facts:
    """Raises DatabaseError or InterfaceError where the database goes away meanwhile."""
    health = gather(now=now)
    row = Heartbeat.objects.filter(pk=BACKUP).values_list("at", "fault").first() if health.database else None
    return Facts(
        health=health,
        backed_up_at=row[0] if row else None,
        backup_fault=row[1] if row else "",
    )


def judge(facts: Facts) -> list[Finding]:
    areas = (Area.WORKER, Area.BEAT, Area.MAIL)
    # That a queue is not heard is told once, by the finding about queues; and what follows from it is not said to be well.
    besides = faults(replace(facts.health, queues=()), areas)
    wrong = [one for one in faults(facts.health, areas) if one.area in CODES and one in besides]
    found = [fault(CODES[one.area], str(one), DO[one.area]) for one in wrong]
    if facts.health.queue:
        doubtful = {one.area for one in besides} | ({Area.MAIL} if _letters_wait(facts.health) else set())
        found += [ok(CODES[area], WELL[area]) for area in areas if area not in doubtful]
        found += _queues(facts.health)
    if facts.health.failed:
        words = f"Letters that were given up: {facts.health.failed}."
        found.append(caution("mail.given_up", words, "python manage.py outbox says why."))
    return found


def _letters_wait(health: Health) -> bool:
    return health.oldest_due is not None and health.now - health.oldest_due > LETTER_WAITS


def _queues(health: Health) -> list[Finding]:
    if not health.workers:
        return []  # told already
    if not all(sign.hears for sign in health.workers):
        return [
            unknown(
                "A worker does not say which queues it hears: it is of the release before.", "Start it again."
            )
        ]
    silent = health.unheard
    if not silent:
        return [ok("workers.queues", f"Every queue is heard: {', '.join(health.queues)}.")]
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
        words = "No backup was noted here yet; one that goes into a pipe is noted nowhere."
        return [caution("backup.recent", words, do)]
    shown = moment(facts.backed_up_at, facts.health.now)
    if facts.health.now - facts.backed_up_at > BACKUP_LASTS:
        return [caution("backup.recent", f"The last backup was made at {shown}.", do)]
    if facts.backup_fault:
        words = f"The last backup was made at {shown}, without files that rows name: {facts.backup_fault}."
        return [caution("backup.recent", words, LOST)]
    return [ok("backup.recent", f"The last backup was made at {shown}.")]
