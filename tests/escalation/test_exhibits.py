"""The exhibits of a case: their limits, their order, what letters call them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.escalation import exhibits
from bot.escalation.case import Case, Event, EventKind, Exhibit, ExhibitKind, Original, applied
from bot.escalation.enclosed import enclosed, papers_shown, with_papers
from bot.escalation.errors import EscalationError
from bot.escalation.exhibits import MAX_CASE_MIB, MAX_EXHIBITS, MIB, is_sharp, shown, unsorted
from bot.escalation.letters import Earlier

TODAY = date(2026, 5, 4)
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)


def a_case(*events: Event) -> Case:
    return Case(1, 7, "shop", "refund", "shop", 1, AT, closed=False, events=events)


def a_file(number: int, day: date = TODAY, size: int = 1000, sheets: int = 1) -> Exhibit:
    original = Original(f"f{number}", "u", f"{number:064x}", size, "image/png", 9, 9, sheets)
    return Exhibit(number, original, day, int(AT.timestamp()))


def taken(case: Case, *files: Exhibit) -> Case:
    for one in files:
        case = applied(case, exhibits.take(case, one))
    return case


def sorted_(case: Case, number: int, kind: ExhibitKind = ExhibitKind.RECEIPT) -> Case:
    return applied(case, exhibits.sort(case, [number], kind))


def numbers(case: Case) -> list[int]:
    return [one.number for one in shown(case)]


def refused(case: Case, file: Exhibit) -> str:
    with pytest.raises(EscalationError) as error:
        exhibits.take(case, file)
    return error.value.slug


class TestTaking:
    def test_a_file_waits_until_it_is_said_what_it_is(self) -> None:
        case = taken(a_case(), a_file(1), a_file(2))
        assert (numbers(case), len(unsorted(case))) == ([], 2)
        case = sorted_(case, 2)
        assert (numbers(case), len(unsorted(case))) == ([2], 1)

    def test_the_same_message_changes_nothing_the_same_file_is_taken_anew(self) -> None:
        case = taken(a_case(), a_file(1))
        assert applied(case, exhibits.take(case, a_file(1))) == case
        other = replace(a_file(2), number=1)
        assert [one.number for one in taken(case, other).exhibits] == [1, 2]
        again = replace(a_file(2), original=replace(a_file(1).original, file_id="newer"))
        case = applied(case, exhibits.take(case, again))
        (one,) = case.exhibits
        assert (one.number, one.original.file_id) == (1, "newer")

    def test_so_many_and_no_more(self) -> None:
        case = taken(a_case(), *map(a_file, range(1, MAX_EXHIBITS + 1)))
        assert refused(case, a_file(99)) == "too_many_exhibits"

    def test_so_large_together_and_no_more(self) -> None:
        case = taken(a_case(), a_file(1, size=(MAX_CASE_MIB - 1) * MIB), a_file(2, size=MIB))
        assert refused(case, a_file(3, size=1)) == "exhibits_too_big"

    def test_a_closed_case_takes_none(self) -> None:
        assert refused(replace(a_case(), closed=True), a_file(1)) == "case_closed"

    def test_they_go_to_another_case_in_their_order(self) -> None:
        here, there = taken(a_case(), a_file(1), a_file(2), a_file(3)), taken(a_case(), a_file(9))
        mine, theirs = exhibits.carry(here, there, [1, 3])
        assert [one.number for one in mine.exhibits or ()] == [2]
        assert [one.number for one in theirs.exhibits or ()] == [9, 1, 3]


class TestOrder:
    def test_by_day_the_later_sent_last(self) -> None:
        case = taken(a_case(), *(a_file(n, TODAY - timedelta(days=d)) for n, d in ((1, 0), (2, 5))))
        case = sorted_(sorted_(case, 1), 2)
        assert numbers(case) == [2, 1]
        case = sorted_(taken(case, a_file(3)), 3)
        assert numbers(case) == [2, 1, 3]
        case = applied(case, exhibits.date_on(case, [3], TODAY - timedelta(days=9), TODAY))
        assert numbers(case) == [3, 2, 1]

    def test_a_day_to_come_is_none(self) -> None:
        case = taken(a_case(), a_file(1))
        with pytest.raises(EscalationError, match="exhibit_in_future"):
            exhibits.date_on(case, [1], TODAY + timedelta(days=1), TODAY)

    @pytest.mark.parametrize(
        ("number", "by", "order"),
        [(1, 1, [2, 1]), (2, -1, [2, 1]), (1, -1, [1, 2]), (2, 1, [1, 2]), (7, 1, [1, 2])],
    )
    def test_the_person_s_own(self, number: int, by: int, order: list[int]) -> None:
        case = sorted_(sorted_(taken(a_case(), a_file(1), a_file(2)), 1), 2)
        case = taken(case, a_file(3))
        moved = applied(case, exhibits.move(case, number, by))
        assert numbers(moved) == order
        assert len(unsorted(moved)) == 1

    def test_removed_and_named(self) -> None:
        case = sorted_(taken(a_case(), a_file(1)), 1)
        called = applied(case, exhibits.call(case, 1, "ы" * 200))
        assert shown(called)[0].caption == "Ы" + "ы" * (exhibits.MAX_CAPTION - 1)
        assert applied(case, exhibits.remove(case, [1])).exhibits == ()


def test_a_document_is_sharp_a_small_picture_is_not() -> None:
    picture = a_file(1)
    assert not is_sharp(picture)
    assert is_sharp(replace(picture, original=replace(picture.original, width=1650, height=1650)))
    assert not is_sharp(
        replace(picture, original=replace(picture.original, width=9000, height=1649))
    )
    assert is_sharp(replace(picture, original=replace(picture.original, width=0, height=0)))


class TestInLetters:
    def test_alike_ones_are_counted_and_one_of_them_proves_the_number(self) -> None:
        case = taken(a_case(), a_file(1), a_file(2), a_file(3), a_file(4))
        for number, kind in ((1, "screenshot"), (2, "receipt"), (3, "receipt"), (4, "other")):
            case = sorted_(case, number, ExhibitKind(kind))
        found = enclosed(case, ())
        assert [(one.kind, one.same) for one in found] == [
            ("screenshot", 1), ("receipt", 1), ("receipt", 2), ("other", 1),
        ]  # fmt: skip
        assert [one.number for one in found if one.proves] == [2]
        assert papers_shown(case) == {"receipt", "screenshots"}
        ticked = with_papers({"attachments": ("contract", "receipt")}, found)
        assert ticked["attachments"] == ("contract", "receipt", "screenshots")
        assert with_papers({}, ()) == {}

    def test_the_paper_of_a_reply_belongs_to_its_letter(self) -> None:
        sent = Event(EventKind.SENT, "support", TODAY, int(AT.timestamp()))
        reply = sent._replace(kind=EventKind.REPLIED, note={"reply": "refused"})
        case = sorted_(taken(a_case(sent, reply), a_file(1)), 1, ExhibitKind.REPLY)
        assert shown(case)[0].event == 1
        earlier = Earlier(
            step="support", draft="support", title="Обращение", addressee=None, sent_on=TODAY,
            reply="refused",
        )  # fmt: skip
        assert [one.reply_at for one in enclosed(case, [earlier])] == ["support"]
        assert [one.reply_at for one in enclosed(case, [])] == [""]

    def test_a_paper_that_came_before_its_reply_was_recorded_is_that_reply_s(self) -> None:
        sent = Event(EventKind.SENT, "support", TODAY, int(AT.timestamp()))
        case = sorted_(taken(a_case(sent), a_file(1)), 1, ExhibitKind.REPLY)
        assert shown(case)[0].event is None
        later = int(AT.timestamp()) + 60
        reply = Event(EventKind.REPLIED, "support", TODAY, later, {"reply": "refused"})
        case = replace(case, events=(sent, reply))
        earlier = Earlier(
            step="support", draft="support", title="Обращение", addressee=None, sent_on=TODAY,
            reply="refused",
        )  # fmt: skip
        assert [one.reply_at for one in enclosed(case, [earlier])] == ["support"]
