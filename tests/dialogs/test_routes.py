"""Every place, country and problem walked through the real dialogs: no wall, no step without words.

Each kind of route is walked step by step at each place (`WALKS`); the other problems there are
opened and looked through on the map.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.checks.samples import opened
from bot.content.content import Content
from bot.dialogs.card import card_screen
from bot.dialogs.desk import Desk
from bot.escalation.case import Case, EventKind
from bot.escalation.facts import Confidence, Standing, may_be_primary
from bot.escalation.path import Step
from bot.escalation.routing import applies, ways
from tests.conftest import read_once
from tests.dialogs import journeys
from tests.dialogs.journeys import replied, reported, sent_today
from tests.people import IS_READY, confirms, picks
from tests.telegram import Person

CONTENT = read_once()
EXITS = ("🗺 Карта", "Ещё")
NO_TERM = "Срока по закону здесь нет или мы его не знаем"


def _all() -> Iterator[tuple[str, str]]:
    for place in CONTENT.path.places.values():
        for problem in place.problems:
            yield place.id, problem


ALL = list(_all())
WALKS = list(
    {
        (place, CONTENT.path.route(place, problem).id): (place, problem) for place, problem in ALL
    }.values()
)


@pytest.fixture
def clock() -> MovableClock:
    """A day of its own: what is shown must not depend on the machine's."""
    return MovableClock(lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


def label(group: str, name: str) -> str:
    return CONTENT.words.label(group, name)


async def opens(person: Person, place: str, problem: str) -> None:
    await person.says("/new")
    if place == "unlicensed":
        await person.presses(label("places", "other_wallet"))
        await person.presses("WebMoney")
    elif CONTENT.path.places[place].country == "RU":
        await picks(person, label("places", place))
    else:
        await person.presses(label("places", "abroad"))
        await person.presses(CONTENT.facts.providers[place].button)
    await person.presses(label("problems", problem))


async def looks_at(person: Person, step: str) -> None:
    await journeys.looks_at(person, label("steps", step))


async def case_of(app: Application, person: Person) -> Case:
    cases = [case for case in await app.casework.list(person.id) if not case.closed]
    assert len(cases) == 1
    return cases[0]


async def stands_on(app: Application, person: Person, step: Step) -> None:
    """Go to the step over the map; through a locked one by the first of its reasons."""
    if (await case_of(app, person)).step == step.id:
        return
    await looks_at(person, step.id)
    assert label("steps", step.id) in person.screen
    if "🔒" in person.screen:
        assert "откроется" in person.screen
        assert step.ways_through
        case = await case_of(app, person)
        route = CONTENT.path.route(case.place, case.problem)
        offered = [text.removeprefix("Пока: ") for text in person.labels if "Пока: " in text]
        assert len(offered) == 1
        assert offered[0] in {label("steps", other) for other in (*route.steps, *route.also)}
        await person.presses(label("ways", ways(case, step, CONTENT.timing)[0]))
        if "Не знаю" in person.labels:  # the day of a decision in hand
            await person.presses("Не знаю")
        assert "🔒" not in person.screen
    else:
        await person.presses("Перейти к этому шагу")
    assert (await case_of(app, person)).step == step.id


async def tries_letter(person: Person, content: Content, case: Case, step: Step) -> None:
    """The letter opens: at once with blanks, or question by question."""
    await person.presses("✍️ Текст обращения")
    if content.questions_for(case, step.id):
        assert re.search("Осталось вопросов: |Последний вопрос", person.screen)
        await person.presses("Показать письмо сейчас")
    assert IS_READY.search(person.screen)
    await person.presses("‹ К делу")


async def tries_contacts(person: Person, case: Case, step: Step) -> None:
    """The first contact is one that may come first, or the screen says that none may."""
    contacts = CONTENT.contacts_for(case.place, case.problem, step)
    if not contacts:
        assert "Контакты" not in person.labels
        return
    await person.presses("Контакты")
    assert contacts[0].name in person.labels[0]
    said = "Подтверждённого контакта для этого шага у нас нет" in person.screen
    assert said is not may_be_primary(contacts[0])
    await person.presses(contacts[0].name)
    assert "Контакт не отвечает" in person.labels
    await person.presses("‹ Назад")
    await person.presses("‹ К делу")


async def goes_through(app: Application, person: Person, step: Step) -> None:
    """All that a step offers, to its end: the words, letter, contacts, clock and exits."""
    case = await case_of(app, person)
    for part in ("💰", "⏳", "Поможет:", "Не поможет:", "Пригодится:"):
        assert part in person.screen, f"{step.id} says no {part}"
    assert set(EXITS) <= set(person.labels)
    await tries_contacts(person, case, step)
    # Letters of every place are written elsewhere: here one place of each route tries its screens.
    if step.draft and case.place == CONTENT.path.route(case.place, case.problem).places[0]:
        await tries_letter(person, app.content, case, step)
    if not step.waits:
        return
    await sent_today(person)
    await person.presses("Номера нет")
    clock = CONTENT.timing.clock(await case_of(app, person), step.id)
    assert ("⚖️ По закону ответ" in person.screen) is (clock.law is not None)
    assert ("Обещание" in person.screen or "обещает" in person.screen) is bool(clock.promise)
    if clock.law is None and clock.promise is None:
        assert NO_TERM in person.screen
    assert set(EXITS) <= set(person.labels)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("place", "problem"), WALKS)
async def test_every_step_of_every_route_has_all_a_person_needs(
    app: Application, anna: Person, place: str, problem: str
) -> None:
    await opens(anna, place, problem)
    route = CONTENT.path.route(place, problem)
    case = await case_of(app, anna)
    for step in (*route.steps, *route.also):
        if not applies(case, CONTENT.path.steps[step], CONTENT.timing):
            continue  # it is for whom something else was told
        await stands_on(app, anna, CONTENT.path.steps[step])
        if step == "report":  # three actions, and nothing folded before them
            assert "✅ Сообщено – записать номер" in anna.labels
        else:
            await goes_through(app, anna, CONTENT.path.steps[step])
    await anna.presses("Закрыть")
    await anna.presses(label("reasons", "not_now"))
    assert "Остановиться – нормальное решение" in anna.screen


@pytest.mark.exhaustive
@pytest.mark.parametrize(("place", "problem"), WALKS)
async def test_refused_at_every_step_a_person_comes_to_the_end(
    app: Application, anna: Person, place: str, problem: str
) -> None:
    await opens(anna, place, problem)
    case, walked = await case_of(app, anna), []
    steps = [
        step
        for step in CONTENT.path.route(place, problem).steps
        if applies(case, CONTENT.path.steps[step], CONTENT.timing)
    ]
    for _ in steps:
        case = await case_of(app, anna)
        step = CONTENT.path.steps[case.step]
        walked.append(step.id)
        if "🔒" in anna.screen:
            await anna.presses(label("ways", ways(case, step, CONTENT.timing)[0]))
            if "Не знаю" in anna.labels:
                await anna.presses("Не знаю")
        if step.waits:
            await sent_today(anna)
            await anna.presses("Номера нет")
            await replied(anna, "Отказали")
        else:
            await (anna.presses("Не помогло") if step.may_solve else reported(anna))
    assert walked == steps
    assert "Это была последняя ступень" in anna.screen
    assert set(EXITS) <= set(anna.labels)


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", CONTENT.path.places)
async def test_every_problem_opens_and_every_step_of_its_map_can_be_read(
    app: Application, anna: Person, place: str
) -> None:
    for problem in CONTENT.path.places[place].problems:
        await opens(anna, place, problem)
        case = await case_of(app, anna)
        assert (case.place, case.problem) == (place, problem)
        route = CONTENT.path.route(place, problem)
        assert case.step == route.steps[0]
        for step in (*route.steps[1:], *route.also):
            await looks_at(anna, step)
            assert "Поможет:" in anna.screen
            assert "Перейти к этому шагу" in anna.labels
        await anna.presses("‹ К делу")
        await anna.presses("Закрыть")
        await anna.presses(label("reasons", "mistake"))


async def test_what_the_article_says_of_the_closed_wallet_is_found_beside_its_way(
    anna: Person,
) -> None:
    """Nobody answers there: its contacts stand among the contacts, its ladder in the FAQ."""
    await opens(anna, "qiwi_ru", "licence_revoked")
    await anna.presses("Куда жаловаться?")
    for said in ("чат, почта, телефон", "Роскомнадзор, потом в суд", "ни одного подтверждённого"):
        assert said in anna.screen
    await anna.says("/contacts")
    await anna.presses("Qiwi – что было в статье")
    for contact in CONTENT.contacts.values():
        if (contact.article_row or "").startswith(("A2", "A3")):
            assert any(contact.name in text for text in anna.labels), contact.id


@pytest.mark.exhaustive
@pytest.mark.parametrize(("place", "problem"), ALL)
def test_a_step_that_a_card_names_is_on_its_map(app: Application, place: str, problem: str) -> None:
    """«Шаг» of another route would be looked for in vain, and so would one «на карте»."""
    desk, route = Desk(app.content, app.casework), CONTENT.path.route(place, problem)
    there = {label("steps", step) for step in (*route.steps, *route.also)}
    case = opened(route, CONTENT, desk.today)
    case = replace(case, place=place, problem=problem)
    for step in (*route.steps, *route.also):
        text = card_screen(replace(case, step=step), desk).text
        named = set(re.findall("«([^»]+)»", text)) & set(CONTENT.words.labels("steps").values())
        assert named <= there, (step, named - there)
        bodies = {"полици": "police", "Роскомнадзор": "rkn", "Роспотребнадзор": "rospotrebnadzor"}
        on_map = [one for one in re.split(r"(?<=[.!?\n])", text) if "на карте" in one.lower()]
        for sentence in on_map:
            for body, known in bodies.items():
                if body.lower() in sentence.lower():
                    assert known in (*route.steps, *route.also), (step, sentence)


async def test_what_happened_stands_before_anything_to_do_for_the_russian_wallet(
    anna: Person,
) -> None:
    await opens(anna, "qiwi_ru", "licence_revoked")

    assert "КИВИ Банк закрыт 21.02.2024" in anna.screen
    assert "мы подтвердить не смогли" in anna.screen
    assert "до 21 февраля 2027 года" in anna.screen  # the window, called a careful reckoning
    assert "осторожный расчёт" in anna.screen
    assert "за комиссию – это обман" in anna.screen


async def test_the_windows_show_where_the_law_closes_them(
    app: Application, anna: Person, clock: MovableClock
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await looks_at(anna, "support")
    await anna.presses("Перейти к этому шагу")
    await anna.presses("✍️ Текст обращения")
    case = await case_of(app, anna)
    if "Когда это случилось" not in anna.screen:
        await anna.presses("Пропустить")
    await anna.says("вчера")
    await anna.presses("✅")
    await anna.presses("Показать письмо сейчас")
    await anna.presses("‹ К делу")

    await looks_at(anna, "ombudsman")
    assert "⏰ Обратиться к уполномоченному: до" in anna.screen
    await looks_at(anna, "report")
    assert "⏰ Сообщить об операции: до" in anna.screen
    clock.advance(timedelta(days=3))
    await looks_at(anna, "report")
    assert "Сообщите всё равно" in anna.screen
    assert case.problem == "unauthorised"


async def test_the_ombudsmans_refusal_opens_the_court_and_starts_its_month(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await stands_on(app, anna, CONTENT.path.steps["ombudsman"])
    await sent_today(anna)
    await anna.presses("Номера нет")
    await replied(anna, "Отказали")

    assert (await case_of(app, anna)).step == "court"
    assert "🔒" not in anna.screen
    assert "Подать в суд после решения уполномоченного: до 7 января 2027 года" in anna.screen


async def test_a_repetition_is_shut_until_something_was_sent(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "fee")
    await looks_at(anna, "appeal")
    assert "когда вы отправите первое обращение" in anna.screen
    await anna.presses("Пока: Поддержка")
    assert "Просите показать тариф" in anna.screen

    await anna.presses("Перейти к этому шагу")
    await sent_today(anna)
    await anna.presses("Номера нет")
    await looks_at(anna, "appeal")
    assert "🔒" not in anna.screen


async def test_the_ombudsman_opens_by_itself_when_the_claim_got_no_reply(
    app: Application, anna: Person, clock: MovableClock
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await stands_on(app, anna, CONTENT.path.steps["pretenziya"])
    await sent_today(anna)
    await anna.presses("Номера нет")
    step = CONTENT.path.steps["ombudsman"]
    due = CONTENT.timing.opens_after(await case_of(app, anna), step)
    assert due is not None
    await looks_at(anna, "ombudsman")
    assert f"Он откроется {due.overdue_from:%d.%m.%Y}" in anna.screen

    clock.advance(timedelta(days=(due.overdue_from - app.casework.today()).days))
    await looks_at(anna, "ombudsman")
    assert "🔒" not in anna.screen


async def test_who_cannot_tell_whose_wallet_it_was_is_shown_the_signs(
    app: Application, anna: Person
) -> None:
    await anna.says("/new")
    await anna.presses("❓ Как понять, чей кошелёк")
    assert "оранжевом приложении" in anna.screen
    await picks(anna, "Терминал взял деньги")
    await anna.presses("Лишняя комиссия")

    case = await case_of(app, anna)
    assert (case.place, case.problem) == ("terminal", "fee")


async def test_not_knowing_whose_wallet_keeps_the_ladder_and_moves_to_the_real_route_later(
    app: Application, anna: Person
) -> None:
    await opens(anna, "unknown", "not_delivered")
    route = CONTENT.path.route("unknown", "not_delivered")
    assert route.steps == (
        "first_checks", "support", "appeal", "social", "pretenziya", "court"
    )  # fmt: skip
    assert "regulator" in route.also
    await anna.presses("Не помогло")
    await anna.presses("📍 Уточнить, чей кошелёк")
    assert "оранжевом приложении" in anna.screen
    await anna.presses("QIWI Кошелёк или Contact, Россия")

    case = await case_of(app, anna)
    assert (case.place, case.step) == ("qiwi_ru", "liquidation")
    assert "КИВИ Банк закрыт" in anna.screen
    assert any(event.kind is EventKind.PLACED for event in case.events)


@pytest.mark.parametrize(
    ("answer", "offered"), [("2 900", True), ("3 000", True), ("3 001", False), ("100 $", False)]
)
async def test_stopping_is_offered_aloud_for_a_small_sum_only(
    anna: Person, answer: str, offered: bool
) -> None:
    await opens(anna, "qiwi_ru", "licence_revoked")
    assert "Остановиться – тоже решение" not in anna.labels
    await looks_at(anna, "liquidator")
    await anna.presses("Перейти к этому шагу")
    await anna.presses("✍️ Текст обращения")
    while "Сумма" not in anna.screen and "сумм" not in anna.screen.lower():
        await anna.presses("Пропустить")
    await anna.says(answer)
    await confirms(anna)
    await anna.presses("Показать письмо сейчас")
    await anna.presses("‹ К делу")

    assert ("Остановиться – тоже решение" in anna.labels) is offered


@pytest.mark.exhaustive
@pytest.mark.parametrize(("place", "problem"), ALL)
def test_no_contact_that_is_dead_or_doubtful_comes_before_one_that_is_not(
    place: str, problem: str
) -> None:
    for step in CONTENT.path.steps.values():
        contacts = CONTENT.contacts_for(place, problem, step)
        primary = [may_be_primary(contact) for contact in contacts]
        dead = [c.standing in {Standing.CLOSED, Standing.CONTRADICTED} for c in contacts]
        assert primary == sorted(primary, reverse=True), step.id
        assert dead == sorted(dead), step.id
        assert not dead[:1] or not dead[0], f"{step.id}: nothing but a dead contact"


def test_no_unverified_contact_leads_any_route_of_a_qiwi_wallet() -> None:
    for place in (place for place in CONTENT.path.places.values() if place.qiwi):
        for problem in place.problems:
            for step in CONTENT.path.route(place.id, problem).steps:
                contacts = CONTENT.contacts_for(place.id, problem, CONTENT.path.steps[step])
                if contacts and place.id != "unknown":
                    assert contacts[0].confidence is not Confidence.UNVERIFIED, (place.id, step)
