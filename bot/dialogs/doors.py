"""*Как отправить*: the doors a letter goes through, each in a few numbered lines."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, CopyTextButton, InlineKeyboardButton

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.letter import FORMATS
from bot.dialogs.screen import Screen
from bot.dialogs.states import forget
from bot.dialogs.writing import can_be_sent, find_flaws, limit_of, write_letter
from bot.documents.text import as_text
from bot.escalation.contacts import MAX_COPY


async def list_doors(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """The doors this letter may take in this case, the best first."""
    case = await casework.load(query.from_user.id, button.case)
    rows = [
        [case_button(door.name, case, "door", door.id, step=button.step)]
        for door in content.doors_for(case, button.step)
    ]
    label = content.words.label("buttons", "to_letter")
    rows.append([case_button(label, case, "now", step=button.step)])
    text = content.words.screen("doors", draft=content.draft_of(button.step))
    await show_case(query, case, Screen(text, rows), casework)


async def open_door(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """How to send through this door, ending with *Отправлено*."""
    await forget(state)
    case, step = await casework.load(query.from_user.id, button.case), button.step
    words, door, draft = content.words, content.letters.channels[button.arg], content.draft_of(step)
    letter, here = write_letter(case, step, content, casework), content.path.steps[step]
    flaws = find_flaws(case, step, content, casework, door)
    text = words.screen(
        "door",
        door=door,
        draft=draft,
        subject=letter.subject if door.subject else "",
        papers=len(letter.attachments),
        length=len(as_text(letter)),
        limit=limit_of(draft, door),
        sends=can_be_sent(case, here),
    )

    def do(name: str, verb: str, arg: str = "", style: str | None = None) -> InlineKeyboardButton:
        return case_button(words.label("buttons", name), case, verb, arg, step=step, style=style)

    look = words.label("buttons", "flaws").format(number=len(flaws))
    rows = [
        [_copy(words.label("buttons", "copy_subject"), letter.subject)] if door.subject else [],
        [
            case_button(words.label("formats", name), case, "file", name, step=step)
            for name in FORMATS
            if name in door.formats
        ],
        [case_button(look, case, "flaws", door.id, step=step)] if flaws else [],
        [
            do("to_letter", "now"),
            *([do("contacts", "contacts")] if content.contacts_for(case.place, here) else []),
        ],
        [do("sent", "sent", style="success")] if can_be_sent(case, here) else [],
        [do("back", "doors")],
    ]
    await show_case(query, case, Screen(text, rows), casework)


def _copy(label: str, text: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=text[:MAX_COPY]))


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_doors, Pressed("doors"))
    router.callback_query.register(open_door, Pressed("door"))
    return router
