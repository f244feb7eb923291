"""What every answer carries, and what visitors may not do to us."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import html5lib
import psycopg
import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from eti_events import create_app
from eti_events.accounts.access import own_page
from eti_events.accounts.models import Role, SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.policy import POLICY, PUBLIC
from eti_events.traffic import Traffic
from tests.conftest import Browser
from tests.factories import make_event, make_person, sign_in, sign_in_staff
from tests.stored import Databases, config_for

FOREIGN = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    "\u0085//evil.example",
    " //evil.example",
    "/.evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/@evil.example",
    "/me//evil.example",
    "/me\\evil",
    "/?next=//evil.example",
    "me",
    "",
    "/",
    "//",
)


@pytest.fixture
def bare(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make an application with other settings than the tests' own."""
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        app = create_app(replace(config_for(database_url, tmp_path), **changes))  # type: ignore[arg-type]  # names are the test's
        app.test_client_class = Browser
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def raising(app: Flask, error: Exception) -> None:
    """Add a page that fails."""

    def fail() -> str:
        raise error

    app.add_url_rule("/failing", "failing", fail)
    app.add_url_rule("/api/failing", "failing", fail)


@pytest.fixture
def failing_line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICY, "failing", PUBLIC)


@pytest.mark.parametrize("goal", FOREIGN)
def test_a_page_to_go_on_to_is_our_own(goal: str) -> None:
    assert own_page(goal) == ""


@pytest.mark.parametrize(
    "goal", ["/me", "/me/eti-2026?tab=a&b=1", "/events/eti-2026/register", "/A"]
)
def test_our_own_pages_are_left_alone(goal: str) -> None:
    assert own_page(goal) == goal


def test_controls_are_taken_out_before_the_look() -> None:
    assert own_page("/m\te\r\n") == "/me"


@pytest.mark.parametrize("goal", [*FOREIGN[:6], "/%09/evil.example"])
def test_sign_in_pages_lead_nowhere_else(client: FlaskClient, goal: str) -> None:
    page = client.get("/sign-in", query_string={"next": goal})
    staff = client.get("/staff/sign-in", query_string={"next": goal})

    for text in (page.text, staff.text):
        assert 'name="next" type="hidden" value=""' in text
    assert "/staff/sign-in?next" not in page.text


def test_pages_carry_the_headers_that_protect_them(client: FlaskClient) -> None:
    answer = client.get("/sign-in")
    headers = answer.headers
    policy = dict(
        part.strip().split(" ", 1)
        for part in headers["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Accept-Language"} <= set(headers["Vary"].split(", "))
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/me/sessions/end-others", 405),
        ("POST", "/me/sessions/end-others", 401),
        ("TRACE", "/", 405),
        ("TRACE", "/manage/access", 405),
        ("PUT", "/sign-in", 405),
        ("DELETE", "/manage/access", 405),
        ("GET", "/events/nowhere", 404),
    ],
)
def test_errors_are_pages_with_the_same_headers(
    client: FlaskClient, method: str, path: str, code: int
) -> None:
    answer = client.open(path, method=method)

    assert answer.status_code == code
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_allowed_says_what_is(client: FlaskClient) -> None:
    answer = client.put("/sign-in")

    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_an_api_answers_errors_in_json(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer.json
    assert answer.json["error"] == 404


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example"):
        answer = client.get("/sign-in", headers={"Host": host})
        assert answer.status_code == 400
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)


def test_a_forwarded_host_or_address_is_believed_from_a_known_proxy_only(
    bare: Callable[..., Flask],
) -> None:
    seen: list[tuple[str | None, bool]] = []

    for hops in (0, 1):
        app = bare(TRUSTED_PROXIES=hops)

        @app.before_request
        def note() -> None:
            seen.append((request.remote_addr, request.is_secure))

        headers = {
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
        }
        assert app.test_client().get("/healthz", headers=headers).status_code == 200

    assert seen == [("127.0.0.1", False), ("203.0.113.7", True)]


def test_https_binds_cookies_and_asks_for_https_for_ever(
    bare: Callable[..., Flask],
) -> None:
    client = bare(
        BASE_URL="https://events.example", WTF_CSRF_ENABLED=True
    ).test_client()

    answer = client.get("/sign-in/unknown?lang=en", base_url="https://events.example/")

    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-eti",
        "__Host-lang",
    }
    for cookie in cookies:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "includeSubDomains" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/staff/sign-in",
        "/sign-in/some-token",
        "/invitations/some-token",
        "/links/some-token/renew",
        "/staff/setup/some-token",
        "/sign-out",
    ],
)
def test_every_form_is_protected_before_anyone_is_signed_in(
    bare: Callable[..., Flask], path: str
) -> None:
    client = bare(WTF_CSRF_ENABLED=True).test_client()
    secret = {"email": "camille@exemple.invalid", "passphrase": "une phrase à moi"}

    answer = client.post(path, data=secret)

    assert answer.status_code == 400
    assert "trop longtemps" in answer.text
    assert "une phrase à moi" not in answer.text
    assert "camille@" not in answer.text
    again = "/" if "renew" in path else path
    assert f'href="{again}"' in answer.text


def test_a_form_of_before_signing_in_does_not_work_after(
    bare: Callable[..., Flask],
) -> None:
    app = bare(WTF_CSRF_ENABLED=True)
    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')
    data = {"csrf_token": token[0], "email": "camille@exemple.invalid"}
    assert client.post("/sign-in", data=data).status_code == 302

    assert app.test_client().post("/sign-in", data=data).status_code == 400


@pytest.mark.own_app
@pytest.mark.usefixtures("failing_line")
@pytest.mark.parametrize(
    ("original", "code"),
    [
        (psycopg.errors.DiskFull("no space left"), 503),
        (psycopg.errors.AdminShutdown("terminating connection"), 503),
        (psycopg.errors.LockNotAvailable("lock timeout"), 503),
        (psycopg.errors.DeadlockDetected("deadlock"), 503),
        (psycopg.OperationalError("connection refused"), 503),
        (psycopg.errors.InvalidAuthorizationSpecification("no such role"), 500),
    ],
)
def test_only_what_passes_by_itself_is_called_busy(
    app: Flask, original: Exception, code: int
) -> None:
    raising(app, OperationalError("SELECT", {}, original))

    answer = app.test_client().get("/failing")

    assert answer.status_code == code
    assert answer.headers.get("Retry-After") == ("5" if code == 503 else None)


def test_a_missing_table_is_a_bug_and_no_trace_is_shown(client: FlaskClient) -> None:
    db.session.execute(db.text("DROP TABLE attempts"))
    db.session.commit()

    answer = client.post("/sign-in", data={"email": "camille@exemple.invalid"})

    assert answer.status_code == 500
    assert "attempts" not in answer.text
    assert "camille" not in answer.text
    assert "Référence à indiquer" in answer.text


def test_what_people_typed_is_not_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    db.session.execute(db.text("DROP TABLE person_email"))
    db.session.commit()

    client.post("/sign-in", data={"email": "camille@exemple.invalid"})

    assert "bug " in caplog.text
    assert "camille" not in caplog.text


@pytest.mark.own_app
@pytest.mark.usefixtures("failing_line")
def test_what_clashes_in_the_database_is_not_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    address = "camille@exemple.invalid"
    make_person(email=address)

    def fail() -> str:
        make_person(email=address)  # traces quote this line
        return ""

    app.add_url_rule("/failing", "failing", fail)

    assert app.test_client().get("/failing").status_code == 500
    assert "IntegrityError" in caplog.text
    assert "email_key" in caplog.text  # what clashes is said, without the value
    assert "camille" not in caplog.text


@pytest.mark.own_app
@pytest.mark.usefixtures("failing_line")
def test_a_full_pool_is_busy_and_a_lost_race_is_a_conflict(app: Flask) -> None:
    raising(app, PoolTimeout("QueuePool limit"))
    assert app.test_client().get("/failing").status_code == 503
    app.view_functions["failing"] = lambda: (_ for _ in ()).throw(StaleDataError())
    assert app.test_client().get("/failing").status_code == 409
    answer = app.test_client().get("/api/failing").json
    assert answer
    assert answer["error"] == 409


def test_a_locked_database_is_told_in_words_and_sessions_survive(
    databases: Databases, tmp_path: Path
) -> None:
    with databases.fresh("sqlite", tmp_path) as url:
        app = create_app(config_for(url, tmp_path))
        app.test_client_class = Browser
        client = app.test_client()
        with app.app_context():
            sign_in(client, make_person())
        holder = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            answer = client.post("/sign-in", data={"email": "camille@exemple.invalid"})
            reading = client.get("/me/sessions")
        finally:
            holder.close()
        with app.app_context():
            db.engine.dispose()

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "camille" not in answer.text
    assert reading.status_code == 200


@pytest.mark.own_app
@pytest.mark.usefixtures("failing_line")
def test_a_bug_shows_a_page_even_when_nobody_can_be_looked_up(
    app: Flask, client: FlaskClient
) -> None:
    event = make_event()
    sign_in(client, make_person())

    def fail() -> str:
        db.session.execute(db.text("DROP TABLE sign_in CASCADE"))
        raise ZeroDivisionError

    if db.engine.dialect.name == "postgresql":
        app.add_url_rule("/failing", "failing", fail)
        assert client.get("/failing").status_code == 500
    assert client.get(f"/events/{event.slug}").status_code == 200


def test_too_large_a_form_is_told_so(client: FlaskClient) -> None:
    answer = client.post(
        "/sign-in", data={"email": "a" * 2 * 1024 * 1024 + "@exemple.invalid"}
    )

    assert answer.status_code == 413
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.own_app
@pytest.mark.usefixtures("failing_line")
def test_every_error_has_its_words(app: Flask) -> None:
    codes = iter((400, 401, 403, 404, 405, 409, 410, 413, 422, 429))
    wanted: list[int] = []

    def fail() -> str:
        wanted.append(next(codes))
        abort(wanted[-1])

    app.add_url_rule("/failing", "failing", fail)
    for _ in range(10):
        answer = app.test_client().get("/failing")
        assert answer.status_code == wanted[-1]
        assert "de notre côté" not in answer.text


def test_requests_beyond_the_limit_wait_a_minute(bare: Callable[..., Flask]) -> None:
    app = bare(REQUESTS_PER_MINUTE=5)
    client = app.test_client()

    codes = [client.get("/legal").status_code for _ in range(7)]
    refused = client.get("/legal")

    assert codes == [200] * 5 + [429] * 2
    assert refused.headers["Retry-After"] == "60"
    with client.get("/static/eti.css") as style:
        assert style.status_code == 200
    assert client.get("/healthz").status_code == 200
    other = client.get("/legal", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert other.status_code == 200


def test_people_behind_one_wifi_are_counted_one_by_one(
    bare: Callable[..., Flask],
) -> None:
    app = bare(REQUESTS_PER_MINUTE=5)
    with app.app_context():
        clients = [app.test_client() for _ in range(3)]
        for client in clients:
            sign_in(client, make_person())
        codes = [
            client.get("/me/sessions").status_code
            for client in clients
            for _ in range(5)
        ]

        assert codes == [200] * 15
        assert clients[0].get("/me/sessions").status_code == 429
        db.session.remove()


def test_devices_at_the_door_share_nothing_with_their_neighbours(
    bare: Callable[..., Flask],
) -> None:
    client = bare(REQUESTS_PER_MINUTE=5).test_client()
    for _ in range(9):
        client.get("/legal")

    answer = client.get(
        "/api/v1/checkin/device", headers={"Authorization": "Bearer unknown"}
    )

    assert answer.status_code == 401


def test_one_host_of_ipv6_is_one_visitor(bare: Callable[..., Flask]) -> None:
    client = bare(REQUESTS_PER_MINUTE=5).test_client()
    codes = [
        client.get(
            "/legal", environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"}
        ).status_code
        for n in range(1, 8)
    ]

    assert codes == [200] * 5 + [429] * 2


def test_sign_in_pages_are_read_sixty_times_a_minute(client: FlaskClient) -> None:
    codes = [client.get("/staff/sign-in").status_code for _ in range(61)]

    assert codes == [200] * 60 + [429]


def test_the_window_slides() -> None:
    traffic = Traffic()
    assert [traffic.count("a", 59.0) for _ in range(10)][-1] == 10

    assert traffic.count("a", 60.0) == 11
    assert traffic.count("a", 90.0) == 7
    assert traffic.count("b", 90.0) == 1
    assert traffic.count("a", 300.0) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/events/a%00b",
        "/me/a%00",
        "/manage/a%00/",
        "/invitations/%00",
        "/sign-in?next=%00",
        "/legal?%00=1",
        "/api/v1/checkin/people?q=%00",
    ],
)
def test_an_address_that_no_database_can_look_up_is_not_understood(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).status_code == 400


def test_no_form_lets_a_nul_through(client: FlaskClient) -> None:
    typed = {"email": "a\0b@exemple.invalid", "passphrase": "une\0phrase à moi"}

    answer = client.post("/staff/sign-in", data=typed)

    assert answer.status_code == 422
    assert 'value="ab@exemple.invalid"' in answer.text


OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def test_what_was_typed_outlives_the_session(bare: Callable[..., Flask]) -> None:
    app = bare(WTF_CSRF_ENABLED=True)
    client = app.test_client()
    with app.app_context():
        event = make_event()
        staff = sign_in_staff(client, Role.ORGANISER)
        path = f"/manage/{event.slug}/registrations/new"
        page = client.get(path).text
        typed = {
            "family_name": "Sureau & <b>fils</b>",
            "organisation": "Ligne\ndeux",
            "csrf_token": token_in(page),
        }
        with transaction():
            db.session.query(SignIn).update({"ended_at": utcnow()})
        late = client.post(f"{path}?lang=en", data=typed, headers=OUR_PAGE)
        sign_in(client, staff, kind=SignInKind.STAFF)
        with client.session_transaction() as session:
            del session["csrf_token"]  # as signing in does
        stale = client.post(path, data=typed, headers=OUR_PAGE)
        sent = client.post(path, data=hidden_in(stale.text), headers=OUR_PAGE)
        db.session.remove()

    assert late.status_code == 401
    assert 'href="/staff/sign-in"' in late.text
    kept = {name: typed[name] for name in ("family_name", "organisation")}
    assert {**hidden_in(late.text), **kept} == hidden_in(late.text)
    assert stale.status_code == 400
    assert sent.status_code == 422  # it got in, and lacks a category
    assert "Sureau &amp; &lt;b&gt;fils&lt;/b&gt;" in sent.text


def test_what_a_foreign_page_sends_is_never_repeated(
    bare: Callable[..., Flask],
) -> None:
    client = bare(WTF_CSRF_ENABLED=True).test_client()
    typed = {"email": "camille@exemple.invalid"}

    for site in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = client.post("/sign-in", data=typed, headers=site)
        assert answer.status_code == 400
        assert "camille@" not in answer.text


def test_secrets_are_never_repeated(bare: Callable[..., Flask]) -> None:
    client = bare(WTF_CSRF_ENABLED=True).test_client()
    typed = {
        "email": "camille@exemple.invalid",
        **dict.fromkeys(("passphrase", "again", "present", "code"), "une phrase"),
    }

    answer = client.post("/staff/sign-in", data=typed, headers=OUR_PAGE)

    assert 'value="camille@exemple.invalid"' in answer.text
    assert "une phrase" not in answer.text


def token_in(page: str) -> str:
    return hidden_in(page)["csrf_token"]


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    fields = root.iterfind(".//input[@type='hidden']")
    return {field.get("name"): field.get("value") for field in fields}


PEERS = (
    ("192.0.2.7", "192.0.2.7"),
    ("192.0.2.7:4711", "192.0.2.7"),
    ("::ffff:192.0.2.7", "192.0.2.7"),
    ("[::ffff:192.0.2.7]:4711", "192.0.2.7"),
    ("2001:db8:0:1::7", "[2001:db8:0:1::8]:4711"),
    ("2001:db8:0:1::7", "2001:db8:0:1:ffff::1%eth0"),
    ("unknown", "_hidden"),
)


@pytest.mark.parametrize(("one", "other"), PEERS)
def test_one_peer_is_one_visitor_however_its_address_is_written(
    bare: Callable[..., Flask], one: str, other: str
) -> None:
    client = bare(TRUSTED_PROXIES=1, REQUESTS_PER_MINUTE=5).test_client()

    codes = [
        client.get("/legal", headers={"X-Forwarded-For": peer}).status_code
        for peer in [one, other] * 3
    ]

    assert codes == [200] * 5 + [429]


def test_peers_of_a_socket_for_both_families_are_told_apart(
    bare: Callable[..., Flask],
) -> None:
    client = bare(REQUESTS_PER_MINUTE=1).test_client()
    codes = [
        client.get("/legal", environ_base={"REMOTE_ADDR": peer}).status_code
        for peer in ("::ffff:192.0.2.7", "::ffff:192.0.2.8", "::ffff:192.0.2.7")
    ]

    assert codes == [200, 200, 429]


def test_style_sheets_are_kept_under_an_address_that_changes_with_them(
    client: FlaskClient,
) -> None:
    page = client.get("/legal").text
    address = re.search(r'href="(/static/eti\.css\?v=\w+)"', page)
    assert address

    with client.get(address[1], headers={"Accept-Encoding": "gzip"}) as style:
        assert style.headers["Cache-Control"] == "public, max-age=31536000"
        assert style.headers["Content-Encoding"] == "gzip"
    with client.get("/static/missing.css") as missing:
        assert missing.status_code == 404
