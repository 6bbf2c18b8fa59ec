"""What need not wait is offered at once: the bank's letter while the police think, the police
beside the report, the bank of whoever was deceived by a shop."""

from datetime import UTC

import pytest

from bot.app import Application
from bot.escalation.case import EventKind
from bot.escalation.reminders import ReminderContext, ReminderKind, plan
from tests.dialogs.journeys import newest_case, reported, sent_today
from tests.dialogs.test_routes import CONTENT, opens, stands_on
from tests.people import picks
from tests.telegram import Person


async def sends_unnumbered(person: Person) -> None:
    await sent_today(person)
    await person.presses("Номера нет")


async def test_the_deceived_write_to_the_bank_while_the_police_think_and_hear_of_both(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "deceived")
    await reported(anna)
    await sends_unnumbered(anna)
    assert "Ответа можно не ждать" in anna.screen
    await anna.presses("Не ждать: Поддержка")
    assert (await newest_case(app, anna)).step == "support"
    await sends_unnumbered(anna)
    case = await newest_case(app, anna)
    sent = [event.step for event in case.events if event.kind is EventKind.SENT]
    assert sent == ["police", "support"]
    context = ReminderContext(zone=UTC, changed_at=case.events[-1].recorded_at)
    dues = plan(case, CONTENT.timing, context, app.casework.now())
    last = {due.key.step for due in dues if due.key.kind is ReminderKind.LAST_DAY}
    assert last == {"police", "support"}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("place", "problem", "step", "after"),
    [
        ("qiwi_ru", "opened_without_me", "rkn", "Полиция"),
        ("qiwi_ru", "opened_without_me", "police", "АСВ: кошелёк не мой"),
        ("other_wallet", "not_delivered", "support", "Претензия"),
        ("other_wallet", "identification", "pretenziya", "Роскомнадзор: данные"),
        ("other_wallet", "not_delivered", "pretenziya", None),
        ("other_wallet", "blocked", "support", None),
        ("qiwi_ru", "licence_revoked", "liquidator", None),
        ("shop", "refund", "shop", None),
        ("qiwi_am", "fee", "support", None),
    ],
)
async def test_only_what_needs_no_reply_is_offered_beside_the_waiting(
    app: Application, anna: Person, place: str, problem: str, step: str, after: str | None
) -> None:
    await opens(anna, place, problem)
    await stands_on(app, anna, CONTENT.path.steps[step])
    await sends_unnumbered(anna)
    offered = [text for text in anna.labels if text.startswith("Не ждать")]
    assert offered == ([f"Не ждать: {after}"] if after else [])


async def test_what_was_begun_already_is_not_offered_again(app: Application, anna: Person) -> None:
    await opens(anna, "other_wallet", "deceived")
    await stands_on(app, anna, CONTENT.path.steps["support"])
    await sends_unnumbered(anna)
    await stands_on(app, anna, CONTENT.path.steps["police"])
    await sends_unnumbered(anna)
    assert not [text for text in anna.labels if text.startswith("Не ждать")]


@pytest.mark.parametrize(
    ("place", "problem", "police"),
    [
        ("other_wallet", "unauthorised", "Полиция"),
        ("unknown", "unauthorised", "Полиция"),
        ("qiwi_kz", "unauthorised", "Полиция вашей страны"),
    ],
)
async def test_the_robbed_are_offered_the_police_where_they_report(
    app: Application, anna: Person, place: str, problem: str, police: str
) -> None:
    await opens(anna, place, problem)
    await anna.presses(police)
    await anna.presses("Перейти к этому шагу")
    assert CONTENT.words.label("steps", (await newest_case(app, anna)).step) == police


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("by", "place"),
    [
        ("problem", "shop"),
        ("problem", "terminal"),
        ("urgent", ""),
        ("story", ""),
    ],
)
async def test_whoever_sent_the_money_by_deceit_comes_to_their_bank_by_every_road(
    app: Application, anna: Person, by: str, place: str
) -> None:
    if by == "story":
        await anna.says("/new")
        await anna.presses("💬 Рассказать одним сообщением")
        await anna.says("Магазин-обманщик в телеграме, деньги перевёл сам, кроссовок нет")
        await anna.presses("📞 Выбрать")
    elif by == "urgent":
        await anna.says("/start")
        await anna.presses("🚨 Деньги уходят прямо сейчас")
        await anna.presses("Убедили перевести деньги")
        await anna.presses("📞 Выбрать")
    else:
        await anna.says("/new")
        await picks(anna, CONTENT.words.label("places", place))
        await anna.presses("Убедили перевести деньги")
    await anna.presses("ЮMoney")
    case = await newest_case(app, anna)
    assert (case.place, case.problem, case.step) == ("other_wallet", "deceived", "report")
    assert case.answers["firm"] == "yoomoney"
    assert ("story" in case.answers) is (by == "story")


async def test_a_shop_that_vanished_leads_to_the_police_and_to_the_bank(
    app: Application, anna: Person
) -> None:
    await opens(anna, "shop", "not_supplied")
    assert "Похоже на обман" in anna.screen
    await anna.presses("Обманули: завести дело")
    await anna.presses("ЮMoney")
    case = await newest_case(app, anna)
    assert case.problem == "deceived"
    assert "police" in CONTENT.path.route(case.place, case.problem).steps


@pytest.mark.parametrize(
    ("place", "said"), [("shop", "Когда вы заплатили"), ("terminal", "День и")]
)
async def test_a_shop_is_asked_for_the_day_of_the_payment(
    app: Application, anna: Person, place: str, said: str
) -> None:
    await opens(anna, place, "other")
    case = await newest_case(app, anna)
    message = [message.id for message in anna.messages if message.buttons][-1]
    step = CONTENT.path.route(place, "other").steps[-2]
    await anna.presses_data(message, f"c:{case.id}:1:{step}:ask:happened")
    assert said in anna.screen


async def test_the_deceived_are_not_asked_what_was_debited(app: Application, anna: Person) -> None:
    for problem, says in (("deceived", False), ("unauthorised", True)):
        await opens(anna, "other_wallet", problem)
        case = await newest_case(app, anna)
        message = [message.id for message in anna.messages if message.buttons][-1]
        await anna.presses_data(message, f"c:{case.id}:1:support:ask:operations")
        assert ("списывают" in anna.screen) is says
