"""What people fill in about their mentorship, a module a topic."""
