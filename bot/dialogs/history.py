"""The case over time: its chronology, and its dates as a file for a calendar."""

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery, User

from bot.dialogs.callbacks import CaseButton, number_below
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed
from bot.dialogs.links import step_link
from bot.dialogs.screen import Rows
from bot.dialogs.turn import Turn
from bot.documents.ics import CalendarEntry, calendar_file
from bot.escalation.case import Case
from bot.escalation.timeline import CaseDate, DateKind, case_dates, timeline
from bot.russian.written_days import lower_first

router = Router(name=__name__)

LINES = 12
"""How many events one screen shows: the longest of them fill some three quarters of a message."""

WINDOW_WARNING_DAYS = 14
"""How long before a window closes the alarm rings: a claim is not written in a day."""


@router.callback_query(Pressed("history"))
async def open_history(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """What happened and when; the newest part first, the older ones behind a button."""
    entries = timeline(case, turn.content.timing, turn.today)
    pages = -(-len(entries) // LINES)
    page = number_below(button.arg or "0", pages + 1) or pages
    await turn.say(
        "timeline",
        _rows(case, page, pages, turn),
        case,
        entries=entries[(page - 1) * LINES : page * LINES],
        steps=turn.content.path.steps,
        page=page,
        pages=pages,
    )


def _rows(case: Case, page: int, pages: int, desk: Desk) -> Rows:
    earlier = [desk.do(case, "history_earlier", "history", str(page - 1))] if page > 1 else []
    later = [desk.do(case, "history_later", "history", str(page + 1))] if page < pages else []
    calendar = [] if case.closed else [desk.do(case, "calendar")]
    return [earlier, later, calendar, [desk.do(case, "card")]]


@router.callback_query(Pressed("calendar"))
async def send_calendar(query: CallbackQuery, turn: Turn, case: Case, bot: Bot) -> None:
    """The dates ahead as a file; imported again later, it updates what it brought before."""
    dates = case_dates(case, turn.content.timing, turn.today)
    if not dates:
        turn.alert(turn.text("alerts/no_dates"))
        return
    data = calendar_of(case, turn, await bot.me())
    name = turn.label("file", "calendar").format(case=case.id)
    await bot.send_document(
        turn.person_id,
        BufferedInputFile(data, filename=name),
        caption=turn.text("calendar", dates=dates),
    )


def calendar_of(case: Case, desk: Desk, me: User) -> bytes:
    """The dates ahead of the case as a calendar file; `me` is the bot, to which they link."""
    dates = case_dates(case, desk.content.timing, desk.today)
    return calendar_file([_entry(date, case, me, desk) for date in dates], made_at=desk.now)


def _entry(date: CaseDate, case: Case, me: User, desk: Desk) -> CalendarEntry:
    """One date. Calendars sync to clouds: of the case only its problem is named."""
    link = step_link(str(me.username), case.id, date.step)
    is_window = date.kind is DateKind.WINDOW
    window = desk.label(date.until.term.id, "windows") if is_window else ""
    summary = desk.label(date.kind, "calendar").format(
        step=desk.label(date.step, "steps"),
        window=lower_first(window),
        problem=desk.label(case.problem, "problem_titles"),
    )
    about = "approximate" if date.until.approximate else "exact"
    return CalendarEntry(
        uid=f"c{case.id}-{date.key}@bot{me.id}",
        on=date.until.last_day,
        summary=summary,
        description=desk.label(about, "calendar").format(link=link),
        url=link,
        sequence=case.revision,
        changed_at=case.events[-1].recorded_at,
        warn_days=WINDOW_WARNING_DAYS if is_window else 0,
    )
