"""What a letter must never say, by problem and place: a false sentence over a signature."""

import re
from collections.abc import Iterator

import pytest

from bot.documents.letter import Letter
from bot.documents.text import as_text as text_of
from bot.escalation.drafts import relevant
from bot.escalation.path import Route
from bot.escalation.questions import chosen
from bot.escalation.values import Money
from tests import people
from tests.documents.known import CONTENT, calculation, letter, sent

pytestmark = pytest.mark.exhaustive

NOT_THEIRS = {"kusp_ticket", "operator_certificate"}
"""Papers that nobody has who went to the police of another country, or made a transfer."""


def as_text(one: Letter) -> str:
    """The letter's text without its no-break spaces."""
    return text_of(one).replace("\u00a0", " ")


ROUTES = [
    (place.id, problem, CONTENT.path.route(place.id, problem))
    for place in CONTENT.path.places.values()
    if place.id != "unknown"
    for problem in place.problems
]

FORBIDDEN_FOR = {
    "deceived": r"без моего|без распоряжения|части 15|ч\. 15|Без моего",
    "opened_without_me": r"номер кошелька:|на основании договора|Взыскать|взыскать ",
    "contact_transfer": r"на кошельке|кошелька|оператора связи",
    "wrong_details": r"уполномоченн|возместить|Возместить",
    "fraud_base": r"115-ФЗ|Взыскать",
}
"""What turns against the writer, by the case's only problem."""

ABROAD = r"Федеральн|РФ\b|КУСП|УПК|Банк России|Роскомнадзор|Роспотребнадзор|уполномоченн"
UNLICENSED = r"30\.1|уполномоченн|Банк России|рабочих дней|161-ФЗ"
POLICE = r"272\.1|\b187\b|159\.\d|взыскать|Взыскать"


def drafts_of(route: Route) -> Iterator[str]:
    drafts = (CONTENT.path.steps[step].draft for step in (*route.steps, *route.also))
    yield from dict.fromkeys(filter(None, drafts))


LETTERS = [
    (place, problem, draft) for place, problem, route in ROUTES for draft in drafts_of(route)
]


def written(place: str, problem: str, draft: str) -> str:
    """The letter of somebody who answered all that is asked of them."""
    record = CONTENT.letters.drafts[draft]
    questions = relevant(record.questions, CONTENT.letters.relevance, (problem,), place)
    answers = {name: people.ANSWERS[name] for name in questions if name in people.ANSWERS}
    if CONTENT.path.places[place].country != "RU" or problem == "contact_transfer":
        papers = chosen(answers.get("attachments"))
        answers["attachments"] = tuple(one for one in papers if one not in NOT_THEIRS)
    return as_text(letter(draft, problem, place, answers=answers))


@pytest.mark.parametrize(("place", "problem", "draft"), LETTERS)
def test_no_letter_says_what_is_false_or_binds_nobody_there(
    place: str, problem: str, draft: str
) -> None:
    text = written(place, problem, draft)
    if problem in FORBIDDEN_FOR and draft not in {"ombudsman", "certificate", "enforcement"}:
        assert not re.search(FORBIDDEN_FOR[problem], text), text
    if CONTENT.path.places[place].country != "RU":
        assert not re.search(ABROAD, text), text
    if place == "unlicensed" and draft not in {"enforcement", "prosecutor"}:
        assert not re.search(UNLICENSED, text), text
    if draft == "police":
        assert not re.search(POLICE, text), text


@pytest.mark.parametrize("draft", ["support", "pretenziya", "appeal", "cbr", "court"])
@pytest.mark.parametrize("kind", ["own_decision", "law_115", "fraud_base", "not_told"])
def test_a_letter_about_a_block_keeps_to_one_law(draft: str, kind: str) -> None:
    answers = {**people.ANSWERS, "block_kind": (kind,), "wanted": ("unblock",)}
    text = as_text(letter(draft, "blocked", answers=answers))
    said = {
        "own_decision": "по своему решению" in text,
        "law_115": bool(re.search(r"статьи 7 Федерального закона № 115-ФЗ", text)),
        "fraud_base": "базе данных Банка России" in text,
    }

    assert sum(said.values()) <= 1, text
    if kind in said and draft != "support":  # that letter quotes no norm
        assert said[kind], text
    assert not said["own_decision"] or kind in ("own_decision", "not_told")


def test_a_reply_that_names_law_115_turns_the_letter_to_it() -> None:
    text = as_text(
        letter("pretenziya", "blocked", earlier=(sent("support", "blocked_115"),),
               answers={**people.ANSWERS, "block_kind": ("not_told",)})
    )  # fmt: skip

    assert "статьи 7 Федерального закона № 115-ФЗ" in text
    assert "в тот же день" not in text


@pytest.mark.parametrize("draft", ["support", "pretenziya", "court"])
def test_unblocking_and_paying_out_are_alternatives(draft: str) -> None:
    def about(*wanted: str) -> str:
        answers = {**people.ANSWERS, "block_kind": ("own_decision",), "wanted": wanted}
        figures = calculation(people.ANSWERS["sum"])  # type: ignore[arg-type]
        return as_text(letter(draft, "blocked", answers=answers, calculation=figures))

    # In court the access alone is claimed without a price, the alternative with one.
    both = ("unblock", "return_sum") if draft == "court" else ("unblock",)
    paid, opened = about("return_sum"), about(*both)
    assert "озобновить доступ" not in paid
    assert "договор" in paid
    assert len(re.findall(r"озобновить доступ", opened)) == 1
    assert re.search(r"озобновить доступ[^.]*, а если", opened)


def test_the_deceived_ask_what_decides_whether_the_bank_pays() -> None:
    text = as_text(letter("pretenziya", "deceived"))

    assert "были ли в день перевода сведения о получателе" in text
    assert "был ли перевод задержан" in text
    assert "Если сведения о получателе в базе были" in text
    assert "под влиянием обмана" in text


def test_a_claim_about_data_alone_asks_for_no_money_and_leaves_no_blank_for_a_sum() -> None:
    for problem in ("opened_without_me", "identification"):
        text = as_text(letter("court", problem))
        assert "Цена иска" not in text
        assert "Расчёт" not in text
        assert not re.search(r"[Вв]зыскать", text)


def test_the_claim_against_the_receiver_moves_that_the_court_finds_out_the_name() -> None:
    text = as_text(letter("court", "wrong_details"))

    assert "Ходатайства:\n1. Истребовать" in text
    assert "статья 57 ГПК РФ" in text
    assert "статьи 131 ГПК РФ" in text
    assert "штраф" not in text


def test_a_terminal_that_took_a_fee_has_not_lost_the_cash() -> None:
    assert "не зачислены" not in as_text(letter("terminal", "fee", "terminal"))
    assert "не зачислены" not in as_text(letter("terminal", "wrong_details", "terminal"))
    assert "не зачислены" in as_text(letter("terminal", "terminal", "terminal"))


def test_the_creditor_of_a_transfer_encloses_its_receipt() -> None:
    text = as_text(letter("liquidator", "contact_transfer", "qiwi_ru"))

    assert "Чек или заявление на перевод" in text
    assert "перевод № 770112233" in text


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("qiwi_kz", "Национальный Банк Республики Казахстан"),
        ("qiwi_am", "примирителя финансовой системы"),
        ("qiwi_by", "Национальный банк Республики Беларусь"),
        ("qiwi_kg", "Национальный банк Кыргызской Республики"),
        ("qiwi_md", "Moldovei"),
        ("qiwi_tj", "Национальный банк Таджикистана"),
        ("qiwi_uz", "Центральный банк Республики Узбекистан"),
    ],
)
def test_each_countrys_supervisor_is_addressed_by_name(place: str, name: str) -> None:
    assert name in " ".join(letter("foreign", "fee", place).addressee)


def test_the_mediator_is_asked_for_the_money_and_a_supervisor_for_a_check() -> None:
    assert letter("foreign", "fee", "qiwi_am").demands[0].startswith("Взыскать")
    assert not any("зыскать" in demand for demand in letter("foreign", "fee", "qiwi_kz").demands)


# ---------------------------------------------------------------- what a lawyer struck out


def test_no_claim_says_that_the_order_was_kept_while_nothing_is_decided() -> None:
    waits = as_text(letter("court", "not_delivered", earlier=(sent("ombudsman"),)))
    assert "соблюдён" not in waits
    assert re.search(r"Решение по нему: _+ \(дата, номер, суть решения\)", waits)


@pytest.mark.parametrize(
    ("wanted", "access"),
    [
        ((), True),
        (("unblock",), True),
        (("unblock", "return_sum"), False),
        (("return_sum",), False),
    ],
)
def test_a_claim_for_the_access_alone_has_no_price(wanted: tuple[str, ...], access: bool) -> None:
    answers = {**people.ANSWERS, "wanted": wanted, "moral_damage": ""}
    text = as_text(
        letter("court", "blocked", answers=answers, calculation=calculation(Money(870_000)))
    )
    assert ("незаконным" in text) is access
    assert ("взыскать" in text.lower()) is not access
    assert ("Цена иска" in text) is not access
    assert ("Расчёт" in text) is not access


@pytest.mark.parametrize("draft", ["court", "ombudsman"])
def test_no_claim_says_that_a_stopped_transfer_was_confirmed_again(draft: str) -> None:
    answers = {**people.ANSWERS, "held": ("held_then_confirmed",)}
    assert "подтверждён" in as_text(letter("support", "deceived", answers=answers))
    assert "задержан или" not in as_text(letter(draft, "deceived", answers=answers))


def test_a_claim_of_the_deceived_wants_the_answer_that_admits_the_base() -> None:
    text = as_text(letter("court", "deceived", earlier=(sent("pretenziya"),)))
    assert re.search(r"базе данных Банка России: _+ \(из какого ответа", text)
    assert "у ответчика и у Банка России" in text


def test_a_notice_that_never_came_is_no_enclosure() -> None:
    answers = {**people.ANSWERS, "attachments": ("notices", "statement"), "notice": ("none",)}
    text = as_text(letter("pretenziya", "unauthorised", answers=answers))
    assert "уведомления об операции (приложение" not in text
    assert "Уведомления об операции\n" not in text
    assert "Если уведомление отправлялось" in text


def test_the_court_is_not_told_that_the_police_saw_no_crime() -> None:
    text = as_text(letter("court", "unauthorised", earlier=(sent("police", "no_crime"),)))
    assert "заявление о преступлении" in text
    assert "состава преступления" not in text
    assert "постановления" not in text


def test_a_debit_after_the_bank_was_closed_is_a_day_to_look_up() -> None:
    text = as_text(letter("liquidator", "unauthorised", "qiwi_ru"))
    assert "(дата операции, не позже 21.02.2024)" in text
    assert "оставалось" not in text


def test_access_that_was_closed_by_oneself_is_only_confirmed() -> None:
    closed = {**people.ANSWERS, "checks": ("blocked",)}
    text = as_text(letter("support", "unauthorised", answers=closed))
    assert "Подтвердить, что доступ" in text
    assert "Закрыть доступ" not in text
    assert "Закрыть доступ" in as_text(letter("support", "unauthorised"))


def test_the_deceived_plead_no_burden_of_proof() -> None:
    counter = {"counter": ("you_confirmed",)}
    deceived = as_text(letter("pretenziya", "deceived", **counter))
    assert "Подтверждение операции дано под влиянием обмана" in deceived
    assert "Нарушение порядка" not in deceived
    assert "Нарушение порядка" in as_text(letter("pretenziya", "unauthorised", **counter))
