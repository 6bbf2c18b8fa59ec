"""What somebody looks up in words of their own: a card, a step and its letter, an answer."""

from bot.answers.story import Found
from bot.dialogs.callbacks import page_button
from bot.dialogs.hearing import is_asked
from bot.dialogs.pages import group_buttons
from bot.dialogs.screen import Row, column, pairs
from bot.dialogs.steps import show_step
from bot.dialogs.triage import show_kinds
from bot.dialogs.turn import Turn
from bot.dialogs.ways_out import to_question, ways_out
from bot.escalation.case import Case, awaits_reply

ABOUT_REPLIES = ("not_satisfied",)
"""The answers for whom something was refused: whoever waits for a reply is asked what it was."""

CARDS = ("cbr", "liquidator", "ombudsman", "state")
"""The groups of contacts that are asked for most, beside one's own wallet or bank."""


async def show_lookup(turn: Turn, opens: str, found: Found) -> None:
    """The screen that `opens` names in data/intents.toml; `found` is what else the text tells. An
    open question stays open.
    """
    what, _, name = opens.partition(".")
    match what:
        case "support":
            await _show_phones(turn, found)
        case "thanks":
            await turn.say("thanks", ways_out(turn), has_case=await _has_case(turn))
        case "faq" if name in ABOUT_REPLIES and (case := await _waiting_case(turn)):
            await show_kinds(turn, case)
        case "faq":
            on = to_question(turn) or [turn.page("new", style="primary")]
            rows = [on, [turn.page("back", "faq")], _urgent(turn)]
            await turn.say("faq_answer", rows, entry=turn.content.faq[name])
        case "contacts":
            await _show_group(turn, name)
        case "step":
            await _show_step(turn, name)
        case "hint":
            await _show_hint(turn, name)


async def _has_case(turn: Turn) -> bool:
    return bool(await turn.casework.list_open(turn.person_id))


async def _waiting_case(turn: Turn) -> Case | None:
    """The case in which a reply is awaited, if there is one and nothing is asked."""
    if is_asked(turn):
        return None
    cases = await turn.casework.list_open(turn.person_id)
    return next((case for case in cases if awaits_reply(case, case.step)), None)


async def _show_phones(turn: Turn, found: Found) -> None:
    """Whose telephone: that of the wallet or bank that was named at once, else it is picked."""
    firm = next((turn.content.facts.firms[one] for one in found.said("firm")), None)
    groups = pairs(
        page_button(turn.label(group, "contact_groups"), "contacts_of", group) for group in CARDS
    )
    pick = turn.page("other_wallet" if firm else "my_wallet", "call")
    rows = [to_question(turn), [pick], *groups, _urgent(turn)]
    await turn.say("whose_phone", rows, firm=firm)


async def _show_group(turn: Turn, group: str) -> None:
    """The contacts of one group."""
    buttons = [*group_buttons(group, turn), turn.page("back", "contacts")]
    rows = [to_question(turn), *column(buttons), _urgent(turn)]
    title = turn.label(group, "contact_groups")
    await turn.say("contacts_of", rows, group=title, confirmed=True)


async def _show_step(turn: Turn, step: str) -> None:
    """The step of the open case that has it; else what it is, and the way to its letter."""
    case = await _case_with(turn, step)
    if case is not None and not is_asked(turn):
        await show_step(turn, case, step)
        return
    rows = [
        to_question(turn) or [turn.page("write_it", "new", style="primary")],
        [turn.page("where_else", "answer", "where")],
        [turn.page("contacts")],
        _urgent(turn),
    ]
    await turn.say("about_step", rows, step=turn.content.path.steps[step])


async def _case_with(turn: Turn, step: str) -> Case | None:
    path = turn.content.path
    for case in await turn.casework.list_open(turn.person_id):
        route = path.route(case.place, case.problem)
        if step in (*route.steps, *route.also):
            return case
    return None


async def _show_hint(turn: Turn, question: str) -> None:
    """Where to look for what a letter asks."""
    rows = [to_question(turn) or [turn.page("new")], _urgent(turn)]
    await turn.say("hint", rows, question=question)


def _urgent(turn: Turn) -> Row:
    return [turn.page("urgent", style="danger")]
