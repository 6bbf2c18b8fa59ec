"""Texts as long as a message may be that are made to be slow to read, and two honest long ones."""

from itertools import cycle, islice, product

LENGTH = 4096
"""How long a message may be."""

_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"

_REPEATED = (
    # one character
    *"x1я.-@([«*+:/ \n\u0301\u200b😀ﷺ",
    # hosts, links, addresses
    "http://a.", "a.", "www.", "http://", "https://a.ru ", "a.ru ", "qiwi.", "cbr.ru.", "рф.",
    "http://я.", "xn--a.", "http://аa", "a@", "a@a.ru ", "@", "@abc ", "t.me/", "hxxp", "[.]",
    # digits
    "1 ", "1 1 ", "1.", "1,", "1-", "1:", "1x", "01.", "01.01 ", "2026-01-01 ", "12:30 ",
    "+7 ", "8 (", "8 916 123-45-67 ", "79161234567 ", "4111 1111 1111 1111 ", "4111 ", "карта 4 ",
    "GB29NWBK60161331926819 ", "40817810099910004312 ", "паспорт ", "серия 4510 ", "3.1415926 ",
    # days and sums
    "вчера ", "в пятницу ", "дней назад ", "3 дня назад ", "через ", "5 мая ", "двадцать первого ",
    "руб ", "1000 рублей ", "5 тыс ", "тысяч ", "два ", "с половиной ", "1 млн 200 тыс ", "₽ 1 ",
    # secrets, numbers of operations, names
    "код ", "код 1234 ", "cvv 123 ", "123 (cvv) ", "пароль", "пароль:", "из ", "операция", "id-",
    "перевод №", "кош", "получатель", "получатель Иван ", "ООО «", "в пользу ",
    # words
    "вы вор ", "идиот ", "ВЕРНИТЕ ДЕНЬГИ ", "АА,", "х*й ", "а@а ", "убью. ", "не ", "деньги ",
    "комиссия. ", "комиссия вывод ", "предлагаем ", "киви ", "а ", "а. ", "ab1", "a-", "aБ", "аaаa",
    # markup, punctuation, directions, letters of several characters
    "<b>", "<b><b>", "{{", "((1)", "«а»", "->", "🙂 ", "👨\u200d👩\u200d👧", "а\u0301", "a\u202e",
    "שלום ", "\u0301\u0316", "漢字 ", "١ ", "İ", "ſ", "\r\n", " \n", ", ", "a ,",
)  # fmt: skip


def _filled(piece: str) -> str:
    return "".join(islice(cycle(piece), LENGTH))


def _distinct(letters: str, length: int, ends: str) -> str:
    """As many different words as there is room for."""
    words = ("".join(word) + ends for word in product(letters, repeat=length))
    return "".join(islice((char for word in words for char in word), LENGTH))


def _numbered(line: str, start: int = 1) -> str:
    return "".join(line.format(number) for number in range(start, start + 2000))[:LENGTH]


_MADE = {
    "different words": _distinct(_RUSSIAN, 3, " "),
    "different Latin words": _distinct(_LATIN, 3, " "),
    "different sentences": _distinct(_RUSSIAN, 2, ". "),
    "different words that bend": _distinct(_RUSSIAN, 2, "ующимися "),
    "different forms of one word": _distinct(_RUSSIAN, 2, " деньг"),
    "different hosts": _distinct(_LATIN, 3, ".ru "),
    "different hosts in letters": _distinct(_RUSSIAN, 3, ".рф "),
    "different links in letters": _distinct(_RUSSIAN, 2, ".рф http://"),
    "different names": _distinct(_LATIN, 3, " @"),
    "different addresses": _distinct(_LATIN, 2, "@a.ru "),
    "different disguises": _distinct(_RUSSIAN, 2, "х*й "),
    "different shouts": _distinct(_RUSSIAN.upper(), 8, ". "),
    "different phones": _numbered("8916{} ", 1000000),
    "different phones abroad": _numbered("+7701{}, ", 1000000),
    "different cards": _numbered("411111111111{} ", 1000),
    "cards that expire": _numbered("4111 1111 1111 {} срок до 09/27 ", 1000),
    "shouts": "!?!" * (LENGTH // 3),
    "percents": "%" * LENGTH,
    "different groups": _numbered("{} ", 1000),
    "different codes": _numbered("код {} ", 1000),
    "different operations": _numbered("id {} ", 10000),
    "different sums": _numbered("{} руб ", 1000),
    "different spans": _numbered("{} дней назад "),
    "different days": "".join(
        f"{d}.{m}.{y} {m}:{d} " for y in range(20, 26) for d in range(10, 32) for m in range(10, 13)
    ),
    "a very long host": f"http://{'a.' * 2000}ru",
    "a very long host in letters": f"http://{'я.' * 2000}рф",
    "a very long name": f"http://{'q' * 4000}.ru",
    "a very long name in two alphabets": f"http://{'аa' * 2000}.ru",
    "long labels": f"http://{'.'.join(['я' * 63] * 60)}.рф",
    "different hosts of many parts": _distinct(_LATIN[:18], 3, ".").replace("r.", "r.ru http://"),
    "different hosts of many parts in letters": _distinct(_RUSSIAN[:18], 3, ".").replace(
        "с.", "с.рф http://"
    ),
    "different hosts in punycode": _distinct(_LATIN, 2, "bcdefghijklmn.xn--").replace(
        ".xn--a", ".com http://xn--a"
    ),
    "different cries": _distinct(_RUSSIAN, 2, " украл деньги. "),
    "hosts as long as can be": " ".join(f"{'.'.join(['я' * 50] * 4)}{n}.рф" for n in range(19)),
    "a very long patronymic": f"Иванов Иван {'а' * 4000}вич",
    "names of many parts": f"{'а-' * 1000} {'а-' * 1000} Иванович",
    "nested brackets": "(" * 2048 + ")" * 2048,
    "far apart": "1" + " " * 4000 + "руб",
    "an announced emptiness": "получатель" + " " * 4000 + "x",
    "one long address": "a" * 4000 + "@a.ru",
    "one long domain": "a@" + "a" * 4000 + ".ru",
}
HOSTILE = {f"{piece!r} over and over": _filled(piece) for piece in _REPEATED} | {
    name: text[:LENGTH] for name, text in _MADE.items()
}

_PROSE = """Здравствуйте. Я пользуюсь кошельком много лет и никогда раньше никуда не жаловалась. Мне
нужно было оплатить занятия дочери, и я, как обычно, пополнила счет через терминал возле дома. Чек
я сохранила, он лежит у меня в кухонном ящике вместе с квитанциями за свет. Сначала все шло как
всегда: деньги появились, я открыла приложение и стала искать нужную школу. Потом экран погас, а
когда я снова вошла, остатка уже не было. Муж сказал, что надо подождать до утра, иногда такое
случается при обновлении. Утром ничего не изменилось. Я написала в поддержку, мне ответил робот,
который просил выбрать тему из списка, где моей темы не было вовсе. Я перебрала все пункты, и ни
один не привел к живому человеку. """
LONG_STORY = f"""3 мая 2026 в 15:30 с моего кошелька пропали 12 400 рублей. {_PROSE}
Номер операции 2026050312345, получатель ООО «Ромашка», об этом сказано в чеке.
{_PROSE.replace("Здравствуйте. ", "Теперь подробнее, чтобы было понятно. ")}
Я смотрела https://qiwi-help.ru и писала на anna.ivanova@example.com, мой телефон +7 916 123-45-67.
{_PROSE.replace("Здравствуйте. ", "Еще раз по порядку. ")}
Вчера мне пообещали вернуть 7 500 рублей, но деньги не пришли."""
LONG_PASTE = f"""{_PROSE.replace("Здравствуйте. ", "Переслали мне вот это. ") * 5}
Тут cbr.ru и asv.org.ru, телефон 8 800 300-30-00, и еще @qiwi_support. Сначала просят оплатить
комиссию за вывод."""
HONEST = {"a long story": LONG_STORY, "a long paste": LONG_PASTE}
