"""An app of tests alone: what a next release might bring. Its table is there from the first migration on; a column and an index
follow."""
