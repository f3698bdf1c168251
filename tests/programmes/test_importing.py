"""Reading of spreadsheets and mappings, without a database."""

from __future__ import annotations

import pytest

from accounts.enums import NetworkKind
from accounts.vocabulary.find import Index, Row
from programmes.enums import Role
from programmes.forms.questions import LONG, SHORT
from programmes.importing import Limits, Mapping, Read, Refused, read_mapping, read_people, read_table, values
from programmes.operations.imports import limits

LIMITS = Limits(
    texts=dict.fromkeys(
        ["name", "job_title", "zone", "pronouns", "place", "biography", "headline", "where_i_am"], 200
    ),
    network=160,
    goal=60,
)
SKILLS = Index.build(
    [Row("negotiation", "Negotiation"), Row("public-speaking", "Public speaking", ("presenting",))]
)
SMALL = """
[person]
email = "mail"
name = ["first", "last"]
"""


def mapping(more: str = "", before: str = "") -> Mapping:
    return read_mapping(before + SMALL + more, file="m.toml", others=["criteria"])


def read(text: str | bytes, using: Mapping, role: Role = Role.MENTOR) -> Read:
    content = text if isinstance(text, bytes) else text.encode()
    table = read_table(content, file="people.csv", role=role, mapping=using)
    return read_people([table], using, limits=LIMITS, skills=SKILLS)


def faults(text: str | bytes, using: Mapping, role: Role = Role.MENTOR) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(text, using, role)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "content",
    [
        "mail,first,last\na@example.org,José,Núñez\n".encode(),
        "mail;first;last\r\na@example.org;José;Núñez\r\n".encode("utf-8-sig"),
        "mail\tfirst\tlast\n\n,,\na@example.org\tJosé\tNúñez".replace(",,\n", "\t\t\n").encode(),
        '"mail";"first";"last"\n"a@example.org";"José";"Núñez"'.encode(),
    ],
    ids=["commas", "semicolons with a mark and Windows line ends", "tabs and empty lines", "quoted"],
)
def test_files_as_spreadsheet_programs_write_them(content: bytes) -> None:
    people = read(content, mapping()).people
    assert [(p.email, p.fields["name"]) for p in people] == [("a@example.org", "José Núñez")]


def test_a_windows_file_is_refused_with_the_way_out_and_read_when_named() -> None:
    content = "mail,first,last\na@example.org,José,Núñez\n".encode("cp1252")
    (told,) = faults(content, mapping())
    assert told.startswith("people.csv, line 2: is not utf-8: the byte 0xe9 begins no letter.")
    assert 'encoding = "cp1252"' in told
    named = mapping('[file]\nencoding = "cp1252"\n')
    assert read(content, named).people[0].fields["name"] == "José Núñez"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"PK\x03\x04rest",
            "is a spreadsheet program's own file, and only CSV is read here: save it as “CSV UTF-8”",
        ),
        (b"", "line 1: is empty; its first line must name the columns"),
        (
            b"mail,first,last\na\x00,b,c\n",
            "line 2: holds a zero byte, so it is no text: save it as “CSV UTF-8”",
        ),
        (b"mail,first,last\na@example.org,b\n", "line 2: has 2 cells where the first line has 3"),
        (
            b'mail,first,last\na@example.org,"b,c\n',
            "line 2: cannot be read as comma-separated values: unexpected end of data",
        ),
        (b"mail,first,last,mail\n", "line 1, “mail”: names 2 columns; each needs a name of its own"),
        (b"mail,first\n", "line 1, “last”: there is no such column. The file has: “mail”, “first”"),
    ],
)
def test_files_that_are_none(content: bytes, told: str) -> None:
    separator = " " if told.startswith("is a") else ", "
    expected = f"people.csv: {told}" if separator == " " else f"people.csv, {told}"
    assert faults(content, mapping()) == [expected]


def test_a_line_is_where_the_row_begins() -> None:
    text = 'mail,first,last,about\na@example.org,A,A,"one\ntwo"\nnobody,B,B,x\n'
    using = mapping('[mentor]\nbiography = "about"\n')
    assert faults(text, using) == [
        "people.csv, line 4, “mail”: “nobody” is no e-mail address, such as name@example.org"
    ]


def test_everything_a_mapping_can_name() -> None:
    using = mapping(
        """
        zone = "zone"
        languages = "speaks"
        [networks]
        school = "schools"
        [mentor]
        biography = "about"
        topics = "helps with"
        capacity = "places"
        seniority = "level"
        skills = "skills"
        [[questions]]
        key = "years"
        kind = "number"
        text = "How many years?"
        column = "years"
        [[questions]]
        key = "since"
        kind = "date"
        text = "Since when?"
        column = "since"
        date_format = "%d/%m/%Y"
        """
    )
    text = (
        "mail,first,last,zone,speaks,schools,about,helps with,places,level,skills,years,since\n"
        'A@Example.org,Ann,B,Africa/Lagos,"English, fr","LSE, Leeds",Hello.,"Network, craft",3,4,"presenting, negotiating",3.5,24/11/2026\n'
    )
    (person,) = read(text, using).people
    assert person.email == "a@example.org"
    assert person.fields == {"name": "Ann B", "zone": "Africa/Lagos", "languages": ["en", "fr"]}
    assert person.networks == {NetworkKind.SCHOOL: ("LSE", "Leeds")}
    mentor = person.roles[Role.MENTOR]
    assert mentor.skills == ("public-speaking", "negotiation")
    assert (mentor.fields["capacity"], mentor.fields["seniority"]) == (3, 4)
    assert (str(mentor.answers["years"]), mentor.answers["since"].isoformat()) == ("3.5", "2026-11-24")


def test_a_skill_nobody_knows_is_refused_or_left_out() -> None:
    text = "mail,first,last,skills\na@example.org,A,A,Quantum basketry\n"
    (told,) = faults(text, mapping('[mentor]\nskills = "skills"\n'))
    assert "“Quantum basketry” is not in the vocabulary" in told
    lenient = mapping('[mentor]\nskills = "skills"\n[skills]\nunknown = "leave out"\n')
    found = read(text, lenient)
    assert (found.people[0].roles[Role.MENTOR].skills, found.unknown_skills) == ((), ("Quantum basketry",))


def test_texts_never_repeat_an_answer_about_identity() -> None:
    using = mapping(
        """
        [mentor]
        biography = "about"
        [[questions]]
        key = "faith"
        kind = "choice"
        text = "What is your faith?"
        column = "faith"
        identity = true
        options = "found"
        """
    )
    text = "mail,first,last,faith,about\na@example.org,A,A,Quaker,I teach. As a QUAKER I listen. Quakers' is a street.\n"
    found = read(text, using)
    assert found.people[0].roles[Role.MENTOR].fields["biography"] == "I teach. Quakers' is a street."
    assert found.left_out == 1


def test_both_files_may_name_one_person_but_not_two_ways() -> None:
    using = mapping()
    tables = [
        read_table(
            f"mail,first,last\na@example.org,{first},A\n".encode(),
            file=f"{role}.csv",
            role=role,
            mapping=using,
        )
        for role, first in ((Role.MENTEE, "Ann"), (Role.MENTOR, "Anna"))
    ]
    with pytest.raises(
        Refused,
        match=r"mentor.csv, line 2, “mail”: “a@example.org” is described otherwise in line 2 of mentee.csv",
    ):
        read_people(tables, using, limits=LIMITS, skills=SKILLS)
    (person,) = read_people(
        [tables[0], tables[0].__class__("x.csv", Role.MENTOR, tables[0].rows)],
        using,
        limits=LIMITS,
        skills=SKILLS,
    ).people
    assert set(person.roles) == {Role.MENTEE, Role.MENTOR}


def test_every_fault_of_a_mapping_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_mapping(
            """
            surprise = 1
            [person]
            email = "mail"
            shoe_size = "shoes"
            [defaults]
            zone = "Mars/Olympus"
            mentor = { capacity = 99 }
            [[questions]]
            key = "grade"
            kind = "ladder"
            text = "Your grade?"
            column = "grade"
            options = "found"
            [[questions]]
            key = "faith"
            kind = "short_text"
            text = "Your faith?"
            column = "faith"
            identity = true
            visibility = "match"
            """,
            file="m.toml",
        )
    assert {fault.column for fault in refused.value.faults} == {
        "surprise",
        "person.name",
        "person.shoe_size",
        "defaults.zone",
        "defaults.mentor.capacity",
        "questions.grade.options",
        "questions.faith.visibility",
    }


def test_a_mapping_that_is_no_toml() -> None:
    with pytest.raises(Refused, match=r"m.toml: is not TOML"):
        read_mapping("[person", file="m.toml")


@pytest.mark.django_db
def test_limits_are_those_of_the_database_and_of_the_forms() -> None:
    known = limits()
    assert (known.texts["biography"], known.texts["name"], known.goal) == (4000, 120, 400)
    assert (values.SHORT_ANSWER, values.LONG_ANSWER) == (SHORT, LONG)
