"""*Как отправить*: the channels that are there, what each tells, and *Отправлено* at its end."""

from dataclasses import replace

import pytest

from bot.app import Application
from bot.content.content import Content
from bot.documents.written import limit_of
from bot.escalation.case import Case, EventKind, last
from tests.dialogs.journeys import at_support, looks_at, newest_case, opens, reported, write
from tests.telegram import Person

RUSSIAN_ONLY = {"gosuslugi", "personal_account", "court_online", "my_arbitr"}


def lettered(content: Content) -> list[tuple[str, str, str]]:
    """Each place, problem and step with a letter that can be reached there."""
    return [
        (place.id, problem, step)
        for place in content.path.places.values()
        for problem in place.problems
        for route in (content.path.route(place.id, problem),)
        for step in (*route.steps, *route.also)
        if content.path.steps[step].draft
    ]


async def test_every_letter_has_a_door_and_only_doors_of_its_country(
    anna: Person, app: Application, content: Content
) -> None:
    await at_support(anna)
    some = await newest_case(app, anna)
    for place, problem, step in lettered(content):
        case: Case = replace(some, place=place, problem=problem, step=step)
        channels = {channel.id for channel in content.channels_for(case, step)}
        assert channels, (place, problem, step)
        abroad = content.path.places[place].country != "RU"
        assert not (abroad and channels & RUSSIAN_ONLY), (place, step)
        assert abroad or "foreign_form" not in channels


async def test_a_firm_in_liquidation_is_written_to_on_paper(
    anna: Person, app: Application, content: Content
) -> None:
    await at_support(anna)
    case = replace(await newest_case(app, anna), place="qiwi_ru", problem="licence_revoked")
    assert [channel.id for channel in content.channels_for(case, "support")] == ["registered_post"]
    assert "web_form" in [channel.id for channel in content.channels_for(case, "rkn")]


async def test_abroad_the_list_shows_the_bodys_own_site(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("за границей")
    await anna.presses("Казахстан")
    await anna.presses("Терминал взял деньги")
    await looks_at(anna, "Надзор вашей страны")
    await anna.presses("Перейти к этому шагу")
    await write(anna)
    await anna.presses("Как отправить")
    assert "Сайт надзора другой страны" in anna.labels
    assert "Госуслуги" not in anna.labels


@pytest.mark.parametrize("channel", ["Чат поддержки", "Электронная почта", "Форма на сайте"])
async def test_each_door_is_numbered_and_ends_with_sent(
    anna: Person, app: Application, channel: str
) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses(channel)
    assert "\n1. " in anna.screen
    assert "нажмите «Отправлено»" in anna.screen
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    assert last(await newest_case(app, anna), EventKind.SENT) is not None


async def test_a_subject_is_copied_where_the_door_has_a_line_for_it(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses("Электронная почта")
    subject = "Обращение о недошедшем платеже, операция 2605031530"
    assert anna.copies == [subject]
    assert f"Тема: {subject}" in anna.screen
    await anna.presses("‹ Назад")
    await anna.presses("Чат поддержки")
    assert anna.copies == []


async def test_paper_doors_hand_out_the_file_to_print(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses("Заказное письмо")
    assert "описью вложения" in anna.screen
    await anna.presses("🖨 .pdf")
    assert any(name.endswith(".pdf") for name in anna.files)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("step", "channel", "said", "unsaid"),
    [
        ("Полиция", "Госуслуги", "23.05.2025", "30.03.2025"),
        ("Роспотребнадзор", "Госуслуги", "30.03.2025", "23.05.2025"),
        ("Роспотребнадзор", "Форма на сайте", "30.03.2025", "23.05.2025"),
        ("Поддержка", "Форма на сайте", "Отправлено", "Госуслуги"),
        ("Полиция", "Лично", "КУСП", "входящий номер"),
        ("Прокуратура", "Лично", "входящий номер", "КУСП"),
    ],
)
async def test_state_bodies_doors_tell_what_has_changed(
    anna: Person, step: str, channel: str, said: str, unsaid: str
) -> None:
    await anna.says("/new")
    # The police are for whom somebody stole from.
    problem = "Списали без меня" if step == "Полиция" else "Платёж не дошёл"
    await opens(anna, "Другой кошелёк или банк", problem)
    if step == "Полиция":
        await reported(anna)
    else:
        await anna.presses("Не помогло")
    if step != "Поддержка":
        await looks_at(anna, step)
        await anna.presses("Перейти к этому шагу")
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses(channel)
    assert said in anna.screen
    assert unsaid not in anna.screen


async def test_a_letter_that_awaits_no_reply_has_no_sent_at_its_door(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("QIWI Кошелёк или Contact, Россия")
    await anna.presses("Деньги остались в кошельке")
    await reported(anna)
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses("Лично")
    assert "салон связи" in anna.screen
    assert "Отправлено" not in anna.screen
    assert "📮 Отправлено" not in anna.labels


def test_a_limit_is_the_narrower_of_the_letters_and_the_doors(content: Content) -> None:
    social, support = content.letters.drafts["social"], content.letters.drafts["support"]
    chat = content.letters.channels["chat"]
    assert limit_of(social, None) == 700
    assert limit_of(social, replace(chat, limit=500)) == 500
    assert limit_of(social, replace(chat, limit=900)) == 700
    assert limit_of(support, chat) is None


def test_a_letter_too_long_for_its_door_is_said_to_be(content: Content) -> None:
    facts = {
        "channel": content.letters.channels["chat"],
        "draft": content.letters.drafts["support"],
        "subject": "",
        "papers": 0,
        "firm": None,
        "sends": True,
    }
    assert "помещается 2000" in content.words.screen("channel", **facts, length=2500, limit=2000)
    assert "⚠️" not in content.words.screen("channel", **facts, length=1500, limit=2000)
    assert "⚠️" not in content.words.screen("channel", **facts, length=9500, limit=None)
