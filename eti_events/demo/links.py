"""The links file: how people and programs come into the demonstration."""

from datetime import datetime

from eti_events.accounts.models import AccessLink
from eti_events.checkin.actions import add_device
from eti_events.checkin.queries import list_points_of_tree
from eti_events.database import db, transaction
from eti_events.demo import queries
from eti_events.demo.cast import STAFF
from eti_events.demo.events import COURSE, programme
from eti_events.demo.guests import ROLES
from eti_events.errors import Refusal
from eti_events.events.queries import get_event

Links = dict[str, str | None]


def collect_links(base: str, *, now: datetime) -> Links:
    """Return the links file's content; what does not exist is None."""
    event, seminar = programme()["event"]["slug"], programme()["seminar"]["slug"]
    goals = _goals(event)
    keys = [player.key for player in STAFF] + list(ROLES)
    links: Links = {
        "base": base,
        "event": event,
        "seminar": seminar,
        "course": COURSE,
        "mails": f"{base}/demo/mails",
    }
    for key, link in zip(keys, queries.list_links(), strict=True):
        links[key] = _address(base, link, goals[key])
    check_in = next(
        link
        for key, link in zip(keys, queries.list_links(), strict=True)
        if key == "check_in"
    )
    links["pairing"] = _address(base, check_in, f"/checkin?event={event}")
    links["ticket"] = queries.find_ticket_code(event)
    links["checkin_token"], links["checkin_point"] = _device(event, now)
    return links


def _goals(event: str) -> dict[str, str]:
    manage, mine = f"/manage/{event}/", f"/me/{event}"
    staff = {player.key: manage for player in STAFF}
    return staff | {
        "check_in": "/checkin",
        "trainer": "/manage/",
        "desk_officer": f"{manage}my-experts",
        "expert": mine,
        "first_departure": mine,
        "speaker": mine,
        "invited": f"/events/{event}/register",
    }


def _address(base: str, link: AccessLink, goal: str) -> str:
    return f"{base}/demo/sign-in/{link.token}?next={goal}"


def _device(slug: str, now: datetime) -> tuple[str | None, str | None]:
    """Pair one more device for programs, unless the event is over."""
    try:
        with transaction():
            event = get_event(slug)
            points = list_points_of_tree(event)
            _, token = add_device(event, points, name="Démonstration", by=None, at=now)
            entrance = next(point for point in points if point.event_id == event.id)
            return token, str(entrance.public_id)
    except Refusal:
        db.session.rollback()
        return None, None
