"""What the registration form is filled from, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person
from eti_events.clock import utcnow
from eti_events.events.models import Event, HalfDay
from eti_events.pages import language
from eti_events.people.countries import country_name
from eti_events.people.models import Mission, Person
from eti_events.registration import queries
from eti_events.registration.forms import CONSENTS
from eti_events.registration.models import Category, Registration
from eti_events.registration.needs.queries import list_need_kinds
from eti_events.registration.phones import masked
from eti_events.registration.questions.form import Asking
from eti_events.registration.states import ANSWERED
from eti_events.registration.views.answering import asking_of
from eti_events.typography import city, hour


@dataclass
class Sheet:
    """The person, their registration so far, and the rest as a step asks for it."""

    event: Event
    person: Person
    registration: Registration | None
    category: Category

    @property
    def answered(self) -> bool:
        """Whether the form was sent and stands."""
        return self.registration is not None and self.registration.state in ANSWERED

    @cached_property
    def mission(self) -> Mission | None:
        """The mission that runs when the event begins, else the next or the last."""
        if self.registration and self.registration.mission:
            return self.registration.mission
        return queries.find_mission(self.person.id, self.event.starts_at)

    @cached_property
    def half_days(self) -> Sequence[HalfDay]:
        """The half-days that are offered."""
        return queries.list_half_days_of({self.event.id})

    @cached_property
    def course(self) -> Event | None:
        """The course that first departures are expected at too."""
        return queries.find_course(self.event, utcnow())

    @cached_property
    def asking(self) -> Asking:
        """The organiser's questions, and what was answered to them."""
        return asking_of(self.event, self.category, self.registration)

    @property
    def country(self) -> str:
        """The country of posting as the form shows it; that of the protected is not."""
        if self.mission is None or self.person.protected:
            return ""
        said = self.typed.get("country") or self.corrected.get("country")
        return said or self.mission.country

    @property
    def country_name(self) -> str:
        """The country of posting in words."""
        return country_name(self.country, language()) if self.country else ""

    @cached_property
    def corrected(self) -> dict[str, str]:
        """What the person said of the mission and nobody has decided yet."""
        rows = queries.list_corrections(self.person.id) if self.registration else ()
        return {row.field: row.corrected_value or "" for row in rows if row.mission_id}

    @property
    def first_departure(self) -> bool:
        """Whether the person leaves for the first time, as far as we know."""
        if self.event.first_departures_only:
            return True
        source = self.registration or self.mission
        return bool(source and source.first_departure)

    @cached_property
    def typed(self) -> Mapping[str, str]:
        """What the person has typed of themselves and not gone on from."""
        return self.registration.typed if self.registration else {}

    @property
    def given_name(self) -> str:
        """The given name as the person last typed it."""
        return self.typed.get("given_name", self.person.given_name)

    @property
    def family_name(self) -> str:
        """The family name as the person last typed it."""
        return self.typed.get("family_name", self.person.family_name)

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def phone(self) -> str:
        """The number that we hold, as a link from a mail may show it."""
        number = self.typed.get("phone") or self.person.phone
        return masked(number) if number else ""

    @cached_property
    def recorded(self) -> set[str]:
        """Kinds of needs that are recorded: showing them asks for more."""
        if self.registration is None:
            return set()
        return list_need_kinds(self.registration.id)

    @property
    def hours(self) -> dict[str, str]:
        """The hours of each half-day, under its id."""
        zone, spoken = self.event.zone, language()
        place = city(zone, spoken)
        return {
            str(row.public_id): _(
                "%(start)s to %(end)s (%(city)s time)",
                start=hour(row.starts_at.astimezone(zone), spoken),
                end=hour(row.ends_at.astimezone(zone), spoken),
                city=place,
            )
            for row in self.half_days
        }

    @property
    def untouched(self) -> bool:
        """Whether the stay was not answered: much of it is then the same for all."""
        row = self.registration
        return row is None or not (row.half_days or row.half_days_said or self.recorded)

    @property
    def offered(self) -> tuple[tuple[int, datetime, datetime], ...]:
        """What the half-days' part of the form depends on."""
        return tuple((row.id, row.starts_at, row.ends_at) for row in self.half_days)

    def who(self) -> dict[str, object]:
        """Return what the fields about the person hold before anything is typed."""
        return {
            "version": self._version,
            "given_name": self.given_name,
            "family_name": self.family_name,
            **self.post(),
            "first_departure": "yes" if self.first_departure else "no",
        }

    def post(self) -> dict[str, str]:
        """Return where the person works and as what; that of the protected is not."""
        mission = self.mission
        if self.person.protected:
            return {"country": "", "city": "", "title": ""}
        return {
            "country": self.country,
            "city": self.typed.get("city", mission.city if mission else ""),
            "title": self.typed.get("title", self._title()),
        }

    def _title(self) -> str:
        """Return the title of the post whole, where the badge bears its beginning."""
        whole = self.mission.title if self.mission else ""
        line = self.registration.badge_line if self.registration else ""
        return whole if whole.startswith(line) else line

    def stay(self) -> dict[str, object]:
        """Return what the fields about the stay hold before anything is typed."""
        row = self.registration
        answered = row and (row.half_days or row.half_days_said)
        chosen = row.half_days if row and answered else self.half_days
        return {
            "version": self._version,
            "half_days": [str(half_day.public_id) for half_day in chosen],
            "course": "yes" if self.first_departure and self.course else "",
            "without_course": bool(row and row.without_course),
            "needs": bool(self.recorded),
            **self.asking.values(),
        }

    def consents(self) -> dict[str, object]:
        """Return the consents that stand; none is ticked beforehand."""
        rows = (
            queries.list_consents(self.person.id, self.event.id)
            if self.registration
            else ()
        )
        given = {row.purpose for row in rows}
        chosen = {name: purpose in given for name, purpose in CONSENTS.items()}
        return {"version": self._version, **chosen}

    def values(self) -> dict[str, object]:
        """Return what the fields of the whole form hold."""
        return {**self.who(), **self.stay(), **self.consents()}

    @property
    def _version(self) -> int:
        return self.registration.version if self.registration else 0


def sheet_of(registration: Registration, asking: Asking) -> Sheet:
    """Return what the signed-in person is shown of what they have just typed."""
    category = registration.category
    sheet = Sheet(current_event(), current_person(), registration, category)
    sheet.asking = asking
    return sheet


def load_sheet() -> Sheet | None:
    """Read who is asked; None for somebody who was not invited."""
    event, person = current_event(), current_person()
    registration = queries.find_registration(event.id, person.id)
    source = registration or queries.find_invitation(
        {event.id, event.root_id}, person.id
    )
    if source is None:
        return None
    return Sheet(event, person, registration, source.category)
