"""What people type: understood and echoed, or refused in words that help."""

import asyncio
import re

import pytest
from telegram_sandbox.faults import Fault

from bot.app import Application
from bot.content.content import Content
from bot.escalation.values import Moment, Money
from tests.conftest import polled
from tests.dialogs.journeys import does, only_case, opens, plain, state_of, verbs
from tests.people import asked, at_letter, confirms, travel
from tests.telegram import Person

REFUSED = [
    ("happened", "31.12.2099", "date_in_future"),
    ("happened", "30.02.2026", "impossible_date"),
    ("happened", "когда-то", "date_unclear"),
    ("sum", "-500", "sum_negative"),
    ("sum", "0", "sum_zero"),
    ("sum", "много", "sum_unclear"),
    ("sum", "\u200b\u202e\u202c", "empty"),
    ("operation", "без номера", "number_without_digits"),
    ("full_name", "Анна", "name_needs_two_words"),
    ("full_name", "Анна 2", "name_has_digits"),
    ("phone", "звоните вечером", "not_a_phone"),
    ("email", "anna@", "not_an_email"),
    ("address", "Омск", "address_too_short"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("question", "typed", "slug"), REFUSED)
async def test_a_bad_answer_is_explained_and_the_question_stays(
    anna: Person, app: Application, content: Content, question: str, typed: str, slug: str
) -> None:
    good = await asked(anna, question)
    await anna.says(typed)
    assert anna.screen == plain(content.words.screen(f"unreadable/{slug}"))
    assert question not in (await only_case(app, anna)).answers
    await anna.says(good.text)
    assert (await only_case(app, anna)).answers[question]


UNDERSTOOD = [
    ("sum", "12,4 тыс", Money(1_240_000)),
    ("sum", "1 млн 200 тыс", Money(120_000_000)),
    ("sum", "100 долларов", Money(10_000, "USD")),
    ("phone", "звоните 8 916 123 45 67", "+7 916 123-45-67"),
    ("email", "Почта anna@example.com.", "anna@example.com"),
]


@pytest.mark.parametrize(("question", "typed", "value"), UNDERSTOOD)
async def test_an_understood_answer_is_shown_back_and_can_be_put_right(
    anna: Person, app: Application, question: str, typed: str, value: object
) -> None:
    good = await asked(anna, question)
    await anna.says(typed)
    assert (await only_case(app, anna)).answers[question] == value
    await does(anna, "ask")
    await anna.says(good.text)
    await confirms(anna)
    assert (await state_of(app, anna))[1]["question"] != question


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [("sum", "9 900 ₽", Money(990_000)), ("phone", "8 (916) 123 45 67", "+7 916 123-45-67")],
)
async def test_plain_figures_are_kept_without_a_question(
    anna: Person, app: Application, question: str, typed: str, value: object
) -> None:
    await asked(anna, question)
    await anna.says(typed)
    assert (await only_case(app, anna)).answers[question] == value
    assert "✅ Верно" not in anna.labels
    assert (await state_of(app, anna))[1]["question"] != question


async def test_yesterday_is_counted_from_the_persons_day(anna: Person, app: Application) -> None:
    await asked(anna, "happened")
    await anna.says("вчера")
    happened = (await only_case(app, anna)).answers["happened"]
    assert isinstance(happened, Moment)
    assert (app.casework.today() - happened.on).days == 1


@pytest.mark.parametrize("by_poll", [False, True])
async def test_of_two_messages_sent_in_haste_the_first_is_the_answer(
    anna: Person, app: Application, by_poll: bool
) -> None:
    """The second was written before the next question stood there, so it answers nothing."""
    good = await asked(anna, "operation")
    anna.actor.say(good.text)
    anna.actor.say("1234567")
    if by_poll:
        async with polled(app):
            async with asyncio.timeout(10):
                while app.poller.is_busy or anna.telegram.updates.ready():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
    else:
        await anna.settle(at_once=True)
    given = (await only_case(app, anna)).answers
    assert given["operation"] == good.text
    assert (await state_of(app, anna))[1]["question"] not in given


HOSTILE = [
    "<b>жирно",
    "</pre><script>alert(1)</script>",
    "<a href='tg://user?id=1'>кто</a>",
    "{{ 7 * 7 }}{% for %}",
    "&lt; & &amp; >",
    "👩‍👩‍👧‍👦 🇷🇺 деньги ушли",
    "\u202eтекст задом наперёд\u202c и \u2068изолят\u2069",
    "'; DROP TABLE cases; --",
    "%s %(name)s {0} \\n",
    "первая\n\n\n\n\nвторая строка",
]


@pytest.mark.exhaustive
@pytest.mark.parametrize("hostile", HOSTILE)
async def test_no_text_breaks_a_screen_or_the_letter(
    anna: Person, app: Application, content: Content, hostile: str
) -> None:
    await asked(anna, "recipient")
    await anna.says(hostile)
    await at_letter(anna)
    await anna.presses("Добавить от себя")
    await anna.says(hostile)
    kept = (await only_case(app, anna)).answers["own_words"]
    assert isinstance(kept, str)
    shown = "".join(message.words for message in anna.messages)
    assert "49" not in shown.replace(kept, "")
    assert all(word in shown for word in re.findall(r"\w{4,}", kept))
    await does(anna, "edit")
    assert kept[:20].splitlines()[0] in anna.screen
    assert anna.screen != plain(content.words.screen("errors/unexpected"))


async def test_a_story_sent_in_parts_is_refused_whole_and_its_tail_is_no_story(
    anna: Person, app: Application
) -> None:
    good = await asked(anna, "provider_reply")
    await anna.says("ж" * 10_000)
    assert "provider_reply" not in (await only_case(app, anna)).answers
    assert (await state_of(app, anna))[1]["question"] == "provider_reply"
    await anna.says(good.text)
    assert (await only_case(app, anna)).answers["provider_reply"] == good.text


async def test_the_rest_of_a_text_that_was_split_does_not_answer_the_next_question(
    anna: Person, app: Application
) -> None:
    await asked(anna, "provider_reply")
    anna.actor.say("Ответили, что всё исполнено.")
    anna.actor.say("И что жалоб они не принимают.")
    await anna.settle()
    answers = (await only_case(app, anna)).answers
    assert answers["provider_reply"] == "Ответили, что всё исполнено."
    assert "И что жалоб они не принимают." not in answers.values()


async def test_buttons_may_be_typed_where_several_are_ticked(
    anna: Person, app: Application
) -> None:
    await travel(anna, lambda move: ":choose:attachments" in move.data)
    await anna.says("чек, выписку и скриншот")
    ticked = {label for label in anna.labels if label.startswith("✅")}
    assert ticked == {"✅ Чек", "✅ Выписка, история", "✅ Скриншоты"}
    kept = (await only_case(app, anna)).answers["attachments"]
    assert isinstance(kept, tuple)
    assert set(kept) == {"receipt", "statement", "screenshots"}


async def test_words_on_no_button_are_answered_with_the_buttons(
    anna: Person, app: Application
) -> None:
    await travel(anna, lambda move: ":choose:" in move.data)
    question = verbs(anna)["done"].rpartition(":")[2]
    await anna.says("верните деньги")
    assert "Такой кнопки нет: «верните деньги»" in anna.screen
    assert verbs(anna)["done"].rpartition(":")[2] == question
    assert question not in (await only_case(app, anna)).answers


async def test_the_one_button_that_holds_may_be_typed_and_is_shown_back(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    await opens(anna, "Магазин не вернул деньги", "Не дали товар или услугу")
    await anna.presses("✍️ Текст обращения")
    while "Что вы оплатили" not in anna.screen:
        await anna.presses("Пропустить")
    await anna.says("товар, телефон")
    assert (await only_case(app, anna)).answers["bought"] == ("goods",)
    assert "Товар" in anna.screen
    await confirms(anna)
    assert "Что вы оплатили" not in anna.screen


async def test_a_command_is_no_answer(anna: Person, app: Application) -> None:
    good = await asked(anna, "recipient")
    await anna.says("/nonsense")
    assert "recipient" not in (await only_case(app, anna)).answers
    await anna.says(good.text)
    assert (await only_case(app, anna)).answers["recipient"] == good.text


SECRETS = {
    "Карта 4276 3800 1234 5679, верните": "4276 3800 1234 5679",
    "cvv 123, списали дважды": "123",
    "код из смс 123456 я назвала": "123456",
}


@pytest.mark.parametrize("typed", SECRETS)
async def test_a_secret_in_an_answer_is_masked_deleted_and_explained(
    anna: Person, app: Application, content: Content, typed: str
) -> None:
    await asked(anna, "provider_reply")
    before = len(anna.messages)
    await anna.says(typed)
    story = (await only_case(app, anna)).answers["provider_reply"]
    assert isinstance(story, str)
    assert SECRETS[typed] not in story
    assert typed not in [message.words for message in anna.own_messages]
    assert any("🔒" in message.words for message in anna.messages[before - 1 :])


async def test_where_telegram_does_not_delete_it_the_person_is_told_to(anna: Person) -> None:
    await anna.says("/start")
    anna.telegram.faults.add(
        Fault(
            method="deleteMessage",
            code=400,
            description="Bad Request: message can't be deleted for everyone",
        )
    )
    await anna.says("Карта 4276 3800 1234 5679")
    assert any("удалите его" in message.words for message in anna.messages)
