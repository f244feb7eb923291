"""A delegation and a minister's office in the demonstration, and an open door."""

from datetime import datetime, timedelta

from eti_events.database import db
from eti_events.demo.cast import mail_of
from eti_events.demo.stage import Stage
from eti_events.events.queries import list_half_days
from eti_events.people.models import Language
from eti_events.registration import actions
from eti_events.registration.actions import (
    Contact,
    DelegationPlan,
    NamedPerson,
    OpenPlan,
    Reply,
)
from eti_events.registration.models import Category, Delegation, OfficeAnswer

PARTNER, OFFICE = "Ministère des jardins (fictif)", "Cabinet des serres (fictif)"
NAMED = (("Odile", "Réséda", "Cheffe de bureau"), ("Basile", "Sorbier", "Conseiller"))
NAMES_UNTIL = timedelta(days=3)  # before registration closes


def agree(stage: Stage, at: datetime) -> None:
    """Hold seats at the seminar for a ministry and for an office, and say who asks."""
    event, by = stage.seminar, stage.organiser
    deadline = event.registration_closes_at - NAMES_UNTIL
    partner = _delegation(stage, PARTNER, "Clémence", "Viorne", 4, deadline, at)
    half_days = {row.public_id for row in list_half_days(event.id)}
    for given_name, family_name, function in NAMED:
        who = NamedPerson(
            given_name=given_name,
            family_name=family_name,
            email=mail_of(given_name, family_name),
            function=function,
            language=Language.FRENCH,
            half_days=half_days,
        )
        actions.name_to_seat(event, partner, who, by=partner.contact_id, at=at)
    office = _delegation(stage, OFFICE, "Tristan", "Euphorbe", 2, deadline, at)
    actions.name_principal(
        event,
        office,
        given_name="La ministre",
        family_name="déléguée (démonstration)",
        email=None,
        by=by,
        at=at,
    )
    reply = Reply(answer=OfficeAnswer.COMES, sure=False)
    actions.answer_for_office(event, office, reply, by=office.contact_id, at=at)
    plan = OpenPlan(
        is_open=True,
        category=Category.PARTNER,
        organisations=(),
        domains=(),
        places=3,
    )
    actions.set_open_registration(event, plan, version=0, by=by, at=at)
    db.session.flush()


def _delegation(
    stage: Stage,
    organisation: str,
    given_name: str,
    family_name: str,
    seats: int,
    deadline: datetime,
    at: datetime,
) -> Delegation:
    contact = Contact(
        given_name=given_name,
        family_name=family_name,
        email=mail_of(given_name, family_name),
        language=Language.FRENCH,
    )
    plan = DelegationPlan(
        organisation=organisation,
        contact=contact,
        category=Category.COMMISSIONER,
        seats=seats,
        deadline=deadline,
    )
    return actions.create_delegation(stage.seminar, plan, by=stage.organiser, at=at)
