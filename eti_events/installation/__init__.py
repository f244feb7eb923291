"""The installation (installation): what is fixed for its life, and its worker."""
