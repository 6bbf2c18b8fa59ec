"""Every press finds its dialog at once, and nothing that a plain router would find is missed."""

from datetime import date
from inspect import signature
from types import SimpleNamespace

import pytest
from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, User

from bot import dialogs
from bot.checks.samples import opened
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Page, case_button, page_button, verb
from bot.dialogs.filters import Opened, Pressed
from bot.dialogs.middlewares import AnswerPress
from bot.dialogs.switchboard import Switchboard
from tests.conftest import read_once
from tests.telegram import Person

CONTENT = read_once()


def press(data: str) -> CallbackQuery:
    who = User(id=1, is_bot=False, first_name="Анна")
    return CallbackQuery(id="1", from_user=who, chat_instance="1", data=data)


def dialog(name: str, *does: str) -> Router:
    router = Router(name=name)

    async def handler(query: CallbackQuery, button: CaseButton) -> str:
        return f"{name} {button.do}"

    router.callback_query.register(handler, Pressed(*does))
    return router


async def asked(board: Router, data: str) -> object:
    turn = SimpleNamespace(case=None)
    return await board.propagate_event("callback_query", press(data), content=CONTENT, turn=turn)


async def test_a_press_goes_to_the_dialog_that_names_it() -> None:
    board = Switchboard(dialog("one", "a", "b"), dialog("two", "c"))
    assert await asked(board, "c:1:1:support:c:") == "two c"
    assert await asked(board, "c:1:1:support:b:x") == "one b"


async def test_of_two_that_name_it_the_first_is_asked() -> None:
    assert (
        await asked(Switchboard(dialog("one", "a"), dialog("two", "a")), "c:1:1:court:a:")
        == "one a"
    )


async def test_what_no_dialog_names_is_left_unhandled() -> None:
    board = Switchboard(dialog("one", "a"))
    for data in ("c:1:1:support:z:", "c:one:1:support:a:", "p:home:", "nonsense", "c", ""):
        assert await asked(board, data) is UNHANDLED, data


async def test_a_dialog_that_takes_everything_comes_last() -> None:
    last = Router()

    async def anything(query: CallbackQuery) -> str:
        return "anything"

    last.callback_query.register(anything)
    board = Switchboard(dialog("one", "a"), last)
    assert await asked(board, "c:1:1:support:a:") == "one a"
    assert await asked(board, "c:broken:1:support:a:") == "anything"
    assert await asked(board, "old button") == "anything"


def test_every_verb_of_the_bot_leads_somewhere_and_only_once() -> None:
    board = dialogs.router
    named = [
        verb
        for dialog in board.sub_routers
        for handler in dialog.callback_query.handlers
        for asked in handler.filters or ()
        if isinstance(asked.callback, Pressed | Opened)
        for verb in asked.callback.verbs
    ]
    assert named
    assert sorted(named) == sorted(set(named))


def test_no_handler_takes_more_than_three_beside_its_event() -> None:
    taken = {
        f"{dialog.name}.{handler.callback.__name__}": len(signature(handler.callback).parameters)
        for dialog in dialogs.router.sub_routers
        for observer in dialog.observers.values()
        for handler in observer.handlers
    }
    assert len(taken) > 100
    assert {name: count for name, count in taken.items() if count > 4} == {}


def test_buttons_are_packed_as_aiogram_packs_them(content: Content) -> None:
    case = opened(content.path.routes[0], content, date(2026, 11, 24))
    made = case_button("x", case, "choose", "wanted.0.1", step="court")["callback_data"]
    same = CaseButton(
        case=case.id, revision=case.revision, step="court", do="choose", arg="wanted.0.1"
    )
    assert made == same.pack()
    assert verb(press(same.pack())) == ("c", "choose")
    assert page_button("x", "open", "shop.refund")["callback_data"] == "p:open:shop.refund"
    assert Page.unpack("p:open:shop.refund") == Page(name="open", arg="shop.refund")


async def test_the_whole_bot_answers_through_it(anna: Person, content: Content) -> None:
    await anna.says("/start")
    await anna.presses(content.words.label("buttons", "contacts"))
    assert content.words.label("contact_groups", "cbr") in anna.labels


def test_a_dialog_that_is_more_than_its_handlers_is_refused() -> None:
    """It is asked directly: a middleware of its own would be passed over without a word."""
    filtered, nested, wrapped = (dialog("one", "a") for _ in range(3))
    filtered.callback_query.filter(Pressed("a"))
    nested.include_router(dialog("two", "b"))
    wrapped.callback_query.middleware(AnswerPress())
    for more in (filtered, nested, wrapped):
        with pytest.raises(ValueError, match="more than its handlers"):
            Switchboard(more)
