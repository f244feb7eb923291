"""Fields write their attributes as WTForms does."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms.widgets import html_params

from eti_events.forms import attributes

names = st.sampled_from(["class_", "data_kept", "aria_describedby", "id", "value", "x"])
words = st.text(max_size=20) | st.text("\"'<>&;#34 ", max_size=12)
values = st.booleans() | st.integers() | words | words.map(Markup)


@given(st.dictionaries(names, values))
def test_they_are_those_of_wtforms(given_values: dict[str, object]) -> None:
    assert attributes(**given_values) == html_params(**given_values)


def test_nothing_breaks_out_of_its_quotes() -> None:
    assert attributes(value='"><script>') == 'value="&#34;&gt;&lt;script&gt;"'
    assert attributes(value=Markup('a"b')) == 'value="a&quot;b"'
