"""What organisers write about people for one event."""
