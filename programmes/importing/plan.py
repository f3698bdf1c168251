"""Where everything that a mapping names stands in one file."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass

from accounts.enums import NetworkKind
from programmes.enums import QuestionKind, Role
from programmes.importing.mapping import Mapping, QuestionSpec, Source
from programmes.importing.table import Table

Columns = tuple[str, ...]
WORDLESS = frozenset({QuestionKind.YES_NO, QuestionKind.NUMBER, QuestionKind.DATE})


@dataclass(frozen=True)
class Plan:
    """The columns of one file, worked out once because all of its rows have the same. `fields` and `questions` hold, by
    role, what this file has a column for; a role that somebody takes on besides may have none here. `identity` are the
    columns of words about identity, each with what parts its words."""

    person: ReadOnly[str, Columns]
    networks: ReadOnly[NetworkKind, Columns]
    both: Columns
    fields: ReadOnly[Role, ReadOnly[str, Columns]]
    questions: ReadOnly[Role, tuple[tuple[QuestionSpec, Columns], ...]]
    identity: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, mapping: Mapping, table: Table) -> Plan:
        there = set(table.rows[0].cells) if table.rows else set()

        def columns(source: Source) -> Columns:
            return source.in_file_of(table.role)

        def has(source: Source) -> bool:
            return not there.isdisjoint(columns(source))

        return cls(
            person={name: columns(source) for name, source in mapping.person.items()},
            networks={kind: columns(source) for kind, source in mapping.networks.items()},
            both=columns(mapping.both),
            fields={
                role: {name: columns(source) for name, source in mapping.roles[role].items() if has(source)}
                for role in Role
            },
            questions={
                role: tuple(
                    (question, columns(question.source))
                    for question in mapping.questions
                    if question.is_asked_of(role) and has(question.source)
                )
                for role in Role
            },
            identity=tuple(
                (column, question.separator)
                for question in mapping.questions
                if question.identity and question.kind not in WORDLESS
                for column in columns(question.source)
            ),
        )
