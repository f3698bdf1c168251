"""The negative control: the same address answered by a site that counts first and inserts then, as one would without
thinking of anybody else. It over-fills, and the judge of the races must say so. Nothing of the product knows of it."""

from django.conf import settings

from tests.races.site import application

__all__ = ["application"]

settings.ROOT_URLCONF = "tests.races.careless_urls"
