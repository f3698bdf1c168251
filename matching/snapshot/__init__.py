"""From rows to the engine's question, with a fixed number of queries at any size.

`snapshot_for` is one mentee against the mentors of the programme, for pages; `snapshot_of` is everybody, with what
only a solver may see."""

from matching.snapshot.build import Snapshot, shown, snapshot_for, snapshot_of

__all__ = ["Snapshot", "shown", "snapshot_for", "snapshot_of"]
