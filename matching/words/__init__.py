"""Words for the engine's facts, made of what these two people wrote and ticked, for each side in turn.

Nothing is sold: likeness of texts is told by the words both use, a shared hour by its day and time. What may not be
told (an answer only organisers see) is left at "fits" or "does not"."""

from matching.words.pair import Pair, Said
from matching.words.sayings import say

__all__ = ["Pair", "Said", "say"]
