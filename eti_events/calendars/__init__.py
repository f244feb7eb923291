"""Calendar files (agendas): what each person should have, and was last sent."""
