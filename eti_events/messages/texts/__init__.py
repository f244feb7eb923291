"""What mails say (texts): the default, an event's own, and the placeholders within."""
