"""Mail (messages): the outbox, its templates, delivery."""
