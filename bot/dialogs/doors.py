"""*Как отправить*: the doors a letter goes through, each in a few numbered lines."""

from aiogram import Router
from aiogram.types import CallbackQuery, CopyTextButton, InlineKeyboardButton

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Screen
from bot.dialogs.writing import write_letter
from bot.escalation.contacts import MAX_COPY


async def list_doors(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """The doors this letter may take, the best first."""
    case = await casework.load(query.from_user.id, button.case)
    draft = content.draft_of(button.step)
    rows = [
        [case_button(content.letters.channels[door].name, case, "door", door, step=button.step)]
        for door in draft.channels
    ]
    label = content.words.label("buttons", "letter")
    rows.append([case_button(label, case, "now", step=button.step)])
    text = content.words.screen("doors", draft=draft)
    await show_case(query, case, Screen(text, rows), casework)


async def open_door(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """How to send through this door, ending with *Отправлено*."""
    case = await casework.load(query.from_user.id, button.case)
    words, door = content.words, content.letters.channels[button.arg]
    subject = write_letter(case, button.step, content, casework).subject if door.subject else ""
    text = words.screen("door", door=door, subject=subject, today=casework.today())
    copy = [
        InlineKeyboardButton(
            text=words.label("buttons", "copy_subject"),
            copy_text=CopyTextButton(text=subject[:MAX_COPY]),
        )
    ]
    rows = [
        copy if subject else [],
        [case_button(words.label("buttons", "contacts"), case, "contacts", step=button.step)],
        [case_button(words.label("buttons", "sent"), case, "sent", step=button.step)],
        [case_button(words.label("buttons", "back"), case, "doors", step=button.step)],
    ]
    await show_case(query, case, Screen(text, rows), casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_doors, Pressed("doors"))
    router.callback_query.register(open_door, Pressed("door"))
    return router
