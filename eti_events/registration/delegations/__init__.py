"""Delegations: seats of an organisation, filled with names by its contact."""
