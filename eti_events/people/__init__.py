"""People of the network (personnes), their organisations and missions; the roster."""
