"""Reads organisers' own spreadsheets. A mapping says what their columns mean; nothing here touches a database.

`read_mapping` → `read_table` → `read_people`; each collects every fault it finds before it raises `Refused`."""

from programmes.importing.faults import Fault, Refused
from programmes.importing.mapping import Mapping, OptionSpec, QuestionSpec, Source
from programmes.importing.mapping_file import read_mapping
from programmes.importing.people import Limits, Read, ReadPerson, ReadRole, read_people
from programmes.importing.table import Table, read_table

__all__ = [
    "Fault",
    "Limits",
    "Mapping",
    "OptionSpec",
    "QuestionSpec",
    "Read",
    "ReadPerson",
    "ReadRole",
    "Refused",
    "Source",
    "Table",
    "read_mapping",
    "read_people",
    "read_table",
]
