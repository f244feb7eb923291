"""What organisers do with the agenda, one verb for each thing."""
