"""The judge of the storms: each promise broken by hand, and each permitted copy."""

from __future__ import annotations

from math import inf

import pytest

from tests.faults.verdict import Accepted, Kill, Row, Verdict, Victim, judge

ANN, BEN = "ann@example.org", "ben@example.org"
ANNS, BENS = "<1@storm>", "<2@storm>"
SENDER, RIVAL = 100, 200


def accepted(at: float, message_id: str = ANNS, to: str = ANN, pid: int = SENDER) -> Accepted:
    return Accepted(at, message_id, to, pid)


def rows(ann: float = 1.01, ben: float = 2.01) -> list[Row]:
    return [Row(ANNS, ANN, "sent", ann), Row(BENS, BEN, "sent", ben)]


def verdict(letters: list[Accepted], *kills: Kill, of: list[Row] | None = None) -> Verdict:
    return judge(
        due=[ANN, BEN], letters=letters, kills=kills, rows=of if of is not None else rows(), workers=3
    )


def ben(at: float = 2, pid: int = SENDER) -> Accepted:
    return accepted(at, BENS, BEN, pid)


def died(at: float, victim: Victim = Victim.POOL, pid: int = SENDER, lasting: float = 0.001) -> Kill:
    return Kill(at, at + lasting, victim, frozenset({pid}))


def test_one_letter_each_keeps_the_promise() -> None:
    found = verdict([accepted(1), ben()], died(1.5), died(1.7, Victim.QUEUE), Kill(1.8, 1.8, Victim.FLUSH))
    assert found.kept
    assert (found.reminders, found.missing, found.duplicated, found.copies) == (2, 0, 0, 0)
    assert (found.kills, found.kills_in_send) == (2, 0)
    assert found.victims == {"pool": 1, "queue": 1, "flush": 1}


def test_whoever_got_nothing_is_named() -> None:
    found = verdict([accepted(1)])
    assert (found.missing, found.broken) == (1, (f"lost: {BEN} got no letter",))


def test_a_row_that_is_not_sent_is_no_end() -> None:
    found = verdict([accepted(1), ben()], of=[rows()[0], Row(BENS, BEN, "inflight")])
    assert found.broken == (f"unfinished: the row of {BEN} ended as inflight",)


@pytest.mark.parametrize("victim", [Victim.WORKER, Victim.POOL])
def test_a_sender_that_died_before_its_note_may_be_followed_by_a_copy(victim: Victim) -> None:
    found = verdict(
        [accepted(1), accepted(12, pid=RIVAL), ben(13, RIVAL)], died(1.004, victim), of=rows(12.01, 13.01)
    )
    assert found.kept
    assert (found.duplicated, found.copies, found.permitted, found.kills_in_send) == (1, 1, 1, 1)


def test_a_sender_that_died_in_the_moment_of_the_yes_may_be_followed_by_a_copy() -> None:
    """The signal was sent before the mail server wrote the letter down, and heard after."""
    assert verdict([accepted(1), accepted(12, pid=RIVAL), ben(13, RIVAL)], died(0.999, lasting=0.01)).kept


def unexplained(found: Verdict) -> bool:
    (words, *_) = found.broken
    return words.startswith(f"doubled: {ANNS} to {ANN} at 1.000 by 100, again at 12.000 by 200")


def test_a_copy_without_a_death_is_a_broken_promise() -> None:
    found = verdict([accepted(1), ben(), accepted(12, pid=RIVAL)])
    assert unexplained(found)
    assert (found.duplicated, found.permitted) == (1, 0)


@pytest.mark.parametrize(
    "kill",
    [
        died(3),  # it had gone on to its next letter
        died(0.5),  # it was another process of that number
        died(1.004, pid=RIVAL),
        died(1.004, pid=300),
        died(1.004, Victim.BEAT),
        died(1.004, Victim.QUEUE),
        Kill(1.004, 1.005, Victim.FLUSH),
        Kill(0.2, 0.9, Victim.DATABASE),  # it answered again before the yes
        Kill(2.5, 4, Victim.DATABASE),  # the note had been made by then
        Kill(20, 21, Victim.DATABASE),
        died(13),
    ],
)
def test_a_death_of_another_or_at_another_time_is_no_excuse(kill: Kill) -> None:
    assert unexplained(verdict([accepted(1), ben(), accepted(12, pid=RIVAL)], kill))


@pytest.mark.parametrize("kill", [Kill(1.004, 2, Victim.DATABASE), Kill(0.5, 1.5, Victim.DATABASE)])
def test_a_database_that_was_dead_when_the_note_was_due_excuses_a_copy(kill: Kill) -> None:
    assert verdict([accepted(1), accepted(12, pid=RIVAL), ben(13, RIVAL)], kill).kept


def test_each_copy_needs_a_death_of_its_own_sender() -> None:
    letters = [accepted(1), accepted(12, pid=RIVAL), accepted(24, pid=300), ben(25, 300)]
    found = verdict(letters, died(1.002))
    assert (found.duplicated, found.copies, found.permitted) == (1, 2, 1)
    assert found.broken[0].startswith(f"doubled: {ANNS} to {ANN} at 12.000 by 200")
    assert verdict(letters, died(1.002), died(12.002, pid=RIVAL)).kept


def test_one_death_of_a_sender_excuses_one_copy() -> None:
    """A worker has one letter in its hands."""
    letters = [accepted(1), ben(1), accepted(12, pid=RIVAL), ben(13, RIVAL)]
    assert "doubled: 2 copies, and the kills explain 1 at most" in verdict(letters, died(1.002)).broken


def test_two_message_ids_for_one_check_in_are_never_excused() -> None:
    letters = [accepted(1), accepted(12, "<3@storm>", pid=RIVAL), ben(13, RIVAL)]
    found = verdict(letters, died(1.002), of=[*rows(), Row("<3@storm>", ANN, "sent", 12.01)])
    assert found.broken == (f"two letters: {ANN} got 2 different ones: <1@storm>, <3@storm>",)
    assert found.duplicated == 0


def test_two_rows_for_one_check_in_are_told_even_where_one_letter_went() -> None:
    found = verdict([accepted(1), ben()], of=[*rows(), Row("<3@storm>", ANN, "suppressed")])
    assert f"two letters: 2 rows stand for {ANN}" in found.broken


def test_a_letter_needs_a_row_and_somebody_to_whom_it_is_due() -> None:
    letters = [accepted(1), ben(), accepted(3, "<4@storm>"), accepted(4, "<5@storm>", "eve@example.org")]
    found = verdict(letters, of=[*rows(), Row("<5@storm>", "eve@example.org", "sent")])
    assert f"unfounded: <4@storm> to {ANN} has no row" in found.broken
    assert "unfounded: nothing was due to eve@example.org" in found.broken


@pytest.mark.parametrize(
    ("kill", "counted"),
    [
        (died(1.004), 1),
        (died(1.02), 0),  # the note was committed
        (died(1.004, pid=RIVAL), 0),
        (Kill(1.004, 3, Victim.DATABASE), 1),
        (Kill(0.9, 3, Victim.DATABASE), 0),  # dead before the yes
        (died(1.004, Victim.BEAT), 0),
    ],
)
def test_kills_between_the_yes_and_the_commit_of_the_note_are_counted(kill: Kill, counted: int) -> None:
    assert verdict([accepted(1), ben()], kill).kills_in_send == counted


def test_one_kill_between_the_yeses_and_the_notes_of_two_senders_counts_once() -> None:
    found = verdict([accepted(1), ben(1, RIVAL)], Kill(1.004, 3, Victim.DATABASE), of=rows(4, 4))
    assert found.kills_in_send == 1


def test_a_row_that_was_never_finalised_ends_at_no_time() -> None:
    assert Row(ANNS, ANN, "queued").finalised_at == inf
