"""Roles and kinds of sessions as people read them."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from eti_events.accounts.models import Role, SignInKind

NETWORK_ZONE = ZoneInfo("Europe/Paris")  # for what belongs to no event


def role_names() -> dict[Role, str]:
    """Return what each role is called, in the language of the page."""
    return {
        Role.ADMIN: _("Administrator"),
        Role.ORGANISER: _("Organiser"),
        Role.PROTOCOL: _("Protocol"),
        Role.TRAINING_MANAGER: _("Training manager"),
        Role.TRAINER: _("Trainer"),
        Role.MODERATOR: _("Moderator"),
        Role.CHECK_IN: _("Check-in"),
        Role.SECURITY_OFFICER: _("Security officer"),
        Role.DESK_OFFICER: _("Desk officer"),
        Role.DELEGATION_CONTACT: _("Delegation contact"),
        Role.AUDITOR: _("Auditor"),
    }


def need_names() -> dict[str, str]:
    """Name the kinds of needs that a grant may open, by the word in its audience."""
    return {
        "diet": _("Meals"),
        "allergy": _("Allergies"),
        "access": _("Accessibility"),
    }


def formality_names() -> dict[str, str]:
    """Name the blocks of the second form that a grant may open, likewise."""
    return {
        "visa": _("Visa letter"),
        "hotel": _("Hotel"),
        "travel": _("Travel"),
    }


def audience_names() -> dict[str, str]:
    """Name everything that an audience may open."""
    return need_names() | formality_names()


def kind_names() -> dict[SignInKind, str]:
    """Return what a session opens, in the language of the page."""
    return {
        SignInKind.STAFF: _("Organising team"),
        SignInKind.MAIL: _("My space, by a link from a mail"),
        SignInKind.INVITATION: _("My registration, by my invitation"),
    }
