"""A case's dates as a file that any calendar imports (RFC 5545), and imports again as updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Imported with the first file: a fifth of a second that the start does not need.
    from icalendar import Event

PRODUCT = "-//qiwi-navigator//case dates//RU"
ALARM_AT = timedelta(hours=9)
"""How long after the day's midnight, on the reader's own clock, the alarm rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One all-day entry.

    `uid` is the same whenever the same date of the same step is written, so that a second import
    updates; `sequence` grows when the entry changes (the case's revision will do), `changed_at`
    is when it last did (aware). `url` is the https link that opens the step in the bot.
    The alarm rings on the day, and `warn_days` before it as well when that is not 0.
    """

    uid: str
    on: date
    summary: str
    url: str
    sequence: int
    changed_at: datetime
    description: str | None = None
    warn_days: int = 0


def calendar_file(entries: Sequence[CalendarEntry], *, made_at: datetime) -> bytes:
    """The .ics file of `entries`, the same bytes for the same input; `made_at` is aware.

    Raises ValueError when there are no entries, when two share a uid, for a time without a zone,
    a negative sequence or a link that is not https.
    """
    if not entries:
        raise ValueError("a calendar file needs an entry")
    if len({entry.uid for entry in entries}) < len(entries):
        raise ValueError("two entries share a uid")
    from icalendar import Calendar

    calendar = Calendar()  # not Calendar.new: that one adds a random UID
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry, made_at))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: CalendarEntry, made_at: datetime) -> "Event":
    from icalendar import Alarm, Event
    from icalendar.enums import TRANSP

    if made_at.tzinfo is None or entry.changed_at.tzinfo is None:
        raise ValueError("a time needs a zone")
    if entry.sequence < 0:
        raise ValueError("a sequence is not negative")
    if not entry.url.startswith("https://"):
        raise ValueError("a link begins with https://")
    return Event.new(
        uid=entry.uid,
        start=entry.on,
        end=entry.on + timedelta(days=1),
        summary=entry.summary,
        description=entry.description,
        url=entry.url,
        sequence=entry.sequence,
        stamp=made_at,
        last_modified=entry.changed_at,
        transparency=TRANSP.TRANSPARENT,  # a date to know of, not a time that is taken
        subcomponents=[
            Alarm.new_display(entry.summary, ALARM_AT - timedelta(days=days))
            for days in sorted({0, entry.warn_days})
        ],
    )
