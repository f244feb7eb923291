"""What becomes of each row that names a person, when two records are made one.

One line for every foreign key to ``person``; a test refuses a key without one.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Fate(enum.Enum):
    """What a merge does with the rows of one column."""

    MOVES = enum.auto()
    STAYS = enum.auto()  # who did something then is told under the name of then
    OWN_WAY = enum.auto()  # an action of its own, in ``actions``


@dataclass(frozen=True)
class Rule:
    """The fate of one column.

    ``one_of``: a row stays where the person kept has one with the same values there.
    ``loose``: others go on writing or forgetting such rows, and that hinders no undo.
    """

    fate: Fate
    one_of: tuple[str, ...] = ()
    loose: bool = False


MOVES = Rule(Fate.MOVES)
STAYS = Rule(Fate.STAYS)
OWN_WAY = Rule(Fate.OWN_WAY)


def _unless(*columns: str, loose: bool = False) -> Rule:
    return Rule(Fate.MOVES, one_of=columns, loose=loose)


LOOSE = Rule(Fate.MOVES, loose=True)

RULES: Mapping[tuple[str, str], Rule] = {
    ("access_link", "person_id"): OWN_WAY,
    ("account", "person_id"): STAYS,  # refused before: who goes has none
    ("agenda_edit", "by"): STAYS,
    ("agenda_version", "published_by"): STAYS,
    ("agenda_reader", "person_id"): _unless("event_id", loose=True),
    ("audit_line", "actor_id"): STAYS,  # sealed
    ("calendar_entry", "person_id"): STAYS,  # settled anew for who is kept
    ("change_request", "answered_by"): STAYS,
    ("change_request", "asked_by"): LOOSE,
    ("consent", "person_id"): OWN_WAY,
    ("convocation", "person_id"): _unless("event_id"),  # versions stay together
    ("correction", "person_id"): OWN_WAY,
    ("delegation", "answered_by"): STAYS,
    ("delegation", "contact_id"): _unless("event_id", "organisation_id"),
    ("delegation", "created_by"): STAYS,
    ("delegation", "principal_id"): MOVES,
    ("desk_officer", "deputy_id"): LOOSE,
    ("desk_officer", "person_id"): LOOSE,
    ("device", "paired_by"): STAYS,
    ("due_row", "asked_by"): STAYS,
    ("email_change", "person_id"): STAYS,  # opens nothing once the record has gone
    ("file", "owner_id"): LOOSE,
    ("findings", "changed_by"): STAYS,
    ("gone_mission", "dismissed_by"): STAYS,
    ("invitation", "invited_by"): STAYS,
    ("invitation", "person_id"): _unless("event_id"),
    ("mail", "person_id"): LOOSE,
    ("mail_text", "written_by"): STAYS,
    ("meeting_series", "created_by"): STAYS,
    ("meeting_series", "officer_id"): MOVES,
    ("meeting_slot", "person_id"): _unless("starts_at"),
    ("meeting_waiting", "person_id"): _unless("series_id", loose=True),
    ("mission", "person_id"): MOVES,
    ("need_answer", "answered_by"): STAYS,
    ("note", "author_id"): STAYS,
    ("note", "person_id"): MOVES,
    ("pairing", "created_by"): STAYS,
    ("person", "merged_into_id"): LOOSE,
    ("person_email", "person_id"): MOVES,
    ("person_merge", "kept_id"): STAYS,
    ("person_merge", "merged_by"): STAYS,
    ("person_merge", "other_id"): STAYS,
    ("person_merge", "undone_by"): STAYS,
    ("person_tag", "person_id"): _unless("tag_id"),
    ("registration", "person_id"): OWN_WAY,
    ("registration", "represented_by_id"): LOOSE,
    ("registration_import", "started_by"): STAYS,
    ("role_grant", "given_by"): STAYS,
    ("role_grant", "person_id"): MOVES,
    ("roster_import", "started_by"): STAYS,
    ("saved_view", "owner_id"): _unless("event_id", "name"),
    ("session", "changed_by"): STAYS,
    ("session_person", "person_id"): _unless("session_id", "role"),
    ("session_star", "person_id"): _unless("event_id", "session_id", loose=True),
    ("session_link", "created_by"): STAYS,
    ("sign_in", "person_id"): OWN_WAY,
    ("speaker_assistant", "person_id"): _unless("speaker_id", loose=True),
    ("speaker", "person_id"): _unless("event_id", loose=True),
    ("speaker_profile", "person_id"): _unless("event_id"),
    ("ticket", "person_id"): OWN_WAY,
    ("walk_in", "decided_by"): STAYS,
    ("wave", "created_by"): STAYS,
    ("wave_person", "person_id"): _unless("wave_id"),
    ("wave_recipient", "person_id"): _unless("wave_id", loose=True),
}
