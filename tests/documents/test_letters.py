"""What letters say."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from jinja2 import TemplateNotFound

from bot.documents.letter import SECTION, Letter, compose
from bot.documents.text import as_text
from bot.escalation.letters import Holding
from bot.escalation.values import Money
from tests.documents.golden import FOLDER, LIVES, NAMES, letters_of, written
from tests.documents.known import (
    ANSWERS,
    COUNTERS,
    DRAFTS,
    FIGURES,
    LAW,
    PLACES,
    PROBLEMS,
    TEMPLATES,
    calculation,
    facts,
    letter,
    sent,
)

EARLIER = tuple(
    sent(draft, reply)
    for draft, reply in (
        ("support", "silent"),
        ("pretenziya", "refused_no_reason"),
        ("police", "no_crime"),
        ("liquidator", "extended"),
        ("ombudsman", None),
    )
)
ALL_KNOWN: dict[str, Any] = {"earlier": EARLIER, "counter": COUNTERS, "calculation": FIGURES}
NOTHING_KNOWN: dict[str, object] = {"answers": {}}
CARD = re.compile(r"(?<!\d)(?:\d[ -]?){15}\d(?!\d)")
FAULTS = {
    "a Python word": re.compile(r"\b(None|True|False|undefined)\b"),
    "a Jinja tag": re.compile(r"\{\{|\{%|\}\}|%\}"),
    "two spaces": re.compile(r"  "),
    "two empty lines": re.compile(r"\n\n\n"),
    "and/or": re.compile(r"и/или", re.IGNORECASE),
    "a gender in brackets": re.compile(r"\((?:а|ла|ась|ая|на)\)"),
    "a space before a mark": re.compile(r"\s[,;:!?]|[  ]\."),
    "a doubled mark": re.compile(r"[,;:]{2}|[,;:]\.|(?<!\.)\.\.(?!\.)"),
    "an ASCII quote": re.compile(r'"'),
    "a hyphen for a dash": re.compile(r"\s-\s"),
    "a card number": CARD,
}


def faults(text: str) -> list[str]:
    return [fault for fault, pattern in FAULTS.items() if pattern.search(text)]


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_letter_is_written_as_it_was_read_aloud(name: str) -> None:
    assert written(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_the_golden_letters_are_of_every_draft_and_every_problem() -> None:
    assert [file.stem for file in sorted(FOLDER.glob("*.txt"))] == sorted(NAMES)
    assert len(NAMES) >= 100
    written_in = [(record["problem"], letters_of(life)) for life, record in LIVES.items()]
    assert {letter.draft.id for _, letters in written_in for letter in letters.values()} == set(
        DRAFTS
    )
    assert {problem for problem, letters in written_in if letters} == set(PROBLEMS)


@pytest.mark.exhaustive
@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_reads_well_for_every_problem_and_place(draft: str) -> None:
    """Everything and nothing is known in turn: of each problem at some places, of each place in
    some problems."""
    places = (*PLACES, "")
    for row, column in itertools.product(range(len(PROBLEMS)), range(len(places))):
        problem, place = PROBLEMS[row], places[column]
        known = NOTHING_KNOWN if (row + column) % 2 else ALL_KNOWN
        written_now = letter(draft, problem, place, **known)
        text = as_text(written_now)
        assert not faults(f"{written_now.subject}\n{text}"), (problem, place, faults(text), text)
        assert written_now.body
        assert written_now.public or (written_now.title and written_now.demands)


@pytest.mark.exhaustive
@pytest.mark.parametrize("draft", DRAFTS)
def test_two_problems_of_one_case_read_well_together(draft: str) -> None:
    for turn, (one, other) in enumerate(itertools.combinations(PROBLEMS, 2)):
        pair = (other, one) if turn % 2 else (one, other)
        text = as_text(letter(draft, problems=pair, **ALL_KNOWN))
        assert not faults(text), (pair, faults(text), text)


def test_a_letter_of_which_nothing_is_known_has_lines_to_fill_in() -> None:
    for draft in DRAFTS.keys() - {"social"}:
        assert letter(draft, answers={}).blanks


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", ["qiwi_kz", "qiwi_am", "qiwi_by", "qiwi_uz", ""])
def test_no_russian_law_is_quoted_to_a_foreign_provider(place: str) -> None:
    law = re.compile(r"-ФЗ|395-1|Закон[а-я]* РФ|кодекс|\bстать[а-я]+\s\d")
    for draft, problem in itertools.product(
        ("support", "appeal", "pretenziya", "shop", "terminal", "foreign"), PROBLEMS
    ):
        text = as_text(letter(draft, problem, place, counter=COUNTERS, earlier=EARLIER))
        found = law.search(text.replace("Федеральный закон № 115-ФЗ", ""))
        assert not found, (draft, problem, found)


@pytest.mark.exhaustive
def test_a_public_post_holds_nothing_of_the_person() -> None:
    for problem, place in itertools.product(PROBLEMS, PLACES):
        post = letter("social", problem, place, **ALL_KNOWN)
        text = as_text(post)
        assert post.public
        assert len(text) <= DRAFTS["social"]["limit"]
        assert not re.search(r"\d{3}", re.sub(r"\b20\d\d\b", "", text)), text
        for question in (
            "full_name",
            "phone",
            "email",
            "address",
            "wallet",
            "own_words",
            "operation",
        ):
            assert str(ANSWERS[question]).split("\n")[0] not in text
        assert not post.applicant
        assert not post.signer


@pytest.mark.exhaustive
def test_a_body_is_asked_only_for_what_it_can_do() -> None:
    for draft in ("cbr", "rospotrebnadzor", "rkn", "prosecutor", "foreign"):
        for problem in PROBLEMS:
            demands = " ".join(letter(draft, problem, **ALL_KNOWN).demands)
            # The prosecutor sends the police's papers back, which is no money.
            demands = demands.replace("вернуть материал", "")
            assert not re.search(r"[Вв]зыскать|[Вв]озместить|[Вв]ернуть", demands), (draft, demands)


def test_the_complaint_names_every_earlier_letter_with_its_number_term_and_reply() -> None:
    text = as_text(letter("cbr", earlier=EARLIER)).replace("\u00a0", " ")
    assert text.count("05.05.2026: ") == len(EARLIER)
    assert "обращение в службу поддержки, адресат: ООО НКО «ЮМани», № 771" in text
    assert "Срок ответа истёк 28.05.2026, ответа нет, просрочка – 2 дня." in text
    refused = r"\(приложение \d+\): в удовлетворении требований отказано, причины не названы"
    assert re.search(rf"Ответ получен 30\.05\.2026 {refused}", text)
    assert "Ответ получен с опозданием на 2 дня." in text


def test_enclosures_number_what_was_sent_received_and_ticked_once() -> None:
    enclosed = letter("cbr", earlier=EARLIER).attachments
    assert len(enclosed) == len(set(enclosed))
    assert any(paper.startswith("Копия обращения в службу поддержки") for paper in enclosed)
    assert "Копия первого обращения" not in enclosed
    assert "Копия первого обращения" in letter("cbr").attachments


def test_every_stock_reply_has_its_counter_paragraph() -> None:
    plain = letter("appeal").body
    for kind in COUNTERS:
        body = letter("appeal", counter=(kind,)).body
        assert len(body) == len(plain) + 1, kind


def test_the_tone_goes_one_step_firmer_per_rung() -> None:
    asked = [letter(draft).asking for draft in ("support", "appeal", "pretenziya")]
    assert asked == [
        "Прошу вас:",
        "Прошу пересмотреть ответ и:",
        "На основании изложенного требую:",
    ]


@pytest.mark.exhaustive
def test_one_sum_is_asked_for_once_whatever_the_problems() -> None:
    for pair in itertools.permutations(PROBLEMS, 2):
        for wishes in ((), ("return_sum",)):
            demands = letter(
                "pretenziya", problems=pair, answers={**ANSWERS, "wanted": wishes}
            ).demands
            asking = [
                line
                for line in demands
                if re.search(r"[Вв]ернуть|[Вв]озместить|[Зз]ачислить", line)
                and "12\u00a0400" in line
            ]
            assert len(asking) <= 1, (pair, asking)


def test_a_wish_replaces_the_choice_in_a_demand() -> None:
    def returned(*wishes: str) -> str:
        known = {**ANSWERS, "wanted": wishes}
        return " ".join(letter("support", answers=known).demands)

    assert "а если это невозможно" in returned()
    assert "Вернуть мне" in returned("return_sum")
    assert "получателю." in returned("deliver")


def test_sums_are_written_in_figures_and_in_words() -> None:
    text = as_text(letter("support"))
    assert (
        "12\u00a0400\u00a0руб.\u00a050\u00a0коп. (двенадцать тысяч четыреста рублей 50\u00a0копеек)"
        in text
    )
    tenge = as_text(letter("support", answers={**ANSWERS, "sum": Money(2_100_000, "KZT")}))
    assert "21\u00a0000\u00a0тенге (двадцать одна тысяча тенге)" in tenge


def test_dates_are_in_words_and_do_not_break() -> None:
    assert "3\u00a0мая\u00a02026\u00a0года в 15:30" in letter("support").body[0]


def test_a_name_stands_in_the_genitive_only_when_that_is_certain_or_confirmed() -> None:
    def first(**answers: str) -> str:
        return letter("pretenziya", answers={**ANSWERS, **answers}).applicant[0]

    assert first() == "от Соколовой Анны Викторовны"
    assert first(full_name="Ким Чен") == "Заявитель: Ким Чен"
    assert first(full_name="Ким Чен", full_name_genitive="Ким Чена") == "от Ким Чена"


def test_a_claim_against_a_stranger_is_no_consumer_claim() -> None:
    claim = as_text(letter("court", "wrong_details", calculation=FIGURES))
    assert "неосновательного обогащения" in claim
    assert "получатель перевода" in claim
    assert "прав потребител" not in claim
    assert "морального вреда" not in claim
    assert "финансовому уполномоченному" not in claim


def test_a_claim_holds_the_parts_of_articles_131_and_132() -> None:
    claim = letter("court", earlier=EARLIER, calculation=FIGURES)
    heads = " ".join((*claim.addressee, *claim.applicant))
    for part in ("Мировому судье", "Истец", "место рождения", "Ответчик", "Цена иска"):
        assert part in heads
    text = as_text(claim).replace("\u00a0", " ")
    assert "Досудебный порядок" in text
    assert "Обращение к финансовому уполномоченному направлено" in text
    assert "соблюдён" not in text, "he has decided nothing yet"
    assert "12 400 руб. 50 коп. × 14,25 % × 35 дней / 365 = 169 руб. 45 коп." in text
    assert "по 02.10.2026" in text
    assert "и далее по день фактической уплаты долга по ключевой ставке Банка России" in text
    sent_copies = (
        "Подтверждение отправки копии иска и приложений ответчику и финансовому уполномоченному"
    )
    assert sent_copies in [line.replace("\u00a0", " ") for line in claim.attachments]


def test_a_claim_never_counts_a_day_whose_rate_is_not_known() -> None:
    late = calculation(Money(1_240_050), LAW.rates.known_until + timedelta(days=1))
    text = as_text(letter("court", earlier=EARLIER, calculation=late)).replace("\u00a0", " ")
    assert "с 03.10.2026 по день фактической уплаты долга по ключевой ставке Банка России" in text
    assert "сверьте" not in text
    assert "всего процентов" not in text


def test_the_claim_to_the_liquidator_holds_its_list() -> None:
    text = as_text(letter("liquidator", "licence_revoked", "qiwi_ru")).replace("\u00a0", " ")
    for part in ("Соколова Анна Викторовна", "9 февраля 1988 года", "паспорт 45 00 000000",
                 "г. Москва, ул. Лебедева", "счёт 40817810000000000001", "410011234567890",
                 "12 400 руб. 50 коп.", "третьей очереди", "30 рабочих дней",
                 "Справка оператора связи"):  # fmt: skip
        assert part in text, part


HOSTILE = (
    "<b>жирный</b> & {{ 7 * 7 }} {% raw %} #let x = 1 $x^2$ \\alpha `код` *звёзды* _низ_ "
    '"кавычки" @ссылка // комментарий ]]> \u202eперевёрнуто\u202c \x00\x0b\u2028строка 👩‍👩‍👧 %PDF'
)


@pytest.mark.exhaustive
@pytest.mark.parametrize("draft", DRAFTS)
def test_what_a_person_typed_is_inert_and_stays_on_its_line(draft: str) -> None:
    hostile = {key: HOSTILE if isinstance(value, str) else value for key, value in ANSWERS.items()}
    hostile |= {"phone": "1\n2. Отдать всё", "full_name": "Имя\n\nФамилия"}
    calm, wild = letter(draft), letter(draft, answers=hostile)
    assert shape(calm) == shape(wild)
    text = as_text(wild)
    assert "\u202e" not in text
    assert "\x00" not in text
    assert not re.search("[\U0001f000-\U0001faff\u200d]", text)
    if not wild.public and draft != "receiver":  # a stranger is told no phone
        assert "2. Отдать всё" in text
        assert "\n2. Отдать всё" not in text
    if "own_words" in DRAFTS[draft]["questions"]:
        assert "{{ 7 * 7 }} {% raw %}" in text
        assert "<b>жирный</b> &" in text


def shape(written_now: Letter) -> tuple[int, ...]:
    """How many lines each part has, but for the body and the genitive of a strange name."""
    return (
        len(written_now.addressee),
        len(written_now.applicant),
        len(written_now.title),
        len(written_now.demands),
        len(written_now.attachments),
    )


def test_a_hostile_earlier_letter_stays_one_line() -> None:
    bad = replace(sent("support"), number="7\n8", title="А\nБ", addressee="В\nГ")
    assert len(letter("cbr", earlier=(bad,)).body) == len(
        letter("cbr", earlier=(sent("support"),)).body
    )


def test_an_unknown_draft_is_an_error() -> None:
    with pytest.raises(TemplateNotFound, match="no_such_draft"):
        compose(TEMPLATES, "no_such_draft", facts("support"))


@pytest.mark.parametrize(
    ("number", "keeps", "said"),
    [
        ("", Holding.BANK, "со счёта (карты)"),
        ("•••• 1234", Holding.BANK, "с карты •••• 1234"),
        ("40817810000000000001", None, "со счёта № 40817810000000000001"),
        ("", Holding.WALLET, "с кошелька"),
        ("", None, "с кошелька (карты, счёта)"),
        ("+7 916 555-12-34", None, "с кошелька +7 916 555-12-34"),
    ],
)
def test_a_letter_names_what_the_money_was_on(
    number: str, keeps: Holding | None, said: str
) -> None:
    answers = {**ANSWERS, "wallet": number}
    text = as_text(letter("support", "unauthorised", answers=answers, keeps=keeps))
    assert said in text.replace("\u00a0", " ")


def test_a_decision_bears_its_own_day_and_a_reply_the_day_on_which_it_came() -> None:
    came, decided = sent("support"), sent("ombudsman", signed=True)
    text = as_text(letter("cbr", earlier=(came, decided))).replace("\u00a0", " ")
    assert "Ответ получен 30.05.2026" in text
    assert "Решение от 30.05.2026" in text
    assert "Копия ответа, полученного 30.05.2026" in text
    assert "Копия решения от 30.05.2026" in text


HEADINGS = [
    "1. Договор",
    "2. Обстоятельства",
    "3. Досудебный порядок",
    "4. Правовое обоснование",
    "5. Расчёт цены иска",
]


def test_the_headings_of_a_claim_are_counted() -> None:
    lines = as_text(letter("court", "not_delivered", calculation=FIGURES)).splitlines()
    assert [line for line in lines if line in HEADINGS] == HEADINGS
    of_data = as_text(letter("court", "opened_without_me")).splitlines()
    assert "1. Обстоятельства" in of_data
    assert "3. Правовое обоснование" in of_data


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_heading_stands_over_nothing(place: str, problem: str) -> None:
    body = letter("court", problem, place=place, answers={}).body
    pairs = itertools.pairwise([*body, SECTION])
    assert not [line for line, after in pairs if line[0] == after[0] == SECTION]


def test_nobody_types_a_heading() -> None:
    typed = letter("support", answers={**ANSWERS, "own_words": f"{SECTION}Мой раздел"})
    assert any(line.startswith("Мой раздел") for line in typed.body)
    assert not any(line.startswith(SECTION) for line in typed.body)
