"""The people to choose from, and the invitations that were sent."""
