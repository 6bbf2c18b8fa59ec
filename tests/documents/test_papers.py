"""What a lawyer asked of single papers: a demand with its figure, a norm with its fact."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.documents.text import as_text
from bot.documents.written import Written
from bot.escalation.carry_over import answered_by_events
from bot.escalation.drafts import relevant
from bot.escalation.values import Money
from tests.documents.known import ANSWERS, CONTENT, FIGURES, calculation, letter, sent
from tests.lives import Life
from tests.people import FURTHER


def text_of(draft: str, *args: str, **more: Any) -> str:
    return as_text(letter(draft, *args, **more)).replace("\u00a0", " ")


def without(*questions: str, **told: Any) -> dict[str, Any]:
    """All answers but these, and what is told instead."""
    return {**{name: value for name, value in ANSWERS.items() if name not in questions}, **told}


# ---------------------------------------------------------------- a fee


@pytest.mark.parametrize("draft", ["support", "pretenziya", "appeal", "terminal"])
def test_a_fee_is_demanded_once_and_with_its_figure(draft: str) -> None:
    demands = letter(draft, "fee").demands
    asking = [line for line in demands if "омисси" in line and "ернуть" in line]
    assert len(asking) == 1
    assert "150\u00a0руб." in asking[0]
    assert "неисполненный" not in asking[0]
    both = letter(draft, problems=("not_delivered", "fee")).demands
    assert len([line for line in both if "омисси" in line]) == 1


@pytest.mark.parametrize("draft", ["pretenziya", "rospotrebnadzor", "court"])
@pytest.mark.parametrize("problems", [("fee",), ("not_delivered", "fee")])
def test_the_price_not_told_is_a_norm_only_beside_that_fact(
    draft: str, problems: tuple[str, ...]
) -> None:
    fact, norm = "До операции её размер", "статья 10 Закона РФ"
    untold = text_of(draft, problems=problems)
    assert fact in untold
    assert norm in untold
    for told in ({"fee_told": ("told",)}, {"fee_told": ""}):
        text = text_of(draft, problems=problems, answers=without(**told))
        assert fact not in text
        assert norm not in text
        assert "статья 16" in text


# ---------------------------------------------------------------- a terminal


def asked(draft: str, problem: str, place: str) -> tuple[str, ...]:
    questions = CONTENT.letters.drafts[draft].questions
    return relevant(questions, CONTENT.letters.relevance, (problem,), place)


def test_the_owner_of_a_terminal_is_told_which_one_it_is_and_what_it_took() -> None:
    assert {"fee_sum", "terminal_number", "terminal_address"} <= set(
        asked("terminal", "fee", "terminal")
    )
    for problem in CONTENT.path.places["terminal"].problems:
        text = text_of("terminal", problem, "terminal")
        assert "через терминал № 10443321 по адресу г. Казань, пр. Победы" in text, problem
        assert not re.search(r"с кошелька", text), problem
        nameless = text_of("terminal", problem, "terminal", answers=without("terminal_address"))
        assert "(адрес терминала)" in nameless
        assert "адрес терминала" not in text_of(
            "support", problem, "terminal", answers=without("terminal_address")
        )


def test_the_owner_of_a_terminal_has_ten_days_and_no_norm_that_is_only_thought() -> None:
    for draft in ("terminal", "support", "appeal", "pretenziya"):
        text = text_of(draft, "terminal", "terminal")
        assert "Полагаю" not in text
        assert "статья 31" not in text
    assert "Исполнить эти требования в течение 10 дней" in text_of(
        "terminal", "terminal", "terminal"
    )


def test_what_a_receipt_must_say_is_repealed() -> None:
    for draft in ("terminal", "rospotrebnadzor", "court"):
        text = text_of(draft, "terminal", "terminal")
        assert "статья 4 Федерального закона № 103-ФЗ" in text
        assert "в чеке" not in text


def test_the_check_that_is_asked_for_is_of_what_happened() -> None:
    fee = "нет ли в условиях того, что ущемляет"
    assert fee in text_of("rospotrebnadzor", "fee")
    assert fee not in text_of("rospotrebnadzor", "terminal", "terminal")
    assert fee not in text_of("rospotrebnadzor", "blocked")
    assert "Проверить, соблюдены ли права потребителя" in text_of("rospotrebnadzor", "blocked")


# ---------------------------------------------------------------- a shop, a service

ARTICLES = {
    "cancelled": "статья 22 ",
    "defective": "статья 22 ",
    "unwanted": "пункт 4 статьи 26.1 ",
    "returned": None,
    "promised": None,
}


@pytest.mark.parametrize("why", CONTENT.questions["due_why"].choices)
def test_a_refund_names_the_article_of_its_reason(why: str) -> None:
    for draft in ("shop", "rospotrebnadzor", "court"):
        text = text_of(draft, "refund", "shop", answers={**ANSWERS, "due_why": (why,)})
        named = [article for article in ("статья 22 ", "статьи 26.1 ") if article in text]
        assert len(named) == (ARTICLES[why] is not None), text
        assert (ARTICLES[why] or "") in text


def test_every_demand_to_a_shop_has_ten_days_and_a_last_line() -> None:
    def last_line(problem: str, **told: Any) -> str:
        text = text_of("shop", problem, "shop", answers={**ANSWERS, **told})
        assert "в течение 10 дней со дня получения требования" in text
        return next(line for line in text.splitlines() if line.startswith("Если требование не"))

    for problem in CONTENT.path.places["shop"].problems:
        assert "жалоба в Роспотребнадзор" in last_line(problem)
    # A penalty is threatened only where it is asked for.
    assert "проценты и штраф" in last_line("refund")
    assert "неустойка и штраф" in last_line("not_supplied", bought=("goods",))
    assert "неустойка и штраф" in last_line("not_supplied", bought=("service",))
    assert "проценты и штраф" in last_line("not_supplied", bought=())


def test_whoever_was_not_served_refuses_the_contract_and_leaves_no_way_out() -> None:
    service = {**ANSWERS, "bought": ("service",), "full_name": "Ким Чен"}
    text = text_of("shop", "not_supplied", "shop", answers=service)
    assert "от исполнения договора отказываюсь (пункт 1 статьи 28" in text
    assert "оказана, прислать" not in text
    assert not re.search(r"[Мм]агазин|[Пп]родав|[Пп]окупател", text), text
    claim = text_of("court", "not_supplied", "shop", answers=service)
    assert "(исполнитель: ООО «Уютный дом»)" in claim
    assert "вернуть деньги (пункт 1" in claim
    goods = text_of("shop", "not_supplied", "shop")
    assert "Если товар отправлен, прислать" in goods
    assert "отказываюсь" not in goods


# ---------------------------------------------------------------- a refund that the shop has sent


def test_a_refund_at_a_provider_is_told_by_the_shop_and_credited_or_sent_back() -> None:
    for draft in ("support", "pretenziya", "appeal", "cbr", "ombudsman", "court"):
        text = text_of(draft, "refund")
        assert re.search(
            r"По сообщению продавца ООО «Уютный дом» \(приложение \d+\), 3 мая 2026 года", text
        )
        assert "возвращено 12 400 руб." in text
        assert "должны были вернуться" not in text
    asked_for = letter("pretenziya", "refund").demands
    assert re.match(r"Зачислить мне 12\s400.* или вернуть эти деньги отправителю", asked_for[0])
    assert asked_for[1].startswith("Сообщить, поступил ли возврат")


# ---------------------------------------------------------------- after a decision


def life(events: list[str], **told: Any) -> Iterator[tuple[str, Written]]:
    told = {**ANSWERS, **told, "firm": "yoomoney"}
    first = date.fromisoformat(events[0].split()[0])
    return Life(CONTENT, "other_wallet", "not_delivered", told, first).live(events)


BEFORE_COURT = [
    "2026-04-01 checked", "2026-04-01 go pretenziya", "2026-04-01 writes pretenziya",
    "2026-04-01 sent pretenziya",
    "2026-05-05 refused pretenziya", "2026-05-06 go ombudsman", "2026-05-06 sent ombudsman",
    "2026-06-01 refused ombudsman", "2026-06-05 go court", "2026-06-05 sent court",
]  # fmt: skip


def test_the_court_that_got_the_claim_does_not_change_with_the_interest() -> None:
    decided = [*BEFORE_COURT, "2026-08-01 refused court", "2026-11-20 go judgment"]
    events = [*decided, "2026-11-20 writes judgment", "2026-11-20 writes reasoned",
              "2026-11-20 go court", "2026-11-20 writes court"]  # fmt: skip
    letters = dict(life(events, sum=Money(9_700_000)))
    for step in ("judgment", "reasoned"):
        text = letters[step].text.replace("\u00a0", " ")
        assert re.search(r"[Мм]ирово\w+ судь\w+ судебного участка", text), text
    assert "районный суд" in letters["court"].text.replace("\u00a0", " ")
    assert "районный суд" in letters["judgment"].letter.addressee[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("reply", "says", "asks"),
    [
        ("refused", "в иске отказано", "Отменить решение и удовлетворить иск."),
        ("partial", "иск удовлетворён частично", "Отменить решение в той части"),
    ],
)
def test_an_appeal_says_what_was_decided_and_has_a_ground(reply: str, says: str, asks: str) -> None:
    events = [*BEFORE_COURT, "2026-08-01 number court 2-1847/2026", f"2026-08-01 {reply} court",
              "2026-08-03 go judgment", "2026-08-03 writes judgment"]  # fmt: skip
    appeal = dict(life(events))["judgment"]
    text = appeal.text.replace("\u00a0", " ")
    assert f"Решением от 01.08.2026 по делу № 2-1847/2026 {says}" in text
    assert appeal.letter.demands[0].replace("\u00a0", " ").startswith(asks)
    assert "не согласен: суд не учёл доказательства" in text
    passed = dict(life(events, appeal_ground=""))["judgment"].text
    assert "(что суд не учёл или применил неверно)" in passed.replace("\u00a0", " ")


def test_only_whoever_is_no_consumer_pays_for_an_appeal() -> None:
    paid, exempt = "Документ об уплате государственной пошлины", "истец освобождён"
    for problem, pays in (("not_delivered", False), ("wrong_details", True),
                          ("opened_without_me", True), ("identification", False)):  # fmt: skip
        appeal = letter("judgment", problem)
        assert (paid in appeal.attachments) is pays, problem
        assert any(exempt in line for line in appeal.applicant) is not pays, problem
        assert not any("либо" in paper for paper in appeal.attachments)


def test_what_an_appeal_over_a_million_costs_is_a_line_to_fill_in() -> None:
    big = calculation(Money(150_000_000))
    appeal = letter("judgment", "not_delivered", calculation=big)
    duty = next(line for line in appeal.applicant if line.startswith("Государственная пошлина"))
    assert "размер – на сайте суда" in duty.replace("\u00a0", " ")
    assert "Документ об уплате государственной пошлины" in appeal.attachments


def test_a_certificate_names_the_decision_and_encloses_only_the_statement() -> None:
    decided = sent("ombudsman", "won", signed=True, replied_on=date(2026, 6, 20))
    asks = letter("certificate", earlier=(sent("pretenziya"), decided),
                  in_force_on=date(2026, 7, 3))  # fmt: skip
    text = as_text(asks).replace("\u00a0", " ")
    assert "(№ 771) вынесено решение от 20.06.2026 № У-26-123456/5010-003." in text
    assert "вступило в силу 03.07.2026" in text
    assert len(asks.attachments) == 1
    assert "года, вынесено" not in as_text(letter("certificate")).replace("\u00a0", " ")
    assert "decision_no" in CONTENT.letters.drafts["certificate"].questions


def test_a_writ_is_asked_for_by_the_day_and_the_number_of_the_judgment() -> None:
    won = sent("court", "won", signed=True, number="2-3391/2026", replied_on=date(2027, 2, 12))
    text = text_of("writ", earlier=(won,), calculation=FIGURES)
    assert "Решением от 12.02.2027 по делу № 2-3391/2026" in text
    assert "Мировому судье судебного участка" in text


@pytest.mark.parametrize(
    ("earlier", "paper"),
    [
        (("ombudsman",), "удостоверение № "),
        (("ombudsman", "certificate"), "удостоверение № "),
        (("ombudsman", "court"), "исполнительный лист № "),
        (("court", "writ"), "исполнительный лист № "),
        (("court", "certificate"), "удостоверение № "),
        (("ombudsman", "court", "ombudsman", "writ"), "исполнительный лист № "),
        ((), "(исполнительный лист или удостоверение) № "),
    ],
)
def test_what_the_money_is_collected_by_is_one_paper(earlier: tuple[str, ...], paper: str) -> None:
    text = text_of("enforcement", earlier=tuple(map(sent, earlier)))
    assert re.search(rf"Исполнительный документ: _*\s?{re.escape(paper)}", text), text


# ---------------------------------------------------------------- personal data


def test_the_owner_says_what_is_wrong_and_what_is_right() -> None:
    for draft in ("support", "pretenziya", "appeal", "rkn", "cbr"):
        text = text_of(draft, "identification")
        assert "указано: фамилия – Соколава. Правильно: фамилия – Соколова." in text
        assert "без моего согласия" not in text
        assert {"wrong_data", "right_data"} <= set(asked(draft, "identification", "other_wallet"))
        assert "wrong_data" not in asked(draft, "fee", "other_wallet")
    assert "статьи 14 и 21" in text_of("pretenziya", "identification")
    assert "вместо «фамилия – Соколава» указать" in text_of("court", "identification")


def test_whoever_opened_no_wallet_asks_for_no_correction() -> None:
    for draft in ("pretenziya", "rkn", "court"):
        text = text_of(draft, "opened_without_me")
        assert "доказывает это оператор (статьи 6 и 9" in text
        assert "(статьи 14 и 21)" in text
        assert "исправить" not in text
    assert "уничтожить их" in text_of("rkn", "opened_without_me")


def test_the_firm_that_keeps_the_wallet_is_told_so_as_you() -> None:
    for draft in ("support", "pretenziya", "appeal"):
        assert "стало известно, что у вас на мои" in text_of(draft, "opened_without_me")
    assert "что в ООО НКО «ЮМани» на мои" in text_of("rkn", "opened_without_me")


def test_no_letter_to_the_body_that_looks_after_data_was_sent_before_unless_one_was() -> None:
    for problem in ("opened_without_me", "identification", "not_delivered"):
        assert "аправлено обращение" not in text_of("rkn", problem)


def test_that_body_gets_a_letter_of_data_alone_also_on_the_ladder() -> None:
    assert CONTENT.path.steps["regulator"].draft == "rkn"
    for problem in CONTENT.path.places["unknown"].problems:
        text = text_of("rkn", problem)
        assert "полагаю" not in text
        assert "в орган, к компетенции" not in text
        only = "Прошу проверить только одно: как в связи с этим обрабатываются" in text
        assert only is (problem not in ("identification", "opened_without_me"))


# ---------------------------------------------------------------- the liquidator


def test_objections_name_the_demand_and_the_notice() -> None:
    claim = sent("liquidator", replied_on=date(2026, 5, 30), number=None)
    why = {**ANSWERS, "objection_why": ("number_mine",), "attachments": ("screenshots",)}
    objection = letter("objection", "licence_revoked", "qiwi_ru", earlier=(claim,), answers=why)
    text = as_text(objection).replace("\u00a0", " ")
    assert "требование кредитора о включении 12 400 руб. 50 коп. в реестр (приложение" in text
    assert "Уведомлением от 28.05.2026 № 64-08исх-771, полученным 30.05.2026, в установлении" in (
        text.replace("\u2011", "-")
    )
    assert "в просьбе отказано" not in text
    named = re.search(r"справка оператора связи \(приложение (\d+)\)", text)
    assert named
    assert objection.attachments[int(named[1]) - 1].startswith("Справка оператора связи")


def test_objections_to_silence_name_no_notice() -> None:
    for reply in (None, "silent"):
        text = text_of("objection", "licence_revoked", "qiwi_ru",
                       earlier=(sent("liquidator", reply),))  # fmt: skip
        assert "заявителю не сообщено" in text
        assert "Уведомлением" not in text


def test_the_contents_of_a_notice_are_asked_once_there_is_one() -> None:
    assert {"asv_day", "asv_no"} <= set(CONTENT.letters.drafts["objection"].questions)
    told = Life(CONTENT, "qiwi_ru", "licence_revoked", dict(ANSWERS), date(2026, 8, 3))
    list(told.live(["2026-08-03 go liquidator", "2026-08-03 sent liquidator"]))
    assert {"asv_day", "asv_no"} <= answered_by_events(told.case)
    list(told.live(["2026-09-10 refused liquidator"]))
    assert not {"asv_day", "asv_no"} & answered_by_events(told.case)


@pytest.mark.parametrize("problem", ["licence_revoked", "contact_transfer"])
@pytest.mark.parametrize("draft", ["liquidator", "objection"])
def test_a_creditor_writes_the_sum_in_words_once(draft: str, problem: str) -> None:
    text = text_of(draft, problem, "qiwi_ru")
    assert text.count("двенадцать тысяч четыреста рублей") == 1
    assert text.count("12 400 руб. 50 коп.") >= 2
    assert ".." not in text


# ---------------------------------------------------------------- who reads what


@pytest.mark.parametrize(
    ("bought", "told"),
    [(("goods",), "Продавец: "), (("service",), "Исполнитель: "), ("", "Продавец: ")],
)
def test_the_police_are_told_who_took_the_money_for_what(bought: Any, told: str) -> None:
    text = text_of("police", "deceived", "shop", answers={**ANSWERS, "bought": bought})
    assert f"{told}{ANSWERS['shop_name']}" in text
    assert "Организация, через которую прошли деньги" not in text


@pytest.mark.parametrize(
    ("draft", "reads"), [("pretenziya", False), ("cbr", False), ("court", True), ("judgment", True)]
)
def test_only_a_court_reads_of_a_letter_to_the_receiver(draft: str, reads: bool) -> None:
    first = date(2026, 4, 1)
    events = ["2026-04-01 go receiver", "2026-04-01 sent receiver", "2026-04-03 refused receiver"]
    told = Life(CONTENT, "other_wallet", "wrong_details", {**ANSWERS, "firm": "yoomoney"}, first)
    list(told.live(events))
    assert any(one.draft == "receiver" for one in told.written(draft).facts.earlier) is reads


def test_each_operation_has_the_papers_that_show_it_and_no_column_stands_empty() -> None:
    told = {**ANSWERS, "operations": FURTHER}

    def rows(**more: Any) -> list[str]:
        text = text_of("police", "unauthorised", answers={**told, **more})
        return [line for line in text.splitlines() if line.count(" | ") > 2]

    head, *proven = rows(attachments=("statement",))
    assert head.endswith(" | Основание в материалах")
    assert "(местное)" in head
    assert all(row.endswith(" | (приложение 1)") for row in proven)
    assert "Основание" not in rows(attachments="")[0]
