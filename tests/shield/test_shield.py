"""The scam shield: what is green, what is a look-alike, and that nothing else ever is green."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.escalation.facts import Confidence, Standing
from bot.records import BadData
from bot.shield.check import check
from bot.shield.known import Known
from bot.shield.load import load_shield
from bot.shield.resemblance import fold, one_edit_apart
from bot.shield.verdicts import Verdict, VerdictKind, Why
from tests.conftest import read_once

DATA = Path(__file__).resolve().parents[2] / "data"
CONTACTS, RULES = read_once().contacts, read_once().shield


def phone(contact: str, spelling: str = "8 {} {}-{}-{}") -> str:
    """The contact's number in this spelling: its code, three digits, and two pairs."""
    digits = re.sub(r"\D", "", CONTACTS[contact].value)[-10:]
    return spelling.format(digits[:3], digits[3:6], digits[6:8], digits[8:])


def one_more(text: str) -> str:
    """The same with another last digit."""
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def crossed(text: str) -> str:
    """The same with the last two neighbours that differ in each other's place."""
    at = max(n for n in range(3, len(text)) if text[n] != text[n - 1])
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


GENUINE = {
    "https://asv.org.ru": "asv_site",
    "asv.org.ru": "asv_site",
    "https://www.asv.org.ru/banks/qiwi": "asv_site",
    "CBR.RU/reception": "cbr_reception",
    "https://cbr.ru:443/": "cbr_reception",
    "http://rkn.gov.ru/treatments/": "rkn_site",
    "77.rkn.gov.ru": "rkn_site",
    "Смотрите (https://finombudsman.ru).": "ombudsman_site",
    "ej.sudrf.ru": "court_site",
    "МВД.РФ/request_main": "police_site",
    "xn--b1aew.xn--p1ai": "police_site",
    "egrul.nalog.ru": "egrul",
    "https://обращения.бел/": "by_appeals",
    "www.gosuslugi.ru": "gosuslugi",
    "lk.gosuslugi.ru/notifications?x=1#top": "gosuslugi",
    "yoomoney.ru": "yoomoney_site",
    "egov.kz": "kz_otinish",
    "https://fsm.am/en": "am_mediator_site",
    "info@fsm.am": "am_mediator_email",
    CONTACTS["cbr_phone"].value: "cbr_phone",
    phone("cbr_phone", "+7 ({}) {} {} {}"): "cbr_phone",
    phone("cbr_phone", "tel:+7{}{}{}{}"): "cbr_phone",
    phone("ombudsman_phone", "8{}{}{}{}"): "ombudsman_phone",
    phone("rpn_phone", "8-{}-{}-{}-{}"): "rpn_phone",
    CONTACTS["am_mediator_phone"].value: "am_mediator_phone",
    **RULES.short_numbers,
}
NOT_CONFIRMED = {
    "support@qiwi.com": "qiwi_email",
    phone("qiwi_phone", "+7 {} {}-{}-{}"): "qiwi_phone",
    phone("qiwi_old_hotline", "8-{}-{}-{}-{}"): "qiwi_old_hotline",
    "https://qiwi.com/": "qiwi_chat",
    "corp.qiwi.com": "qiwi_chat",
    "qiwi.by": "by_qiwi",
    RULES.old_phones[0]: None,
}
LOOKALIKES = {
    "qiwi-help.ru": Why.EXTRA_WORDS,
    "https://qiwi-vozvrat.online/form": Why.EXTRA_WORDS,
    "q-i-w-i.ru": Why.EXTRA_WORDS,
    "киви-банк.рф": Why.EXTRA_WORDS,
    "kiwi-koshelek.ru": Why.EXTRA_WORDS,
    "asv-vyplata.ru": Why.EXTRA_WORDS,
    "vyplata-asv.com": Why.EXTRA_WORDS,
    "asvvyplata.ru": Why.EXTRA_WORDS,
    "lkcbr.ru": Why.EXTRA_WORDS,
    "my-gosuslugi.ru": Why.EXTRA_WORDS,
    "gosuslugi-rf.site": Why.EXTRA_WORDS,
    "help@qiwi-bank.ru": Why.EXTRA_WORDS,
    "qiwi.com.evil.ru": Why.SUBDOMAIN,
    "cbr.ru.login-page.xyz": Why.SUBDOMAIN,
    "https://asv.org.ru.claims.top/pay": Why.SUBDOMAIN,
    "https://cbr.ru%2eevil.example": Why.SUBDOMAIN,
    "gosuslugi.verify-account.com": Why.SUBDOMAIN,
    "https://cbr.ru@evil.ru": Why.USERINFO,
    "https://@cbr.ru": Why.USERINFO,
    "https://cbr.ru@evil.ru/login": Why.USERINFO,
    "cbr.ru@evil.ru/login": Why.USERINFO,
    "https://cbr.ru%40login@evil.ru": Why.USERINFO,
    "qіwi.com": Why.HOMOGLYPH,
    "qiw1.com": Why.HOMOGLYPH,
    "qivvi.com": Why.HOMOGLYPH,
    "сbr.ru": Why.HOMOGLYPH,
    "ｃbr.ru": Why.HOMOGLYPH,
    "cbr。ru": Why.HOMOGLYPH,
    "gosuslugl.ru": Why.HOMOGLYPH,
    "asv.οrg.ru": Why.SUBDOMAIN,
    "xn--qwi-jhd.com": Why.PUNYCODE,
    "https://xn--br-nmc.ru/": Why.PUNYCODE,
    "cbr.com": Why.OTHER_ZONE,
    "asv.ru": Why.OTHER_ZONE,
    "finombudsman.com": Why.OTHER_ZONE,
    "gosuslugi.org": Why.OTHER_ZONE,
    "qiwi.net": Why.OTHER_ZONE,
    "gosusluqi.ru": Why.ONE_LETTER,
    "finombudsmen.ru": Why.ONE_LETTER,
    "cbrr.ru": Why.ONE_LETTER,
    "yoomoeny.ru": Why.ONE_LETTER,
    "cb\u200br.ru": Why.HIDDEN,
    "pаypal.com": Why.MIXED_LETTERS,
    "bit.ly/3xYz": Why.SHORTENER,
    "https://clck.ru/abc": Why.SHORTENER,
    "@qiwi_support_bot": Why.BRAND_NAME,
    "@ASV_vyplata": Why.BRAND_NAME,
    "https://t.me/qiwi_vozvrat": Why.BRAND_NAME,
    "vk.com/kivi": Why.BRAND_NAME,
    "qiwi.support@gmail.com": Why.BRAND_NAME,
    one_more(phone("cbr_phone")): Why.NEAR_NUMBER,
    phone("cbr_phone") + "0": Why.NEAR_NUMBER,
    crossed(phone("cbr_phone", "+7 {}{}{}{}")): Why.NEAR_NUMBER,
    crossed(phone("rpn_phone", "8-{}-{}{}{}")): Why.NEAR_NUMBER,
}
NEUTRAL = {
    "https://ya.ru": Why.UNKNOWN_SITE,
    "rbc.ru/finances/qiwi": Why.UNKNOWN_SITE,
    "kiwi.com": Why.UNKNOWN_SITE,
    "москва.рф": Why.UNKNOWN_SITE,
    "github.com/aiogram/aiogram": Why.UNKNOWN_SITE,
    "https://evil.com/?u=https://cbr.ru": Why.UNKNOWN_SITE,
    "https://evil.ru\\@cbr.ru": Why.UNKNOWN_SITE,
    "http://localhost": Why.UNKNOWN_SITE,
    "https://": Why.UNKNOWN_SITE,
    "https://.cbr.ru": Why.UNKNOWN_SITE,
    "https:///cbr.ru": Why.UNKNOWN_SITE,
    "nalog.ru": Why.SAME_DOMAIN,
    "info@cbr.ru": Why.SAME_DOMAIN,
    "http://185.12.3.4/qiwi": Why.BARE_IP,
    "http://3221226219/": Why.BARE_IP,
    "+7 916 123-45-67": Why.UNKNOWN_PHONE,
    "i.ivanov@mail.ru": Why.UNKNOWN_EMAIL,
    "@durov": Why.UNKNOWN_NAME,
    "привет": Why.NOTHING_FOUND,
    "": Why.NOTHING_FOUND,
    "руб.за штуку": Why.NOTHING_FOUND,
    "чек.pdf": Why.NOTHING_FOUND,
}
DANGEROUS = {
    "Комиссия за вывод 10%": Why.FEE_FIRST,
    "Для выплаты оплатите налог 13 %": Why.FEE_FIRST,
    "Вернем деньги, комиссия после": Why.FEE_FIRST,
    "восстановим кошелёк за час": Why.RESTORE,
    "Разблокируем QIWI": Why.RESTORE,
    "пришлите код": Why.CODE,
    "Пpишлитe кoд": Why.CODE,
    "Продиктуйте, пожалуйста, КОД.": Why.CODE,
    "назовите три цифры на обороте": Why.CODE,
    "переведите на безопасный счёт": Why.SAFE_ACCOUNT,
    "скачайте AnyDesk": Why.REMOTE,
    "asv.org.ru – вывод средств, комиссия 500 ₽": Why.FEE_FIRST,
}


def judge(text: str) -> Verdict:
    return check(text, CONTACTS.values(), RULES)


@pytest.mark.parametrize(("text", "contact_id"), GENUINE.items())
def test_a_verified_channel_is_green_and_named(text: str, contact_id: str) -> None:
    verdict = judge(text)

    assert (verdict.kind, verdict.contact) == (VerdictKind.VERIFIED, contact_id)


@pytest.mark.parametrize(("text", "contact_id"), NOT_CONFIRMED.items())
def test_a_known_but_unconfirmed_channel_gets_its_own_honest_word(
    text: str, contact_id: str | None
) -> None:
    verdict = judge(text)

    assert (verdict.kind, verdict.contact) == (VerdictKind.UNCONFIRMED, contact_id)


@pytest.mark.parametrize(("text", "why"), LOOKALIKES.items())
def test_a_lookalike_is_told_by_its_trick(text: str, why: Why) -> None:
    verdict = judge(text)

    assert (verdict.kind, verdict.why) == (VerdictKind.LOOKALIKE, why)


@pytest.mark.parametrize(("text", "why"), NEUTRAL.items())
def test_the_unknown_is_never_green(text: str, why: Why) -> None:
    verdict = judge(text)

    assert (verdict.kind, verdict.why) == (VerdictKind.UNKNOWN, why)


@pytest.mark.parametrize(("text", "why"), DANGEROUS.items())
def test_a_plea_for_money_or_codes_is_a_red_stop(text: str, why: Why) -> None:
    verdict = judge(text)

    assert (verdict.kind, verdict.why) == (VerdictKind.RED_FLAG, why)


def test_the_table_is_large_enough() -> None:
    assert len(GENUINE | NOT_CONFIRMED | LOOKALIKES | NEUTRAL | DANGEROUS) >= 100


@pytest.mark.parametrize(
    "text",
    [
        "cbr.ru и qiwi-help.ru",
        "qiwi-help.ru и cbr.ru",
        "cbr.ru, ya.ru",
        f"Звоните {phone('cbr_phone')} или 8 916 123-45-67",
        "info@fsm.am @someone",
    ],
)
def test_one_bad_part_is_enough_for_the_whole_not_to_be_green(text: str) -> None:
    assert judge(text).kind is not VerdictKind.VERIFIED


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте, по кодексу вы обязаны ответить, сообщаю об этом",
        "Верните мне комиссию, списали дважды",
        "Мне не дошёл платёж на 12 400 рублей 03.05.2026",
    ],
)
def test_an_honest_complaint_raises_no_red_flag(text: str) -> None:
    assert judge(text).kind is VerdictKind.UNKNOWN


def test_only_sure_and_confirmed_channels_can_be_green() -> None:
    for text, contact_id in GENUINE.items():
        contact = CONTACTS[contact_id]
        assert contact.confidence is Confidence.SURE, text
        assert contact.standing is Standing.CONFIRMED, text


SITES = (
    "asv.org.ru",
    "cbr.ru",
    "finombudsman.ru",
    "fsm.am",
    "ej.sudrf.ru",
    "rkn.gov.ru",
    "gosuslugi.ru",
    "yoomoney.ru",
    "egov.kz",
    "cbu.uz",
)
VERIFIED_HOSTS = frozenset(Known.of(CONTACTS.values(), RULES).hosts)
"""The sites that data/contacts.toml itself names."""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-._@/аеорсухіѕԛԝıοℯ\u00ad\u200b\u212a。％"


@given(st.data())
def test_one_changed_character_of_a_verified_site_is_never_green(data: st.DataObject) -> None:
    site = data.draw(st.sampled_from(SITES))
    assert judge(f"https://{site}").kind is VerdictKind.VERIFIED
    place = data.draw(st.integers(0, len(site) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    kind = data.draw(st.sampled_from(["replace", "insert", "drop", "swap"]))
    before, after = site[:place], site[place:]
    changed = {
        "replace": before + letter + after[1:],
        "insert": before + letter + after,
        "drop": before + after[1:],
        "swap": before + after[1:2] + after[:1] + after[2:],
    }[kind]
    assume(changed != site)
    assume(changed not in VERIFIED_HOSTS)  # "egov.kz" without its first letter is "gov.kz"

    assert judge(f"https://{changed}").kind is not VerdictKind.VERIFIED, changed


@given(
    st.sampled_from(
        [
            phone("cbr_phone", "8{}{}{}{}"),
            phone("ombudsman_phone", "8{}{}{}{}"),
            str(CONTACTS["am_mediator_phone"].copy),
        ]
    ),
    st.integers(2, 10),
    st.integers(1, 9),
)
def test_one_changed_digit_of_a_verified_phone_is_never_green(
    number: str, place: int, shift: int
) -> None:
    digit = str((int(number[place]) + shift) % 10)

    verdict = judge(number[:place] + digit + number[place + 1 :])
    assert verdict.kind is not VerdictKind.VERIFIED


@given(st.text(max_size=200) | st.text("qiw1сbr.ru@:/\\%[]xn-–8+ ()", max_size=40))
@example("https://[::1]:x")
@example("xn--.ru")
@example("@" * 50)
@example("1" * 300)
def test_any_text_gets_a_verdict(text: str) -> None:
    assert judge(text).kind in VerdictKind


def test_letters_that_look_the_same_fold_to_the_same() -> None:
    assert len({fold(word) for word in ("qiwi", "qіwi", "qiw1", "QIWI", "qivvi", "qíwi")}) == 1
    assert fold("qiwi") != fold("asv")


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("cbr", False),
        ("cbrr", True),
        ("cb", True),
        ("cdr", True),
        ("crb", True),
        ("brc", False),
        ("cbrru", False),
        ("", False),
    ],
)
def test_one_edit_is_told_from_none_and_two(other: str, near: bool) -> None:
    assert one_edit_apart("cbr", other) is near
    assert one_edit_apart(other, "cbr") is near


def test_a_rule_for_nobody_is_refused(tmp_path: Path) -> None:
    text = (DATA / "shield.toml").read_text(encoding="utf-8")
    (tmp_path / "shield.toml").write_text(text.replace('"kz_otinish"', '"nobody"'), "utf-8")

    with pytest.raises(BadData, match="no contact nobody"):
        load_shield(tmp_path, CONTACTS)


RED_WORDS = {
    "Комиссия за вывод 10 %, переведите сначала": Why.FEE_FIRST,
    "требуют налог до выплаты": Why.FEE_FIRST,
    "предоплата 1800, и вернём ваши деньги": Why.FEE_FIRST,
    "Внесите закрепительный платёж": Why.FEE_FIRST,
    "Помогу вернуть деньги с киви": Why.RESTORE,
    "возврат с QIWI под ключ": Why.RESTORE,
    "установите RustDesk": Why.REMOTE,
    "включите демонстрацию экрана": Why.REMOTE,
    "продиктуйте код для отмены операции": Why.CODE,
    "назовите цифры из смс": Why.CODE,
    "переведите на безопасный счёт": Why.SAFE_ACCOUNT,
    "единый лицевой счёт Центробанка": Why.SAFE_ACCOUNT,
    "на вас оформлен кредит, переведите деньги": Why.THREAT,
    "не кладите трубку, вы фигурант дела": Why.THREAT,
    "гарантирую доход 30 % в месяц": Why.GUARANTEE,
    "примите и отправьте дальше": Why.PASS_ON,
    "мам, это я с чужого номера, скинь пять тысяч": Why.RELATIVE,
    "займи до завтра, верну с процентами": Why.RELATIVE,
    "юрист вернёт деньги, надо оплатить страховку": Why.FEE_FIRST,
    "http://" + "a." * 40 + "ru": Why.LONG_HOST,
    "http://" + "a" * 60 + ("." + "b" * 60) * 4 + ".ru": Why.LONG_HOST,
    " ".join(f"http://site{number}.com/x" for number in range(21)): Why.MANY_LINKS,
    " ".join(f"site{number}.com" for number in range(21)): Why.MANY_LINKS,
}


@pytest.mark.parametrize(("text", "why"), RED_WORDS.items())
def test_words_are_judged_whatever_the_contact(text: str, why: Why) -> None:
    green = CONTACTS["cbr_phone"].value
    for whole in (text, f"{text}. Звоните {green}"):
        verdict = check(whole, CONTACTS.values(), RULES)
        assert (verdict.kind, verdict.why) == (VerdictKind.RED_FLAG, why)


@pytest.mark.parametrize(
    "text",
    [
        "Никому не сообщайте код из СМС",
        "Не называйте код даже сотруднику банка",
        "Комиссия 0 рублей",
        "Верните мои деньги",
        " ".join(f"site{number}.com" for number in range(10)),
        "Ваш заказ готов, адрес магазина на сайте",
    ],
)
def test_what_warns_or_asks_for_ones_own_is_no_red_flag(text: str) -> None:
    assert check(text, CONTACTS.values(), RULES).kind is not VerdictKind.RED_FLAG


def test_a_red_flag_quotes_its_words() -> None:
    verdict = check("Добрый день! Продиктуйте код. Спасибо", CONTACTS.values(), RULES)
    assert verdict.quote == "Продиктуйте код"


def test_figures_too_many_for_a_phone_are_no_unknown_contact() -> None:
    assert check("40817810099910004312", CONTACTS.values(), RULES).why is Why.NOTHING_FOUND
