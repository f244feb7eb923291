"""What every page of the demonstration checks first."""

from ipaddress import ip_address

from flask import abort, request

from eti_events.installation.queries import find_installation


def stay_at_home() -> None:
    """Answer this very machine only, on a database that was marked as a demo."""
    installation = find_installation()
    if installation is None or not installation.demo:
        abort(404)
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104
        abort(404)
