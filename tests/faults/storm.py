"""A storm: a sequence of kills that a seed decides, while reminders fall due and letters go out.

Some kills come at any moment; some are aimed, a moment after the mail server took a letter, at whoever sent it or at the
database that is about to note it. It is bounded in kills and in time. One thread: children end with the thread that
started them."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.site import BEATS, WORKERS, Site, gone, kill
from tests.faults.verdict import Kill, Verdict, Victim, judge

EVERYTHING = {Victim.WORKER: 30, Victim.POOL: 30, Victim.BEAT: 14, Victim.QUEUE: 12, Victim.DATABASE: 14}
NO_SENDER = {Victim.BEAT: 1, Victim.QUEUE: 1}
# The share of kills that wait for a letter.
AIMED = {Victim.WORKER: 0.5, Victim.POOL: 0.6, Victim.DATABASE: 0.5}
MOMENTS = (0, 0, 0.0005, 0.001, 0.002, 0.004)  # seconds after the mail server's yes
A_LETTER = 15.0  # how long an aimed kill waits for one while some are to come, in seconds
SETTLE = 2.0  # how long a late copy has to show itself when all is done


@dataclass(frozen=True)
class Strike:
    """One kill to come: `pause` seconds after the one before. `wholly`: PostgreSQL's main process with all others and no
    backend alone, or a Redis server that comes back empty."""

    victim: Victim
    pause: float
    aimed: bool
    moment: float
    wholly: bool


@dataclass(frozen=True)
class Order:
    """What a storm is: how many reminders and kills, of whom, `gap` seconds between two on the average, and how long the
    site may take to finish after the last, `patience` seconds."""

    reminders: int
    kills: int
    seed: int
    lease: float = 10
    victims: Mapping[Victim, int] = field(default_factory=lambda: EVERYTHING)
    gap: float = 1.4
    patience: float = 240
    beats: int = BEATS
    workers: int = WORKERS
    careless: str = ""

    def plan(self) -> list[Strike]:
        """The strikes. Every kind of victim is among them if there are kills enough, and one FLUSHALL near the middle."""
        chance = random.Random(self.seed)
        kinds, weights = list(self.victims), list(self.victims.values())
        chosen = [*kinds[: self.kills], *chance.choices(kinds, weights, k=max(0, self.kills - len(kinds)))]
        chance.shuffle(chosen)
        if chosen:
            chosen.insert(len(chosen) // 2, Victim.FLUSH)
        return [
            Strike(
                victim,
                self.gap * chance.uniform(0.4, 1.6),
                aimed=chance.random() < AIMED.get(victim, 0),
                moment=chance.choice(MOMENTS),
                wholly=chance.random() < 0.6,
            )
            for victim in chosen
        ]


@dataclass(frozen=True)
class Outcome:
    order: Order
    verdict: Verdict
    seconds: float
    ended: Mapping[str, int]  # who ended by itself, and how often
    kinds: int  # how many kinds of mail were written

    def as_json(self) -> dict[str, object]:
        verdict = self.verdict
        return {
            "reminders": verdict.reminders,
            "kills": verdict.kills,
            "kills_in_send": verdict.kills_in_send,
            "missing": verdict.missing,
            "duplicated": verdict.duplicated,
            "permitted": verdict.permitted,
            "broken": len(verdict.broken),
            "seconds": round(self.seconds, 1),
            "seed": self.order.seed,
            "lease": self.order.lease,
            "victims": dict(sorted(verdict.victims.items())),
            "ended_by_themselves": dict(self.ended),
        }


class Storm:
    def __init__(self, site: Site, order: Order, say: Callable[[str], None] = lambda line: None) -> None:
        self.site, self.order, self.say = site, order, say
        self.chance = random.Random(f"{order.seed} at the time")  # the plan has its own
        self.kills: list[Kill] = []
        self.down: Kill | None = None  # PostgreSQL is, since this kill
        self.states: dict[str, int] = {}
        self._told = self._asked = 0.0

    def run(self) -> Outcome:
        """Raises AssertionError where the site does not even begin to send."""
        site, order = self.site, self.order
        site.begin(seed=order.seed, lease=order.lease, careless=order.careless)
        plan = order.plan()
        spread = sum(strike.pause for strike in plan)
        self.begun = time.monotonic()
        site.start(beats=order.beats, workers=order.workers)
        try:
            due = site.run("manage.py", "seed_storm", str(order.reminders), str(spread)).split()
            with self._listening():
                assert self._until(lambda: bool(site.letters()), 120), site.said("worker-1")
                site.let_alarms_ring()
                for strike in plan:
                    self._until(lambda: False, strike.pause)
                    self._strike(strike)
                self._until(lambda: self._done(set(due)), order.patience)
                seconds = time.monotonic() - self.begun
                self._until(lambda: False, SETTLE)
                self._until(lambda: self.down is None, 60)
        finally:
            site.end()
        return self._judged(due, seconds)

    def _judged(self, due: list[str], seconds: float) -> Outcome:
        site = self.site
        with site.asking() as ask:
            ((kinds,),) = ask("SELECT count(DISTINCT kind) FROM notifications_notification")
        kills = [*self.kills, *([self.down] if self.down else [])]
        verdict = judge(
            due=due, letters=site.letters(), kills=kills, rows=site.rows(), workers=self.order.workers
        )
        return Outcome(self.order, verdict, seconds, dict(site.ended), kinds)

    # --- waiting, with an eye on everything

    def _until(self, true: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            self._turn()
            time.sleep(0.02)
        return True

    def _turn(self) -> None:
        self.site.look()
        if self.down and gone(self.down.pids) and self.site.answers():
            self.kills.append(_over(self.down))
            self.down = None
        now = time.monotonic()
        if now > self._asked + 1:
            self._asked = now
            self.states = self.site.states() or self.states
        if now > self._told + 5:
            self._told = now
            self._tell()

    def _done(self, due: set[str]) -> bool:
        return (
            not self.down
            and self.states.get("sent", 0) >= len(due)
            and not (self.states.get("queued") or self.states.get("inflight"))
        )

    def _tell(self) -> None:
        died = sum(one.victim != Victim.FLUSH for one in self.kills) + bool(self.down)
        rows = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items())) or "no rows yet"
        self.say(f"{time.monotonic() - self.begun:5.0f} s  {died} of {self.order.kills} kills  {rows}")

    # --- striking

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """The mail server says here who sent a letter, in the moment when it takes it."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as self.heard:
            Path(self.site.ear).unlink(missing_ok=True)
            self.heard.bind(str(self.site.ear))
            yield

    def _sender(self) -> int:
        """The pid of who sends the next letter, in the moment when it is taken; 0 where none is to come."""
        end = time.monotonic() + A_LETTER
        while time.monotonic() < end and self.states.get("sent", 0) < self.order.reminders:
            self._turn()
            self._forget_what_was_heard()
            with suppress(TimeoutError):
                return int(self.heard.recv(20) or 0)
        return 0

    def _forget_what_was_heard(self) -> None:
        self.heard.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self.heard.recv(20)
        self.heard.settimeout(0.05)

    def _strike(self, strike: Strike) -> None:
        match strike.victim:
            case Victim.FLUSH:
                at = time.monotonic()
                assert self._until(self.site.forget, 30), "the Redis server did not come up again"
                self.kills.append(Kill(at, time.monotonic(), Victim.FLUSH))
            case Victim.WORKER | Victim.POOL:
                self._strike_worker(strike)
            case Victim.DATABASE:
                self._strike_database(strike)
            case Victim.BEAT | Victim.QUEUE:
                self._strike_bystander(strike)

    def _strike_worker(self, strike: Strike) -> None:
        pools = self._pools()  # before there is a sender: to look takes longer than a sender's next step
        sender = self._sender() if strike.aimed else 0
        if sender not in pools:
            pools = self._pools()
            sender = sender if sender in pools else self.chance.choice(sorted(pools))
        main = pools[sender]
        time.sleep(strike.moment)
        if strike.victim == Victim.POOL:
            self._kill(strike.victim, frozenset({sender}), frozenset({sender}))
        else:  # the pool of a killed worker follows it
            pool = {pid for pid in pools if pools[pid] == main}
            self._kill(strike.victim, frozenset({main}), frozenset({main, *pool}))

    def _pools(self) -> dict[int, int]:
        """The processes that do the workers' work, as soon as there is one, with those that lead them."""
        pools: dict[int, int] = {}

        def found() -> bool:
            pools.update(self.site.pools())
            return bool(pools)

        assert self._until(found, 60), "no worker came up again"
        return pools

    def _strike_database(self, strike: Strike) -> None:
        assert self._until(lambda: self.down is None, 60), "PostgreSQL did not come up again"
        everybody = frozenset(one.pid for one in self.site.database_processes())
        backends = sorted(one.pid for one in self.site.backends())
        if strike.aimed:
            self._sender()
            time.sleep(strike.moment)
        if strike.wholly or not (backends and self._strike_backend(self.chance.choice(backends), everybody)):
            self._down(everybody, everybody)
            self.site.kill_database()

    def _strike_backend(self, pid: int, everybody: frozenset[int]) -> bool:
        """Kills one backend, upon which PostgreSQL ends all others; false where it had just ended by itself."""
        others = everybody - {self.site.database.pid}
        self._down(frozenset({pid}), others)
        end = time.monotonic() + 1
        while not gone(others):
            if time.monotonic() > end:
                self.down = None
                return False
            time.sleep(0.005)
        return True

    def _down(self, first: frozenset[int], pids: frozenset[int]) -> None:
        at = time.monotonic()
        kill(first)
        self.down = Kill(at, at, Victim.DATABASE, pids)

    def _strike_bystander(self, strike: Strike) -> None:
        if strike.victim == Victim.QUEUE:
            pids = frozenset({self.site.queue.pid})
            self._kill(strike.victim, pids, pids)
            if strike.wholly:
                self.site.empty_queue_files()
            return
        assert self._until(lambda: bool(self.site.processes("beat")), 60), "no beat came up again"
        pids = frozenset({self.chance.choice(self.site.processes("beat")).pid})
        self._kill(strike.victim, pids, pids)

    def _kill(self, victim: Victim, first: frozenset[int], pids: frozenset[int]) -> None:
        at = time.monotonic()
        kill(first)
        end = at + 20
        while not gone(pids):
            assert time.monotonic() < end, f"{victim} {sorted(pids)} outlived its SIGKILL"
            time.sleep(0.001)
        self.kills.append(Kill(at, time.monotonic(), victim, pids))


def _over(killed: Kill) -> Kill:
    return Kill(killed.at, time.monotonic(), killed.victim, killed.pids)
