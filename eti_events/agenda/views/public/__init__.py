"""The programme as everybody reads it; nothing here knows the working copy."""
