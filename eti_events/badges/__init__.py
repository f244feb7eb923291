"""Badges (badges): paper that people wear, with a name, a role and the ticket's code."""
