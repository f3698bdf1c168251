"""Hostile input: into every field, and out on every page, in every letter and file."""
