"""What every mail bears: who writes, from which site; read from the settings once."""

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from config import Config


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The sender of all mail: an address, a name, the site that links lead to."""

    address: str
    name: str
    contact: str
    base_url: str

    @property
    def host(self) -> str:
        """The domain that Message-IDs are made in: the sender's own."""
        return self.address.rpartition("@")[2]

    def owns(self, url: str) -> bool:
        """Whether an address leads to this site and nowhere else."""
        ours, theirs = urlsplit(self.base_url), urlsplit(url)
        return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)


class _Drawer:
    """Holds the letterhead of this process between start-up and the first mail."""

    def __init__(self) -> None:
        self._sheet: Letterhead | None = None

    def load(self, config: Config) -> None:
        """Read who writes from the settings."""
        name, address = parseaddr(config.MAIL_FROM)
        self._sheet = Letterhead(
            address=address,
            name=name or config.CONTROLLER or "ETI Events",
            contact=config.CONTACT_EMAIL,
            base_url=config.BASE_URL,
        )

    def take(self) -> Letterhead:
        """Return the letterhead; raise RuntimeError before start-up."""
        if self._sheet is None:
            raise RuntimeError("no letterhead: create the application first")
        return self._sheet


letterhead = _Drawer()
