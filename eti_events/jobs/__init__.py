"""Work that is due (travaux à faire): rows claimed with a lease, and settling."""
