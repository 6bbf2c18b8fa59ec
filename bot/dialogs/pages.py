"""Pages that belong to no case: contacts, questions and answers, safety, privacy, help."""

from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, CopyTextButton, InlineKeyboardButton, Message, Update
from aiogram.utils.callback_answer import CallbackAnswer

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Opened, Page, Pressed, case_button, page_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Rows, Screen, pairs, show
from bot.dialogs.states import forget
from bot.escalation.contacts import Contact
from bot.escalation.facts import may_be_primary
from bot.storage.reports import Reports

Event = Message | CallbackQuery


def contact_rows(contact: Contact, content: Content) -> Rows:
    """The buttons under a contact's card: copy it, open it, as far as its record allows, and say
    that nobody answers there."""
    words = content.words
    rows = []
    if contact.copy:
        copy = CopyTextButton(text=contact.copy)
        rows.append([InlineKeyboardButton(text=words.label("buttons", "copy"), copy_text=copy)])
    if contact.url:
        site = words.label("buttons", "open_site")
        rows.append([InlineKeyboardButton(text=site, url=contact.url)])
    rows.append([page_button(words.label("buttons", "no_answer"), "no_answer", contact.id)])
    return rows


def contact_text(contact: Contact, content: Content, casework: Casework) -> str:
    """One contact's card."""
    return content.words.screen("contact", card=contact, today=casework.today())


async def list_contacts(event: Event, content: Content) -> None:
    """Whose contacts are wanted: one button for each organisation."""
    words = content.words
    buttons = [
        page_button(words.label("contact_groups", group), "contacts_of", group)
        for group in content.contact_groups
    ]
    rows = [*pairs(buttons), [page_button(words.label("buttons", "home"), "home")]]
    await show(event, Screen(words.screen("contacts"), rows))


async def list_group(query: CallbackQuery, page: Page, content: Content) -> None:
    """The contacts of one group."""
    words = content.words
    rows = [
        [page_button(content.contacts[name].name, "contact", f"{page.arg}.{name}")]
        for name in content.contact_groups[page.arg]
    ]
    rows.append([page_button(words.label("buttons", "back"), "contacts")])
    text = words.screen(
        "contacts_of", group=words.label("contact_groups", page.arg), confirmed=True
    )
    await show(query, Screen(text, rows))


async def open_contact(
    query: CallbackQuery, page: Page, content: Content, casework: Casework
) -> None:
    """One contact's card."""
    group, _, name = page.arg.partition(".")
    contact = content.contacts[name]
    back = page_button(content.words.label("buttons", "back"), "contacts_of", group)
    rows = [*contact_rows(contact, content), [back]]
    await show(query, Screen(contact_text(contact, content, casework), rows))


async def list_step_contacts(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """The contacts of a case's step."""
    case = await casework.load(query.from_user.id, button.case)
    words, step = content.words, content.path.steps[button.step]
    contacts = content.contacts_for(case.place, step)
    rows = [
        [case_button(contact.name, case, "contact", contact.id, step=step.id)]
        for contact in contacts
    ]
    rows.append([case_button(words.label("buttons", "card"), case, "card")])
    text = words.screen(
        "contacts_of",
        group=words.label("steps", step.id),
        confirmed=may_be_primary(contacts[0]),
    )
    await show_case(query, case, Screen(text, rows), casework)


async def open_step_contact(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """One contact's card, on the case's card."""
    case = await casework.load(query.from_user.id, button.case)
    contact = content.contacts[button.arg]
    back = content.words.label("buttons", "back")
    rows = [
        *contact_rows(contact, content),
        [case_button(back, case, "contacts", step=button.step)],
    ]
    await show_case(query, case, Screen(contact_text(contact, content, casework), rows), casework)


async def report_contact(
    query: CallbackQuery,
    page: Page,
    event_update: Update,
    content: Content,
    casework: Casework,
    reports: Reports,
    callback_answer: CallbackAnswer,
) -> None:
    """Nobody answers there: counted, and a toast thanks."""
    await reports.no_answer(page.arg, event_update.update_id, casework.now())
    callback_answer.text = content.words.screen("alerts/no_answer")


async def list_faq(event: Event, content: Content) -> None:
    """The questions people ask, each a button."""
    rows = [[page_button(entry.title, "answer", entry.id)] for entry in content.faq.values()]
    rows.append([page_button(content.words.label("buttons", "home"), "home")])
    await show(event, Screen(content.words.screen("faq"), rows))


async def open_answer(
    query: CallbackQuery, page: Page, content: Content, casework: Casework
) -> None:
    """One answer."""
    entry = content.faq[page.arg]
    text = content.words.screen("faq_answer", entry=entry, today=casework.today())
    rows = [[page_button(content.words.label("buttons", "back"), "faq")]]
    await show(query, Screen(text, rows))


BESIDE = {"help": ("privacy",), "safety": ("shield",), "privacy": ("settings", "delete")}
"""Pages that have others behind buttons."""


async def open_page(
    event: Event, content: Content, casework: Casework, name: str, **facts: object
) -> None:
    """A page of words alone."""
    names = (*BESIDE[name], "home")
    rows = [[page_button(content.words.label("buttons", beside), beside)] for beside in names]
    await show(event, Screen(content.words.screen(name, today=casework.today(), **facts), rows))


async def open_safety(event: Event, content: Content, casework: Casework) -> None:
    await open_page(event, content, casework, "safety")


async def open_privacy(
    event: Event, content: Content, casework: Casework, keep_days: int, owner: str
) -> None:
    await open_page(event, content, casework, "privacy", keep_days=keep_days, owner=owner)


async def open_help(event: Event, content: Content, casework: Casework) -> None:
    await open_page(event, content, casework, "help")


async def ask_delete(event: Event, state: FSMContext, content: Content) -> None:
    """Erasing wants one confirmation."""
    await forget(state)
    words = content.words
    rows = [
        [page_button(words.label("buttons", "delete_yes"), "erase", style="danger")],
        [page_button(words.label("buttons", "delete_no"), "home")],
    ]
    await show(event, Screen(words.screen("delete"), rows))


async def erase(
    query: CallbackQuery, state: FSMContext, content: Content, casework: Casework
) -> None:
    """Everything kept about the person is erased."""
    await casework.erase(query.from_user.id)
    await forget(state)
    rows = [[page_button(content.words.label("buttons", "home"), "home")]]
    await show(query, Screen(content.words.screen("erased"), rows))


def router() -> Router:
    router = Router(name=__name__)
    pages: dict[str, Callable[..., Any]] = {
        "contacts": list_contacts,
        "faq": list_faq,
        "safety": open_safety,
        "privacy": open_privacy,
        "help": open_help,
        "delete": ask_delete,
    }
    for name, page in pages.items():
        router.message.register(page, Command(name))
        router.callback_query.register(page, Opened(name))
    router.callback_query.register(report_contact, Opened("no_answer"))
    router.callback_query.register(list_group, Opened("contacts_of"))
    router.callback_query.register(open_contact, Opened("contact"))
    router.callback_query.register(list_step_contacts, Pressed("contacts"))
    router.callback_query.register(open_step_contact, Pressed("contact"))
    router.callback_query.register(open_answer, Opened("answer"))
    router.callback_query.register(erase, Opened("erase"))
    return router
