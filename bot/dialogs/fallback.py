"""Whatever the bot cannot use: answered helpfully, and nothing is lost."""

from aiogram import Bot, Router
from aiogram.filters import Command, CommandStart, or_f
from aiogram.types import CallbackQuery, Message

from bot.content.content import Content
from bot.dialogs.callbacks import OldButtonError
from bot.dialogs.filters import InGroup, Text
from bot.dialogs.hearing import is_asked
from bot.dialogs.screen import Rows, Screen, button
from bot.dialogs.start import FROM_GROUP
from bot.dialogs.turn import Turn
from bot.dialogs.ways_out import ways_out

router = Router(name=__name__)
"""To be included last: it takes whatever no other dialog took."""

KINDS = ("voice", "video_note", "photo", "video", "document", "sticker", "location")
"""What is answered in words of its own."""

group_router = Router(name=f"{__name__}.group")
"""To be included first: in a group the bot only says where it works."""


@router.message(Command("cancel"))
async def leave_form(message: Message, turn: Turn) -> None:
    """/cancel: out of the questions; what was answered stays."""
    turn.forget()
    back = [[turn.do(turn.case, "card")]] if turn.has_case else []
    asked = turn.state is not None
    await turn.say("cancelled", [*back, [turn.page("home")]], asked=asked)


@router.message(Text())
async def explain_text(message: Message, turn: Turn) -> None:
    """A command that there is not, or a text that came before the question was asked."""
    await turn.say("unasked", ways_out(turn), asking=is_asked(turn))


@router.message()
async def explain_kind(message: Message, turn: Turn) -> None:
    """A sticker, a voice message, a photo, a place: how to say it in words. A question stays."""
    kind = next((kind for kind in KINDS if getattr(message, kind)), "other")
    await turn.say("not_text", ways_out(turn), asking=is_asked(turn), sent=kind)


def ways_home(turn: Turn) -> Rows:
    """Where to go from here; nowhere while something is asked: the question has its own buttons."""
    return [] if turn.state is not None else [[turn.page(to)] for to in ("new", "cases", "home")]


@router.callback_query()
@group_router.callback_query(InGroup())
async def explain_button(query: CallbackQuery) -> None:
    """A button of a kind this version no longer knows, or one in a group."""
    raise OldButtonError


@group_router.message(
    InGroup(), or_f(CommandStart(), Command("help", "new", "cases", "contacts", "faq"))
)
async def explain_group(message: Message, bot: Bot, content: Content) -> None:
    """In a group: money matters are for private talk."""
    me = await bot.me()
    label = content.words.label("buttons", "private")
    link = button(label, url=f"https://t.me/{me.username}?start={FROM_GROUP}")
    screen = Screen(content.words.screen("group"), [[link]])
    await message.answer(screen.text, reply_markup=screen.markup)


@group_router.message(InGroup())
@group_router.edited_message(InGroup())
async def _ignore(message: Message) -> None:
    """Talk in a group that was not meant for the bot."""
