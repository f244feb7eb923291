"""The clocks on which the hours may be shown beside the event's own."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# One or two cities for each offset, from the farthest east to the farthest west; any
# other zone can be named in the address, and a browser offers its own.
OFFERED = (
    *("Pacific/Kiritimati", "Pacific/Auckland", "Pacific/Noumea", "Australia/Sydney"),
    *("Asia/Tokyo", "Asia/Shanghai", "Asia/Bangkok", "Asia/Yangon", "Asia/Dhaka"),
    *("Asia/Kathmandu", "Asia/Kolkata", "Asia/Tashkent", "Asia/Kabul", "Asia/Dubai"),
    *("Asia/Tehran", "Indian/Reunion", "Africa/Nairobi", "Europe/Istanbul"),
    *("Europe/Kyiv", "Africa/Cairo", "Africa/Johannesburg", "Europe/Skopje"),
    *("Europe/Paris", "Africa/Kinshasa", "Africa/Tunis", "Europe/London"),
    *("Africa/Dakar", "Atlantic/Azores", "America/Sao_Paulo"),
    *("America/Argentina/Buenos_Aires", "America/Santiago", "America/Martinique"),
    *("America/New_York", "America/Port-au-Prince", "America/Bogota"),
    *("America/Mexico_City", "America/Denver", "America/Los_Angeles"),
    *("Pacific/Tahiti", "Pacific/Honolulu", "Pacific/Pago_Pago"),
)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def find_zone(name: str) -> ZoneInfo | None:
    """Return the time zone of that name, or None."""
    return ZoneInfo(name) if name in _known() else None
