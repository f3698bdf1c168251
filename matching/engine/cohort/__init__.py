"""A whole cohort matched at once: the graph of who may have whom, the three aims, and proofs."""
