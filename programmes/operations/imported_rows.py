"""The rows of an import: loaded at once, compared in memory, written at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from collections.abc import Mapping as ReadOnly
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.enums import NetworkKind
from accounts.models import Affiliation, Network, Person, Skill
from accounts.operations.profile import network_key
from programmes.enums import AnswerSource, EnrolmentState, QuestionKind, Role
from programmes.importing import Mapping, ReadPerson, ReadRole
from programmes.importing.columns import answer_columns, is_empty, role_columns, skill_levels
from programmes.models import (
    Answer,
    Enrolment,
    EnrolmentEvent,
    Goal,
    ImportedPerson,
    OfferedSkill,
    Programme,
    Question,
    WantedSkill,
)
from programmes.operations.import_ledger import Ledger

BATCH = 1000
UNTOUCHED = {
    EnrolmentState.APPLIED: "has applied as a {role} and waits for your decision: left as it is",
    EnrolmentState.WAITLISTED: "is on the waiting list as a {role}: left as it is",
    EnrolmentState.DECLINED: "was told that there is no room as a {role}: left as it is",
    EnrolmentState.WITHDRAWN: "left the programme as a {role}: not brought back",
}


class Rows:
    """Everything in the database about the people of one import. A fixed number of queries to load, and to save; without
    `locks` only to compare."""

    def __init__(
        self,
        programme: Programme,
        mapping: Mapping,
        questions: ReadOnly[str, Question],
        emails: Sequence[str],
        *,
        now: datetime,
        by: Person | None,
        locks: bool = True,
    ) -> None:
        self.programme, self.mapping, self.questions, self.now, self.by = (
            programme,
            mapping,
            questions,
            now,
            by,
        )
        held, enrolled = Person.objects.order_by("pk"), Enrolment.objects.order_by("pk")
        if locks:
            held = held.select_for_update(no_key=True, of=("self",))
            enrolled = enrolled.select_for_update(no_key=True)
        people = held.filter(user__email__in=emails).select_related("user")
        self.people = {person.user.email: person for person in people}
        ids = [person.pk for person in self.people.values()]
        enrolments = enrolled.filter(programme=programme, person__in=ids)
        self.enrolments = {(e.person_id, Role(e.role)): e for e in enrolments}
        pks = [enrolment.pk for enrolment in self.enrolments.values()]
        self.answers = {(a.enrolment_id, a.key): a for a in Answer.objects.filter(enrolment__in=pks)}
        self.networks: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        held_networks = Affiliation.objects.filter(person__in=ids).order_by("network__key")
        for person_id, kind, key in held_networks.values_list("person_id", "network__kind", "network__key"):
            self.networks[person_id][kind].append(key)
        self.goals: dict[UUID, list[str]] = defaultdict(list)
        for pk, text in (
            Goal.objects.filter(enrolment__in=pks).order_by("position").values_list("enrolment_id", "text")
        ):
            self.goals[pk].append(text)
        self.skills: dict[UUID, list[list[Any]]] = defaultdict(list)
        wanted = WantedSkill.objects.filter(enrolment__in=pks).order_by("skill__key")
        for pk, *levels in wanted.values_list(
            "enrolment_id", "skill__key", "level_now", "level_aim", "priority"
        ):
            self.skills[pk].append(levels)
        offered = OfferedSkill.objects.filter(enrolment__in=pks).order_by("skill__key")
        for pk, *levels in offered.values_list("enrolment_id", "skill__key", "level"):
            self.skills[pk].append(levels)
        self.records = {
            r.person_id: r for r in ImportedPerson.objects.filter(programme=programme, person__in=ids)
        }
        self.ledgers: dict[UUID, Ledger] = {}
        self.changed: dict[type[Model], dict[Any, tuple[Model, set[str]]]] = defaultdict(dict)
        self.new: dict[type[Model], list[Model]] = defaultdict(list)
        self.gone_answers: list[int] = []
        self.new_networks: list[tuple[UUID, NetworkKind, dict[str, str]]] = []
        self.new_goals: dict[UUID, tuple[str, ...]] = {}
        self.new_skills: dict[Enrolment, list[list[Any]]] = {}

    def ledger(self, person: Person) -> Ledger:
        record = self.records.get(person.pk)
        before = dict(record.written) if record else {}
        self.ledgers[person.pk] = Ledger(written=dict(before), before=before)
        return self.ledgers[person.pk]

    # --- comparing

    def write_person(self, person: Person, read: ReadPerson, ledger: Ledger, *, is_new: bool) -> None:
        """Who they are on the whole site."""
        for name, wanted in read.fields.items():
            if ledger.settles(f"person.{name}", getattr(person, name), wanted, is_new=is_new):
                self._set(person, name, wanted)
        for name, wanted in self.mapping.person_defaults.items():
            if is_empty(read.fields.get(name)) and ledger.settles(
                f"person.{name}", getattr(person, name), wanted, is_new=is_new, default=True
            ):
                self._set(person, name, wanted)
        for kind, names in read.networks.items():
            by_key = {network_key(name): name for name in names}
            current = sorted(self.networks[person.pk][kind])
            if ledger.settles(f"person.networks:{kind}", current, sorted(by_key), is_new=is_new):
                self.new_networks.append((person.pk, kind, by_key))

    def write_role(self, person: Person, read: ReadRole, ledger: Ledger) -> bool:
        """What they want or offer in this programme; whether the enrolment is new. One that is not in force stays as it is."""
        enrolment = self.enrolments.get((person.pk, read.role))
        is_new = enrolment is None
        if enrolment is None:
            enrolment = self._enrol(person, read.role)
            ledger.changes.append(f"{read.role}.enrolled")
        elif enrolment.state != EnrolmentState.APPROVED:
            ledger.notes.append(UNTOUCHED[EnrolmentState(enrolment.state)].format(role=read.role))
            return False
        self._write_fields(enrolment, read, ledger, is_new=is_new)
        if read.goals is not None and ledger.settles(
            f"{read.role}.goals", self.goals[enrolment.pk], list(read.goals), is_new=is_new
        ):
            self.new_goals[enrolment.pk] = read.goals
        if read.skills is not None:
            wanted = skill_levels(read, self.mapping.skills)
            if ledger.settles(f"{read.role}.skills", self.skills[enrolment.pk], wanted, is_new=is_new):
                self.new_skills[enrolment] = wanted
        for key, value in read.answers.items():
            self._write_answer(enrolment, self.questions[key], value, ledger)
        return is_new

    def _write_fields(self, enrolment: Enrolment, read: ReadRole, ledger: Ledger, *, is_new: bool) -> None:
        wanted = role_columns(read, self.mapping, mentors_a_mentee=self.programme.mentors_a_mentee)
        for name, value in wanted.values.items():
            if name == "capacity":
                value = max(value, enrolment.active_mentorships)
            is_default = name in wanted.defaults
            current = getattr(enrolment, name)
            if ledger.settles(f"{read.role}.{name}", current, value, is_new=is_new, default=is_default):
                self._set(enrolment, name, value)

    def _enrol(self, person: Person, role: Role) -> Enrolment:
        enrolment = Enrolment(
            programme=self.programme,
            person=person,
            role=role,
            state=EnrolmentState.APPROVED,
            created_at=self.now,
            submitted_at=self.now,
            decided_at=self.now,
            decided_by=self.by,
        )
        self.new[Enrolment].append(enrolment)
        event = EnrolmentEvent(enrolment=enrolment, at=self.now, by=self.by, to_state=EnrolmentState.APPROVED)
        self.new[EnrolmentEvent].append(event)
        self.enrolments[person.pk, role] = enrolment
        return enrolment

    def _write_answer(self, enrolment: Enrolment, question: Question, value: Any, ledger: Ledger) -> None:
        answer = self.answers.get((enrolment.pk, question.key))
        columns = answer_columns(value)._asdict()
        name = f"{enrolment.role}.answer:{question.key}"
        current = _value(question, answer)
        if not ledger.settles_answer(name, answer, current, None if is_empty(value) else value):
            return
        if is_empty(value):
            if answer is not None:
                self.gone_answers.append(answer.pk)
        elif answer is None:
            given = Answer(
                enrolment=enrolment,
                question=question,
                key=question.key,
                source=AnswerSource.IMPORT,
                given_at=self.now,
                **columns,
            )
            self.new[Answer].append(given)
        else:
            for column, cell in {**columns, "question": question, "given_at": self.now}.items():
                self._set(answer, column, cell)

    def _set(self, row: Model, name: str, value: Any) -> None:
        setattr(row, name, value)
        if not row._state.adding:
            self.changed[type(row)].setdefault(row.pk, (row, set()))[1].add(name)

    # --- writing

    def save(self, *, progress: Callable[[float], None] = lambda done: None) -> None:
        """Writes what was compared, each table at once, and tells how much of it is done."""
        people = self.changed.pop(Person, {})
        if people:
            # They are locked, so each is there; this way ten thousand are written in a quarter of the time.
            Person.objects.bulk_create(
                [person for person, _changed in people.values()],  # type: ignore[misc]
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=sorted({name for _, changed in people.values() for name in changed}),
            )
        for model, rows in self.changed.items():
            names = sorted({name for _, changed in rows.values() for name in changed})
            model._default_manager.bulk_update([row for row, _ in rows.values()], names, batch_size=BATCH)
        progress(0.3)
        Answer.objects.filter(pk__in=self.gone_answers).delete()
        for done, model in enumerate((Enrolment, EnrolmentEvent, Answer), start=1):
            model._default_manager.bulk_create(self.new[model], batch_size=BATCH)
            progress(0.3 + 0.15 * done)
        self._save_networks()
        progress(0.8)
        self._save_goals_and_skills()
        progress(0.9)
        self._save_records()

    def _save_networks(self) -> None:
        if not self.new_networks:
            return
        named = {(kind, key): name for _, kind, by_key in self.new_networks for key, name in by_key.items()}
        Network.objects.bulk_create(
            [Network(kind=kind, key=key, name=name) for (kind, key), name in named.items()],
            ignore_conflicts=True,
        )
        keys = {key for _, key in named}
        known = {(n.kind, n.key): n for n in Network.objects.filter(key__in=keys)}
        owners: dict[NetworkKind, list[UUID]] = defaultdict(list)
        for person_id, kind, _ in self.new_networks:
            owners[kind].append(person_id)
        for kind, ids in owners.items():
            Affiliation.objects.filter(person__in=ids, network__kind=kind).delete()
        Affiliation.objects.bulk_create(
            [
                Affiliation(person_id=person_id, network=known[kind, key])
                for person_id, kind, by_key in self.new_networks
                for key in by_key
            ],
            batch_size=BATCH,
        )

    def _save_goals_and_skills(self) -> None:
        Goal.objects.filter(enrolment__in=list(self.new_goals)).delete()
        goals = [
            Goal(enrolment_id=pk, position=position, text=text)
            for pk, texts in self.new_goals.items()
            for position, text in enumerate(texts, start=1)
        ]
        Goal.objects.bulk_create(goals, batch_size=BATCH)
        if not self.new_skills:
            return
        keys = {key for rows in self.new_skills.values() for key, *_ in rows}
        ids = dict(Skill.objects.filter(key__in=keys).values_list("key", "pk"))
        wanted, offered = [], []
        for enrolment, rows in self.new_skills.items():
            for key, *levels in rows:
                if enrolment.role == Role.MENTEE:
                    now, aim, priority = levels
                    row = WantedSkill(
                        enrolment=enrolment,
                        skill_id=ids[key],
                        level_now=now,
                        level_aim=aim,
                        priority=priority,
                    )
                    wanted.append(row)
                else:
                    offered.append(OfferedSkill(enrolment=enrolment, skill_id=ids[key], level=levels[0]))
        for model in (WantedSkill, OfferedSkill):
            model.objects.filter(enrolment__in=list(self.new_skills)).delete()
        WantedSkill.objects.bulk_create(wanted, batch_size=BATCH)
        OfferedSkill.objects.bulk_create(offered, batch_size=BATCH)

    def _save_records(self) -> None:
        new, changed = [], []
        for person_id, ledger in self.ledgers.items():
            record = self.records.get(person_id)
            if record is None and ledger.written:
                new.append(
                    ImportedPerson(
                        programme=self.programme,
                        person_id=person_id,
                        written=ledger.written,
                        imported_at=self.now,
                    )
                )
            elif record is not None and ledger.written != ledger.before:
                record.written, record.imported_at = ledger.written, self.now
                changed.append(record)
        ImportedPerson.objects.bulk_create(new, batch_size=BATCH)
        ImportedPerson.objects.bulk_update(changed, ["written", "imported_at"], batch_size=BATCH)


def _value(question: Question, answer: Answer | None) -> Any:
    """What an answer holds, as `ReadRole.answers` has it."""
    if answer is None:
        return None
    match QuestionKind(question.kind):
        case QuestionKind.CHOICE | QuestionKind.LADDER | QuestionKind.CHOICES:
            return tuple(answer.choices) or None
        case QuestionKind.NUMBER:
            return answer.number
        case QuestionKind.YES_NO:
            return answer.yes
        case QuestionKind.DATE:
            return answer.date
    return answer.text or None
