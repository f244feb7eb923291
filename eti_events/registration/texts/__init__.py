"""Trying out what mails say, on a real person of the event."""
