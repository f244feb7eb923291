"""The description of the interface: well formed, whole, and true."""

import json
import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from eti_events.agenda.kinds import SessionKind, SessionRole
from eti_events.checkin.verdicts import Verdict
from eti_events.database import db
from eti_events.events.models import AgendaVisibility
from eti_events.home import DESCRIPTION
from tests.agenda.showing import show
from tests.agenda.test_schedule_formats import formats

DOCUMENT: dict[str, Any] = json.loads(DESCRIPTION)
SCHEMAS = DOCUMENT["components"]["schemas"]
FILES = re.compile(r"/events/<slug>/(agenda\.|schedule)")


def faults(answer: Any, name: str) -> list[str]:
    rules = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    validator = jsonschema.Draft202012Validator(rules, format_checker=formats)
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(answer)]


def test_it_is_openapi() -> None:
    assert [*OpenAPIV31SpecValidator(json.loads(DESCRIPTION)).iter_errors()] == []


def test_it_describes_every_address_and_method(app: Flask) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or FILES.match(rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }

    assert described == served


def test_it_names_what_there_is() -> None:
    session = SCHEMAS["Session"]["properties"]
    assert session["kind"]["enum"] == [kind.value for kind in SessionKind]
    assert SCHEMAS["Part"]["properties"]["role"]["enum"] == [*SessionRole]
    assert {*SCHEMAS["Verdict"]["properties"]["verdict"]["enum"]} == {*Verdict}


@pytest.mark.parametrize("visibility", AgendaVisibility)
def test_answers_are_as_it_says(
    client: FlaskClient, visibility: AgendaVisibility
) -> None:
    shown = show(visibility)
    db.session.rollback()
    whole = client.get(shown.api)
    session = client.get(f"{shown.api}/sessions/{shown.workshop.public_id}")

    if visibility is AgendaVisibility.CONFIRMED:
        assert (whole.status_code, session.status_code) == (401, 401)
        assert faults(whole.json, "Error") == faults(session.json, "Error") == []
        return
    assert (whole.status_code, session.status_code) == (200, 200)
    assert faults(whole.json, "Agenda") == faults(session.json, "Session") == []
    assert faults({"sessions": []}, "Agenda") != []


def test_programs_can_read_it(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")

    assert answer.json == DOCUMENT
    etag = answer.headers["ETag"]
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": etag})
    assert again.status_code == 304
