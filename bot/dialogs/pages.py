"""Pages that belong to no case: contacts, the FAQ, safety, privacy, help."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import (
    CaseButton,
    OldButtonError,
    Page,
    case_button,
    chosen_from,
    number_below,
    page_button,
    parts_of,
)
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Means, Opened, Pressed
from bot.dialogs.screen import Row, Rows, button, column, page_of, pages_row, pairs
from bot.dialogs.turn import Event, Turn
from bot.escalation.case import Case
from bot.escalation.contacts import Contact
from bot.escalation.facts import may_be_primary
from bot.storage.reports import Reports

router = Router(name=__name__)

FAQ_PAGE = 7
"""So many questions stand on a page, beside the ways to the others and out."""

BESIDE = {"help": ("privacy",), "safety": ("shield",), "privacy": ("settings", "export", "delete")}
"""Pages that have others behind buttons."""


def contact_rows(contact: Contact, desk: Desk) -> Rows:
    """The buttons under a contact's card: copy it, open it, as far as its record allows, and report
    that nobody answers there."""
    copy, url = {"text": contact.copy}, contact.url
    return [
        [button(desk.label("copy"), copy_text=copy)] if contact.copy else [],
        [button(desk.label("open_site"), url=url)] if url else [],
        [desk.page("no_answer", arg=contact.id)],
    ]


@router.message(Command("contacts"))
@router.message(Means("contacts"))
@router.callback_query(Opened("contacts"))
async def list_contacts(event: Event, turn: Turn, page: Page | None = None) -> None:
    """Whose contacts are wanted: one button for each organisation, some on a page."""
    groups = list(turn.content.contact_groups)
    at = number_below(page.arg) if page and page.arg else 0
    buttons = [
        page_button(turn.label(group, "contact_groups"), "contacts_of", group)
        for group in page_of(groups, at)
    ]
    further = pages_row(len(groups), at, lambda name, to: turn.page(name, "contacts", str(to)))
    await turn.say("contacts", [*pairs(buttons), further, [turn.page("home")]])


@router.callback_query(Opened("contacts_of"))
async def list_group(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """The contacts of one group."""
    group = chosen_from(page.arg, turn.content.contact_groups)
    rows = column([*group_buttons(group, turn), turn.page("back", "contacts")])
    title = turn.label(group, "contact_groups")
    await turn.say("contacts_of", rows, group=title, confirmed=True)


def group_buttons(group: str, desk: Desk) -> Row:
    """A button for each contact of the group."""
    contacts = desk.content.contacts
    return [
        page_button(contacts[name].name, "contact", f"{group}.{name}")
        for name in desk.content.contact_groups[group]
    ]


@router.callback_query(Opened("contact"))
async def open_contact(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """One contact's card."""
    group, name = parts_of(page.arg, 2)
    groups = turn.content.contact_groups
    contact = turn.content.contacts[chosen_from(name, groups[chosen_from(group, groups)])]
    rows = [*contact_rows(contact, turn), [turn.page("back", "contacts_of", group)]]
    await turn.say("contact", rows, card=contact)


@router.callback_query(Pressed("contacts"))
async def list_step_contacts(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The contacts of a case's step."""
    contacts = _step_contacts(case, step, turn)
    buttons = [case_button(one.name, case, "contact", one.id, step=step) for one in contacts]
    rows = column([*buttons, turn.do(case, "card")])
    title, confirmed = turn.label(step, "steps"), may_be_primary(contacts[0])
    await turn.say("contacts_of", rows, case, group=title, confirmed=confirmed)


@router.callback_query(Pressed("contact"))
async def open_step_contact(
    query: CallbackQuery, turn: Turn, button: CaseButton, step: str
) -> None:
    """One contact's card, on the case's card."""
    names = [contact.id for contact in _step_contacts(turn.case, step, turn)]
    contact = turn.content.contacts[chosen_from(button.arg, names)]
    back = turn.do(turn.case, "back", "contacts", step=step)
    await turn.say("contact", [*contact_rows(contact, turn), [back]], turn.case, card=contact)


def _step_contacts(case: Case, step: str, desk: Desk) -> list[Contact]:
    """The contacts of this step, the best first. Raises OldButtonError for none."""
    steps, of = desk.content.path.steps, desk.content.contacts_for
    contacts = of(case.place, case.problem, steps[step], case.answers)
    if not contacts:
        raise OldButtonError
    return contacts


@router.callback_query(Opened("no_answer"))
async def report_contact(query: CallbackQuery, turn: Turn, page: Page, reports: Reports) -> None:
    """Nobody answers there: counted, and a toast thanks."""
    contact = chosen_from(page.arg, turn.content.contacts)
    await reports.no_answer(contact, turn.update_id, turn.now)
    turn.toast(turn.text("alerts/no_answer"))


@router.message(Command("faq"))
@router.callback_query(Opened("faq"))
async def list_faq(event: Event, turn: Turn, page: Page | None = None) -> None:
    """The questions people ask, each a button, some on a page."""
    at = number_below(page.arg) if page and page.arg else 0
    entries = list(turn.content.faq.values())
    buttons = [page_button(one.title, "answer", one.id) for one in page_of(entries, at, FAQ_PAGE)]
    further = pages_row(
        len(entries), at, lambda name, to: turn.page(name, "faq", str(to)), FAQ_PAGE
    )
    await turn.say("faq", [*column(buttons), further, [turn.page("home")]])


@router.callback_query(Opened("menu"))
async def open_menu(query: CallbackQuery, turn: Turn) -> None:
    """*Ещё* of the first screen."""
    names = ("cases", "faq", "safety", "privacy", "settings", "help")
    await turn.say("menu", [*pairs(turn.page(name) for name in names), [turn.page("home")]])


@router.callback_query(Opened("answer"))
async def open_entry(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """One entry of the FAQ."""
    entry = turn.content.faq[chosen_from(page.arg, turn.content.faq)]
    rows = [
        [turn.page("new", style="primary")],
        [turn.page("back", "faq"), turn.page("home_short", "home")],
    ]
    await turn.say("faq_answer", rows, entry=entry)


@router.callback_query(Pressed("entry"))
async def open_case_entry(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """One entry of the FAQ, on the case's card."""
    entry = turn.content.faq[chosen_from(button.arg, turn.content.faq)]
    await turn.say("faq_answer", [[turn.do(case, "card")]], case, entry=entry)


@router.message(Command("safety"))
@router.callback_query(Opened("safety"))
async def open_safety(event: Event, turn: Turn) -> None:
    await _show_words(turn, "safety")


@router.message(Command("privacy"))
@router.message(Means("privacy"))
@router.callback_query(Opened("privacy"))
async def open_privacy(event: Event, turn: Turn, keep_days: int, owner: str) -> None:
    await _show_words(turn, "privacy", keep_days=keep_days, owner=owner)


@router.message(Command("help"))
@router.message(Means("help"))
@router.callback_query(Opened("help"))
async def open_help(event: Event, turn: Turn) -> None:
    await _show_words(turn, "help")


async def _show_words(turn: Turn, name: str, **facts: Any) -> None:
    """A page of words alone."""
    rows = column(turn.page(beside) for beside in (*BESIDE[name], "home"))
    await turn.say(name, rows, **facts)


@router.message(Command("delete"))
@router.message(Means("delete"))
@router.callback_query(Opened("delete"))
async def ask_delete(event: Event, turn: Turn) -> None:
    """Erasing needs one confirmation."""
    turn.forget()
    rows = [
        [turn.page("delete_yes", "erase", style="danger")],
        [turn.page("export_first", "export")],
        [turn.page("delete_no", "home")],
    ]
    await turn.say("delete", rows)


@router.callback_query(Opened("erase"))
async def erase(query: CallbackQuery, turn: Turn) -> None:
    """Everything kept about the person is erased."""
    await turn.casework.erase(turn.person_id)
    turn.forget()
    await turn.say("erased", [[turn.page("home")]])
