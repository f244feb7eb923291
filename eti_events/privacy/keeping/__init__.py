"""How long data are kept (durées de conservation): what is erased when, what stays."""
