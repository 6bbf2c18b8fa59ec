"""When it happened, by when it was due and how much it was: the days and sums of a story."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answers.dates import EARLIEST
from bot.answers.days import ClockFound, DayFound, Days, DaysSaid
from bot.answers.mentions import Mention, has_cue, without, words_before
from bot.answers.sums import LARGEST, SumFound, Sums, is_each
from bot.escalation.values import Moment
from bot.russian.wording import Cues, plain

_LETTER = re.compile(r"[^\W\d_]")
_MONEY = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d\d)?|\d+,\d\d")
_FOLLOWING = re.compile(r"\s{0,3}+(?:-\w++\s++)?([^\W\d_]{1,40}|%)")
_RANGE_BEFORE = re.compile(r"\d[-–—]$")
_RANGE_AFTER = re.compile(r"[-–—]\d")
_MOST_TIMES = 20
"""More payments than this are not counted in words."""
_NEAR = 25
"""How many characters may lie between a day and its time, and between a sum and how often it was
paid."""


@dataclass(frozen=True, slots=True)
class Times:
    """The moments and promised days of a story, its months where there are no moments, and its
    text without all of them: what is left can be a sum."""

    mentions: list[Mention]
    rest: str


class Amounts:
    """Finds the days and sums in a story by the cues around them."""

    def __init__(self, days: Days, sums: Sums, cues: Cues) -> None:
        self._days = days
        self._sums_in = sums.find
        self._cues = cues

    def times(self, text: str, *, today: date) -> Times:
        """The moments up to `today` and the days by which something was promised in a story whose
        other numbers are blanked out."""
        months = [*self._months(text, today)]
        text = without(text, months)
        said = self._days.said(text)
        days = [*self._but_for_sums(text, self._days.meant(said, today=today))]
        due = list(self._due(said, days, today))
        spans = {(day.start, day.end) for day in due}
        past = [day for day in days if (day.start, day.end) not in spans]
        rest = without(text, _all_days(due))
        moments = [*self._moments(rest, past, today), *_promised(due, today)]
        rest = without(text, [*moments, *_all_days([*days, *due])])
        return Times([*moments, *([] if moments else months)], rest)

    def _but_for_sums(self, text: str, days: Sequence[DayFound]) -> Iterable[DayFound]:
        """The days whose digits are not in fact a sum: "12.10 руб"."""
        if all(_LETTER.search(text, day.start, day.end) for day in days):
            return days
        firm = [one for one in self._sums_in(text) if one.firm]
        return (day for day in days if not _is_sum(day, firm))

    def _months(self, text: str, today: date) -> Iterator[Mention]:
        """The months that are told without a day ("в октябре 2023"), each as its first day."""
        months = self._days.months(text)
        days = self._days.find(text, today=today) if months else []
        for month in months:
            if month.on is None or not EARLIEST <= month.on <= today:
                continue
            if any(day.start < month.start < day.end for day in days):
                continue  # "первого декабря 2025"
            if not has_cue(words_before(text, month.start, 2), self._cues.not_happened):
                yield Mention("month", Moment(month.on), month.start, month.end)

    def _due(self, said: DaysSaid, days: Sequence[DayFound], today: date) -> Iterator[DayFound]:
        """The days by which something was promised ("должны были привезти 1 ноября"): a promise may
        lie ahead of `today`, so that of two days without a year the nearer one is meant."""
        whole = plain(said.text)
        cued = any(cue in whole for cue in self._cues.due)
        if not cued and set(self._cues.due_by).isdisjoint(whole.split()):
            return
        past = {(day.start, day.end): day.on for day in days}
        for day in self._days.meant(said, today=today, ahead=True):
            both = [on for on in (day.on, past.get((day.start, day.end))) if on is not None]
            before = words_before(said.text, day.start, 5)
            by_then = before[-1:] != [] and before[-1] in self._cues.due_by
            if both and (by_then or _last_cue(before, self._cues.due, self._cues.paid)):
                yield replace(day, on=min(both, key=lambda on: abs(on - today)))

    def _moments(self, text: str, days: list[DayFound], today: date) -> Iterator[Mention]:
        clocks = [
            one for one in self._days.clocks(without(text, _all_days(days))) if one.at is not None
        ]
        for day in self._days.happened(text, days):
            if day.on is None or not EARLIEST <= day.on <= today:
                continue
            if has_cue(words_before(text, day.start, 2), self._cues.not_happened):
                continue
            after = bisect_right(clocks, day.start, key=lambda one: one.start)
            beside = clocks[max(0, after - 1) : after + 1]
            clock = min(beside, key=lambda one: _gap(day, one), default=None)
            if clock is not None and _gap(day, clock) > _NEAR:
                clock = None
            start = min(day.start, clock.start if clock else day.start)
            end = max(day.end, clock.end if clock else day.end)
            yield Mention("happened", Moment(day.on, clock.at if clock else None), start, end)

    def sums(self, text: str, *, region: str) -> Iterator[Mention]:
        """The sums in the `rest` of `times`, in the money of the region where none is named."""
        every = self._sums_in(text, region=region)
        sums = [one for one in every if 0 < one.money.minor <= LARGEST * 100]
        found = [one for one in sums if not is_each(text, one) and not _is_range(text, one)]
        yield from self._all_of_each(text, sums)
        firm = [one for one in found if one.firm or _follows(text, one.end, self._cues.sum_after)]
        # A bare number is a sum only if it is written like one ("12 990", "650,00") or follows a
        # word like "перевела", and only if nothing else is more clearly a sum.
        bare = (
            one
            for one in found
            if text[one.start].isdigit()
            and one.money.minor >= 10_00
            and (
                _is_written_as_money(text[one.start : one.end])
                or self._is_announced(text, one.start)
            )
            and not _follows(text, one.end, self._cues.not_sum)
        )
        for one in firm or bare:
            yield Mention("sum", one.money, one.start, one.end)

    def _all_of_each(self, text: str, sums: Sequence[SumFound]) -> Iterator[Mention]:
        """ "3 раза по 500": both what they make together and each of them; the person says which.
        How many "по 500" were without a number, nobody knows: no sum is offered."""
        for index, each in enumerate(sums):
            if not is_each(text, each):
                continue
            beside = [*sums[max(0, index - 1) : index], *sums[index + 1 : index + 2]]
            for times in beside:
                count = times.money.minor // 100
                if self._is_count(text, times, each) and 1 < count <= _MOST_TIMES:
                    money = replace(each.money, minor=each.money.minor * count)
                    start, end = min(times.start, each.start), max(times.end, each.end)
                    yield Mention("sum", money, start, end)
                    yield Mention("sum", each.money, each.start, each.end)

    def _is_count(self, text: str, one: SumFound, each: SumFound) -> bool:
        """Whether a number says how often: "3 раза", "дважды", "двумя платежами"."""
        near = max(each.start - one.end, one.start - each.end) <= _NEAR
        word = text[one.start : one.end]
        often = plain(word).endswith(("жды", "мя")) or _follows(text, one.end, self._cues.times)
        return not one.firm and near and often

    def _is_announced(self, text: str, start: int) -> bool:
        return has_cue(words_before(text, start, 5), self._cues.sum)


def _promised(due: Iterable[DayFound], today: date) -> Iterator[Mention]:
    """Those of the promised days that have come: nothing is late before."""
    for day in due:
        if day.on is not None and EARLIEST <= day.on <= today:
            yield Mention("due_day", Moment(day.on), day.start, day.end)


def _last_cue(said: Sequence[str], wanted: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether the last word that is a cue at all is one of the wanted."""
    cues = [word for word in said if word.startswith(wanted + others)]
    return bool(cues) and cues[-1].startswith(wanted)


def _is_sum(day: DayFound, sums: Sequence[SumFound]) -> bool:
    """Whether the digits of a day are in fact a sum: "12.10 руб"; `sums` are in text order."""
    after = bisect_right(sums, day.start, key=lambda one: one.start)
    return after > 0 and sums[after - 1].end > day.end


def _all_days(days: Iterable[DayFound]) -> Iterator[Mention]:
    return (Mention("happened", "", day.start, day.end) for day in days)


def _gap(day: DayFound, clock: ClockFound) -> int:
    """The number of characters between a day and a time."""
    return max(clock.start - day.end, day.start - clock.end)


def _is_range(text: str, one: SumFound) -> bool:
    """Whether the sum is an end of a range: "300-400 тысяч"."""
    ends = _RANGE_BEFORE.search(text, max(0, one.start - 2), one.start)
    return ends is not None or _RANGE_AFTER.match(text, one.end) is not None


def _is_written_as_money(number: str) -> bool:
    return _MONEY.fullmatch(number) is not None


def _follows(text: str, end: int, cues: tuple[str, ...]) -> bool:
    """Whether the number that ends here is followed by one of the words."""
    following = _FOLLOWING.match(text, end)
    return following is not None and has_cue([plain(following[1])], cues)
