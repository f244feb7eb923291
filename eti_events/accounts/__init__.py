"""Who may enter (comptes et accès): links, staff sign-in, sessions, grants, limits."""
