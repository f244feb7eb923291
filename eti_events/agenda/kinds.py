"""The words in which the agenda is stored: kinds, states, roles."""

import enum


class SessionKind(enum.StrEnum):
    """What happens in a session."""

    PLENARY = "plenary"
    INSTITUTIONAL = "institutional"
    ROUND_TABLE = "round_table"
    WORKSHOP = "workshop"
    TRAINING = "training"
    BREAK = "break"
    MEAL = "meal"
    RECEPTION = "reception"
    MEETING_SLOTS = "meeting_slots"
    GROUP_PHOTO = "group_photo"


class SessionState(enum.StrEnum):
    """A session that people knew of is cancelled, never deleted."""

    WORKING = "working"
    CANCELLED = "cancelled"


class SessionVisibility(enum.StrEnum):
    """Restricted sessions (protocol) are published to those who speak in them alone.

    Unpublished ones stay with the organisers: no version holds them.
    """

    NORMAL = "normal"
    RESTRICTED = "restricted"
    UNPUBLISHED = "unpublished"


class Audience(enum.StrEnum):
    """Who may attend; ``audience_values`` says which of the kind.

    Categories and commissioners by their value, delegations by their public id; no
    value at all means every one of the kind.
    """

    ALL = "all"
    CATEGORIES = "categories"
    COMMISSIONERS = "commissioners"
    FIRST_DEPARTURES = "first_departures"
    DELEGATIONS = "delegations"


class SessionRole(enum.StrEnum):
    """What a person does in a session."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"
    RAPPORTEUR = "rapporteur"
    INTERPRETER_HOST = "interpreter_host"


class SpeakerState(enum.StrEnum):
    """What the person answered; who proposed somebody else does not come."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PROPOSED_OTHER = "proposed_other"


class EditKind(enum.StrEnum):
    """What an organiser did to a session."""

    CREATED = "created"
    WRITTEN = "written"
    PLACED = "placed"
    UNPLACED = "unplaced"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    DELETED = "deleted"


COMES = frozenset({SpeakerState.INVITED, SpeakerState.ACCEPTED})
