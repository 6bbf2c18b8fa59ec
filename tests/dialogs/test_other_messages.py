"""What the bot cannot use is answered helpfully, and nothing is lost."""

from inspect import signature
from typing import Any

import pytest
from telegram_sandbox.telegram import Telegram

from bot import dialogs
from bot.app import Application
from bot.content.content import Content
from bot.storage.cases import Cases
from tests.conftest import MakePerson
from tests.dialogs.journeys import does, only_case, plain, state_of
from tests.exhibits.files import picture
from tests.people import TYPED, Traveller, asked, at_letter, make
from tests.telegram import Person

THINGS: dict[str, dict[str, Any]] = {
    "sticker": {},
    "voice": {},
    "photo": {"caption": "мой чек"},
    "video_note": {},
    "location": {},
    "document": {"name": "чек.pdf", "content": b"%PDF"},
    "contact": {"phone": "+79161234567"},
}

EXHIBITS = ("photo", "document")
"""What is asked about, once there is a case (test_exhibits.py)."""


@pytest.mark.parametrize("thing", THINGS)
async def test_in_the_middle_of_a_question_it_stays_open(
    anna: Person, app: Application, content: Content, thing: str
) -> None:
    good = await asked(anna, "recipient")
    before = await state_of(app, anna)
    await anna.sends(thing, **THINGS[thing])
    if thing not in EXHIBITS:
        assert anna.screen == plain(content.words.screen("not_text", asking=True, sent=thing))
    assert await state_of(app, anna) == before
    await anna.says(good.text)
    assert (await only_case(app, anna)).answers["recipient"] == good.text


@pytest.mark.parametrize("thing", THINGS)
async def test_at_any_other_time_there_is_a_way_on(
    anna: Person, content: Content, thing: str
) -> None:
    await anna.says("/start")
    await anna.sends(thing, **THINGS[thing])
    assert anna.screen == plain(content.words.screen("not_text", asking=False, sent=thing))
    assert anna.messages[-1].buttons


async def test_an_edited_text_that_was_no_answer_changes_nothing_and_the_person_is_told(
    anna: Person, app: Application
) -> None:
    await anna.says("и ещё кое-что")
    said = anna.own_messages[-1].id
    good = await asked(anna, "recipient")
    await anna.says(good.text)
    await anna.edits(said, "совсем другой")
    assert "Оно не было ответом на вопрос" in anna.screen
    assert (await only_case(app, anna)).answers["recipient"] == good.text


async def test_an_edited_story_is_heard_anew(anna: Person) -> None:
    await anna.says("перевёл 3000 с юмани не тому, ошибся цифрой")
    await anna.edits(anna.own_messages[-1].id, "перевёл 5000 с юмани не тому, ошибся цифрой")
    assert "5\u00a0000" in anna.screen
    assert "3\u00a0000" not in anna.screen, "what was put right is told once"


async def test_a_wallet_s_name_alone_is_taken_for_the_button(anna: Person) -> None:
    await anna.says("/new")
    await anna.says("озон")
    assert anna.screen.startswith("Что случилось?")
    await anna.presses("Кошелёк заблокирован")
    assert anna.screen.startswith("Ozon Банк")


async def test_a_text_that_nobody_asked_for_is_not_kept(
    anna: Person, app: Application, content: Content
) -> None:
    await anna.says("/start")
    await anna.says("здравствуйте, как дела")
    assert anna.messages[-1].buttons
    assert await app.casework.list(anna.id) == []
    await anna.forwards("чужие слова")
    assert anna.messages[-1].buttons


async def test_in_a_group_the_bot_says_where_it_works_and_keeps_nothing(
    person: MakePerson, app: Application, content: Content, telegram: Telegram
) -> None:
    in_group = person(chat=telegram.group())
    await in_group.says("/start")
    assert in_group.screen == plain(content.words.screen("group"))
    assert all("url" in button for button in in_group.messages[-1].buttons)
    said = len(in_group.messages)
    await in_group.says("просто разговор", reply_to=in_group.messages[-1].id)
    await in_group.says("/start@other_bot")
    assert len(in_group.messages) == said
    assert await app.casework.list(in_group.id) == []


async def test_in_a_group_nothing_is_read_deleted_or_edited(
    person: MakePerson, content: Content, telegram: Telegram
) -> None:
    in_group = person(chat=telegram.group())
    await in_group.says("/start")
    shown, said = in_group.screen, len(in_group.messages)
    await in_group.says("моя карта 4276 3800 1234 5678", reply_to=in_group.messages[-1].id)
    assert len(in_group.own_messages) == 2
    for data in ("p:home:", "p:erase:", "c:1:1:support:card:"):
        await in_group.presses_data(in_group.messages[-1].id, data)
        assert in_group.alert == plain(content.words.screen("alerts/unknown_button"))
    assert (in_group.screen, len(in_group.messages)) == (shown, said)


async def test_no_handler_has_more_than_three_parameters_beside_the_event() -> None:
    handlers = [
        handler.callback
        for dialog in dialogs.router.sub_routers
        for observer in dialog.observers.values()
        for handler in observer.handlers
    ]
    assert handlers
    assert [one for one in handlers if len(signature(one).parameters) > 4] == []


async def test_a_group_does_not_disturb_the_form_in_the_private_chat(
    person: MakePerson, app: Application, telegram: Telegram
) -> None:
    anna, in_group = person(), person(chat=telegram.group())
    good = await asked(anna, "recipient")
    await in_group.says("/new")
    await in_group.says("ответ", reply_to=in_group.messages[-1].id)
    assert (await state_of(app, anna))[1]["question"] == "recipient"
    await anna.says(good.text)
    assert (await only_case(app, anna)).answers["recipient"] == good.text


async def test_who_blocks_the_bot_is_left_in_peace_and_finds_everything_later(
    anna: Person, app: Application, caplog: pytest.LogCaptureFixture
) -> None:
    good = await asked(anna, "recipient")
    anna.actor.say(good.text)
    anna.actor.block()
    await anna.settle()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    await anna.unblocks()
    assert (await only_case(app, anna)).answers["recipient"] == good.text
    await anna.says("/start")
    assert any("c:" in button.get("callback_data", "") for button in anna.messages[-1].buttons)


async def test_cancel_leaves_the_form_and_keeps_the_answers(
    anna: Person, app: Application, content: Content
) -> None:
    await asked(anna, "recipient")
    answers = (await only_case(app, anna)).answers
    assert answers
    await anna.says("/cancel")
    assert anna.screen == plain(content.words.screen("cancelled", asked=True))
    assert await state_of(app, anna) == (None, {})
    assert (await only_case(app, anna)).answers == answers
    await does(anna, "card")
    assert (await asked(anna, "recipient")).question == "recipient"
    assert (await only_case(app, anna)).answers.items() >= answers.items()


async def test_cancel_with_nothing_to_leave(anna: Person, content: Content) -> None:
    await anna.says("/cancel")
    assert anna.screen == plain(content.words.screen("cancelled", asked=False))


async def test_delete_asks_once_erases_and_says_what_telegram_keeps(
    anna: Person, app: Application
) -> None:
    await asked(anna, "email")
    await anna.says("/delete")
    assert len(await app.casework.list(anna.id)) == 1
    erase = next(b for b in anna.messages[-1].buttons if ":erase:" in b["callback_data"])
    await anna.presses(erase["text"])
    assert "Telegram" in anna.screen
    assert await app.casework.list(anna.id) == []
    assert await state_of(app, anna) == (None, {})
    for message in list(anna.messages):
        for button in message.buttons:
            if button.get("callback_data", "").startswith("c:"):
                await anna.presses_data(message.id, button["callback_data"])
                assert await app.casework.list(anna.id) == []
    assert (await asked(anna, "full_name")).question == "full_name"  # it is not remembered


async def test_delete_can_be_thought_better_of(anna: Person, app: Application) -> None:
    await asked(anna, "recipient")
    await anna.says("/delete")
    keep = next(b for b in anna.messages[-1].buttons if ":erase:" not in b["callback_data"])
    await anna.presses(keep["text"])
    assert len(await app.casework.list(anna.id)) == 1


async def test_every_command_of_the_menu_answers(anna: Person, content: Content) -> None:
    for command in content.words.labels("commands"):
        before = len(anna.messages)
        await anna.says(f"/{command}")
        assert len(anna.messages) > before, command
        assert anna.messages[-1].buttons, command
        assert anna.screen != plain(content.words.screen("errors/unexpected")), command
        assert anna.screen not in {
            plain(content.words.screen("unasked", asking=asking)) for asking in (True, False)
        }, command


async def test_an_answer_of_the_person_is_not_asked_again_in_another_case(
    anna: Person, app: Application
) -> None:
    await at_letter(anna)
    await anna.says("/new")
    second = Traveller(problem="fee")
    questions = []
    for _ in range(60):
        move = second.next_move(anna.messages)
        assert move is not None
        if ":sent:" in move.data:
            break
        questions.append(move.question)
        await make(anna, move)
    newest = (await app.casework.list(anna.id))[0]
    assert newest.problem == "fee"
    assert newest.answers["full_name"] == TYPED["full_name"]
    assert not {"full_name", "phone", "email", "address"} & set(questions)


async def test_our_own_fault_says_sorry_and_shows_a_way_on(
    anna: Person, app: Application, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError

    await anna.says("/start")
    monkeypatch.setattr(Cases, "list", broken)
    await anna.says("/cases")
    assert anna.screen == plain(content.words.screen("errors/unexpected"))
    assert anna.messages[-1].buttons


CRIES = {"помогите деньги украли": "Слышу вас", "не хочу больше жить": "112"}


@pytest.mark.parametrize(("caption", "answer"), CRIES.items())
@pytest.mark.parametrize("with_case", [False, True])
async def test_a_cry_under_a_picture_is_answered_first(
    anna: Person, app: Application, caption: str, answer: str, with_case: bool
) -> None:
    if with_case:
        await asked(anna, "happened")
    else:
        await anna.says("/start")
    await anna.sends("photo", caption=caption, content=picture(1, (60, 40)))
    assert answer in anna.screen
    if with_case:
        (kept,) = (await only_case(app, anna)).exhibits
        assert kept.kind is None
        await anna.says("/cases")
        await does(anna, "card")
        await does(anna, "more")
        await does(anna, "exhibits")
        assert "Не разобрано: 1" in anna.labels
