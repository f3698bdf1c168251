"""Turns the demo's people into rows, in bulk."""
