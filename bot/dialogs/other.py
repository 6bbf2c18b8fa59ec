"""Whatever the bot cannot use: answered helpfully, and nothing is lost."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import case_button, page_button
from bot.dialogs.screen import Screen, show
from bot.dialogs.states import forget


async def leave_form(
    message: Message, state: FSMContext, content: Content, casework: Casework
) -> None:
    """/cancel: out of the questions; what was answered stays."""
    asked = await state.get_data()
    await forget(state)
    words = content.words
    rows = [[page_button(words.label("buttons", "home"), "home")]]
    if "case" in asked:
        case = await casework.load(message.chat.id, asked["case"])
        rows.insert(0, [case_button(words.label("buttons", "card"), case, "card")])
    await show(message, Screen(words.screen("cancelled", asked=bool(asked)), rows))


async def explain_kind(message: Message, state: FSMContext, content: Content) -> None:
    """A sticker, a voice message, a photo: the bot reads text only, and says so."""
    await _reply(message, "not_text", state, content)


async def explain_edit(message: Message, state: FSMContext, content: Content) -> None:
    """An edited message does not change an answer; the bot says how to."""
    await _reply(message, "edited", state, content)


async def explain_text(message: Message, state: FSMContext, content: Content) -> None:
    """A text that answers no question, or not the one that is asked (see `states.Answers`)."""
    await _reply(message, "unasked", state, content)


async def _reply(message: Message, name: str, state: FSMContext, content: Content) -> None:
    asking = await state.get_state() is not None
    words = content.words
    rows = [[page_button(words.label("buttons", n), n)] for n in ("new", "cases", "home")]
    await show(message, Screen(words.screen(name, asking=asking), [] if asking else rows))


async def explain_button(
    query: CallbackQuery, content: Content, callback_answer: CallbackAnswer
) -> None:
    """A button of a kind this version does not know any more."""
    callback_answer.text = content.words.screen("alerts/unknown_button")
    callback_answer.show_alert = True


async def explain_group(message: Message, bot: Bot, content: Content) -> None:
    """In a group: money matters are for private talk."""
    me = await bot.me()
    words = content.words
    url = f"https://t.me/{me.username}"
    rows = [[InlineKeyboardButton(text=words.label("buttons", "private"), url=url)]]
    screen = Screen(words.screen("group"), rows)
    await message.answer(screen.text, reply_markup=screen.markup)


def router() -> Router:
    """To be included last: it takes whatever no other dialog took."""
    router = Router(name=__name__)
    router.message.register(explain_text, F.text)
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
    router.message.filter(F.chat.type != "private")
    router.message.register(
        explain_group, or_f(CommandStart(), Command("help", "new", "cases", "contacts", "faq"))
    )
    router.message.register(_ignore)
    router.edited_message.filter(F.chat.type != "private")
    router.edited_message.register(_ignore)
    return router


async def _ignore(message: Message) -> None:
    """Talk in a group that was not meant for the bot."""
