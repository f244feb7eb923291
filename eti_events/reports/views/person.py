"""One person's page: what we know, what happened, what can be done next."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events import policy
from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person_id,
)
from eti_events.accounts.wording import need_names
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_capacity, get_event, list_half_days
from eti_events.messages import labels as mail_labels
from eti_events.pages import language
from eti_events.people.countries import country_name
from eti_events.people.models import Correction, Mission, Person
from eti_events.registration.actions import answer_access as write_answer
from eti_events.registration.actions import note_reading
from eti_events.registration.codes import show_short_code
from eti_events.registration.delegations.queries import Part, list_delegations_of
from eti_events.registration.models import NeedKind, Registration
from eti_events.registration.models import RegistrationState as State
from eti_events.registration.needs.queries import find_any_answer
from eti_events.registration.needs_forms import AccessForm, filled_access_form
from eti_events.registration.notes.queries import (
    list_notes,
    list_tags,
    list_tags_of,
)
from eti_events.registration.queries import find_event_by_id, find_registration
from eti_events.registration.questions.queries import list_answers
from eti_events.registration.questions.showing import Reader, Shown, shown
from eti_events.reports import actions, labels, log_words
from eti_events.reports.forms import NoteForm, RepresentativeForm, TagForm
from eti_events.reports.queries import people as queries
from eti_events.reports.readers import readable_needs
from eti_events.reports.steps import next_steps, why_not
from eti_events.reports.views.blueprint import address, bp

# Where a protected person is posted is told nowhere, and any of these would tell.
POSTING = frozenset({"country", "city", "title", "host_organisation", "region"})


@bp.get("/participants/<uuid:public_id>")
def person(slug: str, public_id: UUID) -> str:
    """Show everything that organisers may know of one person at this event."""
    return show_person(public_id)


@bp.post("/participants/<uuid:public_id>/needs")
def read_needs(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Show the person's needs to one of their readers, this once."""
    event = current_event()
    kinds = readable_needs(g.grants, event)
    if not kinds:
        abort(404)
    here = url_for(".person", slug=slug, public_id=public_id)
    if (answer := ask_for_check(goal=here)) is not None:
        return answer
    with transaction():
        registration = _registration(event, public_id)
        needs = actions.read_needs(
            registration, kinds, by=current_person_id(), at=utcnow()
        )
        shown = [(need.kind, need.text) for need in needs]
        access = next((row for row in needs if row.kind is NeedKind.ACCESS), None)
        form = filled_access_form(find_any_answer(access.id)) if access else None
    return show_person(public_id, needs=shown, access=form)


@bp.post("/participants/<uuid:public_id>/needs/access")
def answer_access(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Answer the person's access need; only its readers can."""
    event = current_event()
    if NeedKind.ACCESS not in readable_needs(g.grants, event):
        abort(404)
    _registration(event, public_id)
    form, by = AccessForm(), current_person_id()
    if not form.validate():
        return show_person(public_id, access=form), 422
    try:
        with transaction():
            event = get_event(slug)
            registration = _registration(event, public_id)
            write_answer(event, registration, form.answer(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return show_person(public_id, access=form), 409
    flash(_("Your answer stands in the person’s space. A mail tells them so."))
    return redirect(url_for(".person", slug=slug, public_id=public_id))


@bp.post("/participants/<uuid:public_id>/answers")
def read_answers(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Show the person's sensitive answers too, this once."""
    event = current_event()
    here = url_for(".person", slug=slug, public_id=public_id)
    if (answer := ask_for_check(goal=here)) is not None:
        return answer
    with transaction():
        registration = _registration(event, public_id)
        note_reading(registration, by=current_person_id(), at=utcnow())
    return show_person(public_id, opened=True)


def _answers(
    event: Event, registration: Registration | None, *, opened: bool
) -> list[Shown]:
    rows = list_answers(registration.id) if registration else ()
    reader = Reader(language(), event.language)
    return [shown(row, reader, opened=opened) for row in rows]


def _registration(event: Event, public_id: UUID) -> Registration:
    person = queries.get_person(event, public_id)
    registration = find_registration(event.id, person.id)
    if registration is None:
        abort(404)
    return registration


def show_person(
    public_id: UUID,
    *,
    needs: Sequence[tuple[Any, str]] | None = None,
    opened: bool = False,
    access: AccessForm | None = None,
    representative: RepresentativeForm | None = None,
    note_form: NoteForm | None = None,
    tag_form: TagForm | None = None,
) -> str:
    """Write the page; what was typed into its forms is kept."""
    event = current_event()
    person = queries.get_person(event, public_id)
    invitation = queries.find_invitation(event, person)
    registrations = [
        row
        for row in queries.list_registrations(event, person)
        if row.event_id == event.id or policy.may("reports.person", row.event)
    ]
    own = next((row for row in registrations if row.event_id == event.id), None)
    tickets = queries.list_tickets(event, person)
    slugs = _slugs(event, registrations)
    history = queries.list_history(person, invitation, registrations, tickets, slugs)
    mission = _mission(person, own, event)
    delegations = list_delegations_of(event, person)
    return render_template(
        "reports/person.html",
        event=event,
        person=person,
        invitation=invitation,
        registration=own,
        elsewhere=[row for row in registrations if row is not own],
        half_days=_half_days(event, own),
        mission=mission,
        country=country_name(mission.country, language()) if mission else "",
        officer=queries.find_desk_officer(
            mission.desk_officer_label if mission else ""
        ),
        corrections=_corrections(queries.list_corrections(person), person),
        ticket=next((row for row in tickets if row.revoked_at is None), None),
        welcome=any(row.state is State.CONFIRMED for row in registrations),
        tickets=tickets,
        show_short_code=show_short_code,
        slugs=slugs,
        other_events={
            row.event_id: row.event for row in registrations if row is not own
        },
        mails=queries.list_mails(slugs, person),
        mail_states=mail_labels.states(),
        explain=mail_labels.explain,
        scans=queries.list_scans([row.id for row in registrations]),
        consents=queries.list_consents(slugs, person),
        history=history,
        answers=_answers(event, own, opened=opened),
        readable=readable_needs(g.grants, event),
        needs=needs,
        access=access,
        need_names=need_names(),
        may=next_steps(own),
        why_not=why_not(own),
        representative=representative or RepresentativeForm(None),
        delegations=delegations,
        on_seat=any(part is Part.SEAT for _delegation, part in delegations),
        notes=list_notes(event.id, person.id),
        tags=list_tags_of(event.id, person.id),
        known_tags=list_tags(event.id),
        note_form=note_form or NoteForm(None),
        tag_form=tag_form or TagForm(None),
        me=current_person_id(),
        capacity=get_capacity(event.id),
        log_url=address("reports.audit", event),
        same_url=_same_url(person),
        labels=labels,
        words=log_words.actions(),
        actor=log_words.actor,
    )


def _slugs(event: Event, registrations: Sequence[Registration]) -> dict[int, str]:
    """Name the events whose mails and lines are shown: who reads organises them all."""
    events = [event, *(row.event for row in registrations)]
    edition = find_event_by_id(event.root_id)
    if edition and policy.may("reports.person", edition):
        events.append(edition)
    return {each.id: each.slug for each in events}


def _same_url(person: Person) -> str:
    """Return where another record of the person is looked for; '' if it is closed."""
    page = "privacy.candidates"
    return url_for(page, public_id=person.public_id) if policy.may(page) else ""


def _mission(
    person: Person, registration: Registration | None, event: Event
) -> Mission | None:
    """Return the mission registered with, else the one that runs at the event."""
    known = {mission.id: mission for mission in person.missions}
    if registration and registration.mission_id in known:
        return known[registration.mission_id]
    running = [row for row in person.missions if row.end_on >= event.starts_at.date()]
    return next(iter(running or person.missions[-1:]), None)


def _half_days(
    event: Event, registration: Registration | None
) -> list[tuple[bool, str, bool]]:
    chosen = {row.id for row in registration.half_days} if registration else set()
    offered = list_half_days(event.id)
    return labels.half_day_boxes(event, offered, chosen, language())


def _corrections(
    corrections: Sequence[Correction], person: Person
) -> list[tuple[str, str, str, Any]]:
    """Return what differs: field, the person's value, the roster's value, when."""
    names = labels.fields()
    masked = POSTING if person.protected else frozenset()
    return [
        (
            names.get(row.field, row.field),
            "" if row.field in masked else row.corrected_value or "",
            "" if row.field in masked else row.roster_value or "",
            row.corrected_at,
        )
        for row in corrections
        if row.corrected_value is None or row.corrected_value != row.roster_value
    ]
