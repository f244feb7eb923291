"""What speakers tell of themselves, and the slides they send."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask.testing import FlaskClient
from PIL import Image

from eti_events.accounts.models import SignInKind
from eti_events.agenda.actions.forgetting import forget_speakers
from eti_events.agenda.models import (
    Session,
    SpeakerAvailability,
    SpeakerProfile,
    SpeakerSlides,
)
from eti_events.agenda.portraits import portrait
from eti_events.agenda.queries.facts import list_availabilities
from eti_events.agenda.uploads import BadPicture, BadSlides, slides_type
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.files.models import File, FileContent
from eti_events.people.models import Language, Person
from tests.agenda.building import make_part, make_session
from tests.agenda.organising import published
from tests.agenda.speakers import asked, speaker_row
from tests.factories import (
    BEFORE,
    make_event,
    make_person,
    make_registration,
    sign_in,
    sign_in_staff,
)

pytestmark = pytest.mark.one_engine

PDF = b"%PDF-1.7 ..."


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 600)) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", size, "navy")
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    image.save(out, kind, exif=exif)
    return out.getvalue()


def packed(*names: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


@pytest.fixture
def speaker(client: FlaskClient, event: Event) -> Person:
    person = make_person(given_name="Petar", language=Language.ENGLISH)
    sign_in(client, person, event=event)
    return person


@pytest.fixture
def session(event: Event) -> Session:
    return make_session(event)


def typed(seen: int = 0, /, **changes: object) -> dict[str, object]:
    return {"version": str(seen), "biography_en": "Jurist", **changes}


def rows(model: type) -> int:
    db.session.rollback()
    return db.session.query(model).count()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_portrait_is_made_anew_small_and_without_what_stood_beside(kind: str) -> None:
    made = portrait(picture(kind))

    with Image.open(BytesIO(made)) as image:
        assert (image.format, image.size) == ("JPEG", (800, 400))
        assert not image.getexif()
    assert b"secret place" not in made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload='x'/>",
        b"GIF89a" + b"\0" * 50,
        picture()[:60],
        picture("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + b"x" * (10 * 1024 * 1024),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(BadPicture):
        portrait(content)


def test_a_picture_that_swells_is_refused() -> None:
    with pytest.raises(BadPicture):
        portrait(picture(size=(8000, 6000)))


def test_slides_are_known_by_their_content() -> None:
    pptx = packed("[Content_Types].xml", "ppt/presentation.xml")
    assert slides_type("a.PDF", PDF) == "application/pdf"
    assert slides_type("a.pptx", pptx).endswith("presentationml.presentation")
    assert slides_type("a.odp", packed("content.xml")).endswith("presentation")
    wrong = [
        ("a.pptx", PDF),
        ("a.pdf", pptx),
        ("a.odp", pptx),
        ("a.html", b"<script>"),
        ("a.pdf", b""),
        ("a.pptx", b"PK\3\4broken"),
        ("a.pptx", packed("ppt/presentation.xml", "ppt/vbaProject.bin")),
        ("a.odp", packed("content.xml", "Basic/Standard/Module1.xml")),
        ("a.pptx", packed("ppt/presentation.xml", *(f"p{n}" for n in range(5001)))),
        ("a.pdf", PDF + b"x" * (10 * 1024 * 1024)),
    ]
    for name, content in wrong:
        with pytest.raises(BadSlides):
            slides_type(name, content)


def test_a_profile_is_kept_and_its_hours_are_the_events(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    make_part(session, speaker)
    url = f"/speaker/{event.slug}/profile"
    day = event.starts_at.date().isoformat()
    hours = {"times-0-starts": f"{day}T09:00", "times-0-ends": f"{day}T12:30"}
    photo = (BytesIO(picture()), "me.png")

    told = client.post(
        url,
        data=typed(equipment="Micro", consent="y", photo=photo) | hours,
        follow_redirects=True,
    )

    assert "Your profile is saved." in told.text
    assert f'value="{day}T09:00"' in told.text
    db.session.rollback()
    [(starts_at, ends_at)] = list_availabilities(event.id)[speaker.id]
    assert ends_at - starts_at == timedelta(hours=3, minutes=30)
    assert starts_at.astimezone(event.zone).hour == 9
    kept = client.get(f"/speaker/{event.slug}/photo.jpg")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.data.startswith(b"\xff\xd8\xff")
    raw = db.session.execute(db.text("SELECT content FROM file_content")).scalar_one()
    assert not bytes(raw).startswith(b"\xff\xd8\xff")  # sealed
    told = client.post(f"/speaker/{event.slug}/photo/remove", follow_redirects=True)
    assert "Your photo is erased." in told.text
    assert (rows(File), rows(FileContent)) == (0, 0)


def test_consent_taken_back_takes_the_photo_along(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    make_part(session, speaker)
    url = f"/speaker/{event.slug}/profile"
    refused = client.post(url, data=typed(photo=(BytesIO(picture()), "me.png")))
    assert (refused.status_code, "Jurist" in refused.text) == (409, True)
    client.post(url, data=typed(consent="y", photo=(BytesIO(picture()), "me.png")))
    assert rows(File) == 1

    version = db.session.query(SpeakerProfile).one().version
    client.post(url, data=typed(version))

    assert rows(File) == 0
    assert db.session.query(SpeakerProfile).one().consented_at is None


def test_bad_hours_and_bad_pictures_keep_what_was_typed(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    make_part(session, speaker)
    url = f"/speaker/{event.slug}/profile"
    for starts, ends, words in (
        ("2097-03-31T02:30", "2097-03-31T04:00", "does not exist"),
        ("2096-08-30T12:00", "2096-08-30T10:00", "later than the start"),
        ("2096-08-30T12:00", "", "both, or neither"),
    ):
        times = {"times-0-starts": starts, "times-0-ends": ends}
        answer = client.post(f"{url}?lang=en", data=typed() | times)
        assert (answer.status_code, words in answer.text) == (422, True), words
        assert f'value="{starts}"' in answer.text
        assert "Jurist" in answer.text
    bad = client.post(url, data=typed(consent="y", photo=(BytesIO(b"x"), "me.png")))
    assert (bad.status_code, "40 megapixels" in bad.text) == (409, True)
    assert rows(SpeakerAvailability) == rows(SpeakerProfile) == 0


def test_a_page_that_is_older_overwrites_nothing_unseen(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    make_part(session, speaker)
    url = f"/speaker/{event.slug}/profile"
    client.post(url, data=typed())

    late = client.post(url, data=typed(biography_en="Judge"))

    assert (late.status_code, "Judge" in late.text) == (409, True)
    assert 'name="version" type="hidden" value="1"' in late.text
    db.session.rollback()
    assert db.session.query(SpeakerProfile).one().biography["en"] == "Jurist"


def send(client: FlaskClient, event: Event, part: object, **changes: object) -> int:
    data = {"file": (BytesIO(PDF), "talk.pdf"), **changes}
    path = f"/speaker/{event.slug}/parts/{part.public_id}/slides"  # type: ignore[attr-defined]
    return client.post(path, data=data).status_code


def test_slides_reach_the_team_at_once_and_the_confirmed_afterwards(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = make_part(session, speaker)
    published(event, speaker.id, 0)
    confirmed, other = make_person(), make_person()
    make_registration(event, confirmed)
    assert send(client, event, part, shared="y") == 302
    assert rows(SpeakerSlides) == 1
    slides = db.session.query(SpeakerSlides).one()
    path = f"/slides/{event.slug}/{slides.public_id}"
    own = client.get(path)
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert (own.data, own.mimetype) == (PDF, "application/pdf")
    assert own.headers["X-Content-Type-Options"] == "nosniff"

    def read_by(person: Person) -> int:
        sign_in(client, person, kind=SignInKind.MAIL)
        return client.get(path).status_code

    assert (read_by(confirmed), read_by(other)) == (404, 404)  # not held yet
    with transaction():
        row = db.session.get_one(Session, session.id)
        row.starts_at, row.ends_at = BEFORE - timedelta(hours=1), BEFORE
    published(event, speaker.id, 1)
    assert (read_by(confirmed), read_by(other)) == (200, 404)
    sign_in(client, confirmed, kind=SignInKind.MAIL)
    shown = client.get(f"/events/{event.slug}/agenda/{session.public_id}").text
    assert path in shown
    assert "slides.pdf" in client.get(path).headers["Content-Disposition"]
    with transaction():
        db.session.query(SpeakerSlides).one().shared = False
    assert read_by(confirmed) == 404
    shown = client.get(f"/events/{event.slug}/agenda/{session.public_id}").text
    assert path not in shown
    sign_in_staff(client, event=event)
    assert client.get(path).status_code == 200
    sign_in_staff(client, event=make_event())
    assert client.get(path).status_code == 404


def test_new_slides_take_the_place_of_those_before(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = make_part(session, speaker)
    assert send(client, event, part, file=(BytesIO(b"x"), "talk.pdf")) == 409
    assert send(client, event, part, file=(BytesIO(b""), "")) == 422

    assert send(client, event, part) == send(client, event, part) == 302

    assert (rows(File), rows(SpeakerSlides)) == (1, 1)
    slides = db.session.query(SpeakerSlides).one().public_id
    client.post(f"/speaker/{event.slug}/slides/{slides}/remove")
    assert (rows(File), rows(SpeakerSlides)) == (0, 0)


def test_nobody_sends_or_erases_slides_of_somebody_else(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = make_part(session, speaker)
    send(client, event, part)
    assert rows(SpeakerSlides) == 1
    slides = db.session.query(SpeakerSlides).one().public_id
    stranger = make_person()
    make_part(make_session(event), stranger)
    sign_in(client, stranger, event=event)

    assert send(client, event, part) == 404
    assert client.get(f"/slides/{event.slug}/{slides}").status_code == 404
    gone = client.post(f"/speaker/{event.slug}/slides/{slides}/remove")
    assert gone.status_code == 404
    assert rows(SpeakerSlides) == 1


def test_the_team_reads_what_a_speaker_told(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker, agreed=True)
    url = f"/speaker/{event.slug}/profile"
    client.post(url, data=typed(equipment="<b>Micro</b>", consent="y"))
    row = speaker_row(event, speaker).public_id
    sign_in_staff(client, event=event)

    page = client.get(f"/manage/{event.slug}/agenda/speakers/{row}?lang=en").text

    assert "Jurist" in page
    assert "&lt;b&gt;Micro&lt;/b&gt;" in page


def test_what_was_told_is_erased_after_a_month_and_slides_after_thirteen(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = make_part(session, speaker)
    send(client, event, part)
    url = f"/speaker/{event.slug}/profile"
    client.post(url, data=typed(consent="y", photo=(BytesIO(picture()), "me.png")))
    end = event.ends_at
    left = []

    for days in (29, 30, 395, 396):
        with transaction():
            forget_speakers(end + timedelta(days=days))
        left.append((rows(SpeakerProfile), rows(SpeakerSlides), rows(File)))

    assert left == [(1, 1, 2), (0, 1, 1), (0, 1, 1), (0, 0, 0)]
