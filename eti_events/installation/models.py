"""The one row that says what this database is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class Installation(Base):
    """Made once: calendar entries keep ``uid_host`` when the site moves.

    A database marked ``demo`` holds invented people, and lets links sign anyone in.
    """

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    uid_host: Mapped[str] = mapped_column(String(200))
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    worker_seen_at: Mapped[datetime | None]
