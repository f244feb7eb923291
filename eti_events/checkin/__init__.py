"""The door (accueil): devices, scans that are facts, walk-ins, presence."""
