"""A folder of the mails that a sink has taken."""

import os
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import time_ns
from uuid import uuid4

FROM, TO = b"X-Envelope-From: ", b"X-Envelope-To: "


@dataclass(frozen=True)
class Kept:
    """A mail in the spool."""

    name: str
    sender: str
    recipient: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail as its reader's program sees it."""
        mail = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)  # noqa: S101 -- what this policy makes
        return mail


class Spool:
    """A folder with one file a mail: two lines of envelope, then the mail itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, sender: str, recipient: str, raw: bytes) -> None:
        """Write the mail down; on return it is on the disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{time_ns():020d}-{uuid4().hex[:8]}"
        lines = FROM + sender.encode() + b"\r\n" + TO + recipient.encode() + b"\r\n"
        draft = self.folder / f"{name}.part"
        with draft.open("wb") as file:
            file.write(lines + raw)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{name}.eml")

    def names(self) -> list[str]:
        """Return the names of the mails, the newest first."""
        return sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)

    def read(self, name: str) -> Kept:
        """Return one mail; raise KeyError when there is none of that name."""
        if name not in self.names():
            raise KeyError(name)
        content = (self.folder / f"{name}.eml").read_bytes()
        first, second, raw = content.split(b"\r\n", 2)
        sender = first.removeprefix(FROM).decode(errors="replace")
        return Kept(name, sender, second.removeprefix(TO).decode(errors="replace"), raw)
