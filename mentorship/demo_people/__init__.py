"""The people of the demo: written by hand and composed, the same for the same seed."""

from mentorship.demo_people.cast import SIGN_INS as _CAST
from mentorship.demo_people.compose import compose
from mentorship.demo_people.world import DemoWorld

SIGN_INS = [(role, person.email, person.password) for role, person in _CAST]

__all__ = ["SIGN_INS", "DemoWorld", "compose"]
