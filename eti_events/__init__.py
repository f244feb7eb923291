"""Event management for the ETI Days and the regional seminars."""

from functools import partial
from pathlib import Path

import jinja2
from flask import Flask
from flask_babel import Babel
from flask_compress import Compress

from config import Config
from eti_events import home, pages, policy, traffic, web
from eti_events.accounts import access
from eti_events.accounts import views as accounts
from eti_events.accounts.actions import SEND_LINK
from eti_events.accounts.addresses import forget_moves
from eti_events.accounts.due import (
    forget_links,
    forget_sessions,
    forget_tries,
    send_link,
)
from eti_events.agenda import views as agenda
from eti_events.agenda.actions.forgetting import forget_speakers
from eti_events.agenda.actions.speaking import settle_speakers
from eti_events.agenda.actions.undoing import forget_edits
from eti_events.audit.actions import forget_lines
from eti_events.badges import views as badges
from eti_events.calendars import views as calendars
from eti_events.calendars.actions import settle as settle_calendars
from eti_events.calendars.files import person_file
from eti_events.checkin import api as door
from eti_events.checkin import views as checkin
from eti_events.checkin.erasing import forget_scans
from eti_events.database import db
from eti_events.demo import mail_views as demo_mails
from eti_events.demo import views as demo
from eti_events.documents import views as documents
from eti_events.documents.reissuing import reissue
from eti_events.events import views as events
from eti_events.files.actions import erase_expired
from eti_events.formalities import views as formalities
from eti_events.formalities.actions import forget_formalities, settle_formalities
from eti_events.forms import csrf
from eti_events.jobs.actions import forget_ended
from eti_events.jobs.doorbell import doorbell
from eti_events.jobs.running import Handler, Purge
from eti_events.jobs.settling import Settler
from eti_events.meetings import views as meetings
from eti_events.meetings.actions import forget_meetings, settle_meetings
from eti_events.messages import views as messages
from eti_events.messages.actions import forget_bodies
from eti_events.messages.letterhead import letterhead
from eti_events.messages.writing import Standing, Writer
from eti_events.navigation import frame
from eti_events.people import views as people
from eti_events.people.actions import forget_changes
from eti_events.people.importing import run_import
from eti_events.people.queries import RUN_IMPORT
from eti_events.privacy import views as privacy
from eti_events.privacy.actions import forget_merges
from eti_events.registration import views as registration
from eti_events.registration.actions import (
    SEND_WAVE,
    forget_answers,
    forget_named,
    forget_needs,
    forget_open_requests,
    forget_rows,
    forget_typed,
    serve_waiting,
    settle_delegations,
    settle_waves,
    take_offers_back,
)
from eti_events.registration.actions import settle as settle_registration
from eti_events.registration.actions.notices import CHANGED, CONFIRMED, SAY_COMING
from eti_events.registration.actions.writing import write_changed, write_confirmed
from eti_events.registration.imports.queries import RUN_LIST
from eti_events.registration.imports.running import run_list
from eti_events.registration.models import WaveKind
from eti_events.registration.queries import still_comes
from eti_events.registration.waves.running import run_wave
from eti_events.reports import views as reports
from eti_events.security import keyring

ROOT = Path(__file__).parent.parent

PAGES = (
    home.bp,
    accounts.bp,
    events.bp,
    people.bp,
    badges.bp,
    documents.bp,
    formalities.bp,
    calendars.bp,
    registration.bp,
    *(agenda.bp, agenda.programme_bp, agenda.speaking_bp),
    meetings.bp,
    checkin.bp,
    door.bp,
    reports.bp,
    reports.network_bp,
    privacy.bp,
    demo.bp,
    demo_mails.bp,
    messages.bp,
)

# What the worker knows to do: work by kind, the order of settling, what to forget,
# the mails to write before they leave, and those to drop once they are no longer so.
JOBS: dict[str, Handler] = {
    RUN_IMPORT: run_import,
    RUN_LIST: run_list,
    SEND_LINK: send_link,
    SEND_WAVE: partial(run_wave, tellers={WaveKind.CONVOCATION: reissue}),
}
SETTLERS: tuple[Settler, ...] = (
    settle_registration,
    take_offers_back,
    settle_delegations,
    serve_waiting,
    settle_waves,
    settle_meetings,
    settle_formalities,
    settle_speakers,
    settle_calendars,
)
PURGES: tuple[Purge, ...] = (
    *(forget_ended, forget_bodies, erase_expired),
    *(forget_tries, forget_sessions, forget_links, forget_moves),
    *(forget_needs, forget_answers, forget_formalities),
    *(forget_open_requests, forget_named, forget_rows, forget_typed),
    *(forget_scans, forget_changes, forget_merges, forget_edits),
    forget_meetings,
    forget_speakers,
    forget_lines,  # the last: what the others write is young
)
WRITERS: dict[str, Writer] = {
    CONFIRMED: partial(write_confirmed, calendar=person_file),
    CHANGED: partial(write_changed, calendar=person_file),
}
STANDING: dict[str, Standing] = dict.fromkeys(SAY_COMING, still_comes)


def create_app(config: Config) -> Flask:
    """Build the application: settings, extensions, pages, the order of settling."""
    app = Flask(__name__, root_path=str(ROOT))
    app.config.from_object(config)
    app.jinja_options = {"undefined": jinja2.StrictUndefined}
    keyring.load(config.FIELD_KEYS)
    letterhead.load(config)
    if not config.TESTING:
        doorbell.hang(config.QUEUE_URL, config.DATA_DIR)

    db.init_app(app)
    access.init_app(app)
    Babel(app, locale_selector=access.preferred_language)
    web.init_app(app)
    traffic.init_app(app)
    csrf.init_app(app)
    Compress(app)
    app.after_request(web.read_whole)  # what is hooked in last runs first
    policy.init_app(app)
    pages.dress(app, frame)

    for page in PAGES:
        app.register_blueprint(page)
    policy.require_lines(app)
    return app
