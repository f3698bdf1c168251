"""Files as text, and what their columns are guessed to mean."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from programmes.enums import QuestionKind, Role
from programmes.importing import OptionSpec, QuestionSpec, Source
from programmes.importing.chosen import Chosen
from programmes.importing.guess import guess
from programmes.importing.ladders import known_order, merged
from programmes.importing.sheet import NoTable, Sheet
from programmes.importing.upload import read_sheet, sheets_of
from programmes.importing.xlsx import as_text


@pytest.mark.parametrize(
    ("content", "made_of"),
    [
        ("Name;Café\nZoë;x\n".encode("cp1252"), "Windows-1252, its columns parted by semicolons"),
        ("Name\tCafé\nZoë\tx\n".encode("utf-16"), "UTF-16, its columns parted by tabs"),
        ("Name\tCafé\nZoë\tx\n".encode("utf-16-le"), "UTF-16, its columns parted by tabs"),
        ("Name|Café\r\nZoë|x\r\n".encode("utf-8-sig"), "UTF-8, its columns parted by bars"),
        ('Name,Café\n"Zoë","x"\n'.encode(), "UTF-8, its columns parted by commas"),
    ],
)
def test_any_alphabet_and_delimiter(content: bytes, made_of: str) -> None:
    sheet = read_sheet(content)
    assert (sheet.columns, sheet.rows) == (("Name", "Café"), ((2, ("Zoë", "x")),))
    assert made_of in sheet.made_of
    assert Sheet.load(sheet.dump()) == sheet


def test_columns_without_a_name_or_with_that_of_another_have_their_own() -> None:
    sheet = read_sheet(b"\n\nName,Name,,Empty\nA,B,C,\n,,,\nD,E,,,,F\n")
    assert sheet.columns == ("Name", "Name (2)", "column 3", "column 6")
    assert sheet.rows == ((4, ("A", "B", "C", "")), (6, ("D", "E", "", "F")))
    assert sheet.faults == (
        (6, "column 6", "stands to the right of the 4 columns that the first line names"),
    )


def test_the_apostrophe_of_our_own_exports_is_taken_off_again() -> None:
    sheet = read_sheet(b"Name,Phone\n'=Ada,'+44 1\n'tis,-\n")
    assert [cells for _line, cells in sheet.rows] == [("=Ada", "+44 1"), ("'tis", "-")]


def test_cells_of_excel_are_what_a_person_would_type() -> None:
    moment = datetime(2026, 11, 24, 9, 5)  # noqa: DTZ001 - Excel knows no zones
    cells = [None, True, False, 7.0, 0.1, 10**15, date(2026, 11, 24), moment, time(9, 5), "  x "]
    assert [as_text(cell) for cell in cells] == [
        "", "yes", "no", "7", "0.1", "1000000000000000", "2026-11-24", "2026-11-24 09:05", "09:05", "  x ",
    ]  # fmt: skip


def workbook(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = "People"
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_an_error_of_a_formula_is_a_fault_of_its_line() -> None:
    content = workbook(["Name", "Grade"], [], ["Ada", "#N/A"])
    assert sheets_of(content) == ["People"]
    sheet = read_sheet(content, sheet="People")
    assert sheet.faults == ((3, "Grade", "holds the spreadsheet's own error #N/A"),)
    with pytest.raises(NoTable, match="no sheet called"):
        read_sheet(content, sheet="Others")


def test_a_packed_file_that_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("programmes.importing.xlsx.UNPACKED", 1000)
    with pytest.raises(NoTable, match="too large"):
        sheets_of(workbook(["Name"], ["Ada"]))


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["Grade 7", "SEO", "AA"], ["AA", "SEO", "Grade 7"]),
        (["Band 10", "Band 2"], ["Band 2", "Band 10"]),
        (["often", "Never", "always"], ["Never", "often", "always"]),
        (["L3", "L1"], ["L1", "L3"]),
        (["Leeds", "York"], None),
        (["3", "1"], None),
        (["Band 1"], None),
    ],
)
def test_ladders_that_everybody_knows(labels: list[str], order: list[str] | None) -> None:
    assert known_order(labels) == order


def test_new_rungs_find_their_place_or_come_last() -> None:
    assert merged(["AO", "Grade 7"], ["EO", "AO"]) == ["AO", "EO", "Grade 7"]
    assert merged(["Red", "Blue"], ["Green", "blue"]) == ["Red", "Blue", "Green"]


def becomes(text: str, role: Role = Role.MENTOR, asked: tuple[QuestionSpec, ...] = ()) -> dict[str, str]:
    sheet = read_sheet(text.encode())
    return {c.name: c.becomes for c in guess(sheet, role=role, asked=asked).columns}


def test_headings_of_other_programs() -> None:
    text = (
        "ID,Start time,Full name,Work email,Line manager's email,Where are you based?,Time zone,Languages spoken,"
        "Company,University,How many mentees,Areas of expertise,About you,Gender,Favourite colour,Phone\n"
        "1,2026-01-02 10:00,Ada L,ada@example.org,boss@example.org,Leeds,Europe/London,English; French,"
        'Northbridge,Leeds University,2,Budgets,"I count. I add.",woman,blue,0113\n'
        "2,2026-01-02 11:00,Bo M,bo@example.org,boss@example.org,York,Europe/London,English,"
        'Northbridge,York,3,Budgets; Listening,"I draw. I cut.",man,red,0114\n'
    )
    assert becomes(text) == {
        "ID": "out",
        "Start time": "out",
        "Full name": "name",
        "Work email": "email",
        "Line manager's email": "line_manager_email",
        "Where are you based?": "place",
        "Time zone": "zone",
        "Languages spoken": "languages",
        "Company": "employer",
        "University": "school",
        "How many mentees": "capacity",
        "Areas of expertise": "skills",
        "About you": "biography",
        "Gender": "identity",
        "Favourite colour": "new",
        "Phone": "out",
    }


def test_a_column_answers_the_question_that_has_its_choices() -> None:
    options = tuple(
        OptionSpec.of(label, at) for at, label in enumerate(["Policy", "Security", "HR"], start=1)
    )
    spec = QuestionSpec("field", QuestionKind.CHOICE, "What is your field?", Source(), options=options)
    text = "Name,Mail,Trade\nA,a@example.org,HR\nB,b@example.org,policy\n"
    assert becomes(text, asked=(spec,))["Trade"] == "question:field"


def test_kinds_of_answers() -> None:
    text = "Mail,Agreed,Score,Since,Likes,Words,Team\n" + "\n".join(
        f'a{n}@example.org,{"yes" if n % 2 else "No"},{n}.5,{n + 1:02}/03/2025,"{"tea; cake" if n % 2 else "tea"}",'
        f'"{"Long words about it, of every kind and colour. " * 3}",{"Red" if n % 2 else "Blue"}'
        for n in range(12)
    )
    chosen = guess(read_sheet(text.encode()), role=Role.MENTEE, asked=())
    assert {c.name: c.kind for c in chosen.columns if c.becomes == "new"} == {
        "Agreed": QuestionKind.YES_NO,
        "Since": QuestionKind.DATE,
        "Likes": QuestionKind.CHOICES,
        "Words": QuestionKind.LONG_TEXT,
        "Team": QuestionKind.CHOICE,
    }
    assert (chosen.separator, chosen.date_format) == (";", "%d/%m/%Y")


def test_the_import_before_is_remembered() -> None:
    first = read_sheet(b"Who,Where to reach\nAda,ada@example.org\n")
    guessed = guess(first, role=Role.MENTOR, asked=())
    by_hand = Chosen.load(guessed.dump())
    renamed = Chosen(columns=tuple(
        type(c)(**{**c.__dict__, "becomes": "name" if c.name == "Who" else c.becomes}) for c in by_hand.columns
    ), separator="|")  # fmt: skip
    again = guess(
        read_sheet(b"Where to reach,WHO,City\nbo@example.org,Bo,Leeds\n"),
        role=Role.MENTOR,
        asked=(),
        before=[renamed],
    )
    assert {c.name: c.becomes for c in again.columns} == {
        "Where to reach": "email",
        "WHO": "name",
        "City": "place",
    }
    assert again.separator == "|"
