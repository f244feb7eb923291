"""Any row by its table and key, and what names it: read from the schema."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, and_, select

from eti_events.database import Base, db

Values = Mapping[str, Any]
VERSION = "version"  # goes on counting: a form that was open meanwhile is stale


def table_of(name: str) -> Table:
    """Return the table of that name."""
    return Base.metadata.tables[name]


def read_row(name: str, key: Values) -> dict[str, Any] | None:
    """Return a row as Python values, or None."""
    query = select(table_of(name)).where(_is(name, key))
    row = db.session.execute(query).mappings().first()
    return None if row is None else dict(row)


def write_row(name: str, key: Values, values: Values) -> None:
    """Write values to one row; a version goes on counting."""
    table = table_of(name)
    if VERSION in table.c:
        values = {**values, VERSION: table.c.version + 1}
    db.session.execute(table.update().where(_is(name, key)).values(**values))


def rows_of(name: str, column: str, person_id: int) -> list[dict[str, Any]]:
    """Return the rows of any table that name a person in that column."""
    table = table_of(name)
    query = select(table).where(table.c[column] == person_id)
    query = query.order_by(*table.primary_key.columns)
    return [dict(row) for row in db.session.execute(query).mappings()]


def list_named_by(name: str, number: int) -> list[list[Any]]:
    """List the keys of the rows that name a row, by table."""
    return [
        [column.table.name, sorted(map(str, db.session.execute(query).all()))]
        for column in columns_that_name(name)
        for query in [select(*column.table.primary_key.columns).where(column == number)]
    ]


def columns_that_name(target: str) -> list[Any]:
    """List every foreign key to a table, of whatever package, in a fixed order."""
    return sorted(
        (
            column
            for table in Base.metadata.tables.values()
            for column in table.columns
            if any(key.column.table.name == target for key in column.foreign_keys)
        ),
        key=str,
    )


def _is(name: str, key: Values) -> Any:
    table = table_of(name)
    return and_(*(table.c[column] == value for column, value in key.items()))
