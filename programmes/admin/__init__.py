"""The organisers' pages: their own programmes, the people in them, and nothing else."""

from programmes.admin import enquiry, enrolment, form, person, programme, skill

__all__ = ["enquiry", "enrolment", "form", "person", "programme", "skill"]
