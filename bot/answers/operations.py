"""Operations as people type them: "26.11 03:15 4 900 номер 778812 на карту 1234", one a line.

The order within a line is free. Nothing is guessed: whatever a line holds twice is asked for again.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from itertools import islice
from typing import Any

from bot.answers.dates import EARLIEST
from bot.answers.days import DayFound, Days
from bot.answers.sums import LARGEST, SumFound, Sums
from bot.answers.unreadable import Unreadable
from bot.escalation.operations import MOST
from bot.escalation.values import Moment, Money, Operation, Operations

LONGEST = 2000
"""The most characters read at once: twenty operations in full, and no more than a moment's work."""

LONGEST_LINE = 300
"""The most characters in the line of one operation."""

_LINE = re.compile(r"[^\n;]+")
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)](?= )|[-–—•])")
_COLON_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?::\d\d)?(?![\d:])")
_ID = r"(?P<number>(?=[\w-]{0,12}?\d)\w[\w/-]{0,39})"
_NUMBERED = re.compile(
    r"(?<!\bна )(?:№|#|\b(?:номер|rrn|id|ид|айди)\b)"
    rf"(?:\s(?:операции|транзакции|платежа|перевода|списания|чека))?[\s:#№=–-]{{0,5}}{_ID}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:операци|транзакци|чек|квитанци)\w{0,3}[\s:=–-]{1,5}"
    r"(?P<number>(?=(?:[A-Za-z-]{0,9}\d){5})\w[\w/-]{4,39})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w.,])(?P<number>\d{8,30})(?![\w]|[.,]\d)")
_OWN = re.compile(
    r"\bсо?\s(?:мое\w{1,3}\s|мое\w\s)?(?:карты|кошелька|сч[её]та|номера|телефона)\s"
    r"(?:№\s?)?[+•*\d][•*\d ()-]{0,20}\d(?!\d)",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?:(?:\bна\s)?\bкарт\w{0,3}\s)?(?:•{2,4}|\*{1,4})\s?(?P<last>\d{4})(?!\d)"
    r"|\bна\sкарту\s(?:№\s?)?(?P<bare>\d{4})(?!\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\bна\s(?:номер\s|телефон\s)?)?"
    r"(?P<phone>(?<![\w+])(?:\+\d{1,3}|[78])[ -]?\(?\d{2,3}\)?[ -]?\d{3}[ -]?\d\d[ -]?\d\d(?!\d)"
    r"|(?<![\w+])\+\d{9,14}(?!\d))",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\bна\s(?P<account>(?:кошел[её]к|сч[её]т)\s(?:№\s?)?[A-Za-z]?\d{5,20})(?!\w)", re.IGNORECASE
)
_TO = re.compile(
    r"(?:получател\w{0,3}|\bкому\b|\bна имя\b|\bв пользу\b|\bв адрес\b|[-=]>|→)\s?[:=–-]?\s?"
    r"(?P<who>[^|,]{2,80})|\bна\s(?!сумму|общую|\d)(?P<where>[^|,]{2,80})",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?P<who>\b(?:ООО|ПАО|АО|ИП)\s[^|,]{2,60}|[«\"][^»\"|]{2,60}[»\"]"
    r"|\b[A-Za-z][A-Za-z0-9*. -]{1,40})"
)
_END = re.compile(r"(?<=\w\w)\.$")
_MEANT = re.compile(r"^карту\b", re.IGNORECASE)

_WHY = {
    "date_in_future": "future",
    "impossible_time": "time",
    "several_dates": "several",
    "several_sums": "several",
}


def read_operations(
    text: str, days: Days, sums: Sums, *, today: date, region: str = "RU"
) -> Operations:
    """The operations in the cleaned text, one a line, at most one more than a case may have.

    A line that names no day has the day of the line above it. Raises Unreadable: too_long;
    operation_unclear with the line's number and why ("day", "time", "future", "sum", "several").
    """
    if len(text) > LONGEST:
        raise Unreadable("too_long", limit=LONGEST, length=len(text))
    spans = [match.span() for match in islice(_LINE.finditer(text), 3 * MOST)]
    longest = max((end - start for start, end in spans), default=0)
    if longest > LONGEST_LINE:
        raise Unreadable("too_long", limit=LONGEST_LINE, length=longest)
    page = _Page(text[: spans[-1][1]] if spans else "", [start for start, _ in spans])
    page.read(days, sums, today, region)
    told = [line for line in page.lines if not line.is_empty][: MOST + 1]
    if not told:
        raise Unreadable("operation_unclear", line=1, lines=1, why="sum")
    rows: list[Operation] = []
    for number, line in enumerate(told, 1):
        above = rows[-1].when.on if rows and rows[-1].when else None
        try:
            rows.append(line.operation(today, above))
        except Unreadable as unclear:
            why = _WHY.get(unclear.slug, "sum" if unclear.slug.startswith("sum") else "day")
            raise Unreadable(
                "operation_unclear", line=number, lines=len(told), why=why
            ) from unclear
    return Operations(tuple(rows))


@dataclass(slots=True)
class _Line:
    """What was found in one line."""

    days: list[DayFound] = field(default_factory=list)
    times: list[time | None] = field(default_factory=list)
    sums: list[SumFound] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the line tells of no operation: a greeting, "вот остальные"."""
        return not (self.days or self.sums)

    def operation(self, today: date, above: date | None) -> Operation:
        on = self._day(today, above)
        times = set(self.times)
        if None in times:
            raise Unreadable("impossible_time")
        return Operation(
            Moment(on, times.pop() if len(times) == 1 else None),
            self._money(),
            next(iter(self.numbers), ""),
            next(iter(self.receivers), ""),
        )

    def _day(self, today: date, above: date | None) -> date:
        named = {day.on for day in self.days}
        if len(named) > 1:
            raise Unreadable("several_dates")
        on = named.pop() if named else above
        if on is None:
            raise Unreadable("date_unclear")
        if on > today:
            raise Unreadable("date_in_future", on=on)
        if on < EARLIEST:
            raise Unreadable("date_too_long_ago", on=on)
        return on

    def _money(self) -> Money:
        firm = {one.money for one in self.sums if one.firm}
        found = firm or {one.money for one in self.sums}
        if len(found) > 1:
            raise Unreadable("several_sums")
        money = found.pop() if found else Money(0)
        if not 0 < money.minor <= LARGEST * 100:
            raise Unreadable("sum_unclear")
        return money


class _Page:
    """All lines at once: each reader goes over the whole text, for some take long to begin. What
    has been read is blanked out, so that no digits are read twice and nothing spans two lines."""

    def __init__(self, text: str, starts: list[int]) -> None:
        self.lines = [_Line() for _ in starts]
        self._starts = starts
        self._left = list(re.sub(r"[\n;]", "|", text))
        for start in starts:
            mark = _LIST_MARK.match(text, start)
            if mark:
                self._blank(mark.start(), mark.end())

    @property
    def _text(self) -> str:
        return "".join(self._left)

    def read(self, days: Days, sums: Sums, today: date, region: str) -> None:
        """Find everything, what is surest first."""
        self._take(_COLON_TIME, lambda line, match: line.times.append(_time(*match.group(1, 2))))
        self._take(_OWN, lambda line, match: None)
        self._take(_NUMBERED, lambda line, match: line.numbers.append(match["number"]))
        self._take(_PHONE, lambda line, match: line.receivers.append(match["phone"].strip()))
        self._take(_ACCOUNT, lambda line, match: line.receivers.append(match["account"]))
        self._take(_CARD, lambda line, match: line.receivers.append(_card(match)))
        firm = [one for one in sums.find(self._text, region=region) if one.firm]
        self._put(
            (
                day
                for day in days.find(self._text, today=today)
                if not any(one.start <= day.start < day.end < one.end for one in firm)
            ),
            lambda line, day: line.days.append(day),
        )
        self._take(_NAMED, lambda line, match: line.numbers.append(match["number"]))
        self._put_sums(one for one in sums.find(self._text, region=region) if one.firm)
        self._put(days.clocks(self._text), lambda line, clock: line.times.append(clock.at))
        self._take(_LONG, lambda line, match: line.numbers.append(match["number"]))
        self._put_sums(sums.find(self._text, region=region))
        self._take(_TO, lambda line, match: _keep_name(line, match["who"] or match["where"]))
        self._take(_NAME, lambda line, match: _keep_name(line, match["who"]))

    def _put_sums(self, found: Iterable[SumFound]) -> None:
        self._put(found, lambda line, one: line.sums.append(one))

    def _take(self, pattern: re.Pattern[str], keep: Callable[[_Line, re.Match[str]], Any]) -> None:
        for match in pattern.finditer(self._text):
            keep(self._line_at(match.start()), match)
            self._blank(*match.span())

    def _put(self, found: Iterable[Any], keep: Callable[[_Line, Any], Any]) -> None:
        for one in list(found):
            keep(self._line_at(one.start), one)
            self._blank(one.start, one.end)

    def _line_at(self, position: int) -> _Line:
        return self.lines[max(0, bisect_right(self._starts, position) - 1)]

    def _blank(self, start: int, end: int) -> None:
        self._left[start:end] = "|" * (end - start)


def _time(hour: str, minute: str) -> time | None:
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _card(match: re.Match[str]) -> str:
    return f"карта •••• {match['last'] or match['bare']}"


def _keep_name(line: _Line, said: str) -> None:
    who = _END.sub("", said.strip(" :–-"))
    if any(map(str.isalnum, who)):
        line.receivers.append(_MEANT.sub("карта", who))
