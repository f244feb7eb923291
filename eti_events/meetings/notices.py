"""The mails about meetings."""

from datetime import datetime

from eti_events.events.models import Event
from eti_events.meetings.models import MeetingSlot
from eti_events.messages.actions import queue_mail
from eti_events.messages.letterhead import letterhead
from eti_events.people.models import Person
from eti_events.registration.wording import moment_in_words


def tell(
    how: str, event: Event, slot: MeetingSlot, person: Person, *, at: datetime
) -> None:
    """Tell the person that a slot is booked, cancelled, or theirs after waiting.

    A video link stands on their page alone, where it ends with the booking.
    """
    room, spoken = slot.series.room, str(person.language)
    queue_mail(
        person,
        f"meetings/{how}",
        at=at,
        event=event,
        context={
            "officer": slot.series.officer.name,
            "when": moment_in_words(event, slot.starts_at, spoken),
            "room": room.name.to(spoken, event.language) if room else "",
            "url": f"{letterhead.take().base_url}/me/{event.slug}/meetings",
        },
    )
