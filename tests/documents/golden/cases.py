"""The cases of the golden letters: problem by channel by what is known."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from bot.escalation.claim import Calculation
from bot.escalation.letters import Earlier, LetterFacts
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from tests import people
from tests.documents.known import CONTENT, DUE_ON, FIRMS, calculation

TODAY = date(2026, 11, 24)

ANNA: Mapping[str, Value] = {
    question: people.ANSWERS[question]
    for question in (
        "full_name", "phone", "email", "address", "birth_date", "birth_place", "identifier",
        "id_document", "bank_details", "wallet", "provider_name",
    )
}  # fmt: skip
IVAN: Mapping[str, Value] = {
    "full_name": "Орлов Иван Петрович",
    "phone": "+7 903 555-00-11",
    "email": "orlov.ivan@example.ru",
    "address": "г. Казань, ул. Баумана, д. 20, кв. 4",
    "birth_date": Moment(date(1975, 11, 30)),
    "id_document": "паспорт 92 00 000000, выдан 05.06.2010",
    "bank_details": "счёт 40817810000000000002, БИК 049205000",
    "wallet": "+7 903 555-00-11",
}
AIGUL: Mapping[str, Value] = {
    "full_name": "Айгуль Сериккызы Нурланова",
    "phone": "+7 701 555-10-20",
    "email": "aigul@example.kz",
    "address": "г. Алматы, пр. Абая, д. 10",
    "wallet": "+7 701 555-10-20",
}
JOHN: Mapping[str, Value] = {"full_name": "Ким Чен", "phone": "+7 999 555-77-88"}

PAID: Mapping[str, Value] = {
    "happened": Moment(date(2026, 5, 3), time(15, 30)),
    "sum": Money(1_240_000),
    "operation": "2605031530771",
    "recipient": "магазин «Мелодия»",
    "story": "Покупка в интернет-магазине. Магазин пишет, что деньги к нему не приходили.",
    "wanted": ("return_sum", "answer_in_writing"),
    "attachments": ("receipt", "screenshots"),
}
STOLEN: Mapping[str, Value] = {
    "happened": Moment(date(2026, 10, 12), time(2, 14)),
    "sum": Money(3_499_050),
    "operation": "9920117",
    "recipient": "карта неизвестного человека",
    "story": "Ночью пришли два уведомления. Телефон был у меня, коды никому не сообщала.",
    "attachments": ("statement", "notices"),
}
DEBITS = Operations(
    (
        Operation(
            Moment(date(2026, 10, 12), time(2, 16)), Money(490_000), "9920121", "карта •••• 1234"
        ),
        Operation(
            Moment(date(2026, 10, 12), time(2, 31)), Money(1_200_000), "", "+7 903 555-77-88"
        ),
    )
)
"""Two operations more than the one of STOLEN: 51 890,50 together."""

SEVERAL: Mapping[str, Value] = {**STOLEN, "operations": DEBITS}
BLOCKED: Mapping[str, Value] = {
    "happened": Moment(date(2026, 9, 1)),
    "sum": Money(870_000),
    "wanted": ("unblock", "explain"),
    "attachments": ("screenshots", "correspondence"),
}
LEFT: Mapping[str, Value] = {"sum": Money(203_400), "attachments": ("screenshots",)}
CASH: Mapping[str, Value] = {
    "happened": Moment(date(2026, 11, 2), time(18, 5)),
    "sum": Money(500_000),
    "terminal_number": "10443321",
    "terminal_owner": "ООО «Пэйпоинт»",
    "attachments": ("receipt",),
}
ORDER: Mapping[str, Value] = {
    "happened": Moment(date(2026, 8, 20)),
    "sum": Money(1_999_000),
    "shop_name": "ООО «Уютный дом»",
    "order_number": "УД-5521",
    "attachments": ("receipt", "correspondence"),
}

SUPPORT = Earlier(
    step="support",
    draft="support",
    title="Обращение в службу поддержки",
    addressee="ООО НКО «ЮМани»",
    sent_on=date(2026, 5, 5),
    number="771",
    registered_on=date(2026, 5, 6),
    due_on=date(2026, 5, 28),
    days_late=12,
    reply="silent",
)
REFUSED = replace(SUPPORT, days_late=0, reply="refused", replied_on=date(2026, 5, 20))
PRETENZIYA = Earlier(
    step="pretenziya",
    draft="pretenziya",
    title="Претензия",
    addressee="ООО НКО «ЮМани»",
    sent_on=date(2026, 6, 10),
    number="П-19",
    registered_on=date(2026, 6, 11),
    due_on=date(2026, 7, 3),
    days_late=1,
    reply="refused_no_reason",
    replied_on=date(2026, 7, 4),
)
LATE_REFUSAL = replace(
    PRETENZIYA,
    sent_on=date(2026, 10, 13),
    registered_on=date(2026, 10, 14),
    due_on=date(2026, 11, 6),
    days_late=4,
    replied_on=date(2026, 11, 10),
)
OMBUDSMAN = Earlier(
    step="ombudsman",
    draft="ombudsman",
    title="Обращение к финансовому уполномоченному",
    addressee="финансовый уполномоченный",
    sent_on=date(2026, 8, 3),
    number="У-26-1001",
    reply="refused",
    replied_on=date(2026, 8, 28),
    signed=True,
)
CLAIM = Earlier(
    step="liquidator",
    draft="liquidator",
    title="Требование кредитора",
    addressee="ГК «Агентство по страхованию вкладов»",
    sent_on=date(2026, 8, 3),
    due_on=date(2026, 9, 16),
    reply="refused",
    replied_on=date(2026, 9, 10),
)
POLICE = Earlier(
    step="police",
    draft="police",
    title="Заявление о преступлении",
    addressee="отдел полиции № 5",
    sent_on=date(2026, 10, 12),
    number="18831",
    reply="no_crime",
    replied_on=date(2026, 10, 22),
)

FIGURES = calculation(Money(1_240_000), DUE_ON)


def _facts(
    draft: str,
    problems: str | tuple[str, ...],
    place: str,
    *answers: Mapping[str, Value],
    earlier: tuple[Earlier, ...] = (),
    counter: tuple[str, ...] = (),
    calculation: Calculation | None = None,
    addressee: tuple[str, ...] = (),
) -> LetterFacts:
    return LetterFacts(
        draft=draft,
        problems=(problems,) if isinstance(problems, str) else problems,
        place=place,
        today=TODAY,
        country=CONTENT.path.places[place].country,
        supervisor=CONTENT.names.supervisors.get(place),
        firm=FIRMS[place],
        answers={key: value for part in answers for key, value in part.items()},
        earlier=earlier,
        counter=counter,
        calculation=calculation,
        addressee=addressee,
    )


_FEE: Mapping[str, Value] = {
    "happened": Moment(date(2026, 7, 7)),
    "sum": Money(1_000_000),
    "fee_sum": Money(30_000),
    "operation": "55120",
}
_IDENTITY: Mapping[str, Value] = {
    "happened": Moment(date(2026, 10, 1)),
    "story": "Узнал, что на мой паспорт открыт кошелёк. Я его не открывал.",
    "attachments": ("screenshots",),
}
_WRONG: Mapping[str, Value] = {
    "happened": Moment(date(2026, 11, 20), time(9, 40)),
    "sum": Money(320_000),
    "operation": "778812",
    "recipient": "кошелёк 410019999999999",
    "story": "Ошиблась в одной цифре номера. Получателя не знаю.",
}

_DECEIVED: Mapping[str, Value] = {
    "happened": Moment(date(2026, 11, 20), time(14, 20)),
    "sum": Money(20_000_000),
    "operation": "5540019",
    "recipient": "карта *4417, Иван И.",
    "deceit": ("safe_account",),
    "contact_trace": "+7 900 555-66-77",
    "held": ("not_held",),
    "attachments": ("statement", "correspondence"),
}
_NOT_SUPPLIED: Mapping[str, Value] = {
    **ORDER,
    "happened": Moment(date(2026, 10, 1)),
    "due_day": Moment(date(2026, 10, 20)),
}
_OPENED: Mapping[str, Value] = {
    "happened": Moment(date(2026, 11, 3)),
    "story": "Об этом сказано в письме из налоговой службы.",
    "attachments": ("screenshots",),
}
_CONTACT: Mapping[str, Value] = {
    "transfer_day": Moment(date(2024, 2, 19)),
    "sum": Money(4_500_000),
    "transfer_number": "770112233",
    "transfer_to": "Петров Олег Ильич, Ереван",
    "attachments": ("receipt",),
}
_LISTED: Mapping[str, Value] = {
    "happened": Moment(date(2026, 11, 5)),
    "attachments": ("notices",),
}
_BY_115: Mapping[str, Value] = {**BLOCKED, "block_kind": ("law_115",)}

_TOLD: Mapping[str, Value] = {
    "reported": Moment(date(2026, 10, 12), time(2, 20)),
    "report_way": ("phone",),
    "report_no": "88-1234567",
}
"""Told by phone between the second and the third debit of SEVERAL."""

_NOTICED: Mapping[str, Value] = {
    "notice": ("came",),
    "notice_at": Moment(date(2026, 10, 12), time(2, 15)),
}

CASES: Mapping[str, LetterFacts] = {
    # ---------------------------------------------------------------- reported: when, how, number
    "support_reported": _facts("support", "unauthorised", "other_wallet", ANNA, STOLEN, _TOLD),
    "support_reported_unknown_when": replace(
        _facts("support", "unauthorised", "other_wallet", ANNA, STOLEN), told_before=True
    ),
    "pretenziya_reported_in_time": _facts(
        "pretenziya",
        "unauthorised",
        "other_wallet",
        ANNA,
        SEVERAL,
        _TOLD,
        _NOTICED,
        earlier=(
            replace(
                SUPPORT,
                sent_on=date(2026, 10, 13),
                registered_on=None,
                due_on=None,
                days_late=0,
                days_passed=42,
                reply=None,
            ),
        ),
    ),
    "pretenziya_not_notified": _facts(
        "pretenziya", "unauthorised", "other_wallet", ANNA, STOLEN, _TOLD, {"notice": ("none",)}
    ),
    "pretenziya_reported_late": _facts(
        "pretenziya",
        "unauthorised",
        "other_wallet",
        ANNA,
        STOLEN,
        {**_TOLD, "reported": Moment(date(2026, 10, 19)), "report_way": ("chat",)},
        _NOTICED,
    ),
    "pretenziya_only_after_report": _facts(
        "pretenziya",
        "unauthorised",
        "other_wallet",
        ANNA,
        {
            **STOLEN,
            "operations": Operations(
                (*DEBITS.rows, Operation(Moment(date(2026, 10, 20)), Money(300_000), "9920305"))
            ),
        },
        {**_TOLD, "reported": Moment(date(2026, 10, 19))},
        _NOTICED,
    ),
    "pretenziya_not_identified": _facts(
        "pretenziya", "unauthorised", "other_wallet", ANNA, STOLEN, _TOLD, {"identified": ("none",)}
    ),
    "police_reported": _facts("police", "unauthorised", "other_wallet", ANNA, STOLEN, _TOLD),
    "court_reported": _facts(
        "court",
        "unauthorised",
        "other_wallet",
        ANNA,
        STOLEN,
        _TOLD,
        _NOTICED,
        earlier=(LATE_REFUSAL, OMBUDSMAN),
        calculation=calculation(Money(3_499_050)),
    ),
    "cbr_deceived_reported": _facts(
        "cbr",
        "deceived",
        "other_wallet",
        ANNA,
        _DECEIVED,
        {"reported": Moment(date(2026, 11, 20), time(15, 0)), "report_way": ("office",)},
    ),
    # ---------------------------------------------------------------- deceived: one's own order
    "support_deceived": _facts("support", "deceived", "other_wallet", ANNA, _DECEIVED),
    "pretenziya_deceived": _facts(
        "pretenziya",
        "deceived",
        "other_wallet",
        ANNA,
        {**_DECEIVED, "held": ("held_then_confirmed",)},
        earlier=(replace(POLICE, sent_on=date(2026, 11, 20), reply=None, replied_on=None),),
    ),
    "cbr_deceived": _facts("cbr", "deceived", "other_wallet", ANNA, _DECEIVED),
    "police_deceived": _facts("police", "deceived", "other_wallet", ANNA, _DECEIVED),
    "police_deceived_kazakhstan": _facts(
        "police", "deceived", "qiwi_kz", AIGUL, {**_DECEIVED, "sum": Money(9_000_000, "KZT")}
    ),
    "pretenziya_deceived_unlicensed": _facts(
        "pretenziya", "deceived", "unlicensed", ANNA, _DECEIVED, {"provider_name": "Payeer"}
    ),
    # ---------------------------------------------------------------- the Bank of Russia's base
    "leave_base": _facts("leave_base", "fraud_base", "other_wallet", ANNA, _LISTED),
    "support_fraud_base": _facts("support", "fraud_base", "other_wallet", ANNA, _LISTED),
    "cbr_fraud_base": _facts("cbr", "fraud_base", "other_wallet", ANNA, _LISTED),
    # ---------------------------------------------------------------- blocked
    "support_blocked_own_decision": _facts(
        "support",
        "blocked",
        "other_wallet",
        ANNA,
        BLOCKED,
        {"block_kind": ("own_decision",), "wanted": ("return_sum",)},
    ),
    "commission_115": _facts(
        "commission", "blocked", "other_wallet", ANNA, _BY_115, earlier=(LATE_REFUSAL,)
    ),
    "court_blocked_payout": _facts(
        "court",
        "blocked",
        "other_wallet",
        ANNA,
        BLOCKED,
        {"block_kind": ("own_decision",), "wanted": ("return_sum",)},
        earlier=(LATE_REFUSAL, OMBUDSMAN),
        calculation=calculation(Money(870_000)),
    ),
    # ---------------------------------------------------------------- goods or a service
    "shop_not_supplied": _facts("shop", "not_supplied", "shop", ANNA, _NOT_SUPPLIED),
    "rospotrebnadzor_not_supplied": _facts(
        "rospotrebnadzor", "not_supplied", "shop", ANNA, _NOT_SUPPLIED
    ),
    # ---------------------------------------------------------------- a wallet opened without me
    "support_opened_without_me": _facts(
        "support", "opened_without_me", "other_wallet", ANNA, _OPENED, {"wallet": ""}
    ),
    "court_opened_without_me": _facts(
        "court", "opened_without_me", "other_wallet", ANNA, _OPENED, {"wallet": ""}
    ),
    "police_opened_without_me": _facts("police", "opened_without_me", "qiwi_ru", IVAN, _OPENED),
    "not_mine": _facts(
        "not_mine", "opened_without_me", "qiwi_ru", IVAN, _OPENED, {"kusp_number": "18831"}
    ),
    # ---------------------------------------------------------------- a Contact transfer
    "liquidator_contact": _facts("liquidator", "contact_transfer", "qiwi_ru", IVAN, _CONTACT),
    # ---------------------------------------------------------------- a terminal, no cash lost
    "terminal_fee": _facts("terminal", "fee", "terminal", IVAN, CASH, {"fee_sum": Money(35_000)}),
    # ---------------------------------------------------------------- after a decision
    "reasoned": _facts("reasoned", "not_delivered", "other_wallet", ANNA, PAID),
    "certificate": _facts(
        "certificate", "not_delivered", "other_wallet", ANNA, PAID, earlier=(OMBUDSMAN,)
    ),
    "writ": _facts("writ", "not_delivered", "other_wallet", ANNA, PAID),
    "enforcement": _facts("enforcement", "not_delivered", "other_wallet", ANNA, PAID),
    # ---------------------------------------------------------------- support
    "support_not_delivered": _facts("support", "not_delivered", "other_wallet", ANNA, PAID),
    "support_wrong_details": _facts("support", "wrong_details", "other_wallet", ANNA, _WRONG),
    "support_unauthorised": _facts("support", "unauthorised", "other_wallet", ANNA, STOLEN),
    "support_blocked": _facts("support", "blocked", "other_wallet", ANNA, BLOCKED),
    "support_identification": _facts(
        "support", "identification", "other_wallet", ANNA, IVAN, _IDENTITY
    ),
    "support_fee": _facts("support", "fee", "other_wallet", ANNA, _FEE),
    "support_terminal": _facts("support", "terminal", "terminal", IVAN, CASH),
    "support_refund": _facts("support", "refund", "shop", ANNA, ORDER),
    "support_qiwi_licence": _facts("support", "licence_revoked", "qiwi_ru", IVAN, LEFT),
    "support_nothing_known": _facts("support", "not_delivered", "qiwi_ru"),
    "support_other_kazakhstan": _facts(
        "support",
        "other",
        "qiwi_kz",
        AIGUL,
        {
            "happened": Moment(date(2026, 11, 10)),
            "sum": Money(2_500_000, "KZT"),
            "story": "Деньги списаны дважды за один платёж.",
            "wanted": ("return_sum",),
        },
    ),
    # ---------------------------------------------------------------- repeated application
    "appeal_after_silence": _facts(
        "appeal", "not_delivered", "other_wallet", ANNA, PAID, earlier=(SUPPORT,)
    ),
    "appeal_after_refusal": _facts(
        "appeal",
        "not_delivered",
        "other_wallet",
        ANNA,
        PAID,
        {
            "provider_reply": "Операция успешно завершена, обратитесь к получателю.",
            "new_facts": "магазин прислал справку, что деньги к нему не поступали.",
        },
        earlier=(replace(REFUSED, reply="go_to_recipient"),),
        counter=("go_to_recipient",),
    ),
    "appeal_confirmed_operation": _facts(
        "appeal",
        "unauthorised",
        "other_wallet",
        ANNA,
        STOLEN,
        earlier=(
            replace(
                REFUSED,
                reply="you_confirmed",
                sent_on=date(2026, 10, 12),
                registered_on=None,
                due_on=None,
                replied_on=date(2026, 10, 20),
            ),
        ),
        counter=("you_confirmed",),
    ),
    "appeal_blocked_115": _facts(
        "appeal",
        "blocked",
        "other_wallet",
        ANNA,
        BLOCKED,
        earlier=(
            replace(
                REFUSED,
                reply="blocked_115",
                sent_on=date(2026, 9, 2),
                registered_on=None,
                due_on=None,
                replied_on=date(2026, 9, 9),
            ),
        ),
        counter=("blocked_115", "send_documents"),
    ),
    "appeal_first_unknown": _facts("appeal", "fee", "other_wallet", JOHN),
    # ---------------------------------------------------------------- public post
    "social_after_silence": _facts(
        "social", "not_delivered", "other_wallet", ANNA, PAID, earlier=(SUPPORT,)
    ),
    "social_qiwi": _facts("social", "licence_revoked", "qiwi_ru", IVAN, LEFT),
    # ---------------------------------------------------------------- written claim
    "pretenziya_not_delivered": _facts(
        "pretenziya", "not_delivered", "other_wallet", ANNA, PAID, earlier=(REFUSED,)
    ),
    "pretenziya_unauthorised": _facts(
        "pretenziya", "unauthorised", "other_wallet", ANNA, STOLEN, earlier=(POLICE,)
    ),
    "pretenziya_three_problems": _facts(
        "pretenziya",
        ("unauthorised", "blocked", "fee"),
        "other_wallet",
        ANNA,
        STOLEN,
        {"fee_sum": Money(15_050), "wanted": ("unblock", "logs", "answer_in_writing")},
        earlier=(replace(SUPPORT, days_late=1),),
        counter=("under_review",),
    ),
    "pretenziya_wrong_details": _facts("pretenziya", "wrong_details", "other_wallet", ANNA, _WRONG),
    "pretenziya_fee": _facts(
        "pretenziya", "fee", "other_wallet", ANNA, _FEE, {"wanted": ("recalculate_fee",)}
    ),
    "pretenziya_refund_shop": _facts("pretenziya", "refund", "shop", ANNA, ORDER),
    "pretenziya_belarus": _facts(
        "pretenziya",
        "terminal",
        "qiwi_by",
        JOHN,
        {"sum": Money(5_000, "BYN"), "terminal_number": "7781", "happened": Moment(TODAY)},
    ),
    # ---------------------------------------------------------------- regulators
    "regulator_payment": _facts(
        "regulator", "not_delivered", "other_wallet", ANNA, PAID, earlier=(SUPPORT,)
    ),
    "regulator_personal_data": _facts(
        "regulator",
        "identification",
        "qiwi_ru",
        IVAN,
        _IDENTITY,
        addressee=("109074, г. Москва, Китайгородский пр., д. 7, стр. 2",),
    ),
    "regulator_both": _facts(
        "regulator", ("identification", "unauthorised"), "other_wallet", ANNA, STOLEN
    ),
    "rkn_identification": _facts("rkn", "identification", "qiwi_ru", IVAN, _IDENTITY),
    "cbr_unauthorised": _facts(
        "cbr",
        "unauthorised",
        "other_wallet",
        ANNA,
        STOLEN,
        earlier=(LATE_REFUSAL,),
        addressee=("107016, г. Москва, ул. Неглинная, д. 12",),
    ),
    "cbr_blocked": _facts(
        "cbr",
        "blocked",
        "other_wallet",
        ANNA,
        BLOCKED,
        earlier=(
            replace(
                PRETENZIYA,
                sent_on=date(2026, 9, 15),
                registered_on=None,
                number=None,
                due_on=date(2026, 10, 6),
                days_late=49,
                reply="silent",
                replied_on=None,
            ),
        ),
    ),
    "cbr_qiwi": _facts("cbr", "licence_revoked", "qiwi_ru", IVAN, LEFT, earlier=(CLAIM,)),
    "ombudsman_not_delivered": _facts(
        "ombudsman", "not_delivered", "other_wallet", ANNA, PAID, earlier=(SUPPORT, PRETENZIYA)
    ),
    "ombudsman_fee": _facts("ombudsman", "fee", "other_wallet", ANNA, _FEE),
    "rospotrebnadzor_terminal": _facts(
        "rospotrebnadzor",
        "terminal",
        "terminal",
        IVAN,
        CASH,
        earlier=(
            Earlier(
                step="terminal",
                draft="terminal",
                title="Требование к владельцу терминала",
                addressee="ООО «Пэйпоинт»",
                sent_on=date(2026, 11, 5),
                due_on=date(2026, 11, 15),
                days_late=9,
            ),
        ),
    ),
    "rospotrebnadzor_shop": _facts("rospotrebnadzor", "refund", "shop", ANNA, ORDER),
    "prosecutor_no_crime": _facts(
        "prosecutor",
        "unauthorised",
        "other_wallet",
        ANNA,
        STOLEN,
        {"kusp_number": "18831"},
        earlier=(POLICE,),
        counter=("no_crime",),
    ),
    "police_unauthorised": _facts("police", "unauthorised", "other_wallet", ANNA, STOLEN),
    "police_identification": _facts("police", "identification", "qiwi_ru", IVAN, _IDENTITY),
    "foreign_kazakhstan": _facts(
        "foreign",
        "not_delivered",
        "qiwi_kz",
        AIGUL,
        {"happened": Moment(date(2026, 11, 10)), "sum": Money(2_500_000, "KZT")},
        earlier=(
            replace(
                SUPPORT,
                addressee="QIWI Kazakhstan",
                sent_on=date(2026, 11, 11),
                number=None,
                registered_on=None,
                due_on=None,
                days_late=0,
                reply=None,
            ),
        ),
    ),
    "foreign_armenia": _facts("foreign", "fee", "qiwi_am", JOHN),
    "foreign_uzbekistan": _facts(
        "foreign", "licence_revoked", "qiwi_uz", {"sum": Money(12_000_000, "UZS")}
    ),
    # ---------------------------------------------------------------- liquidation
    "liquidator_claim": _facts(
        "liquidator",
        "licence_revoked",
        "qiwi_ru",
        IVAN,
        LEFT,
        addressee=("127994, г. Москва, ГСП-4",),
    ),
    "liquidator_blank": _facts("liquidator", "licence_revoked", "qiwi_ru"),
    "arbitration_refused": _facts(
        "objection",
        "licence_revoked",
        "qiwi_ru",
        IVAN,
        LEFT,
        {
            "provider_reply": "Принадлежность кошелька не подтверждена.",
            "new_facts": "получена справка оператора связи о принадлежности номера.",
            "attachments": ("operator_certificate",),
        },
        earlier=(CLAIM,),
        counter=(),
    ),
    "carrier_certificate": _facts("proofs", "licence_revoked", "qiwi_ru", IVAN),
    # ---------------------------------------------------------------- shop, terminal
    "shop_dead_wallet": _facts("shop", "refund", "qiwi_ru", IVAN, ORDER),
    "terminal_owner": _facts("terminal", "terminal", "terminal", IVAN, CASH),
    # ---------------------------------------------------------------- court
    "court_not_delivered": _facts(
        "court",
        "not_delivered",
        "other_wallet",
        ANNA,
        PAID,
        {"moral_damage": Money(500_000), "defendant_address": "г. Москва, ул. Садовая, д. 1"},
        earlier=(SUPPORT, PRETENZIYA, OMBUDSMAN),
        calculation=FIGURES,
    ),
    "court_over_a_million": _facts(
        "court",
        "unauthorised",
        "other_wallet",
        ANNA,
        {**STOLEN, "sum": Money(120_000_000)},
        earlier=(PRETENZIYA,),
        calculation=calculation(Money(120_000_000)),
    ),
    "court_wrong_receiver": _facts(
        "court",
        "wrong_details",
        "other_wallet",
        ANNA,
        _WRONG,
        {"defendant_address": "г. Пермь"},
        earlier=(
            replace(
                SUPPORT,
                sent_on=date(2026, 11, 20),
                number=None,
                registered_on=None,
                due_on=None,
                days_late=0,
                reply="refused",
                replied_on=date(2026, 11, 22),
            ),
        ),
    ),
    # ---------------------------------------------------------------- several operations
    **{
        f"several_{draft}": _facts(
            draft,
            "unauthorised",
            "other_wallet",
            ANNA,
            SEVERAL,
            earlier=() if draft in ("support", "police") else (LATE_REFUSAL,),
            calculation=calculation(Money(5_189_050)) if draft == "court" else None,
        )
        for draft in (
            "support",
            "appeal",
            "regulator",
            "court",
            "pretenziya",
            "cbr",
            "ombudsman",
            "rospotrebnadzor",
            "rkn",
            "prosecutor",
            "police",
        )
    },
    "several_foreign": _facts("foreign", "unauthorised", "qiwi_kz", AIGUL, SEVERAL),
    **{
        f"several_deceived_{draft}": _facts(
            draft,
            "deceived",
            "other_wallet",
            ANNA,
            _DECEIVED,
            {"operations": DEBITS, "held": ("held_then_confirmed",)},
        )
        for draft in ("support", "pretenziya", "police")
    },
    "several_other": _facts("support", "other", "other_wallet", ANNA, SEVERAL),
    "several_part_returned": _facts(
        "pretenziya",
        "unauthorised",
        "other_wallet",
        ANNA,
        SEVERAL,
        {"operations": replace(DEBITS, returned=Money(490_000))},
        earlier=(replace(LATE_REFUSAL, reply="partly_returned"),),
        counter=("partly_returned",),
    ),
    "several_first_unknown": _facts(
        "police", ("unauthorised", "blocked"), "other_wallet", {"operations": DEBITS}
    ),
    "court_blank": _facts("court", "blocked", "other_wallet"),
    "appeal_judgment_short": _facts("judgment", "not_delivered", "other_wallet", ANNA),
}
