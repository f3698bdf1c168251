"""Criteria as data: what kinds there are, where each looks, and which parameters it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import NamedTuple


class Kind(StrEnum):
    """What a criterion compares. The value of a pair is from 0 to 1, or unknown where a side gave no answer.

    coverage  skills wanted against skills offered: Σ priority · credit / Σ priority, where the credit is
              min(1, offered / wanted level), or `share` of it through another skill of the same group
    text      cosine of two sentence vectors, from `low` (worth nothing) to `high` (full marks)
    overlap   share of the mentee's set that the mentor's set contains
    same      1 where the two categories are equal, else 0
    different 1 where they differ, else 0
    gap       mentor's rung minus mentee's: 0 at or below nought, rising to 1 at `best_from`, 1 up to
              `best_to`, then losing `fade` a rung
    hours     common hours a week / `full_hours`, at most 1
    min_hours 1 where the common hours reach `hours`, else 0
    network   1 where the two sets have an item in common, else 0
    language  the same over languages
    bias      a number of the mentor from 0 to 1; it moves a score but tells nothing about the pair
    prefer    what the two said privately of each other, .5 where they said nothing; never shown
    """

    COVERAGE = "coverage"
    TEXT = "text"
    OVERLAP = "overlap"
    SAME = "same"
    DIFFERENT = "different"
    GAP = "gap"
    HOURS = "hours"
    MIN_HOURS = "min_hours"
    NETWORK = "network"
    LANGUAGE = "language"
    BIAS = "bias"
    PREFER = "prefer"


class Parameter(NamedTuple):
    default: float
    least: float
    most: float


# Cosines of the universal sentence encoder: unrelated people lie about .05, people who clearly fit above .5.
PARAMETERS: dict[Kind, dict[str, Parameter]] = {
    Kind.COVERAGE: {"share": Parameter(0.3, 0.0, 1.0)},
    Kind.TEXT: {"low": Parameter(0.05, -1.0, 1.0), "high": Parameter(0.5, -1.0, 1.0)},
    Kind.GAP: {
        "best_from": Parameter(1.0, 0.001, 1000.0),
        "best_to": Parameter(2.0, 0.001, 1000.0),
        "fade": Parameter(0.25, 0.0, 1.0),
    },
    Kind.HOURS: {"full_hours": Parameter(3.0, 0.5, 168.0)},
    Kind.MIN_HOURS: {"hours": Parameter(1.0, 0.5, 168.0)},
}

# The store of a Side in which each kind looks its fields up; kinds that are not named here need no field.
STORES: dict[Kind, str] = {
    Kind.TEXT: "texts",
    Kind.OVERLAP: "sets",
    Kind.NETWORK: "sets",
    Kind.LANGUAGE: "sets",
    Kind.SAME: "categories",
    Kind.DIFFERENT: "categories",
    Kind.GAP: "ordinals",
    Kind.BIAS: "numbers",
}


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One criterion of a programme.

    `key` names it within the programme. `weight` (0 or more) counts among the criteria that score; 0 leaves it
    out. With `rule` the criterion does not score: a pair whose value is below `minimum` (0 to 1; at 0 the value
    must be above nothing) is not eligible; an unknown value passes unless `strict`. `private` criteria (consented
    identity) enter the solver's value alone, and as a rule are answered as if the person were not listed;
    `prefer` is always private. `mentee_field` and `mentor_field` name fields of the two sides, the second
    defaults to the first; see STORES. `params` override the defaults in PARAMETERS.

    Raises ValueError naming the criterion and what is wrong with it.
    """

    key: str
    kind: Kind
    weight: float = 1.0
    mentee_field: str = ""
    mentor_field: str = ""
    params: Mapping[str, float] = field(default_factory=dict)
    rule: bool = False
    minimum: float = 0.0
    strict: bool = False
    private: bool = False

    def __post_init__(self) -> None:
        kind = Kind(self.kind)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "mentor_field", self.mentor_field or self.mentee_field)
        object.__setattr__(self, "private", self.private or kind is Kind.PREFER)
        if not (isfinite(self.weight) and self.weight >= 0):
            raise ValueError(f"{self.named}.weight: expected a number of 0 or more, got {self.weight}")
        if not 0 <= self.minimum <= 1:
            raise ValueError(f"{self.named}.minimum: expected a number from 0 to 1, got {self.minimum}")
        if kind in STORES and not self.mentor_field:
            raise ValueError(f"{self.named}.mentor_field: expected the name of a field, got ''")
        object.__setattr__(self, "params", self._complete(self.params))

    @property
    def named(self) -> str:
        return f"criterion {self.key!r}"

    @property
    def scores(self) -> bool:
        return not self.rule and self.weight > 0

    @property
    def is_evidence(self) -> bool:
        """Whether a known value says something about the two people together."""
        return self.kind is not Kind.BIAS

    def _complete(self, given: Mapping[str, float]) -> dict[str, float]:
        allowed = PARAMETERS.get(self.kind, {})
        for name in given:
            if name not in allowed:
                expected = ", ".join(sorted(allowed)) or "none"
                raise ValueError(f"{self.named}.params[{name!r}]: expected one of: {expected}")
        params = {name: float(given.get(name, parameter.default)) for name, parameter in allowed.items()}
        for name, value in params.items():
            least, most = allowed[name].least, allowed[name].most
            if not least <= value <= most:
                raise ValueError(
                    f"{self.named}.params[{name!r}]: expected a number from {least} to {most}, got {value}"
                )
        if self.kind is Kind.TEXT and params["low"] >= params["high"]:
            raise ValueError(f"{self.named}.params['low']: expected less than 'high', got {params['low']}")
        if self.kind is Kind.GAP and params["best_from"] > params["best_to"]:
            raise ValueError(
                f"{self.named}.params['best_from']: expected at most 'best_to', got {params['best_from']}"
            )
        return params
