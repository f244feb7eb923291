"""The counters that a registration counts for, who holds a place, and who waits."""
