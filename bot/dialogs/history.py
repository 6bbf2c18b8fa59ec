"""The case over time: its chronology, and its dates as a file for a calendar."""

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.casework import Casework
from bot.content.content import Content
from bot.content.words import lower_first
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.links import step_link
from bot.dialogs.screen import Rows, Screen
from bot.documents.ics import CalendarEntry, calendar_file
from bot.escalation.case import Case
from bot.escalation.timeline import CaseDate, DateKind, case_dates, timeline

LINES = 12
"""How many events one screen shows: the longest of them fill some three quarters of a message."""

WINDOW_WARNING_DAYS = 14
"""How long before a window closes the calendar speaks up: a claim is not written in a day."""


async def open_history(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """What happened and when; the newest part first, the older ones behind a button."""
    case = await casework.load(query.from_user.id, button.case)
    entries = timeline(case, content.timing, casework.today())
    pages = -(-len(entries) // LINES)
    page = min(int(button.arg), pages) if button.arg else pages
    text = content.words.screen(
        "timeline",
        case=case,
        entries=entries[(page - 1) * LINES : page * LINES],
        steps=content.path.steps,
        page=page,
        pages=pages,
    )
    await show_case(query, case, Screen(text, _rows(case, page, pages, content)), casework)


def _rows(case: Case, page: int, pages: int, content: Content) -> Rows:
    def button(name: str, do: str, arg: str = "") -> Rows:
        return [[case_button(content.words.label("buttons", name), case, do, arg)]]

    return [
        *(button("history_earlier", "history", str(page - 1)) if page > 1 else []),
        *(button("history_later", "history", str(page + 1)) if page < pages else []),
        *([] if case.closed else button("calendar", "calendar")),
        *button("card", "card"),
    ]


async def send_calendar(
    query: CallbackQuery,
    button: CaseButton,
    bot: Bot,
    content: Content,
    casework: Casework,
    callback_answer: CallbackAnswer,
) -> None:
    """The dates ahead as a file; taken in again later, it updates what it brought before."""
    case = await casework.load(query.from_user.id, button.case)
    dates = case_dates(case, content.timing, casework.today())
    words = content.words
    if not dates:
        callback_answer.text = words.screen("alerts/no_dates")
        callback_answer.show_alert = True
        return
    me = await bot.me()
    entries = [_entry(date, case, str(me.username), me.id, content) for date in dates]
    data = calendar_file(entries, made_at=casework.now())
    name = words.label("calendar", "file").format(case=case.id)
    await bot.send_document(
        query.from_user.id,
        BufferedInputFile(data, filename=name),
        caption=words.screen("calendar", dates=dates),
    )


def _entry(
    date: CaseDate, case: Case, username: str, bot_id: int, content: Content
) -> CalendarEntry:
    """One date. Calendars lie in clouds: of the case only its problem is named."""
    words = content.words
    link = step_link(username, case.id, date.step)
    is_window = date.kind is DateKind.WINDOW
    window = words.label("windows", date.until.term.id) if is_window else ""
    summary = words.label("calendar", date.kind).format(
        step=words.label("steps", date.step),
        window=lower_first(window),
        problem=words.label("problem_titles", case.problem),
    )
    about = "approximate" if date.until.approximate else "exact"
    return CalendarEntry(
        uid=f"c{case.id}-{date.key}@bot{bot_id}",
        on=date.until.last_day,
        summary=summary,
        description=words.label("calendar", about).format(link=link),
        url=link,
        sequence=case.revision,
        changed_at=case.events[-1].recorded_at,
        warn_days=WINDOW_WARNING_DAYS if is_window else 0,
    )


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(open_history, Pressed("history"))
    router.callback_query.register(send_calendar, Pressed("calendar"))
    return router
