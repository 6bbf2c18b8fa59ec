"""What must never reach the database or a log, and what only looks like it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.answers.reading import mask

HIDDEN = [
    # payment cards: each issuer, each way of writing
    ("4111111111111111", "•••• 1111", {"card"}),
    ("4111 1111 1111 1111", "•••• 1111", {"card"}),
    ("4111-1111-1111-1111", "•••• 1111", {"card"}),
    ("4111.1111.1111.1111", "•••• 1111", {"card"}),
    ("4111\u00a01111\u20091111\u202f1111", "•••• 1111", {"card"}),
    ("4111\u200b1111\u200b1111\u200b1111", "•••• 1111", {"card"}),
    ("4111 1111\n1111 1111", "•••• 1111", {"card"}),
    ("41111111 11111111", "•••• 1111", {"card"}),
    ("карта4111111111111111руб", "карта•••• 1111руб", {"card"}),
    # a wrong check digit beside a word for a card or an expiry, and the code after the expiry
    ("карта 2200 7012 3456 7895 сзади 418", "карта •••• 7895 сзади •••", {"card", "cvv"}),
    ("2200701234567895 09/27 418", "•••• 7895 09/27 •••", {"card", "cvv"}),
    ("2200 7012 3456 7895 до 09/27, и ещё 418", "•••• 7895 до 09/27, и ещё •••", {"card", "cvv"}),
    ("карта 2200 7012 3456 7895 09/27 418 руб", "карта •••• 7895 09/27 418 руб", {"card"}),
    ("тыльная сторона 418", "тыльная сторона •••", {"cvv"}),
    ("4111 1111 1111 1111 12/25 cvv 123", "•••• 1111 12/25 cvv •••", {"card", "cvv"}),
    ("моя карта 411111 1111 111111, верните", "моя карта •••• 1111, верните", {"card"}),
    ("5500 0000 0000 0004", "•••• 0004", {"card"}),
    ("2221000000000009", "•••• 0009", {"card"}),
    ("2200 7001 2345 6781", "•••• 6781", {"card"}),
    ("МИР 2204120100000005 не работает", "МИР •••• 0005 не работает", {"card"}),
    ("6390 0200 0000 0000 03", "•••• 0003", {"card"}),
    ("6212 3456 7890 0000 003", "•••• 0003", {"card"}),
    ("3782 822463 10005", "•••• 0005", {"card"}),
    ("карта амекс 378282246310005", "карта амекс •••• 0005", {"card"}),
    ("3530111333300000", "•••• 0000", {"card"}),
    ("8600 1234 5678 9012", "•••• 9012", {"card"}),
    (
        "с 4111 1111 1111 1111 на 5500 0000 0000 0004",
        "с •••• 1111 на •••• 0004",
        {"card"},
    ),
    ("4111111111111111 5500000000000004", "•••• 1111 •••• 0004", {"card"}),
    (
        "звоните 89161234567, карта 4111111111111111",
        "звоните 89161234567, карта •••• 1111",
        {"card"},
    ),
    # the three digits on the back
    ("cvv 123", "cvv •••", {"cvv"}),
    ("CVC2: 123", "CVC2: •••", {"cvv"}),
    ("cvv2 123", "cvv2 •••", {"cvv"}),
    ("код на обороте 123", "код на обороте •••", {"cvv"}),
    ("три цифры с обратной стороны: 456", "три цифры с обратной стороны: •••", {"cvv"}),
    ("код безопасности карты 321", "код безопасности карты •••", {"cvv"}),
    ("я назвала 321 (cvc)", "я назвала ••• (cvc)", {"cvv"}),
    # one-time codes and passwords
    ("код из смс 1234", "код из смс •••", {"code"}),
    ("код1234", "код•••", {"code"}),
    ("пришел код 1234", "пришел код •••", {"code"}),
    ("Пришёл код подтверждения: 482915", "Пришёл код подтверждения: •••", {"code"}),
    ("смс с кодом 482915", "смс с кодом •••", {"code"}),
    ("я продиктовала им код 4455 и всё", "я продиктовала им код ••• и всё", {"code"}),
    ("сказал код 4455, списали 5000 руб", "сказал код •••, списали 5000 руб", {"code"}),
    ("5521 - код из смс", "••• - код из смс", {"code"}),
    ("назвал 1234, это код из смс", "назвал •••, это код из смс", {"code"}),
    ("код подтверждения 12-34", "код подтверждения •••", {"code"}),
    ("код 123-456", "код •••", {"code"}),
    ("код:\n4321", "код:\n•••", {"code"}),
    ("код Qiwi: 9999", "код Qiwi: •••", {"code"}),
    ("сказал код 1234 и 5678", "сказал код ••• и •••", {"code"}),
    ("пароль: Qwerty12", "пароль: •••", {"code"}),
    ("пароль от кошелька - zima2020", "пароль от кошелька - •••", {"code"}),
    ("пароль 1234", "пароль •••", {"code"}),
    ("пароль от киви Sobaka1975", "пароль от киви •••", {"code"}),
    ("пароль у меня такой zima2020 проверьте", "пароль у меня такой ••• проверьте", {"code"}),
    ("your code is 1234", "your code is •••", {"code"}),
    ("смс-код 0912", "смс-код •••", {"code"}),
    # PINs
    ("пин-код 1234", "пин-код •••", {"pin"}),
    ("ПИН: 0000", "ПИН: •••", {"pin"}),
    ("pin 1234", "pin •••", {"pin"}),
]

KEPT = [
    "+7 916 123-45-67",
    "8 916 123 45 67",
    "89161234567",
    "кошелёк 79161234567",
    "кошелёк +77011234567",
    "перевел 45000 79161234567",
    "4100116075156746",
    "кошелёк ЮMoney 4100 1160 7515 6746",
    "списали 12 400 руб 03.05.2026",
    "12 400,50 ₽",
    "1 234 567 890 123 456 сум",
    "операция 123456789012345",
    "операция 4000000000006",
    "номер операции 378282246310005",
    "№ 5500000000",
    "транзакция 20260503123456",
    "КУСП 12345 от 03.05.2026",
    "талон КУСП № 4823",
    "ИНН 7707083893",
    "ИНН 770708389312",
    "ОГРН 1027700132195",
    "ОГРНИП 304500116000157",
    "40817810099910004312",
    "р/с 4081 7810 0999 1000 4312",
    "счёт 40817 810 0 9991 0004312 в банке",
    "4111111111111112",
    "1111 1111 1111 1117",
    "9999999999999995",
    "40817810099910004312345678",
    "код подразделения 770-001",
    "код города 495",
    "код терминала 12345678",
    "код операции 12345678",
    "код ошибки 4044",
    "промокод 500",
    "код так и не пришел, 5000 руб ушли",
    "код я никому не говорил. 5000 списали",
    "пароль не менял",
    "пароль не подошёл, ошибка 500123",
    "забыл пароль от кошелька 79161234567",
    "пароль от кошелька помню",
    "смс пришло 3 мая 2026 года",
    "смс пришло в 15:30",
    "смс от 03.05.2026",
    "пришло смс, что списали 12400",
    "в смс было: списание 5000 руб",
    "номер обращения 482915",
    "позвонили из службы безопасности 900",
    "верните обратно 1500",
    "с номера 900 пришло",
    "паспорт 4510 123456",
    "дом 123, квартира 45, индекс 107016",
    "",
    "просто текст без цифр",
]


@pytest.mark.parametrize(("text", "masked", "kinds"), HIDDEN)
def test_a_secret_is_masked_and_named(text: str, masked: str, kinds: set[str]) -> None:
    result = mask(text)
    assert (result.text, set(result.kinds)) == (masked, kinds)


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_secret_is_kept(text: str) -> None:
    result = mask(text)
    assert (result.text, result.kinds) == (text, frozenset())


def test_masking_twice_changes_nothing_more() -> None:
    for text, masked, _ in HIDDEN:
        assert mask(masked).text == masked, text


def _with_check_digit(digits: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return digits + str(-total % 10)


_ISSUERS = st.sampled_from(
    [("4", 16), ("51", 16), ("55", 16), ("2200", 16), ("2204", 19), ("67", 18), ("62", 19)]
)
_WORDS = st.text(alphabet="абвгджзлнтуч .,!?\n", max_size=30)


@st.composite
def _cards(draw: st.DrawFn) -> str:
    prefix, length = draw(_ISSUERS)
    count = length - len(prefix) - 1
    body = draw(st.text(alphabet="0123456789", min_size=count, max_size=count))
    card = _with_check_digit(prefix + body)
    assume(not card.startswith("41001"))
    return card


@given(card=_cards(), before=_WORDS, after=_WORDS, separator=st.sampled_from(["", " ", "-", "  "]))
def test_a_card_is_masked_wherever_it_stands(
    card: str, before: str, after: str, separator: str
) -> None:
    groups = [card[start : start + 4] for start in range(0, len(card), 4)]
    result = mask(before + separator.join(groups) + after)
    assert "card" in result.kinds
    assert f"•••• {card[-4:]}" in result.text
    assert card[:8] not in result.text.replace(" ", "").replace("-", "")


_OTHER_NUMBERS = st.lists(
    st.integers(min_value=0, max_value=10**15 - 1) | st.integers(10**19, 10**25), max_size=6
)


@given(numbers=_OTHER_NUMBERS)
def test_numbers_that_are_not_as_long_as_a_card_are_kept(numbers: list[int]) -> None:
    text = ", ".join(map(str, numbers))
    assert mask(text).text == text


@given(sum_of=st.integers(1, 99_999_999), phone=st.integers(9_000_000_000, 9_999_999_999))
def test_a_sum_beside_a_wallet_number_is_kept(sum_of: int, phone: int) -> None:
    text = f"перевел {sum_of} 7{phone}"
    assert mask(text).text == text
