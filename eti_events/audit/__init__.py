"""Who did what to which row (journal d'audit): ids, no names, sealed in a chain."""
