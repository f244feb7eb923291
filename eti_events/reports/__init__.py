"""Boards (tableaux), the list of participants, one person's page, the audit log."""
