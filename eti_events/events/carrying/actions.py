"""Taking over from an earlier event, in one go."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.carrying.parts import Register
from eti_events.events.carrying.planning import (
    Plan,
    make_course,
    may_take_over,
    plan_takeover,
)
from eti_events.events.carrying.tracing import Trace, traced
from eti_events.events.models import Event, Takeover
from eti_events.events.rules import require_changeable
from eti_events.jobs.actions import settle_soon

CREATED = "courses"  # noted beside the rows that make a course


class HasBegun(Refusal):
    """Under people's feet nothing is exchanged."""

    message = _l(
        "People were invited or registered, or this event has opened: nothing is taken"
        " over into it any more."
    )


class PlanChanged(Refusal):
    """What happens is what was shown."""

    message = _l(
        "Something changed meanwhile in one of the two events: look at the list below"
        " again, then take over."
    )


def take_over(
    register: Register,
    source: Event,
    target: Event,
    parts: Collection[str],
    *,
    seen: str,
    by: int,
    at: datetime,
) -> int:
    """Write what the plan shows, unless it is here; return how many things.

    ``seen`` is the seal of the plan that the organiser was shown.
    """
    require_changeable(target)
    if not may_take_over(register, target):
        raise HasBegun
    plan = plan_takeover(register, source, target, parts, by=by, at=at)
    if not plan.count:
        return 0
    if plan.seal != seen:
        raise PlanChanged
    with traced() as trace:
        _write(plan, trace)
        courses = _write_courses(plan.courses, target, trace)
    takeover = Takeover(
        event_id=target.id,
        source_id=source.id,
        parts=sorted(parts),
        count=plan.count,
        courses=courses,
        rows=trace.rows(),
        done_at=at,
    )
    db.session.add(takeover)
    record(
        "event.taken_over",
        target,
        by=by,
        at=at,
        event_id=target.id,
        source=source.id,
        count=plan.count,
        courses=len(courses),
    )
    settle_soon(target.id, at=at)
    return takeover.count


def _write(plan: Plan, trace: Trace) -> None:
    for section in plan.sections:
        trace.part = section.part.key
        for item in section.items:
            if item.comes:
                item.write()
        db.session.flush()


def _write_courses(
    plans: Sequence[Plan], edition: Event, trace: Trace
) -> dict[str, int]:
    """Write each course; return the new ones by the earlier one's id."""
    made = {}
    for plan in plans:
        if plan.makes:
            trace.part = CREATED
            made[str(plan.carry.source.id)] = make_course(plan, edition).id
        _write(plan, trace)
    return made
