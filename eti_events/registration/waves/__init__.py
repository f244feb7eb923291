"""Writing to many at once (vagues): whom, when, and how far it is."""
