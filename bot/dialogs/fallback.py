"""Whatever the bot cannot use: answered helpfully, and nothing is lost."""

from aiogram import Bot, Router
from aiogram.filters import Command, CommandStart, or_f
from aiogram.types import CallbackQuery, Message

from bot.content.content import Content
from bot.dialogs.callbacks import OldButtonError
from bot.dialogs.filters import InGroup, Text
from bot.dialogs.screen import Screen, button
from bot.dialogs.turn import Turn


async def leave_form(message: Message, turn: Turn) -> None:
    """/cancel: out of the questions; what was answered stays."""
    turn.forget()
    back = [[turn.do(turn.case, "card")]] if turn.has_case else []
    asked = turn.state is not None
    await turn.show(Screen(turn.text("cancelled", asked=asked), [*back, [turn.page("home")]]))


async def explain_kind(message: Message, turn: Turn) -> None:
    """A sticker, a voice message, a photo: the bot reads text only, and says so."""
    await _reply(turn, "not_text")


async def explain_edit(message: Message, turn: Turn) -> None:
    """An edited message does not change an answer; the bot says how to."""
    await _reply(turn, "edited")


async def explain_text(message: Message, turn: Turn) -> None:
    """A text that answers no question, or not the one that is asked (see `filters.Answers`)."""
    await _reply(turn, "unasked")


async def _reply(turn: Turn, name: str) -> None:
    asking = turn.state is not None
    rows = [] if asking else [[turn.page(to)] for to in ("new", "cases", "home")]
    await turn.show(Screen(turn.text(name, asking=asking), rows))


async def explain_button(query: CallbackQuery) -> None:
    """A button of a kind this version no longer knows, or one in a group."""
    raise OldButtonError


async def explain_group(message: Message, bot: Bot, content: Content) -> None:
    """In a group: money matters are for private talk."""
    me = await bot.me()
    label = content.words.label("buttons", "private")
    link = button(label, url=f"https://t.me/{me.username}")
    screen = Screen(content.words.screen("group"), [[link]])
    await message.answer(screen.text, reply_markup=screen.markup)


def router() -> Router:
    """To be included last: it takes whatever no other dialog took."""
    router = Router(name=__name__)
    router.message.register(explain_text, Text())
    router.message.register(explain_kind)
    router.edited_message.register(explain_edit)
    router.callback_query.register(explain_button)
    return router


def cancel_router() -> Router:
    """To be included before the questions: /cancel is no answer."""
    router = Router(name=f"{__name__}.cancel")
    router.message.register(leave_form, Command("cancel"))
    return router


def group_router() -> Router:
    """To be included first: in a group the bot only says where it works."""
    router = Router(name=f"{__name__}.group")
    asks = or_f(CommandStart(), Command("help", "new", "cases", "contacts", "faq"))
    router.message.register(explain_group, InGroup(), asks)
    router.message.register(_ignore, InGroup())
    router.edited_message.register(_ignore, InGroup())
    router.callback_query.register(explain_button, InGroup())
    return router


async def _ignore(message: Message) -> None:
    """Talk in a group that was not meant for the bot."""
