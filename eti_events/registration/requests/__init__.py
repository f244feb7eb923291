"""What people ask of the organisers after the freeze (FR: demandes)."""
