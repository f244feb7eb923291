"""The directory (annuaire) of participants who agreed to stand in it."""
