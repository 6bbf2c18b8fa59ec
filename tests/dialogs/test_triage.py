"""*Что значит их ответ?*: each stock reply, the term that runs then, and where the case goes."""

from datetime import timedelta

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.content.content import Content
from bot.escalation.case import EventKind, Stage, last, stage
from bot.escalation.values import Money
from tests.dialogs.journeys import (
    all_pages,
    at_support,
    looks_at,
    newest_case,
    opens,
    replied,
    reported,
    send,
    text_of,
    write,
)
from tests.telegram import Person

KINDS = (
    "under_review",
    "send_documents",
    "go_to_recipient",
    "you_confirmed",
    "blocked_115",
    "term_extended",
    "not_competent",
    "refused_no_reason",
    "partly_returned",
    "forwarded",
    "no_crime",
)
REBUTTED = {
    "go_to_recipient": "Распоряжение о платеже дано вам, и только у вас",
    "you_confirmed": "Прошу приложить доказательства того, что операция подтверждена мной",
    "blocked_115": "Прошу назвать причину ограничений по Федеральному закону № 115-ФЗ",
    "not_competent": "вопрос не относится к вашей компетенции, прошу",
    "refused_no_reason": "Прошу указать, какие обстоятельства проверены",
    "partly_returned": "Прошу прислать расчёт возвращённого и вернуть остальное",
}


async def waiting(anna: Person) -> None:
    """A letter to the support is out, with its number."""
    await at_support(anna)
    await write(anna)
    await send(anna)


async def open_kind(anna: Person, content: Content, kind: str) -> None:
    await anna.presses("Что значит их ответ?")
    await anna.presses(content.words.label("reply_kinds", kind))


def law_day(app: Application, case: object) -> str:
    due = app.content.timing.clock(case, "support").law  # type: ignore[arg-type]
    assert due is not None
    return due.last_day.strftime("%d.%m.%Y")


async def test_every_kind_is_offered_and_known(anna: Person, content: Content) -> None:
    assert tuple(content.reply_kinds) == KINDS
    await waiting(anna)
    await anna.presses("Что значит их ответ?")
    offered = await all_pages(anna)
    assert {content.words.label("reply_kinds", kind) for kind in KINDS} <= set(offered)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
async def test_each_reply_is_explained_with_what_follows(
    anna: Person, content: Content, app: Application, kind: str
) -> None:
    await waiting(anna)
    before = await newest_case(app, anna)
    await open_kind(anna, content, kind)
    assert "Вправе ли?" in anna.screen or kind == "partly_returned"
    assert "Что делать:" in anna.screen
    assert "⏱" in anna.screen
    assert (await newest_case(app, anna)).events == before.events  # looking records nothing


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
async def test_recording_moves_the_case_as_the_reply_means(
    anna: Person, content: Content, app: Application, kind: str
) -> None:
    await waiting(anna)
    due = law_day(app, await newest_case(app, anna))
    await open_kind(anna, content, kind)
    await replied(anna, "Записать")
    case = await newest_case(app, anna)
    match content.reply_kinds[kind].reply:
        case "wait":
            assert (case.step, stage(case)) == ("support", Stage.WAITING)
            assert law_day(app, case) == due
            assert due in anna.screen
        case "questions":
            assert (case.step, stage(case)) == ("support", Stage.QUESTIONS)
            assert "До какого дня ждут документы?" in anna.screen
            await anna.presses("Дня не назвали")
            assert "📮 Ответ отправлен" in anna.labels
        case "extended":
            assert "Вам продлили срок?" in anna.screen
            assert (case.step, stage(case)) == ("support", Stage.WAITING)
        case "partial":
            assert case.step == "pretenziya"
            assert "Сколько осталось вернуть?" in anna.screen
        case _:
            assert (case.step, stage(case)) == ("pretenziya", Stage.TODO)
            reply = last(case, EventKind.REPLIED, "support")
            assert reply is not None
            assert reply.note["kind"] == kind


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", REBUTTED)
async def test_the_next_letter_rebuts_the_reply(anna: Person, content: Content, kind: str) -> None:
    await waiting(anna)
    await open_kind(anna, content, kind)
    await replied(anna, "Записать")
    if kind == "partly_returned":
        await anna.presses("Сумма прежняя")
    await write(anna)
    assert REBUTTED[kind] in text_of(anna)


async def test_papers_that_are_asked_for_leave_the_term_as_it_is_and_the_screen_says_so(
    anna: Person, content: Content, app: Application, clock: MovableClock
) -> None:
    await waiting(anna)
    due = law_day(app, await newest_case(app, anna))
    clock.advance(timedelta(days=8))
    await anna.says("/start")
    await anna.presses("▶️")
    await open_kind(anna, content, "send_documents")
    assert f"Срок их ответа от этого не меняется: до {due}" in anna.screen
    await replied(anna, "Записать")
    await anna.presses("Дня не назвали")
    await anna.presses("📮 Ответ отправлен")
    await anna.presses("Сегодня")
    assert law_day(app, await newest_case(app, anna)) == due


async def test_an_extended_term_is_announced_before_and_kept_after(
    anna: Person, content: Content, app: Application
) -> None:
    await waiting(anna)
    await open_kind(anna, content, "term_extended")
    said = anna.screen.partition("новый срок – до ")[2][:10]
    await replied(anna, "Записать новый срок")
    await anna.presses("Дня нет – по закону")
    case = await newest_case(app, anna)
    assert law_day(app, case) == said
    await open_kind(anna, content, "term_extended")
    assert f"Сейчас я считаю срок до {said}" in anna.screen
    assert app.casework.letter_facts(case, "pretenziya").counter == ("term_extended",)


async def test_the_rest_of_the_money_is_asked_for(
    anna: Person, content: Content, app: Application
) -> None:
    await waiting(anna)
    await open_kind(anna, content, "partly_returned")
    await replied(anna, "Записать")
    assert "Была сумма 12 400 ₽" in text_of(anna)
    await anna.says("2400")
    await anna.presses("✅ Верно")
    assert (await newest_case(app, anna)).answers["sum"] == Money(240_000)
    await anna.presses("Отмена")
    await write(anna)
    assert "2 400 руб." in text_of(anna)


async def test_a_pasted_reply_is_guessed_kept_and_quoted(anna: Person, app: Application) -> None:
    await waiting(anna)
    await anna.presses("Что значит их ответ?")
    pasted = "Операция подтверждена кодом из СМС, оснований для возврата нет."
    await anna.says(pasted)
    assert anna.labels[0] == "Вы сами подтвердили"
    assert len(anna.labels) <= 5
    assert stage(await newest_case(app, anna)) is Stage.WAITING  # the person chooses
    await anna.presses("Вы сами подтвердили")
    await replied(anna, "Записать и идти дальше")
    await write(anna)
    assert f"Из ответа: «{pasted[:-1]}»." in text_of(anna)


async def test_an_unknown_reply_leads_to_the_list(anna: Person) -> None:
    await waiting(anna)
    await anna.presses("Что значит их ответ?")
    await anna.says("Добрый день, всего хорошего.")
    assert "Не узнал этот ответ" in anna.screen
    await anna.presses("Другой ответ")
    assert "Отказ без причины" in anna.labels


async def test_a_card_number_in_a_pasted_reply_is_kept_nowhere(
    anna: Person, app: Application
) -> None:
    await waiting(anna)
    await anna.presses("Что значит их ответ?")
    await anna.says("Идёт проверка по карте 4276 3800 1234 5679, ждите.")
    kept = str((await newest_case(app, anna)).answers["provider_reply"])
    assert "4276" not in kept
    assert "3800" not in kept
    assert "Идёт проверка" in anna.labels
    assert not [message for message in anna.own_messages if "4276" in message.words]


async def test_an_interim_reply_is_past_once_they_have_refused(
    anna: Person, content: Content, app: Application
) -> None:
    await waiting(anna)
    await open_kind(anna, content, "under_review")
    await replied(anna, "Записать")
    await open_kind(anna, content, "refused_no_reason")
    await replied(anna, "Записать")
    case = await newest_case(app, anna)
    assert app.casework.letter_facts(case, "pretenziya").counter == ("refused_no_reason",)


async def test_what_the_police_said_is_not_put_to_the_bank(
    anna: Person, content: Content, app: Application
) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Списали без меня")
    await reported(anna)
    await looks_at(anna, "Полиция")
    await anna.presses("Перейти к этому шагу")
    await write(anna)
    await send(anna)
    await open_kind(anna, content, "no_crime")
    assert "Прокуратура" in anna.screen
    await replied(anna, "Записать")
    case = await newest_case(app, anna)
    assert app.casework.letter_facts(case, "pretenziya").counter == ()
    assert app.casework.letter_facts(case, "prosecutor").earlier[0].reply == "no_crime"


async def test_an_old_button_of_a_reply_cannot_move_the_case_twice(
    anna: Person, content: Content, app: Application
) -> None:
    await waiting(anna)
    await open_kind(anna, content, "refused_no_reason")
    before = await newest_case(app, anna)
    await anna.presses("Записать", times=3)
    assert await newest_case(app, anna) == before, "only its day is asked"
    message = anna.messages[-1]
    data = next(b["callback_data"] for b in message.buttons if b["text"] == "Сегодня")
    await anna.presses("Сегодня", times=3)
    case = await newest_case(app, anna)
    await anna.presses_data(message.id, data)
    again = await newest_case(app, anna)
    assert again.step == case.step == "pretenziya"
    assert again.events == case.events


async def test_a_reply_to_what_was_written_without_us_is_recorded_with_both_days(
    app: Application, anna: Person
) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк", "Кошелёк заблокирован")
    await anna.presses("Что значит их ответ?")
    await anna.presses("Заблокировано по 115-ФЗ")
    await anna.presses("Записать")
    assert "А когда вы им писали?" in anna.screen
    await anna.presses("Другой день")
    await anna.says("позавчера")
    await anna.presses("Верно")
    assert "Когда пришёл ответ?" in anna.screen
    await anna.presses("Вчера")
    case = await newest_case(app, anna)
    opened, sent, came = [event.happened_on for event in case.events]
    assert [opened - sent, opened - came] == [timedelta(days=2), timedelta(days=1)]
    assert case.step == "commission"


async def test_whoever_has_not_written_yet_is_led_to_the_letter(
    app: Application, anna: Person
) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк", "Кошелёк заблокирован")
    await anna.presses("Что значит их ответ?")
    await anna.presses("Заблокировано по 115-ФЗ")
    await anna.presses("Записать")
    await anna.presses("Ещё не писали")
    assert "Осталось вопросов" in anna.screen
    case = await newest_case(app, anna)
    assert [event.kind for event in case.events] == [EventKind.OPENED]
