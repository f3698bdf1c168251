"""How dates and times are written where Django writes them by itself, as in the administration."""
