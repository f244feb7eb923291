"""What every page of the demonstration checks first."""

from flask import abort

from eti_events.accounts.access import find_peer
from eti_events.installation.queries import find_installation


def stay_at_home() -> None:
    """Answer this very machine only, on a database that was marked as a demo."""
    installation = find_installation()
    if installation is None or not installation.demo:
        abort(404)
    peer = find_peer()
    if peer is None or not peer.is_loopback:
        abort(404)
