"""What organisers write in mails: read strictly, never lost, never in the way."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from string import Formatter
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.messages.actions import compose, queue_mail
from eti_events.messages.models import Mail
from eti_events.messages.rendering import TEMPLATES, Words
from eti_events.messages.texts import actions
from eti_events.messages.texts.choosing import unreadable_languages
from eti_events.messages.texts.kinds import ABOUT_ALL, KINDS, MEANINGS, Kind
from eti_events.messages.texts.models import MailText
from eti_events.messages.texts.placeholders import (
    Fault,
    Found,
    fill,
    fill_paragraphs,
    find_faults,
)
from eti_events.messages.texts.wording import FIELDS, Wording, default_wording, tidy
from eti_events.multilingual import Multilingual
from eti_events.people.models import Language, Person
from tests.conftest import Selects
from tests.factories import BEFORE, make_event, make_person, saved
from tests.messages.test_rendering import text_of
from tests.test_hostile_names import HOSTILE, alive_in

ATTACKS = (
    "{{event.__init__.__code__.co_filename}}",
    "{event.__init__}",
    "{event_name.__class__}",
    "{event_name[0]}",
    "{event_name!r}",
    "{event_name:>9999999}",
    "{0}",
    "{}",
    "{ given_name }",
    "{given_name",
    "given_name}",
    "{{given_name}}",
    "{{{given_name}}}",
    "{given_name{name}}",
    "{GIVEN_NAME}",
    "{given_nаme}",  # a Cyrillic letter
    "{given_\nname}",
    "{config}",
    "{self.__init__.__globals__}",
    "{% import os %}",
    "{# comment #}",
    "{{ 7*191 }}",
    "{code}",
    "{link_url}",
    "{me_url}",
    "{short_code}",
)
INVITATION = KINDS["invitation"]
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def words(
    subject: str = "Objet", title: str = "Titre", body: str = "Corps"
) -> dict[str, Wording]:
    return dict.fromkeys(Language, Wording(subject, title, body))


def organiser() -> Person:
    return make_person(given_name="Sacha")


def change(
    event: Event,
    kind: Kind,
    wordings: dict[str, Wording],
    *,
    seen: int = 0,
    by: Person | None = None,
) -> MailText | None:
    person = by or organiser()
    slug, by_id = event.slug, person.id
    with transaction():
        return actions.change_text(
            get_event(slug, for_update=True),
            kind,
            wordings,
            seen=seen,
            by=by_id,
            at=BEFORE,
        )


def values_of(kind: Kind) -> dict[str, str]:
    """Whatever the frame of a mail and its words may ask for."""
    texts = {name: f"<{name}>" for name in kind.placeholders}
    return {
        **texts,
        "half_days": "27 août matin",
        "starts": "jeudi",
        "place": "Paris",
        "entrance": "Paris",
        "deadline": "vendredi",
        "course_name": "",
        "course_half_days": "",
        "short_code": "ABCD-2345",
        "answer": "",
        "step": "confirmed",
        "sure": "sure",
        "held": "yes",
        "page_url": "http://localhost/me/x",
        "me_url": "http://localhost/me/x",
        "form_url": "http://localhost/me/x/formalities",
        "convocation_url": "http://localhost/me/x/convocation",
        "event_url": "http://localhost/events/x",
        "link_url": "http://localhost/invitations/SECRET",
    }


def written(
    event: Event | None, kind: Kind, language: str, person: Person | None = None
) -> Words:
    context = values_of(kind)
    for name in ABOUT_ALL:
        del context[name]
    person = person or make_person()
    return compose(person, kind.template, language, event, context)


@given(st.text(), st.sets(st.sampled_from(sorted(MEANINGS)), min_size=1))
def test_whatever_is_typed_is_refused_by_place_or_kept_letter_by_letter(
    text: str, allowed: set[str]
) -> None:
    faults = find_faults(text, allowed)

    if faults:
        lines = text.split("\n")
        for found in faults:
            start = lines[found.line - 1][found.column - 1 :]
            assert start.startswith(found.written)
    else:
        assert fill(text, dict.fromkeys(allowed, "")) == re.sub(r"\{\w+\}", "", text)
        assert fill(text, {name: f"{{{name}}}" for name in allowed}) == text


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("{}._[]!:%a \n0"))
        | st.sampled_from([f"{{{name}}}" for name in ABOUT_ALL])
    )
)
def test_what_is_accepted_means_the_same_to_python_s_own_reader(
    pieces: list[str],
) -> None:
    text = "".join(pieces)

    if not find_faults(text, ABOUT_ALL):
        parts = list(Formatter().parse(text))
        assert {name for _, name, _, _ in parts if name is not None} <= set(ABOUT_ALL)
        assert not any(spec or conversion for _, _, spec, conversion in parts)


@given(st.text(), st.text())
def test_what_is_filled_in_is_not_read_again(given_name: str, name: str) -> None:
    filled = fill("{given_name}|{name}", {"given_name": given_name, "name": name})

    assert filled == f"{given_name}|{name}"


@given(st.text(), st.sampled_from(Language))
def test_tidying_twice_changes_nothing_more(text: str, language: str) -> None:
    assert tidy(tidy(text, language), language) == tidy(text, language)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_but_a_listed_name_may_stand_between_braces(attack: str) -> None:
    assert find_faults(f"Bonjour {attack} !", INVITATION.placeholders)


def test_a_fault_says_where_it_stands() -> None:
    assert find_faults("Bonjour\n{given_name} {x.y}\n}", ("given_name",)) == [
        Found(Fault.UNKNOWN, "{x.y}", 2, 14),
        Found(Fault.BRACE, "}", 3, 1),
    ]


def test_a_paragraph_that_comes_out_empty_is_left_out() -> None:
    assert fill_paragraphs("Un\n\n{summary}\n\nDeux", {"summary": ""}) == "Un\n\nDeux"


def test_every_mail_about_a_registration_has_words_of_its_own() -> None:
    folder = TEMPLATES / "mails" / "registration"
    found = {path.name for path in folder.glob("*.*.words")}

    assert found == {
        f"{name}.{language}.words" for name in KINDS for language in Language
    }
    assert {path.name.split(".")[0] for path in folder.glob("*.txt")} == set(KINDS)


def test_every_placeholder_is_explained() -> None:
    assert {name for kind in KINDS.values() for name in kind.placeholders} == set(
        MEANINGS
    )


@EVERY_KIND
@pytest.mark.parametrize("language", Language)
def test_every_default_is_readable_and_tidy(kind: Kind, language: str) -> None:
    default = default_wording(kind.template, language)

    assert default.is_readable(kind.placeholders)
    assert default.tidied(language) == default
    assert all(getattr(default, name) for name in FIELDS)


@pytest.mark.one_engine
@EVERY_KIND
@pytest.mark.parametrize("language", Language)
def test_every_mail_says_the_default_until_its_words_are_changed(
    app: Flask, kind: Kind, language: str
) -> None:
    event = make_event()
    everything = " ".join(f"[{{{name}}}]" for name in kind.placeholders)
    before = written(event, kind, language)
    change(event, kind, words("Du neuf {event_name}", "Titre à nous", everything))
    after = written(event, kind, language)

    default = default_wording(kind.template, language)
    literals = re.split(r"\{\w+\}", default.body.split("\n\n")[0])
    assert all(literal in before.text for literal in literals)
    assert after.subject == f"Du neuf {event.name[language]}"
    assert "Titre à nous" in after.text
    assert "Titre à nous" in after.html
    assert "[Alix]" in after.text
    assert "[Alix]" in after.html
    assert literals[0] not in after.text or not literals[0].strip()
    assert fixed(before.text) == fixed(after.text)
    assert re.findall(r"href=\"[^\"]+|cid:\w+", before.html) == re.findall(
        r"href=\"[^\"]+|cid:\w+", after.html
    )


def fixed(text: str) -> list[str]:
    """The lines of a mail that no organiser writes: its links, code and foot."""
    return [line for line in text.splitlines() if "http" in line or "ABCD" in line]


@pytest.mark.one_engine
def test_hostile_names_stay_text_in_edited_words(app: Flask) -> None:
    event = make_event()
    change(
        event, INVITATION, words("{name}", "{name}", "{name}, {given_name}, {summary}")
    )

    for name in HOSTILE:
        person = make_person(given_name=name, family_name=name)
        mail = written(event, INVITATION, "fr", person)
        said = mail.text.partition("\nDébut")[0]
        assert not re.search(r"\w[.@]\w|\w://", said), name
        assert "\n" not in mail.subject
        assert alive_in(mail.html) == []
    assert unescape(mail.html).count("<para><font color=red>") > 3  # there, as text


@pytest.mark.one_engine
def test_html_that_an_organiser_types_is_text(app: Flask) -> None:
    event = make_event()
    change(
        event, INVITATION, words("<b>", "<script>x</script>", "<a href='x'>y</a>\nz")
    )

    mail = written(event, INVITATION, "fr")

    assert "<script>" not in mail.html
    assert "&lt;a href=" in mail.html
    assert "<br>z" in mail.html


def test_a_change_is_a_version_with_its_writer_and_an_audit_line(app: Flask) -> None:
    event, me = make_event(), organiser()

    first = change(event, INVITATION, words(), by=me)
    second = change(event, INVITATION, words("Autre"), seen=1, by=me)

    assert first
    assert second
    assert (first.number, second.number, second.written_by) == (1, 2, me.id)
    lines = db.session.query(AuditLine).filter_by(action="mail_text.changed").all()
    assert [line.detail for line in lines] == [
        {"kind": "invitation", "number": 1},
        {"kind": "invitation", "number": 2},
    ]


def test_what_equals_the_default_follows_the_default(app: Flask) -> None:
    event = make_event()
    default: dict[str, Wording] = {
        language: default_wording(INVITATION.template, language)
        for language in Language
    }

    assert change(event, INVITATION, default) is None
    english = default | {
        "en": Wording("Mine", *[default["en"].title, default["en"].body])
    }
    text = change(event, INVITATION, english)

    assert text
    assert (text.subject, text.title, text.body) == ({"en": "Mine"}, {}, {})
    assert written(event, INVITATION, "fr").subject.startswith(event.name["fr"])


def test_two_writers_cannot_overwrite_each_other_unseen(app: Flask) -> None:
    event = make_event()
    change(event, INVITATION, words("Premier"))

    with pytest.raises(actions.TextChangedMeanwhile):
        change(event, INVITATION, words("Second"), seen=0)

    assert written(event, INVITATION, "fr").subject == "Premier"


def test_a_second_click_changes_nothing(app: Flask) -> None:
    event = make_event()

    assert change(event, INVITATION, words("Premier"))
    assert change(event, INVITATION, words("Premier"), seen=0) is None


def test_of_two_who_save_at_once_one_is_told(app: Flask) -> None:
    event, me, gate = make_event(), organiser(), Barrier(2)
    slug, by = event.slug, me.id

    def save(subject: str) -> str:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    event = get_event(slug, for_update=True)
                    actions.change_text(
                        event, INVITATION, words(subject), seen=0, by=by, at=BEFORE
                    )
            except actions.TextChangedMeanwhile:
                return "told"
            return subject

    db.session.rollback()
    with ThreadPoolExecutor() as pool:
        answers = set(pool.map(save, ["Un", "Deux"]))

    (text,) = db.session.query(MailText)
    assert answers == {"told", text.subject["fr"]}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.one_engine
def test_no_way_in_saves_a_text_that_cannot_be_read(app: Flask, attack: str) -> None:
    with pytest.raises(actions.TextUnreadable):
        change(make_event(), INVITATION, words(body=attack))

    assert db.session.query(MailText).count() == 0


def restore(event: Event, number: int, *, seen: int) -> MailText | None:
    slug, by = event.slug, organiser().id
    with transaction():
        return actions.restore_text(
            get_event(slug, for_update=True),
            INVITATION,
            number,
            seen=seen,
            by=by,
            at=BEFORE,
        )


def test_an_older_text_and_the_default_come_back_as_new_versions(app: Flask) -> None:
    event = make_event()
    change(event, INVITATION, words("Un"))
    change(event, INVITATION, words("Deux"), seen=1)

    back = restore(event, 1, seen=2)
    assert back
    assert back.number == 3
    assert written(event, INVITATION, "fr").subject == "Un"
    default = restore(event, 0, seen=3)
    assert default
    assert (default.number, default.languages) == (4, set())
    assert "invitation" in written(event, INVITATION, "fr").subject
    with pytest.raises(actions.NoSuchText):
        restore(event, 9, seen=4)


def an_old_text(event: Event, kind: str = "invitation") -> MailText:
    """A text that an earlier release took, with a placeholder that has gone."""
    return saved(
        MailText(
            event_id=event.id,
            kind=kind,
            number=1,
            subject=Multilingual(fr="Ancien {hotel}"),
            title=Multilingual(fr="Titre ancien", en="Old title"),
            written_at=BEFORE,
        )
    )


def test_a_text_that_can_no_longer_be_read_never_holds_a_mail_back(app: Flask) -> None:
    event = make_event()
    text = an_old_text(event)
    an_old_text(event, kind="a_kind_that_has_gone")

    french = written(event, INVITATION, "fr")
    english = written(event, INVITATION, "en")

    assert "Ancien" not in french.subject + french.text
    assert "hotel" not in french.text
    assert french.subject.startswith(f"{event.name['fr']} : votre invitation")
    assert "Old title" in english.text
    assert unreadable_languages(INVITATION, text) == ["fr"]
    change(event, INVITATION, words("Neuf"), seen=1)
    with pytest.raises(actions.TextUnreadable):
        restore(event, 1, seen=2)


def test_mails_already_queued_stay_as_they_were_written(app: Flask) -> None:
    event, person = make_event(), make_person()
    kind, context = KINDS["declined"], {"event_url": "", "me_url": ""}
    with transaction():
        queue_mail(person, kind.template, at=BEFORE, event=event, context=context)

    change(event, kind, words("Neuf", "Neuf", "Tout neuf"))
    with transaction():
        queue_mail(person, kind.template, at=BEFORE, event=event, context=context)

    before, after = db.session.query(Mail).order_by(Mail.id)
    assert "Tout neuf" not in text_of(before)
    assert "Tout neuf" in text_of(after)


def test_words_belong_to_their_event(app: Flask) -> None:
    mine, other = make_event(), make_event()
    change(mine, INVITATION, words("À nous"))

    assert written(mine, INVITATION, "fr").subject == "À nous"
    assert "À nous" not in written(other, INVITATION, "fr").subject


def test_texts_are_read_once_in_a_transaction(app: Flask, selects: Selects) -> None:
    event, person = make_event(), make_person()
    change(event, INVITATION, words("À nous"))

    def read(times: int) -> int:
        with transaction(), selects() as seen:
            for _ in range(times):
                written(event, INVITATION, "fr", person)
        return len(seen)

    assert read(1) == read(50)
