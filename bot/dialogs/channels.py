"""*Как отправить*: the channels a letter goes through, each in a few numbered lines."""

from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import CaseButton, OldButtonError, case_button, chosen_from
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed, with_letter
from bot.dialogs.letter import flaws_button, send_file, write
from bot.dialogs.screen import Row, Rows, button, column
from bot.dialogs.turn import Turn
from bot.documents.files import PAPERS, formats_of, inventory_file
from bot.documents.written import Written
from bot.escalation.case import Case
from bot.escalation.contacts import MAX_COPY
from bot.escalation.drafts import Channel

router = Router(name=__name__)


@router.callback_query(Pressed("channels", "doors", at=with_letter))
async def list_channels(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The channels this letter may take in this case, the best first."""
    rows = [
        *column(
            case_button(channel.name, case, "channel", channel.id, step=step)
            for channel in turn.content.channels_for(case, step)
        ),
        [turn.do(case, "to_letter", "now", step=step)],
    ]
    await turn.say("channels", rows, case, draft=turn.content.draft_of(step))


@router.callback_query(Pressed("channel", "door", at=with_letter))
async def open_channel(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """How to send through this channel, ending with *Отправлено*."""
    channel = channel_named(button.arg, step, turn)
    turn.forget()
    written = write(turn.case, step, turn, channel)
    await turn.say(
        "channel",
        _channel_rows(written, channel, turn),
        written.case,
        firm=turn.content.firm_of(written.case),
        channel=channel,
        draft=written.draft,
        subject=written.letter.subject if channel.subject else "",
        papers=len(written.letter.attachments),
        length=len(written.text),
        limit=written.limit,
        sends=written.can_be_sent,
    )


def _channel_rows(written: Written, channel: Channel, desk: Desk) -> Rows:
    case, step = written.case, written.step
    has_contacts = desk.content.contacts_for(case.place, case.problem, step) and not (
        channel.inventory and written.flaws  # the address stands in the text
    )
    contacts = [desk.do(case, "contacts", step=step.id)] if has_contacts else []
    sent = [desk.do(case, "sent", step=step.id, style="success")] if written.can_be_sent else []
    copied = {"text": written.letter.subject[:MAX_COPY]}
    copy = [button(desk.label("copy_subject"), copy_text=copied)] if channel.subject else []
    formats = [name for name in formats_of(written.letter) if name in channel.formats]
    return [
        sent,
        copy,
        desk.choices(case, "file", "formats", formats, step=step.id),
        _inventory_buttons(written, desk) if channel.inventory else [],
        flaws_button(written, desk),
        contacts,
        [desk.do(case, "back", "channels", step=step.id)],
    ]


def _inventory_buttons(written: Written, desk: Desk) -> Row:
    """The inventory of the envelope, which the Russian post knows."""
    if not written.facts.is_russian:
        return []
    label, case = desk.label("inventory"), written.case
    return [
        case_button(label.format(format=ending), case, "inventory", ending, step=written.step.id)
        for ending in PAPERS
    ]


@router.callback_query(Pressed("inventory", at=with_letter))
async def give_inventory(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The inventory of the envelope with this letter, filled in."""
    ending = chosen_from(button.arg, PAPERS)
    letter = write(turn.case, step, turn).letter
    if letter.public:
        raise OldButtonError
    caption = turn.text("inventory", papers=len(letter.attachments))
    await send_file(turn, partial(inventory_file, letter, ending), caption)


def channel_named(name: str, step: str, desk: Desk) -> Channel:
    """A channel of the step's letter. Raises OldButtonError for any other."""
    channels = desk.content.draft_of(step).channels
    return desk.content.letters.channels[chosen_from(name, channels)]
