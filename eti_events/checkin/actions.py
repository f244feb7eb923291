"""Pairing devices, and deciding on who came without a registration."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _

from eti_events.audit.actions import record
from eti_events.checkin.models import Device, Pairing, WalkIn, WalkInState
from eti_events.checkin.queries import list_points_of_tree
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event, ScanPoint
from eti_events.registration.actions import register_walk_in
from eti_events.registration.models import Registration
from eti_events.security import digest, new_token

PAIRING_LASTS = timedelta(hours=12)
AFTER_THE_EVENT = timedelta(hours=12)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAIRING_LENGTH = 26


class PairingDead(Refusal):
    """A pairing code works once, for some hours."""

    message = _("This pairing code is unknown, used or too old. Ask for a new one.")


class EventOver(Refusal):
    """Devices stop working some hours after the event."""

    message = _("This event is over: no device can be paired with it any more.")


class AlreadyDecided(Refusal):
    """Two organisers may have the same request before them."""

    message = _("A colleague has decided on this request already.")


class NoPoint(Refusal):
    """A device stands at one point at least."""

    message = _("Choose at least one scan point.")


def open_pairing(
    event: Event, points: Sequence[ScanPoint], *, name: str, by: int, at: datetime
) -> str:
    """Return a new one-time code that makes one device of this event."""
    if at >= event.ends_at + AFTER_THE_EVENT:
        raise EventOver
    if not points:
        raise NoPoint
    code = "PAIR" + "".join(secrets.choice(CROCKFORD) for _n in range(PAIRING_LENGTH))
    pairing = Pairing(
        event_id=event.root_id,
        token_hash=digest(code),
        name=name,
        points=[str(point.public_id) for point in points],
        created_by=by,
        created_at=at,
        expires_at=at + PAIRING_LASTS,
    )
    db.session.add(pairing)
    record("device.pairing_opened", pairing, by=by, at=at, event_id=event.root_id)
    return code


def pair(pairing: Pairing | None, *, label: str, at: datetime) -> str:
    """Make the device of a pairing code that is still good; return its token."""
    if pairing is None or pairing.device_id or at >= pairing.expires_at:
        raise PairingDead
    event = db.session.get_one(Event, pairing.event_id)
    points = list_points_of_tree(event, [UUID(point) for point in pairing.points])
    device, token = add_device(
        event, points, name=label or pairing.name, by=pairing.created_by, at=at
    )
    pairing.device_id = device.id
    return token


def add_device(
    event: Event,
    points: Sequence[ScanPoint],
    *,
    name: str,
    by: int | None,
    at: datetime,
) -> tuple[Device, str]:
    """Pair a device with points of an event tree; return it and its token."""
    expires_at = event.ends_at + AFTER_THE_EVENT
    if at >= expires_at:
        raise EventOver
    if not points:
        raise NoPoint
    token = new_token()
    device = Device(
        event_id=event.root_id,
        name=name,
        token_hash=digest(token),
        paired_by=by,
        paired_at=at,
        expires_at=expires_at,
        points=list(points),
    )
    db.session.add(device)
    record("device.paired", device, by=by, at=at, event_id=event.root_id)
    return device, token


def revoke(device: Device, *, by: int, at: datetime) -> None:
    """End a device: it reads nothing more, what it still sends is put in quarantine."""
    if device.revoked_at is None:
        device.revoked_at = at
        record("device.revoked", device, by=by, at=at, event_id=device.event_id)


def approve(walk_in: WalkIn, event: Event, *, by: int, at: datetime) -> Registration:
    """Let somebody in who was not expected: they get a registration and a ticket."""
    _require_pending(walk_in)
    registration = register_walk_in(
        event,
        given_name=walk_in.given_name,
        family_name=walk_in.family_name,
        organisation=walk_in.organisation,
        email=walk_in.email,
        by=by,
        at=at,
    )
    _decide(walk_in, WalkInState.APPROVED, by=by, at=at)
    walk_in.registration_id = registration.id
    return registration


def refuse(walk_in: WalkIn, *, reason: str, by: int, at: datetime) -> None:
    """Turn a walk-in down, and say why."""
    _require_pending(walk_in)
    walk_in.reason = reason
    _decide(walk_in, WalkInState.REFUSED, by=by, at=at)


def _require_pending(walk_in: WalkIn) -> None:
    if walk_in.state is not WalkInState.PENDING:
        raise AlreadyDecided


def _decide(walk_in: WalkIn, state: WalkInState, *, by: int, at: datetime) -> None:
    walk_in.state = state
    walk_in.decided_by = by
    walk_in.decided_at = at
    record(f"walk_in.{state}", walk_in, by=by, at=at, event_id=walk_in.event_id)
