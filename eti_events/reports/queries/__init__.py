"""What the organiser's reading pages read, a module for each kind of page."""
