"""Conditions against a model written from the text, for any questions and answers."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from eti_events.registration.models import Category, Question, QuestionKind
from eti_events.registration.questions.judging import shown

ASKED = (Category.EXPERT, Category.SPEAKER)


@dataclass(frozen=True)
class Set:
    """A question as an organiser sets it: of whom, because of which answer to what."""

    categories: frozenset[Category]
    source: int | None  # an earlier question, by its place
    needs: bool | None


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Set]:
    rows: list[Set] = []
    for place in range(draw(st.integers(0, 8))):
        source = draw(st.none() | st.integers(0, place - 1)) if place else None
        rows.append(
            Set(
                draw(st.frozensets(st.sampled_from(ASKED))),
                source,
                None if source is None else draw(st.booleans()),
            )
        )
    return rows


def is_asked(
    rows: list[Set], place: int, who: Category, given_answers: dict[int, bool]
) -> bool:
    """As the text has it: of that category, and because of an answer that is asked."""
    row = rows[place]
    if row.categories and who not in row.categories:
        return False
    if row.source is None:
        return True
    answered = given_answers.get(row.source)
    return answered is row.needs and is_asked(rows, row.source, who, given_answers)


@given(
    rows=questionnaires(),
    who=st.sampled_from(Category),
    answers=st.dictionaries(st.integers(0, 7), st.booleans()),
)
def test_what_is_asked_is_what_the_text_says(
    rows: list[Set], who: Category, answers: dict[int, bool]
) -> None:
    questions = [
        Question(
            id=place + 1,
            kind=QuestionKind.YES_NO,
            categories=sorted(row.categories),
            depends_on_id=None if row.source is None else row.source + 1,
            depends_on_answers=["yes" if row.needs else "no"],
        )
        for place, row in enumerate(rows)
    ]
    values = {place + 1: value for place, value in answers.items()}

    asked = {row.id - 1 for row in shown(questions, who, values)}

    assert asked == {n for n in range(len(rows)) if is_asked(rows, n, who, answers)}
