"""The calendar file: valid, stable, and an update when it comes a second time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.documents.ics import CalendarEntry, calendar_file

MADE_AT = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
REPLY = CalendarEntry(
    uid="case-7-support-last_day@bot",
    on=date(2026, 12, 31),
    summary="Последний день ответа: заявление на 1 500,50 ₽; номер «А-17», отправлено",
    url="https://t.me/some_bot?start=c7_support",
    sequence=3,
    changed_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    description="Если ответа нет,\nоткройте дело в боте.",
)
WINDOW = replace(
    REPLY, uid="case-7-court-window@bot", on=date(2027, 2, 21), description=None, sequence=0
)


def read(*entries: CalendarEntry, made_at: datetime = MADE_AT) -> list[Any]:
    """The events as a calendar program sees them."""
    parsed = Calendar.from_ical(calendar_file(entries, made_at=made_at))
    assert not parsed.errors
    return list(parsed.walk("VEVENT"))


def test_what_was_written_is_read_back() -> None:
    first, second = read(REPLY, WINDOW)
    assert first["UID"] == REPLY.uid
    assert first["SUMMARY"] == REPLY.summary
    assert first["DESCRIPTION"] == REPLY.description
    assert first["URL"] == REPLY.url
    assert first["SEQUENCE"] == 3
    assert first["DTSTAMP"].dt == MADE_AT
    assert first["LAST-MODIFIED"].dt == REPLY.changed_at
    assert second["UID"] == WINDOW.uid
    assert "DESCRIPTION" not in second
    assert not first.errors


def test_an_entry_lasts_the_whole_day_and_takes_no_time() -> None:
    (event,) = read(REPLY)
    assert event["DTSTART"].dt == date(2026, 12, 31)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == date(2027, 1, 1)
    assert event["TRANSP"] == "TRANSPARENT"


def test_the_alarm_rings_at_nine_on_the_day() -> None:
    (event,) = read(REPLY)
    (alarm,) = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].dt == timedelta(hours=9)
    assert alarm["DESCRIPTION"] == REPLY.summary


def test_lines_end_and_fold_as_the_standard_says() -> None:
    written = calendar_file([REPLY, WINDOW], made_at=MADE_AT)
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines), "the summary is long enough to fold"
    for line in lines:
        line.decode()  # no letter is cut in two
    assert lines.count(b"VERSION:2.0") == 1
    assert sum(line.startswith(b"PRODID:") for line in lines) == 1


def test_the_same_dates_give_the_same_bytes() -> None:
    assert calendar_file([REPLY], made_at=MADE_AT) == calendar_file([REPLY], made_at=MADE_AT)


def test_a_changed_date_updates_the_entry_it_was() -> None:
    moved = replace(
        REPLY, on=date(2027, 1, 22), sequence=4, changed_at=MADE_AT + timedelta(minutes=1)
    )
    later = MADE_AT + timedelta(hours=1)
    (old,) = read(REPLY)
    (new,) = read(moved, made_at=later)
    assert new["UID"] == old["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["DTSTAMP"].dt > old["DTSTAMP"].dt
    assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt
    assert new["DTSTART"].dt == date(2027, 1, 22)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [REPLY, replace(WINDOW, uid=REPLY.uid)],
        [replace(REPLY, url="tg://resolve?domain=some_bot")],
        [replace(REPLY, sequence=-1)],
        [replace(REPLY, changed_at=datetime(2026, 11, 20, 9))],  # noqa: DTZ001
    ],
    ids=["no entries", "one uid twice", "not https", "negative sequence", "no zone"],
)
def test_what_would_not_import_is_refused(entries: list[CalendarEntry]) -> None:
    with pytest.raises(ValueError, match=r"entry|uid|https|sequence|zone"):
        calendar_file(entries, made_at=MADE_AT)
