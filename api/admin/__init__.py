"""What only those who run the site see: tokens."""

from api.admin import tokens

__all__ = ["tokens"]
