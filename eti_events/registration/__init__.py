"""Invitations and registrations (invitations, inscriptions), and their tickets."""
