"""The dates as a person sees them: what the card says, why, and what moves them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.documents.letter import compose
from bot.documents.text import as_text
from tests.dialogs.journeys import looks_at, newest_case, replied, sent_today
from tests.people import picks
from tests.telegram import Person

MOSCOW_NOON = 9
"""The hour in UTC."""


class Stopped:
    """A source of time that stands at noon of a day."""

    def __init__(self) -> None:
        self.on = date(2026, 4, 20)

    def __call__(self) -> datetime:
        return datetime(self.on.year, self.on.month, self.on.day, MOSCOW_NOON, tzinfo=UTC)

    def goes_to(self, day: str) -> None:
        self.on = date.fromisoformat(day)


@pytest.fixture
def day() -> Stopped:
    return Stopped()


@pytest.fixture
def clock(day: Stopped) -> MovableClock:
    return MovableClock(day)


async def opens(anna: Person, *labels: str) -> None:
    """A new case, by the buttons pressed after /new."""
    await anna.says("/new")
    await picks(anna, labels[0])
    for label in labels[1:]:
        await anna.presses(label)


async def at_support(anna: Person, problem: str = "Платёж не дошёл") -> None:
    """A case that stands on the step of the support of a wallet that works."""
    await opens(anna, "Другой кошелёк или банк", problem, "Не помогло")


async def sends(anna: Person, number: str = "А-17") -> None:
    """The letter goes out today and gets a number; the day of registration is not known."""
    await sent_today(anna)
    await anna.says(number)
    await anna.presses("Не знаю")


async def types_day(anna: Person, way: Sequence[str], typed: str) -> None:
    """A day typed by hand after these buttons."""
    for label in way:
        await anna.presses(label)
    await anna.says(typed)


REGISTERED = ("День регистрации", "Другой день")
EXTENDED = ("Продлили срок", "Сегодня", "До дня из уведомления")


async def why(anna: Person) -> list[str]:
    """The lines of *Почему эта дата?*, with the card shown again afterwards."""
    await anna.presses("Почему эта дата?")
    lines = [line.strip() for line in anna.screen.splitlines() if line.strip()]
    await anna.presses("‹ К делу")
    return lines


NEW_YEAR = [
    "– 31 декабря – выходной (перенесено с 05.01.2025)",
    "– 1–8 января – новогодние каникулы",
    "– 9 января – выходной (перенесено с 03.01.2026)",
]
MAY = [
    "– 1 мая – Праздник Весны и Труда",
    "– 9 мая – День Победы",
    "– 11 мая – День Победы (выходной)",
]


@pytest.mark.parametrize(
    ("sent", "last", "holidays", "weekend"),
    [
        ("2025-12-25", "27 января 2026 г., вторник", NEW_YEAR, "8 дней"),
        ("2025-12-30", "30 января 2026 г., пятница", NEW_YEAR, "6 дней"),
        ("2026-04-20", "13 мая 2026 г., среда", MAY, "5 дней"),
        (
            "2026-12-21",
            "20 января 2027 г., среда",
            [
                "– 31 декабря – выходной (перенесено с 04.01.2026)",
                "– 1–8 января – новогодние каникулы",
            ],
            "6 дней",
        ),
    ],
)
async def test_fifteen_working_days_are_told_to_the_day(
    anna: Person, day: Stopped, sent: str, last: str, holidays: list[str], weekend: str
) -> None:
    day.goes_to(sent)
    await at_support(anna)
    await sends(anna)
    lines = await why(anna)
    assert lines[1].startswith(f"⚖️ Закон: до {last}, включительно.")
    at = lines.index("3. Не считались нерабочие дни:")
    assert lines[at + 1 :] == [*holidays, f"– остальные субботы и воскресенья: {weekend}"]


async def test_the_whole_explanation(anna: Person) -> None:
    await at_support(anna)
    await sends(anna)
    stands_in = (
        "Закон считает от регистрации. Её дня я не знаю, поэтому беру день отправки. "
        "Узнаете – скажите, пересчитаю."
    )
    assert await why(anna) == [
        "Почему эта дата?",
        "⚖️ Закон: до 13 мая 2026 г., среда, включительно.",
        "1. Начало – 20.04.2026, день отправки. Сам он не считается, счёт идёт со следующего.",
        stands_in,
        "2. Срок – 15 рабочих дней. Основание: ст. 30.1 закона № 395-1.",
        "3. Не считались нерабочие дни:",
        *MAY,
        "– остальные субботы и воскресенья: 5 дней",
    ]


async def test_the_card_counts_down_and_then_counts_the_delay(anna: Person, day: Stopped) -> None:
    await at_support(anna)
    await sends(anna)
    assert "По закону ответ – до 13.05.2026." in anna.screen
    assert not [e for e in anna.messages[-1].entities if e["type"] == "date_time"]
    day.goes_to("2026-04-23")  # twenty days ahead: near enough to be counted
    await anna.presses("Почему эта дата?")
    await anna.presses("‹ К делу")
    assert "до 13.05.2026, через 20 дней." in anna.screen
    (countdown,) = [e for e in anna.messages[-1].entities if e["type"] == "date_time"]
    assert datetime.fromtimestamp(countdown["unix_time"], UTC).date() == date(2026, 5, 13)
    for today, said in [
        ("2026-05-12", "до 13.05.2026, завтра."),
        ("2026-05-13", "до 13.05.2026, сегодня."),
        (
            "2026-05-14",
            "Срок, по нашему счёту от дня отправки, вышел 13.05.2026. Прошло 24 дня.",
        ),
    ]:
        day.goes_to(today)
        await anna.presses("Почему эта дата?")
        await anna.presses("‹ К делу")
        assert said in anna.screen
    await types_day(anna, REGISTERED, "20.04")
    await anna.presses("Верно")
    assert "Срок прошёл, просрочка – 1 день." in anna.screen, "the day of registration is known"


async def test_a_promise_is_called_a_promise_and_a_law_a_law(anna: Person, day: Stopped) -> None:
    await opens(anna, "Не знаю", "Платёж не дошёл", "Не помогло")
    await sends(anna)
    card = anna.screen
    assert "Статья обещает ответ до 23.04.2026, через 3 дня. Это обещание компании, не закон." in (
        card
    )
    assert "⚖️ По закону ответ – до 13.05.2026" in card
    lines = await why(anna)
    promise = next(n for n, line in enumerate(lines) if line.startswith("💬"))
    assert lines[1].startswith("⚖️ Закон: до 13 мая")
    assert lines[promise].startswith("💬 Обещание, не закон: до 23 апреля 2026 г., четверг.")
    assert lines[promise + 2] == ("2. Срок – 3 рабочих дня. Основание: статья, «Сколько ждать?».")
    day.goes_to("2026-04-24")
    await anna.presses("Почему эта дата?")
    await anna.presses("‹ К делу")
    assert "Статья обещала ответ до 23.04.2026, этот день прошёл." in anna.screen


async def test_a_term_that_ends_on_a_day_off_says_where_it_went(anna: Person, day: Stopped) -> None:
    day.goes_to("2026-04-29")  # ten calendar days end on 9 May
    await opens(anna, "Магазин не вернул деньги", "Не вернули деньги")
    await sends(anna)
    lines = await why(anna)
    assert "⚖️ Закон: до 12 мая 2026 г., вторник" in lines[1]
    assert any(
        line.startswith("3. Срок кончался 9 мая, а это нерабочий день (День Победы).")
        for line in lines
    )
    assert "Закон считает от дня, когда обращение получили." in lines[3]


async def test_beyond_the_official_calendar_a_date_is_approximate(
    anna: Person, day: Stopped
) -> None:
    day.goes_to("2027-12-20")
    await at_support(anna)
    await sends(anna)
    assert "(примерно)" in anna.screen
    assert any(line.startswith("Дата примерная") for line in await why(anna))


async def test_a_day_of_registration_typed_by_hand_starts_the_count(
    anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-04-28")
    await types_day(anna, REGISTERED, "22 апреля")
    assert "22 апреля 2026 г." in anna.screen
    await anna.presses("Верно")
    assert "до 15.05.2026" in anna.screen
    lines = await why(anna)
    assert lines[2].startswith("1. Начало – 22.04.2026, день регистрации.")
    assert "– Стал известен день регистрации: было 13.05.2026, стало 15.05.2026." in lines
    assert not any("беру день отправки" in line for line in lines)


async def test_nothing_is_registered_before_it_was_sent(anna: Person, day: Stopped) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-04-28")
    await types_day(anna, REGISTERED, "19.04")
    assert "Вы отправили обращение 20.04.2026: раньше его получить не могли" in anna.screen
    await anna.says("21.04")  # the question is still open
    await anna.presses("Верно")
    assert "до 14.05.2026" in anna.screen


async def test_a_refused_day_leads_back_to_the_case(anna: Person, day: Stopped) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-04-28")
    await types_day(anna, REGISTERED, "19.04")
    await anna.presses("‹ К делу")
    assert "до 13.05.2026" in anna.screen


async def test_an_extension_ends_after_the_present_last_day(anna: Person, day: Stopped) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-05-12")
    await types_day(anna, EXTENDED, "13 мая")
    assert "Срок и так идёт до 13.05.2026 включительно." in anna.screen
    await anna.says("20.05.2028")
    assert "больше года" in anna.screen
    await anna.says("20 мая")
    await anna.presses("Верно")
    assert "до 20.05.2026" in anna.screen
    assert "– Срок продлили до дня, который вам назвали: было 13.05.2026, стало 20.05.2026." in (
        await why(anna)
    )


async def test_the_law_gives_one_extension(anna: Person, day: Stopped) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-05-12")
    await replied(anna, "Продлили срок")
    by_law = next(b for b in anna.messages[-1].buttons if b["text"] == "Дня нет – по закону")
    await anna.presses("Дня нет – по закону")
    assert "до 27.05.2026" in anna.screen
    lines = await why(anna)
    assert (
        "– Срок продлили по закону, ещё на 10 рабочих дней: было 13.05.2026, стало 27.05.2026."
    ) in lines
    await replied(anna, "Продлили срок")
    assert "Дня нет – по закону" not in anna.labels
    await anna.presses_data(anna.messages[-1].id, by_law["callback_data"])
    assert "до 27.05.2026" in anna.screen, "an old button changes nothing"
    await types_day(anna, EXTENDED, "3 июня")
    await anna.presses("Верно")
    assert "до 03.06.2026" in anna.screen


async def test_papers_that_were_asked_for_start_no_new_count(anna: Person, day: Stopped) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-05-05")
    await replied(anna, "Задают вопросы")
    assert "До какого дня ждут документы?" in anna.screen
    await types_day(anna, ["Другой день"], "04.05.2026")
    assert "прош" in anna.screen
    await anna.says("12 мая")
    await anna.presses("Верно")
    assert "Отправить документы: до 12 мая, вторника, через 7 дней" in anna.screen
    assert "Срок их ответа прежний: до 13.05.2026" in anna.screen
    await anna.presses("Ответ отправлен")
    await anna.presses("Сегодня")
    assert "до 13.05.2026" in anna.screen
    assert not [line for line in await why(anna) if line.startswith("– Вы отправили")]


async def test_the_day_of_a_reply_is_asked_and_lies_between_the_sending_and_today(
    app: Application, anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sends(anna)
    await anna.presses("Отказали")
    assert "Вчера" not in anna.labels, "it was sent today"
    day.goes_to("2026-05-05")
    await types_day(anna, ["Другой день"], "19.04")
    assert "Вы отправили обращение 20.04.2026: раньше ответ прийти не мог." in anna.screen
    await anna.says("06.05.2026")
    assert "ещё не наступил" in anna.screen
    await anna.says("30 апреля")
    assert "Ответ пришёл 30 апреля 2026 г., четверг. Верно?" in anna.screen
    await anna.presses("Верно")
    case = await newest_case(app, anna)
    assert (case.step, case.events[-1].happened_on) == ("pretenziya", date(2026, 4, 30))
    letter = app.casework.letter_facts(case, "pretenziya").earlier[0]
    assert (letter.reply, letter.replied_on) == ("refused", date(2026, 4, 30))


async def test_silence_before_the_last_day_is_waited_out_unless_one_wants_otherwise(
    app: Application, anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sends(anna)
    await anna.presses("Молчат")
    assert "Срок ещё не вышел" in anna.screen
    assert anna.labels[:2] == ["Подожду до 13.05", "Иду дальше всё равно"]
    await anna.presses("Подожду до 13.05")
    assert (await newest_case(app, anna)).step == "support"
    await anna.presses("Молчат")
    await anna.presses("Иду дальше всё равно")
    assert (await newest_case(app, anna)).step == "pretenziya"


async def test_a_late_reply_is_recorded_at_the_step_that_was_passed(
    app: Application, anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sends(anna)
    await replied(anna, "Молчат")
    day.goes_to("2026-05-05")
    for label in ("🗺 Карта", "Поддержка", "📮 Пришёл ответ", "Отказали", "Вчера"):
        await anna.presses(label)
    case = await newest_case(app, anna)
    assert case.step == "pretenziya", "the case stays where it is"
    last_event = case.events[-1]
    assert (last_event.step, last_event.happened_on) == ("support", date(2026, 5, 4))
    assert "📮 Пришёл ответ" not in anna.labels, "it has come"
    assert "Записано: отказали, 04.05.2026" in anna.screen
    text = (await letter_of(app, anna)).replace("\u00a0", " ")
    assert "Ответ получен 04.05.2026 (приложение 2): в просьбе отказано." in text


async def test_a_reply_recorded_by_mistake_is_corrected_and_its_first_reading_tells_nothing(
    app: Application, anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sends(anna)
    day.goes_to("2026-05-05")
    for press in ("Что значит их ответ?", "Отказ без причины", "Записать и идти дальше", "Сегодня"):
        await anna.presses(press)
    refused = await letter_of(app, anna)
    assert "Ответ получен 05.05.2026" in refused
    for press in ("🗺 Карта", "Поддержка"):
        await anna.presses(press)
    assert "Записано: отказали, 05.05.2026" in anna.screen
    for press in ("✏️ Исправить ответ", "Задают вопросы", "Вчера", "Дня не назвали"):
        await anna.presses(press)
    assert "Записано" not in anna.screen
    assert "📮 Пришёл ответ" in anna.labels, "it is awaited again"
    case = await newest_case(app, anna)
    assert case.step == "pretenziya"
    assert "в просьбе отказано" not in await letter_of(app, anna)
    await anna.presses("🗺 Карта")
    await anna.presses("🕓 Хронология")
    assert "эту запись об ответе исправили" in anna.screen
    assert app.casework.letter_facts(case, "pretenziya").counter == ()


async def test_a_day_counted_from_the_sending_is_said_with_care_and_made_sure_without_a_number(
    app: Application, anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sent_today(anna)
    await anna.presses("Номера нет")
    assert "по дню регистрации он кончится не раньше" in anna.screen
    await anna.presses("День регистрации")
    day.goes_to("2026-04-21")
    await anna.presses("В день отправки")
    assert "не раньше" not in anna.screen
    assert "По закону ответ – до" in anna.screen


async def letter_of(app: Application, anna: Person) -> str:
    """The letter of the step where the newest case stands."""
    case = await newest_case(app, anna)
    facts = app.casework.letter_facts(case, case.step)
    return as_text(compose(app.content.words.environment, facts.draft, facts))


async def test_a_letter_sent_again_does_not_forgive_the_silence_before(
    anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await looks_at(anna, "Претензия")
    await anna.presses("Перейти к этому шагу")
    await sends(anna)
    day.goes_to("2026-05-14")
    await replied(anna, "Молчат")
    for label in ("🗺 Карта", "Претензия", "Перейти к этому шагу"):
        await anna.presses(label)
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    await anna.presses("Иначе: почта, чат, e-mail")
    assert "до 04.06.2026" in anna.screen
    assert "Беру день, когда вы отправили обращение ещё раз." in await why(anna)
    await anna.presses("🗺 Карта")
    assert "🔒 Финуполномоченный" in anna.labels, "thirty days since the claim have not passed"
    day.goes_to("2026-05-21")
    await anna.presses("‹ К делу")
    await anna.presses("🗺 Карта")
    assert "🔒 Финуполномоченный" not in anna.labels, "nor are they counted anew"


async def test_a_letter_sent_again_does_not_shorten_an_extended_term(
    anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    await sends(anna)
    await types_day(anna, EXTENDED, "30 июня")
    await anna.presses("Верно")
    assert "до 30.06.2026" in anna.screen
    day.goes_to("2026-05-14")
    for label in ("Молчат", "Иду дальше всё равно", "🗺 Карта", "Поддержка", "Перейти к этому шагу"):
        await anna.presses(label)
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")  # fifteen working days from here end on 4 June
    assert "до 30.06.2026" in anna.screen


async def test_a_window_explains_itself(anna: Person, day: Stopped) -> None:
    day.goes_to("2026-11-24")
    await opens(anna, "QIWI Кошелёк или Contact, Россия", "Деньги остались в кошельке")
    assert "Исковая давность, три года: до 21 февраля 2027 года" in anna.screen
    assert "последний рабочий день – 20 февраля" in anna.screen
    lines = await why(anna)
    working = (
        "3. Последний день – нерабочий. Суды и почта открыты до 20.02.2027: "
        "ориентируйтесь на этот день."
    )
    assert lines[1:] == [
        "⏰ Исковая давность, три года: до 21 февраля 2027 г., воскресенье.",
        "1. Начало – 21.02.2024, день отзыва лицензии у банка.",
        "2. Срок – 3 года. Основание: ст. 196 ГК.",
        working,
        "Это осторожный расчёт от самого раннего дня. Точный срок скажет юрист.",
    ]


async def test_the_day_of_a_decision_is_that_of_its_signing(
    app: Application, anna: Person, day: Stopped
) -> None:
    await at_support(anna)
    for label in ("🗺 Карта", "🔒 Финуполномоченный", "Мне отказали письменно"):
        await anna.presses(label)
    await sends(anna)
    day.goes_to("2026-05-20")
    await anna.presses("Отказали")
    assert "Каким днём подписано решение?" in anna.screen
    await types_day(anna, ["Другой день"], "12.05")
    assert "Решение подписано 12 мая 2026 г., вторник. Верно?" in anna.screen
    await anna.presses("Верно")
    closes = "до 25 июня, четверга"
    assert f"Подать в суд после решения уполномоченного: {closes}" in anna.screen
    (start,) = [line for line in await why(anna) if line.startswith("1. Начало")]
    assert start == (
        "1. Начало – 26.05.2026, день, когда решение вступило в силу: через десять рабочих дней "
        "после подписи."
    )
