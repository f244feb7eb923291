"""Taking over (reprendre) what an earlier event was set up with: never its people."""
