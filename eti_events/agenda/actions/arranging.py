"""What sessions are sorted by, and what the agenda is measured with."""

from datetime import datetime

from eti_events.agenda.models import AgendaRules, AgendaTheme, Topic
from eti_events.agenda.queries.sessions import find_rules, list_themes, list_topics
from eti_events.agenda.refusals import ThemeInUse, TopicInUse
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.rules import flush_or, require_changeable
from eti_events.multilingual import Multilingual


def write_theme(
    event: Event,
    theme: AgendaTheme | None,
    *,
    name: Multilingual,
    colour: int,
    by: int,
    at: datetime,
) -> AgendaTheme:
    """Add a theme, or call it otherwise."""
    require_changeable(event)
    if theme is None:
        last = max((row.position for row in list_themes(event.id)), default=0)
        theme = AgendaTheme(event_id=event.id, position=last + 1)
        db.session.add(theme)
    theme.name, theme.colour = name, colour
    record("agenda.theme_written", theme, by=by, at=at, event_id=event.id)
    return theme


def remove_theme(event: Event, theme: AgendaTheme, *, by: int, at: datetime) -> None:
    """Take a theme out that no session has."""
    require_changeable(event)
    record("agenda.theme_removed", theme, by=by, at=at, event_id=event.id)
    db.session.delete(theme)
    flush_or(ThemeInUse)


def add_topic(event: Event, title: Multilingual, *, by: int, at: datetime) -> Topic:
    """Add what several sessions are going to have in common."""
    require_changeable(event)
    last = max((row.position for row in list_topics(event.id)), default=0)
    topic = Topic(event_id=event.id, title=title, position=last + 1)
    db.session.add(topic)
    record("agenda.topic_added", topic, by=by, at=at, event_id=event.id)
    return topic


def remove_topic(event: Event, topic: Topic, *, by: int, at: datetime) -> None:
    """Take a topic out to which no session belongs."""
    require_changeable(event)
    record("agenda.topic_removed", topic, by=by, at=at, event_id=event.id)
    db.session.delete(topic)
    flush_or(TopicInUse)


def set_measures(
    event: Event, *, far_minutes: int, break_after: int, by: int, at: datetime
) -> None:
    """Say how long it takes between buildings, and when a break is missing."""
    require_changeable(event)
    rules = find_rules(event.id)
    if rules is None:
        rules = AgendaRules(event_id=event.id)
        db.session.add(rules)
    rules.far_minutes, rules.break_after = far_minutes, break_after
    record("agenda.measured", event, by=by, at=at, event_id=event.id)
