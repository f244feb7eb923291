"""The organiser's own questions (questions complémentaires): judged, asked, shown."""
