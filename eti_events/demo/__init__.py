"""The demonstration: the whole product on invented people, on this machine alone."""
