"""What the demo's pairs do from the first meeting to the thank-you, and what their programmes and communities add.

The pairs of those who can sign in are told by the operations of the site themselves, each at its own moment of the past, so
that histories, the audit log and the rows agree; the mass of the others in bulk."""
