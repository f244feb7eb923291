"""Badges, paper that people wear: a name, a role, and the ticket's code (badges)."""
