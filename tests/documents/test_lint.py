"""Bad drafts and what is found in them; good drafts, in which nothing is."""

from datetime import date
from pathlib import Path

import pytest

from bot.documents.lint import NEEDED, SLUGS, Flaw, Form, LetterToCheck
from bot.documents.rude import Rude
from tests.answers.reading import LISTS, lint, mended

ALL = frozenset(NEEDED)
PUBLIC = Form(public=True)


def _draft(own_text: str, **rest: object) -> LetterToCheck:
    given = {"letter": f"Прошу вернуть 12 400 ₽.\n{own_text}", "known": ALL, **rest}
    return LetterToCheck(own_text=own_text, **given)  # type: ignore[arg-type]


# What the person wrote, the flaw, the words shown, the person's text mended by one tap.
WORDS = [
    ("ВЕРНИТЕ МОИ ДЕНЬГИ!!! я жду", "caps", "ВЕРНИТЕ МОИ ДЕНЬГИ", "Верните мои деньги!!! Я жду"),
    ("Ночью СПИСАЛИ ВСЕ ЧТО БЫЛО", "caps", "СПИСАЛИ ВСЕ ЧТО БЫЛО", "Ночью списали все что было"),
    ("QIWI НЕ ОТВЕЧАЕТ НИКОМУ", "caps", "QIWI НЕ ОТВЕЧАЕТ НИКОМУ", "QIWI не отвечает никому"),
    ("Безобразие, ПОЗОРИЩЕ", "caps", "ПОЗОРИЩЕ", "Безобразие, позорище"),
    ("вы идиоты верните деньги", "insult", "вы идиоты", "верните деньги"),
    ("дебилы, верните деньги", "insult", "дебилы", "верните деньги"),
    ("Вы просто мошенники. Верните деньги", "insult", "Вы просто мошенники", "Верните деньги"),
    ("Деньги вернуть, твари.", "insult", "твари", "Деньги вернуть."),
    ("Ваши тупые операторы молчат", "insult", "тупые", "Ваши операторы молчат"),
    ("Это шарашкина контора", "insult", "шарашкина", "Это контора"),
    ("Вы воры! Жду ответа.", "insult", "Вы воры", "Жду ответа."),
    ("Сволочи", "insult", "Сволочи", ""),
    ("Какого хера списали деньги", "profanity", "хера", "Какого списали деньги"),
    ("Это пиздец, верните", "profanity", "пиздец", "Это, верните"),
    ("ну и хуйня", "profanity", "хуйня", "ну и"),
    ("х*й знает где деньги", "profanity", "х*й", "знает где деньги"),
    ("бл@дь, верните", "profanity", "бл@дь", "верните"),
    ("п**дец полный", "profanity", "п**дец", "полный"),
    ("xуй вам", "profanity", "xуй", "вам"),
    ("Сколько можно ебать мозги", "profanity", "ебать", "Сколько можно мозги"),
    ("заебали", "profanity", "заебали", ""),
    ("Сука, это мои деньги", "profanity", "Сука", "это мои деньги"),
    ("мудаки", "profanity", "мудаки", ""),
    ("говно ваш банк", "profanity", "говно", "ваш банк"),
    ("Верните. Иначе я вас найду и убью.", "threat", "вас найду", "Верните."),
    ("Вы пожалеете! Жду денег.", "threat", "пожалеете", "Жду денег."),
    ("Сожгу ваш офис", "threat", "Сожгу", ""),
    ("Приеду и разберусь сам.", "threat", "Приеду и разберусь", ""),
    ("Пеняйте на себя.", "threat", "Пеняйте на себя", ""),
    (
        "платил картой 4111 1111 1111 1111",
        "card_number",
        "платил картой •••• 1111",
        "платил картой •••• 1111",
    ),
    ("назвала код из смс 4455", "code", "код из смс •••", "назвала код из смс •••"),
    ("cvv 123", "code", "cvv •••", "cvv •••"),
    ("Здравствуйте! Деньги списали.", "greeting", "Здравствуйте", "Деньги списали."),
    ("Деньги списали. Спасибо заранее.", "greeting", "Спасибо заранее", "Деньги списали."),
    ("Деньги списали. Когда вернёте?", "question", "Когда вернёте?", "Деньги списали."),
    ("Деньги списали. Не сплю третью ночь.", "talk", "Не сплю", "Деньги списали."),
    ("Подскажите, пожалуйста, куда обратиться.", "talk", "Подскажите", ""),
    ("пин-код 1234", "code", "пин-код •••", "пин-код •••"),
    ("мой паспорт 4510 123456", "passport", "мой паспорт •••", "мой паспорт •••"),
    ("паспорт серия 45 10 № 123456", "passport", "паспорт серия •••", "паспорт серия •••"),
]

# What else may be wrong: the slug and what shows it.
OTHER: list[tuple[LetterToCheck, str, str]] = [
    (_draft("текст", known=ALL - {"date"}), "no_date", ""),
    (_draft("текст", known=ALL - {"sum"}), "no_sum", ""),
    (_draft("текст", known=ALL - {"number"}), "no_number", ""),
    (_draft("текст", known=ALL - {"demand"}), "no_demand", ""),
    (_draft("текст", known=frozenset(), form=PUBLIC), "no_demand", ""),
    (_draft("х" * 3000, form=Form(limit=2000)), "too_long", "х" * 60),
    (
        _draft("текст", happened_on=date(2026, 5, 3), previous_sent_on=date(2026, 5, 1)),
        "date_after_previous",
        "3\u00a0мая\u00a02026\u00a0г.",
    ),
    (_draft("пишите на a@mail.ru", form=PUBLIC), "personal_data_in_public", "пишите на •••"),
    (_draft("тел. 8 916 123 45 67", form=PUBLIC), "personal_data_in_public", "тел. •••"),
    (_draft("счёт 40817810099910004312", form=PUBLIC), "personal_data_in_public", "счёт •••"),
    (_draft("кошелёк 410011234567890", form=PUBLIC), "personal_data_in_public", "кошелёк •••"),
    (_draft("Вчера деньги списали."), "relative_day", "Вчера"),
    (_draft("Это было на прошлой неделе."), "relative_day", "на прошлой неделе"),
    (
        LetterToCheck(own_text="текст", letter="карта 4111111111111111", known=ALL),
        "card_number",
        "карта •••• 1111",
    ),
]

GOOD: list[LetterToCheck] = [
    _draft(""),
    _draft("3 мая 2026 г. я перевёл 12 400 ₽, деньги не дошли."),
    _draft("Мошенники позвонили и представились сотрудниками банка."),
    _draft("Меня обманули воры, я подал заявление в полицию, КУСП 4823."),
    _draft("КИВИ Банк (АО), ИНН 3123011520, ОГРН 1027739328440, ПАО СБЕРБАНК"),
    _draft("Прошу не оскорблять меня и не употреблять таких слов. Подстрахуйте деньги."),
    _draft("Требую вернуть деньги себе на счёт 40817810099910004312."),
    _draft("Вы, Козлов, и ваш коллега Воронцов не ответили. Найду документы и пришлю вам."),
    _draft("Если ответа не будет, обращусь в Банк России и в суд."),
    _draft("кошелёк 79161234567, операция 123456789012"),
    _draft("ребёнок потратил рубли, команда корабля, психую, тихую, сухую, страхуй, Херсон"),
    _draft("паспорт 4510 123456", form=Form(passport=True)),
    _draft("тел. 8 916 123 45 67, a@mail.ru"),
    _draft("х" * 3000),
    _draft("текст", known=frozenset({"demand"}), form=PUBLIC),
    _draft("текст", known=ALL - {"number"}, form=Form(needs=ALL - {"number"})),
    _draft("В поддержке посоветовали подождать, сотрудник не помог."),
    _draft("Код никому не сообщала, карту не давала.", problems=frozenset({"unauthorised"})),
    _draft("Назвала код из СМС.", problems=frozenset({"deceived"})),
    _draft("текст", happened_on=date(2026, 5, 1), previous_sent_on=date(2026, 5, 1)),
]


@pytest.mark.parametrize(("own_text", "slug", "quote", "mend"), WORDS)
def test_a_word_out_of_place_is_found_and_mended(
    own_text: str, slug: str, quote: str, mend: str
) -> None:
    flaws = list(lint(LetterToCheck(own_text=own_text, letter=own_text, known=ALL)))
    assert flaws == [Flaw(slug, quote, mend)]


@pytest.mark.parametrize(("own_text", "slug", "quote", "mend"), WORDS)
def test_what_was_mended_has_the_flaw_no_more(
    own_text: str, slug: str, quote: str, mend: str
) -> None:
    assert slug not in {
        flaw.slug for flaw in lint(LetterToCheck(own_text=mend, letter=mend, known=ALL))
    }


@pytest.mark.parametrize(("draft", "slug", "quote"), OTHER)
def test_a_flaw_of_the_letter_is_found(draft: LetterToCheck, slug: str, quote: str) -> None:
    found = {flaw.slug: flaw.quote for flaw in lint(draft)}
    assert set(found) == {slug}
    assert quote in found[slug]


# Of each admission: a problem whose letter it spoils, words, and what of them is left by one tap.
ADMITTED = {
    "gave_code": ("unauthorised", "Деньги ушли. Я продиктовала им код.", "Деньги ушли."),
    "sent_myself": ("unauthorised", "Позвонили, и я сама перевела деньги. Жду.", "Жду."),
    "was_warned": ("deceived", "Банк предупреждал меня. Деньги ушли.", "Деньги ушли."),
    "given_freely": (
        "wrong_details",
        "Это перевод. Я вернула долг. Не тот номер.",
        "Это перевод. Не тот номер.",
    ),
    "money_of_others": ("blocked", "Это выигрыш, я играю в казино. Счёт закрыт.", "Счёт закрыт."),
    "gave_documents": (
        "opened_without_me",
        "Дал паспорт знакомому. Кошелёк не мой.",
        "Кошелёк не мой.",
    ),
    "agreed_to_fee": ("fee", "Комиссию видела. Удержали вдвое больше.", "Удержали вдвое больше."),
    "own_fault": ("refund", "Я носила их два дня. Чек есть.", "Чек есть."),
}


def test_every_admission_has_its_draft() -> None:
    assert ADMITTED.keys() == LISTS.letters.admissions.keys()


@pytest.mark.parametrize("name", ADMITTED)
def test_an_admission_is_found_where_it_hurts_and_only_there(name: str) -> None:
    problem, said, left = ADMITTED[name]
    (flaw,) = lint(_draft(said, problems=frozenset({problem})))
    assert (flaw.slug, flaw.about, flaw.mend) == ("admission", name, left)
    assert flaw.quote in said
    assert lint(_draft(said, problems=frozenset({"other"}))) == ()


def test_what_is_told_is_mended_whole() -> None:
    told = "Здравствуйте! Я продиктовала код. Деньги ушли 3 мая. Что делать? ВЕРНИТЕ МОИ ДЕНЬГИ"
    assert mended(told, ("unauthorised",)) == "Деньги ушли 3 мая. Верните мои деньги"
    assert mended("Деньги ушли 3 мая.", ("unauthorised",)) == "Деньги ушли 3 мая."


@pytest.mark.parametrize("draft", GOOD)
def test_a_good_draft_has_no_flaw(draft: LetterToCheck) -> None:
    assert lint(draft) == ()


def test_a_secret_in_other_words_of_the_letter_is_not_mended_in_the_persons_own() -> None:
    letter = "Ответ банка: карта 4111111111111111"
    (flaw,) = lint(LetterToCheck(own_text="текст", letter=letter, known=ALL))
    assert flaw.mend is None


def test_no_quote_shows_what_it_warns_of() -> None:
    draft = _draft("карта 4111111111111111, код 4455, паспорт 4510 123456", form=PUBLIC)
    quotes = " ".join(flaw.quote for flaw in lint(draft))
    assert not any(secret in quotes for secret in ("41111", "4455", "123456"))


def test_every_slug_is_found_in_some_draft() -> None:
    found = {row[1] for row in (*WORDS, *OTHER)}
    assert found | {"admission"} == SLUGS


def test_there_are_enough_bad_drafts() -> None:
    assert len(WORDS) + len(OTHER) >= 40


@pytest.mark.parametrize("draft", sorted(Path("templates/drafts").glob("*.j2")), ids=str)
def test_our_own_letters_are_polite(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    rude = Rude(LISTS.letters)
    assert (list(rude.profanities(text)), list(rude.insults(text))) == ([], [])
