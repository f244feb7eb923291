"""Registering: one page, one sending, and a draft whenever one is interrupted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event, HalfDay
from eti_events.events.queries import get_event
from eti_events.pages import language
from eti_events.people.models import Mission, Person
from eti_events.registration import actions, queries
from eti_events.registration.actions import Outcome
from eti_events.registration.forms import CONSENTS, ButtonForm
from eti_events.registration.models import Registration
from eti_events.registration.needs.queries import list_need_kinds
from eti_events.registration.phones import masked
from eti_events.registration.questions.form import Asking, AskingForm, form_for
from eti_events.registration.refusals import CourseFull, Full, NotInvited
from eti_events.registration.states import ANSWERED
from eti_events.registration.views.answering import asking_of, own_asking
from eti_events.registration.views.blueprint import bp
from eti_events.registration.views.public import window
from eti_events.typography import city, hour

FULL = {Outcome.FULL: Full, Outcome.COURSE_FULL: CourseFull}
CONFLICT, UNPROCESSABLE = 409, 422


@dataclass
class Sheet:
    """What the form is filled from, and what stands beside it."""

    event: Event
    person: Person
    registration: Registration | None
    half_days: Sequence[HalfDay]
    mission: Mission | None
    course: Event | None
    asking: Asking

    @property
    def country(self) -> str:
        """The country of posting as the form shows it; that of the protected is not."""
        if self.mission is None or self.person.protected:
            return ""
        return self.corrected.get("country") or self.mission.country

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

    @property
    def phone(self) -> str:
        """The number that we hold, as a link from a mail may show it."""
        return masked(self.person.phone) if self.person.phone else ""

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
        """Whether nothing was answered yet: much of the form is the same for all."""
        return self.registration is None

    @property
    def offered(self) -> tuple[tuple[int, datetime, datetime], ...]:
        """What the half-days' part of the form depends on."""
        return tuple((row.id, row.starts_at, row.ends_at) for row in self.half_days)

    def values(self) -> dict[str, object]:
        """Return what the fields hold before anything is typed."""
        person, registration = self.person, self.registration
        chosen = registration.half_days if registration else self.half_days
        consents = (
            queries.list_consents(person.id, self.event.id) if registration else ()
        )
        given = {consent.purpose for consent in consents}
        return {
            "version": registration.version if registration else 0,
            "given_name": person.given_name,
            "family_name": person.family_name,
            **self._post(),
            "first_departure": "yes" if self.first_departure else "no",
            "half_days": [str(row.public_id) for row in chosen],
            **{name: purpose in given for name, purpose in CONSENTS.items()},
            **self.asking.values(),
        }

    def _post(self) -> dict[str, str]:
        """Return where the person works and as what; that of the protected is not."""
        mission, registration = self.mission, self.registration
        if self.person.protected:
            return {"country": "", "city": "", "title": ""}
        return {
            "country": self.country,
            "city": mission.city if mission else "",
            "title": (registration and registration.badge_line)
            or (mission.title if mission else ""),
        }


def load_sheet() -> Sheet | None:
    """Read what the form needs; None for somebody who was not invited."""
    event, person = current_event(), current_person()
    registration = queries.find_registration(event.id, person.id)
    asking = asking_of(event, person.id, registration)
    if asking is None:
        return None
    return Sheet(
        event=event,
        person=person,
        registration=registration,
        half_days=queries.list_half_days_of({event.id}),
        mission=queries.find_mission(person.id, event.starts_at),
        course=queries.find_course(event, utcnow()),
        asking=asking,
    )


def filled_form(sheet: Sheet) -> AskingForm:
    """Return the form filled from what we hold."""
    form = form_for(sheet.asking)(None, data=sheet.values())
    return form.offer(sheet.event, sheet.half_days, language())


def typed_again(form: AskingForm, sheet: Sheet) -> AskingForm:
    """Return the form as it was typed, ready to be shown again."""
    form.asked.data = form.asking.fingerprint  # the questions that the page shows
    return form.offer(sheet.event, sheet.half_days, language())


@bp.get("/events/<slug>/register")
def form(slug: str) -> ResponseReturnValue:
    """Show the form, filled from the roster or the draft."""
    sheet = load_sheet()
    if sheet is None:
        return _not_invited(slug)
    if sheet.registration and sheet.registration.state in ANSWERED:
        return redirect(url_for(".mine", slug=slug))
    return _page(sheet, filled_form(sheet))


@bp.post("/events/<slug>/register")
def submit(slug: str) -> ResponseReturnValue:
    """Register the person, or say what stands in the way; typed text is kept."""
    asking = own_asking()
    if asking is None:
        return _not_invited(slug)
    form = form_for(asking)()
    if not form.validate():
        return _typed_page(slug, form, UNPROCESSABLE)
    try:
        outcome = _save(slug, form)
        if outcome in FULL:
            raise FULL[outcome]
    except NotInvited:
        return _not_invited(slug)
    except Refusal as refusal:
        form.refuse(refusal)
        return _typed_page(slug, form, CONFLICT)
    return _onward(slug, outcome)


def _save(slug: str, form: AskingForm) -> Outcome | None:
    """Send the answers, or keep them as a draft (None)."""
    answers, at = form.answers(language()), utcnow()
    person_id = current_person_id()
    with transaction():
        event = get_event(slug)
        if form.draft.data:
            actions.save_draft(event, person_id, answers, at=at)
            return None
        course = queries.find_course(event, at) if answers.with_course else None
        return actions.submit(event, person_id, answers, at=at, course=course)


def _not_invited(slug: str) -> ResponseReturnValue:
    flash(str(NotInvited.message), "warning")
    return redirect(url_for(".show", slug=slug))


def _typed_page(slug: str, form: AskingForm, status: int) -> ResponseReturnValue:
    sheet = load_sheet()
    if sheet is None:
        return _not_invited(slug)
    return _page(sheet, typed_again(form, sheet)), status


def _onward(slug: str, outcome: Outcome | None) -> ResponseReturnValue:
    if outcome is None:
        flash(_("Your draft is saved. Nothing has been sent yet."))
        return redirect(url_for(".form", slug=slug))
    if outcome is Outcome.ALREADY:
        flash(_("You are registered already. This is what we hold."))
    return redirect(url_for(".mine", slug=slug))


def _page(sheet: Sheet, form: AskingForm) -> str:
    return render_template(
        "registration/form.html",
        sheet=sheet,
        form=form,
        event=sheet.event,
        window=window(sheet.event, utcnow()),
        full=queries.is_full(sheet.event.id),
    )


@bp.get("/events/<slug>/decline")
def ask_decline(slug: str) -> ResponseReturnValue:
    """Ask whether the person really does not come."""
    sheet = load_sheet()
    if sheet is None:
        return redirect(url_for(".show", slug=slug))
    return render_template("registration/decline.html", sheet=sheet, form=ButtonForm())


@bp.post("/events/<slug>/decline")
def decline(slug: str) -> ResponseReturnValue:
    """Note that the person does not come."""
    form = ButtonForm()
    if not form.validate():
        return redirect(url_for(".ask_decline", slug=slug))
    person_id = current_person_id()
    try:
        with transaction():
            actions.decline(get_event(slug), person_id, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", slug=slug))
    return redirect(url_for(".mine", slug=slug))
