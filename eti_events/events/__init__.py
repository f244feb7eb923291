"""Events (événements) of all kinds: days, half-days, rooms, zones and scan points."""
