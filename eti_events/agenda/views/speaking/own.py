"""A speaker's own page: what is asked, what is theirs, and what changed."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.accounts.queries import get_person
from eti_events.agenda.actions.asking import speaker_of
from eti_events.agenda.actions.speaking import note_seen, respond
from eti_events.agenda.changes import Change
from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.own import OwnSession, own_changes
from eti_events.agenda.own_words import (
    find_room,
    headline,
    role_in_words,
    was_and_is,
    when_in_words,
)
from eti_events.agenda.queries.profiles import slides_by_part
from eti_events.agenda.queries.speaking import find_speaker, get_part
from eti_events.agenda.queries.versions import find_version
from eti_events.agenda.reading import parse
from eti_events.agenda.snapshot import Programme, PublishedRoom
from eti_events.agenda.speaking_forms import AnswerForm, SeenForm
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.agenda.views.speaking.who import Served, served
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.forms import given
from eti_events.pages import language


@speaking_bp.get("/speaker/<slug>")
def mine(slug: str) -> str:
    """Show what the speaker is asked, their sessions, and what changed."""
    return page(served())


@speaking_bp.post("/speaker/<slug>/parts/<uuid:public_id>/answer")
def answer(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Accept, decline, or propose somebody else."""
    who = served()
    if public_id not in {one.part for one in who.parts}:
        abort(404)
    form = AnswerForm(prefix=str(public_id))
    if not form.validate():
        return page(who, {public_id: form}), 422
    response, by = form.response(), current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            part = get_part(event, public_id, for_update=True)
            respond(event, part, response, by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return page(served(), {public_id: form}), 409
    flash(_thanks(response.state))
    return redirect(url_for(".mine", slug=slug))


@speaking_bp.post("/speaker/<slug>/seen")
def seen(slug: str) -> ResponseReturnValue:
    """Note that the speaker has seen what changed."""
    who, form, by = served(), SeenForm(), current_person_id()
    person_id = who.person.id
    if not form.validate():
        return redirect(url_for(".mine", slug=slug))
    try:
        with transaction():
            event, at = get_event(slug), utcnow()
            speaker = speaker_of(event, get_person(person_id))
            note_seen(event, speaker, given(form.number), by=by, at=at)
    except Refusal as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("Thank you: the organisers know that you have seen it."))
    return redirect(url_for(".mine", slug=slug))


def page(who: Served, typed: Mapping[UUID, AnswerForm] | None = None) -> str:
    """Show the speaker's page, with what was typed in an answer that was refused."""
    event, programme = who.event, who.programme
    now, spoken = utcnow(), language()
    speaker = find_speaker(event.id, who.person.id)
    seen_version = speaker.seen_version if speaker else 0
    found, versions = _changes(who, seen_version)
    forms = {one.part: AnswerForm(None, prefix=str(one.part)) for one in who.parts}
    over = now >= event.ends_at
    return render_template(
        "agenda/speaking/mine.html",
        event=event,
        person=who.person,
        assisted=who.assisted,
        asked=[one for one in who.parts if one.asked and not over],
        accepted=[one for one in who.parts if one.accepted],
        others=[
            one
            for one in who.parts
            if not one.accepted and not one.restricted and (over or not one.asked)
        ],
        forms={**forms, **(typed or {})},
        refused=frozenset(typed or ()),
        over=over,
        changes=[
            (change, headline(change), *was_and_is(change, event, versions, spoken))
            for change in found
        ],
        slides=slides_by_part([one.part for one in who.parts if one.accepted]),
        number=programme.number if programme else 0,
        seen_at=speaker.seen_at if speaker else None,
        role=role_in_words,
        when=lambda one: when_in_words(event, one, spoken),
        room=lambda one: _room_of(one, who),
    )


def _changes(
    who: Served, seen_version: int
) -> tuple[list[Change], list[Programme | None]]:
    programme = who.programme
    if programme is None or seen_version >= programme.number:
        return [], [programme]
    version = find_version(who.event.id, seen_version) if seen_version else None
    old = parse(version) if version else None
    own = {one.session for one in who.parts if one.accepted}
    return own_changes(old, programme, own), [programme, old]


def _room_of(one: OwnSession, who: Served) -> PublishedRoom | None:
    if one.published is None or not one.accepted:
        return None
    return find_room(one.published.room, [who.programme])


def _thanks(state: SpeakerState) -> str:
    words: dict[SpeakerState, str] = {
        SpeakerState.ACCEPTED: _("Thank you: you speak. A mail confirms it."),
        SpeakerState.DECLINED: _("Thank you for your answer: the organisers know."),
        SpeakerState.PROPOSED_OTHER: _(
            "Thank you: the organisers decide whom they ask, and tell you."
        ),
    }
    return words[state]
