"""While a question is open: panic and plain look-ups are heard and it stays; an answer is kept."""

import pytest

from bot.app import Application
from bot.content.content import Content
from tests.dialogs.journeys import at_support, newest_case, only_case, state_of, text_of
from tests.people import asked, at_letter, travel
from tests.telegram import Person

URGENT = "Слышу вас. Остановите деньги"
HEARD = [
    ("recipient", "помогите деньги снимают"),
    ("recipient", "Спасите, списывают прямо сейчас!!"),
    ("sum", "украли всё"),
    ("sum", "помогите сняли 9900 только что"),
    ("happened", "мошенники снимают деньги"),
    ("full_name", "помогите украли"),
    ("full_name", "украли деньги"),
    ("email", "караул снимают деньги"),
    ("provider_reply", "помогите деньги уходят"),
    ("provider_reply", "помогите снимают прям щас"),
    ("wallet", "gjvjubnt"),
]
"""Panic over a question, by the question."""


@pytest.mark.parametrize(("question", "text"), HEARD)
async def test_panic_is_heard_and_the_question_stays(
    anna: Person, app: Application, question: str, text: str
) -> None:
    good = await asked(anna, question)
    before = (await only_case(app, anna)).answers
    await anna.says(text)
    assert anna.screen.startswith(URGENT)
    assert "он остался открыт" in anna.screen
    assert (await only_case(app, anna)).answers == before
    assert (await state_of(app, anna))[1]["question"] == question
    if good.text:
        await anna.says(good.text)
        assert (await only_case(app, anna)).answers[question]


async def test_panic_is_heard_over_buttons_and_over_own_words(
    anna: Person, app: Application
) -> None:
    await travel(anna, lambda move: ":choose:attachments" in move.data)
    await anna.says("помогите деньги украли")
    assert anna.screen.startswith(URGENT)
    await anna.presses("‹ К вопросу")
    await at_letter(anna)
    await anna.presses("Добавить от себя")
    await anna.says("помогите снимают прям щас")
    assert anna.screen.startswith(URGENT)
    assert "own_words" not in (await only_case(app, anna)).answers


async def test_the_number_to_dial_is_that_of_the_case_whose_question_is_open(
    anna: Person, content: Content
) -> None:
    await asked(anna, "recipient")
    await anna.says("помогите деньги снимают")
    assert str(content.facts.firms["yoomoney"].phone) in text_of(anna)


async def test_despair_comes_first_over_any_question(anna: Person, app: Application) -> None:
    for question in ("sum", "provider_reply"):
        await asked(anna, question)
        await anna.says("деньги украли последние, не хочу больше жить")
        assert anna.screen.startswith("Деньги подождут. Важнее вы")
        assert "112" in anna.screen
        assert (await state_of(app, anna))[1]["question"] == question


LOOKED_UP = [
    ("operation", "а как найти номер операции?", "Номер операции"),
    ("sum", "а где номер операции", "Номер операции"),
    ("recipient", "сколько ждать ответа?", "Сколько ждать ответа?"),
    ("provider_reply", "сколько ждать ответа?", "Сколько ждать ответа?"),
    ("happened", "телефон поддержки", "Чей телефон нужен?"),
    ("full_name", "нужен ли юрист?", "Нужен ли юрист?"),
    ("happened", "не помню дату", "Когда это случилось"),
]


@pytest.mark.parametrize(("question", "text", "heading"), LOOKED_UP)
async def test_a_plain_look_up_is_answered_and_the_question_stays(
    anna: Person, app: Application, question: str, text: str, heading: str
) -> None:
    await asked(anna, question)
    before = (await only_case(app, anna)).answers
    await anna.says(text)
    assert anna.screen.startswith(heading)
    assert (await only_case(app, anna)).answers == before
    assert (await state_of(app, anna))[1]["question"] == question
    await anna.presses("‹ К вопросу")
    assert "Осталось вопросов" in anna.screen
    assert (await state_of(app, anna))[1]["question"] == question


ANSWERS = [
    ("own_words", "украли"),
    ("own_words", "Деньги украли, пока я спала. Мошенники сняли всё, я никому код не говорила."),
    ("own_words", "Снимают деньги каждый месяц, суд не помог, жалоба в Роскомнадзор без ответа."),
    ("provider_reply", "Отказали"),
    ("provider_reply", "Молчат месяц, телефон поддержки не отвечает"),
    ("provider_reply", "Сколько ждать, не сказали"),
    ("provider_reply", "Сказали, что делать ничего не будут"),
    ("recipient", "Мировой суд участка № 5"),
    ("recipient", "ООО «Банк России и партнёры»"),
    ("recipient", "Роскомнадзор"),
    ("recipient", "мошенник Иванов"),
    ("place_of_event", "у здания суда, Москва"),
    ("birth_place", "село Украинка"),
    ("shop_name", "Помощь"),
    ("full_name", "Воров Иван Петрович"),
    ("full_name", "Взломов Пётр"),
    ("sum", "9900 сняли"),
    ("happened", "вчера украли"),
    ("address", "Москва, улица Прокуратурная, дом 5"),
    ("contact_trace", "звонили мошенники с 8 900 555-66-77, просили код"),
    ("new_facts", "Полиция возбудила дело, заявление приняли"),
]
"""True answers that hold such words, by the question."""


@pytest.mark.parametrize(("question", "text"), ANSWERS)
def test_an_answer_that_holds_such_a_word_is_an_answer(
    app: Application, question: str, text: str
) -> None:
    content = app.dispatcher.workflow_data["content"]
    kind = content.questions[question].kind
    assert not content.ear.interrupts(text, kind, fits=True)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("recipient", "Мировой суд участка № 5"),
        ("provider_reply", "Отказали, сказали ждать суда"),
        ("sum", "9900 сняли"),
    ],
)
async def test_such_an_answer_is_kept_by_the_road_of_the_form(
    anna: Person, app: Application, question: str, text: str
) -> None:
    await asked(anna, question)
    await anna.says(text)
    assert (await only_case(app, anna)).answers[question]


async def test_start_in_a_form_says_that_the_question_is_closed(
    anna: Person, app: Application
) -> None:
    await asked(anna, "recipient")
    before = (await only_case(app, anna)).answers
    await anna.says("/start")
    assert "Вопрос выше закрыт, ответы на месте" in anna.screen
    assert await state_of(app, anna) == (None, {})
    await anna.presses("‹ К вопросу")
    assert (await state_of(app, anna))[1]["question"] == "recipient"
    assert (await only_case(app, anna)).answers == before
    await anna.says("Иванов")
    assert (await only_case(app, anna)).answers["recipient"] == "Иванов"
    await anna.says("/cancel")
    await anna.says("/start")
    assert "Вопрос выше закрыт" not in anna.screen


async def test_what_is_told_in_several_messages_is_told_once(
    anna: Person, app: Application
) -> None:
    await anna.says("помогите")
    await anna.says("с юмани")
    await anna.says("вчера сняли 9900, это не я")
    assert anna.screen.startswith(URGENT)
    assert "ЮMoney" in anna.screen
    assert "9 900" in text_of(anna)
    await anna.presses("✅ Сообщено – записать номер")
    case = await newest_case(app, anna)
    assert (case.problem, case.answers["firm"]) == ("unauthorised", "yoomoney")
    assert case.answers["story"] == "помогите\nс юмани\nвчера сняли 9900, это не я"
    assert {"sum", "happened"} <= case.answers.keys()


async def test_a_cry_needs_one_tap_to_the_number_to_dial(anna: Person) -> None:
    await anna.says("с карты сбера снимают деньги прямо сейчас")
    assert anna.screen.startswith(URGENT)
    for action in ("1.", "2.", "3.", "102"):
        assert action in anna.screen


async def test_a_loss_of_long_ago_is_a_story_with_the_red_button(anna: Person) -> None:
    await anna.says("3 мая у меня украли с юмани 5000 рублей, списали без моего ведома")
    assert anna.screen.startswith("Похоже на «Списали без меня»")
    assert "🚨 Деньги уходят прямо сейчас" in anna.labels


async def test_every_answer_to_what_nobody_asked_has_the_red_button_or_is_it(anna: Person) -> None:
    for text in ("фыва", "кинул маме на карту не дошло", "сколько ждать", "контакты банка россии"):
        await anna.says(text)
        red = [button for button in anna.messages[-1].buttons if button.get("style") == "danger"]
        assert red, text


async def test_a_step_that_is_looked_up_is_that_of_the_open_case(
    anna: Person, app: Application
) -> None:
    await anna.says("жалоба в банк россии")
    assert "Сначала два нажатия" in anna.screen
    await anna.presses("✍️ Написать")
    await at_support(anna)
    await anna.says("жалоба в банк россии")
    assert anna.screen.startswith("Жалоба в Банк России")
    assert "Перейти к этому шагу" in anna.labels


STORIES = {
    "положила вчера через терминал деньги на телефон сестры, чек есть, а деньги так и не пришли, "
    "в чате говорят подождите, сколько ждать не знаю": "Терминал взял деньги",
    "юмани не пускает, на балансе 1 870 рублей, заблокировали, саппорт шлёт отписки": (
        "Кошелёк заблокирован"
    ),
    "сдала пуховик на пвз вайлдберриз 2 ноября, 7 450 руб., продавец подтвердил а на счёт так и "
    "не упало": "Не вернули деньги",
    "деньги пропали 12,4 тыс, переводил другу неделю назад": "Платёж не дошёл",
}
"""Stories with a look-up word in them, with a sum alone, with money that is "gone"."""


@pytest.mark.parametrize(("text", "problem"), STORIES.items())
async def test_a_story_is_a_story_whatever_words_it_has(
    anna: Person, text: str, problem: str
) -> None:
    await anna.says(text)
    assert anna.screen.startswith(f"Похоже на «{problem}»")


@pytest.mark.parametrize("text", ["вчера", "1500 рублей"])
async def test_a_word_or_two_tell_no_story(anna: Person, text: str) -> None:
    await anna.says(text)
    assert anna.screen.startswith("Не понял. Попробуем так")


@pytest.mark.parametrize(
    "text", ["памагите", "спсите", "украили деньги", "gjvjubnt", "pomogite", "деньги укралт"]
)
async def test_a_cry_is_heard_however_it_is_spelt(anna: Person, text: str) -> None:
    await anna.says(text)
    assert anna.screen.startswith(URGENT)


@pytest.mark.parametrize("text", ["деньги не украли", "перевод в украину", "спасибо вам"])
async def test_what_is_denied_or_spelt_right_is_no_slip(anna: Person, text: str) -> None:
    await anna.says(text)
    assert not anna.screen.startswith(URGENT)
