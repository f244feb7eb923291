"""What organisers fill in about the roster."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, EmailField, HiddenField, SelectField
from wtforms.validators import Length, Optional

from eti_events.forms import Form, options
from eti_events.people.columns import Certainty, Proposal
from eti_events.people.desk_officers import Deputy
from eti_events.people.showing import CERTAINTIES
from eti_events.people.vocabulary import F, Vocabulary

CHOOSE = "?"
LONGEST_ADDRESS = 254


class UploadForm(Form):
    """A file to import."""

    file = FileField(
        _l("File of experts"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("XLSX or CSV, 10 MB at most."),
    )


class DeputyForm(Form):
    """Who stands in for a desk officer, and on which days."""

    deputy = EmailField(
        _l("Deputy’s address"), validators=[Length(max=LONGEST_ADDRESS)]
    )
    since = DateField(_l("Deputy’s first day"), validators=[Optional()])
    until = DateField(_l("Deputy’s last day"), validators=[Optional()])

    def named(self) -> Deputy:
        """Return the deputy, once validated."""
        return Deputy(
            address=self.deputy.data or "",
            since=self.since.data,
            until=self.until.data,
        )


class DeskOfficerForm(DeputyForm):
    """Who stands behind one label."""

    label = HiddenField()
    person = EmailField(_l("E-mail address"), validators=[Length(max=LONGEST_ADDRESS)])


class ColumnsForm(Form):
    """The field of every column of one file; see ``columns_form``."""

    def choices(self, proposals: Sequence[Proposal[F]]) -> dict[str, str]:
        """Return what was chosen, by title; what is still open is left out."""
        chosen = {p.header: self[_name(p)].data for p in proposals}
        return {header: data for header, data in chosen.items() if data != CHOOSE}

    def refuse_doubles(self, proposals: Sequence[Proposal[F]]) -> bool:
        """Say on every field chosen twice that it is; return whether there is one."""
        chosen = [data for data in self.choices(proposals).values() if data]
        doubles = {data for data in chosen if chosen.count(data) > 1}
        for proposal in proposals:
            if (field := self[_name(proposal)]).data in doubles:
                field.errors = [*field.errors, _l("This field is chosen twice.")]
        return bool(doubles)


def columns_form(
    proposals: Sequence[Proposal[F]], vocabulary: Vocabulary[F], *, fill: bool
) -> ColumnsForm:
    """Return a form with one choice per column, as proposed or as sent."""
    fields = [(field.value, vocabulary.labels[field]) for field in vocabulary.fields]
    choices = [("", _l("Do not import")), *fields]
    members = {
        _name(proposal): SelectField(
            proposal.header,
            choices=options(
                [(CHOOSE, _l("Choose…")), *choices]
                if proposal.certainty is Certainty.TO_CHOOSE
                else choices
            ),
            default=_default(proposal),
        )
        for proposal in proposals
    }
    kind: type[ColumnsForm] = type("ColumnsOfFile", (ColumnsForm,), members)
    return kind(formdata=None) if fill else kind()


def _default(proposal: Proposal[F]) -> str:
    if proposal.certainty is Certainty.TO_CHOOSE:
        return CHOOSE
    return proposal.field.value if proposal.field else ""


def _name(proposal: Proposal[F]) -> str:
    return f"column_{proposal.column}"


def column_field(form: ColumnsForm, proposal: Proposal[F]) -> SelectField:
    """Return the choice for one column."""
    field: SelectField = form[_name(proposal)]
    return field


def shown_columns(
    form: ColumnsForm, proposals: Sequence[Proposal[F]]
) -> tuple[list[Any], list[Any]]:
    """Return the columns to look at and those recognised: proposal, field, mark."""
    columns = [(p, column_field(form, p), CERTAINTIES[p.certainty]) for p in proposals]
    sure = Certainty.RECOGNISED
    return (
        [column for column in columns if column[0].certainty is not sure],
        [column for column in columns if column[0].certainty is sure],
    )
