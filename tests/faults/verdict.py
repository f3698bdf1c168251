"""What came of a storm: from the mail server's log, the kills and the rows, whether the promise was kept. Pure.

The promise (docs/reliability.md): every reminder that is due arrives. A second copy is possible only where a worker or the
database died between the mail server's yes and our note of it, and then it bears the same Message-ID.

All moments are seconds on one clock that every process of the machine shares (CLOCK_MONOTONIC)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf

SENT = "sent"


class Victim(StrEnum):
    WORKER = "worker"  # its main process; the pool goes with it
    POOL = "pool"  # the process of a worker that does the work
    BEAT = "beat"
    QUEUE = "queue"  # the Redis server
    DATABASE = "database"  # the whole of PostgreSQL, or one backend, which restarts all of it
    FLUSH = "flush"  # FLUSHALL: nobody dies, and the queue forgets everything


WORKERS = {Victim.WORKER, Victim.POOL}


@dataclass(frozen=True)
class Accepted:
    """A letter that the mail server took responsibility for, just before it said yes. `pid` is the process that sent it."""

    at: float
    message_id: str
    to: str
    pid: int


@dataclass(frozen=True)
class Kill:
    """`at` is just before the signal was sent; at `over` the processes `pids` were surely gone, or the server answered again."""

    at: float
    over: float
    victim: Victim
    pids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Row:
    """A notification when all was over. `finalised_at` is when the transaction that wrote it last was committed."""

    message_id: str
    to: str
    state: str
    finalised_at: float = inf


@dataclass(frozen=True)
class Verdict:
    """`duplicated` counts letters that arrived more than once, `permitted` those of their copies that a death explains,
    `kills_in_send` the kills that fell between a yes and the note of it. `broken` says each broken promise in words."""

    reminders: int
    kills: int
    kills_in_send: int
    missing: int
    duplicated: int
    copies: int
    permitted: int
    victims: Mapping[str, int]
    broken: tuple[str, ...]

    @property
    def kept(self) -> bool:
        return not self.broken


def judge(
    *,
    due: Collection[str],
    letters: Sequence[Accepted],
    kills: Sequence[Kill],
    rows: Sequence[Row],
    workers: int,
) -> Verdict:
    """The verdict on a storm. `due` are the addresses that one reminder each is due to, `workers` how many processes send.

    Each address is one side of one mentorship with one check-in, so that two Message-IDs to one address are two letters
    about one check-in, which no death excuses."""
    story = _Story(letters, kills, rows)
    copies = list(story.copies())
    unexplained = [words for words, death in copies if death is None]
    got = {letter.to for letter in letters}
    missing = sorted(set(due) - got)
    limit = sum(k.victim in WORKERS for k in kills) + workers * sum(
        k.victim == Victim.DATABASE for k in kills
    )
    broken = [
        *(f"lost: {address} got no letter" for address in missing),
        *(f"doubled: {words}" for words in unexplained),
        *(
            [f"doubled: {len(copies)} copies, and the kills explain {limit} at most"]
            if len(copies) > limit
            else []
        ),
        *story.second_letters(),
        *story.strangers(due),
        *(f"unfinished: the row of {row.to} ended as {row.state}" for row in rows if row.state != SENT),
    ]
    counted = Counter(letter.message_id for letter in letters)
    return Verdict(
        reminders=len(due),
        kills=sum(k.victim != Victim.FLUSH for k in kills),
        kills_in_send=len(story.kills_in_send()),
        missing=len(missing),
        duplicated=sum(times > 1 for times in counted.values()),
        copies=len(copies),
        permitted=len(copies) - len(unexplained),
        victims=dict(Counter(str(k.victim) for k in kills)),
        broken=tuple(broken),
    )


class _Story:
    def __init__(self, letters: Sequence[Accepted], kills: Sequence[Kill], rows: Sequence[Row]) -> None:
        self.kills = sorted(kills, key=lambda kill: kill.at)
        self.rows = {row.message_id: row for row in rows}
        self.rows_of: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows_of[row.to].append(row)
        self.times: dict[str, list[Accepted]] = defaultdict(list)
        self.follower: dict[Accepted, float] = {}
        last: dict[int, Accepted] = {}
        for letter in sorted(letters, key=lambda letter: letter.at):
            self.times[letter.message_id].append(letter)
            if before := last.get(letter.pid):
                self.follower[before] = letter.at
            last[letter.pid] = letter

    def copies(self) -> Iterator[tuple[str, Kill | None]]:
        """Each copy after the first in words, and the death that explains it."""
        for message_id, times in self.times.items():
            for before, again in pairwise(times):
                words = (
                    f"{message_id} to {before.to} at {before.at:.3f} by {before.pid}, "
                    f"again at {again.at:.3f} by {again.pid}"
                )
                yield words, self._death_after(before, again)

    def _death_after(self, before: Accepted, again: Accepted) -> Kill | None:
        """The death between the yes to `before` and the note of it. A sender that went on to its next letter had made its
        note, or should have; so had one that was alive all the time while the database was."""
        noted_by = min(self.follower.get(before, inf), again.at)
        for kill in self.kills:
            in_time = kill.at <= noted_by and kill.over >= before.at
            if in_time and (
                before.pid in kill.pids if kill.victim in WORKERS else kill.victim == Victim.DATABASE
            ):
                return kill
        return None

    def second_letters(self) -> Iterator[str]:
        """Whoever was sent two different letters, or for whom two rows were written, about the one thing that was due."""
        sent: dict[str, set[str]] = defaultdict(set)
        for letters in self.times.values():
            sent[letters[0].to].add(letters[0].message_id)
        for address, ids in sent.items():
            if len(ids) > 1:
                yield f"two letters: {address} got {len(ids)} different ones: {', '.join(sorted(ids))}"
        for address, rows in self.rows_of.items():
            if len(rows) > 1 and len(sent[address]) < 2:
                yield f"two letters: {len(rows)} rows stand for {address}"

    def strangers(self, due: Collection[str]) -> Iterator[str]:
        """Letters that no row stands for (sent before their cause was committed), or to somebody to whom nothing was due."""
        for message_id, letters in self.times.items():
            if message_id not in self.rows:
                yield f"unfounded: {message_id} to {letters[0].to} has no row"
            elif letters[0].to not in due:
                yield f"unfounded: nothing was due to {letters[0].to}"

    def kills_in_send(self) -> set[Kill]:
        """The kills of a sender, or of the database, that fell between a yes and the commit of the note of it."""
        found = set()
        for message_id, times in self.times.items():
            row = self.rows.get(message_id)
            ends = [*(again.at for again in times[1:]), row.finalised_at if row else inf]
            for letter, end in zip(times, ends, strict=True):
                noted_by = min(end, self.follower.get(letter, inf))
                for kill in self.kills:
                    sender_died = (
                        kill.victim in WORKERS and letter.pid in kill.pids and kill.over >= letter.at
                    )
                    database_died = kill.victim == Victim.DATABASE and kill.at >= letter.at
                    if kill.at <= noted_by and (sender_died or database_died):
                        found.add(kill)
        return found
