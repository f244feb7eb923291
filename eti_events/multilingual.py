"""Text shown to people about an event, in as many languages as it has."""

from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator


class Multilingual(dict[str, str]):
    """Language code → text. Immutable by custom: assign a new one to change it."""

    def to(self, language: str, fallback: str = "fr") -> str:
        """Return the text in ``language``, else in ``fallback``, else any, else ''."""
        return (
            self.get(language)
            or self.get(fallback)
            or next((text for text in self.values() if text), "")
        )

    def language(self, language: str, fallback: str = "fr") -> str:
        """Return the language that ``to`` answers in, or ''."""
        wanted = (language, fallback, *self)
        return next((code for code in wanted if self.get(code)), "")


class MultilingualText(TypeDecorator[Multilingual]):
    """Stored as JSON; languages without text are left out."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: Multilingual | None, dialect: Dialect
    ) -> dict[str, str] | None:
        """Keep what has text."""
        if value is None:
            return None
        return {language: text for language, text in value.items() if text}

    def process_result_value(
        self, value: dict[str, str] | None, dialect: Dialect
    ) -> Multilingual | None:
        """Give the texts their method back."""
        return None if value is None else Multilingual(value)
