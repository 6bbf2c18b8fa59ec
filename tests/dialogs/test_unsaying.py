"""A message that told a passport is offered to be deleted."""

from bot.app import Application
from tests.dialogs.journeys import only_case, state_of
from tests.people import TYPED, Traveller, travel
from tests.telegram import Person

PASSPORT = "паспорт 45 00 000000, выдан 12.03.2008"


async def told(anna: Person) -> int:
    """The passport is told where a letter asks for it; gives the message's id."""
    answers = {**TYPED, "id_document": PASSPORT}
    traveller = Traveller("qiwi_ru", "licence_revoked", answers=answers)
    await travel(anna, lambda move: move.question == "id_document", traveller)
    await anna.says(PASSPORT)
    return anna.own_messages[-1].id


async def test_the_message_is_deleted_and_the_answer_stays(anna: Person, app: Application) -> None:
    message = await told(anna)
    question = anna.screen
    assert any("Паспорт записан" in one.words for one in anna.messages)
    await anna.presses("🗑 Удалить моё сообщение")
    assert message not in {one.id for one in anna.own_messages}
    assert not any("Паспорт записан" in one.words for one in anna.messages)
    assert anna.screen == question  # what was asked next is asked still
    case = await only_case(app, anna)
    assert "45 00" in str(case.answers["id_document"]).replace("\u00a0", " ")


async def test_it_may_stay(anna: Person) -> None:
    message = await told(anna)
    await anna.presses("Оставить")
    assert message in {one.id for one in anna.own_messages}
    assert not any("Паспорт записан" in one.words for one in anna.messages)


async def test_a_passport_that_nobody_asked_for_is_not_kept(anna: Person, app: Application) -> None:
    await anna.says(f"мой {PASSPORT}")
    assert anna.screen.startswith("В сообщении был паспорт")
    assert len(anna.messages) == 1, "and nothing is answered to it as if it were a contact"
    await anna.presses("🗑 Удалить моё сообщение")
    assert anna.own_messages == []


async def test_a_story_with_a_passport_is_kept_without_it(anna: Person, app: Application) -> None:
    await anna.says(f"вчера с юмани ушло 9900 я ничего не переводила, {PASSPORT}")
    assert any("В сообщении был паспорт" in one.words for one in anna.messages)
    assert anna.screen.startswith("Слышу вас. Остановите деньги")
    _, kept = await state_of(app, anna)
    assert "000000" not in kept["story"]
