"""Open registration: partners whom nobody invited ask, and are examined."""
