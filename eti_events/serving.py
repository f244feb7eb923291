"""What SQLite asks of the machine: one server on a file, which is here and ours."""

import fcntl
import os
import stat
from pathlib import Path

from sqlalchemy import make_url

from config import ConfigError

MOUNTS = Path("/proc/mounts")
ON_THE_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs"),
}


def refuse_network_file(url: str) -> None:
    """Raise ConfigError when the database is a SQLite file on a network file system.

    Their locks do not hold what they promise, and the file is damaged sooner or later.
    """
    path = _file_of(url)
    if path and (kind := file_system(path, MOUNTS)) in ON_THE_NETWORK:
        raise ConfigError(
            f"{path} lies on a network file system ({kind}), which damages SQLite:"
            " keep it on this machine's own disk, or use PostgreSQL."
        )


def refuse_open_file(url: str) -> None:
    """Raise ConfigError when others on this machine can read the SQLite file."""
    path = _file_of(url)
    if path is None or not path.exists():
        return
    readable = path.stat().st_mode & stat.S_IROTH
    if readable and path.parent.stat().st_mode & stat.S_IXOTH:
        raise ConfigError(
            f"everybody on this machine can read {path}, where people’s data lie:"
            f" chmod 600 {path}*"
        )


def be_the_only_server(url: str) -> None:
    """Hold the SQLite file's lock until this process, or what it becomes, has ended.

    Raise ConfigError when another server holds it. PostgreSQL takes any number.
    """
    path = _file_of(url)
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ConfigError(
            f"another server works on {path} already: end it first, give this one"
            " another ETI_DATA_DIR, or use PostgreSQL for several servers."
        ) from None
    os.set_inheritable(lock, True)  # gunicorn takes this process over, lock and all


def file_system(path: Path, mounts: Path) -> str:
    """Return the type of the file system that holds ``path``; '' when unknown."""
    if not mounts.exists():
        return ""
    best, kind = -1, ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, found, *_ = line.split(" ")
        place = Path(point.encode().decode("unicode_escape"))
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def _file_of(url: str) -> Path | None:
    parts = make_url(url)
    if not parts.drivername.startswith("sqlite"):
        return None
    return Path(parts.database).resolve() if parts.database else None
