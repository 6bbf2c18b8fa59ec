"""Whose wallet or bank it was, as people say it: the places and the firms that are offered.

Each line is a story of its own kind. Without a "|" nothing is offered, so the bot asks; firms stand
in brackets after the place that they decide.
"""

from datetime import date

import pytest

from tests.answers.reading import find

TODAY = date(2026, 11, 24)

TOLD = """
# names as they are said: Latin and Cyrillic, slang, declined, old
с тинька списали три тысячи, я спал | other_wallet (tbank)
ночью сняли деньги с тинёка | other_wallet (tbank)
Tinkoff заблокировал мне вход | other_wallet (tbank)
в тинькове отказали в возврате комиссии | other_wallet (tbank)
Тинкофф не отвечает, деньги ушли сами | other_wallet (tbank)
с T-Bank исчезла вся зарплата | other_wallet (tbank)
ТБАНК СПИСАЛ ПОДПИСКУ | other_wallet (tbank)
деньги лежали в т-банке, теперь ноль | other_wallet (tbank)
сберка опять удержала процент | other_wallet (sber)
на сбере заблокировали карту после перевода | other_wallet (sber)
Sberbank списал дважды | other_wallet (sber)
сбербанком не могу пользоваться, пишет отказ | other_wallet (sber)
из сберкассы звонили, я продиктовала код | other_wallet (sber)
альфа не выпускает мои деньги | other_wallet (alfa)
у альфы ограничили операции | other_wallet (alfa)
Альфа-Банком владеют роботы, никто не отвечает | other_wallet (alfa)
alfabank снял 990 за подписку | other_wallet (alfa)
втб второй день морозит перевод | other_wallet (vtb)
VTB списал страховку без меня | other_wallet (vtb)
с озона ушли пять тысяч на чужое имя | other_wallet (ozon_bank)
Озон-карта заблокирована | other_wallet (ozon_bank)
с карты озон банка списали 400 | other_wallet (ozon_bank)
ozon bank требует документы | other_wallet (ozon_bank)
вайлдберриз кошелек завис | other_wallet (wb_bank)
WB-кошелёк пишет ошибку | other_wallet (wb_bank)
кошелёк валберис не дает вывести | other_wallet (wb_bank)
с вб банка списали лишнее | other_wallet (wb_bank)
с юмани сняли подписку | other_wallet (yoomoney)
юмоней опять просят паспорт | other_wallet (yoomoney)
на yoomoney зависло 400 рублей | other_wallet (yoomoney)
Ю.Мани закрыли доступ | other_wallet (yoomoney)
Яндекс.Деньги не пускают со старым паролем | other_wallet (yoomoney)
яндекс деньгами платила, деньги сняли дважды | other_wallet (yoomoney)
яндекс пэй списал за такси три раза | other_wallet (yandex_bank)
карта яндекс пэй заблокирована | other_wallet (yandex_bank)
в яндекс банке открыли счет без меня | other_wallet (yandex_bank)
мтс деньги заморозили остаток | other_wallet (mts_bank)
МТС-Банк удержал комиссию | other_wallet (mts_bank)
халва списала проценты | other_wallet (sovcombank)
Совкомбанка приложение не открывается | other_wallet (sovcombank)
газпромбанк отключил мне переводы | other_wallet (gazprombank)
ГПБ не отдает вклад | other_wallet (gazprombank)
в почта банке оформили кредит на меня | other_wallet (pochta_bank)
Почтабанк снял 300 рублей | other_wallet (pochta_bank)
россельхоз отказал в возврате | other_wallet (rshb)
с РСХБ увели пенсию | other_wallet (rshb)
промсвязьбанк блокирует вход | other_wallet (psb)
райф списал за обслуживание | other_wallet (raiffeisen)
Райффайзенбанк заблокировал счет по 115-фз | other_wallet (raiffeisen)
vk pay не выводит остаток | other_wallet (vk_pay)
вебмани заблокировали WMZ | unlicensed (webmoney)
с WebMoney пропали доллары | unlicensed (webmoney)
пайер не отдает деньги | unlicensed (payeer)
каспи заблокировали голд | qiwi_kz (kaspi)
# misspelt, glued, in two alphabets
тиньькофф заблокировал карту | other_wallet (tbank)
тинькоффбанк молчит третий день | other_wallet (tbank)
сбрбанк списал деньги ночью | other_wallet (sber)
вайлдберрис кошелек завис | other_wallet (wb_bank)
совкомбнк держит мои деньги | other_wallet (sovcombank)
россельхозбнак не отвечает | other_wallet (rshb)
райфайзеном пользуюсь, сняли 700 | other_wallet (raiffeisen)
альфабанке отказали | other_wallet (alfa)
ОZОН банк пишет подозрительная операция | other_wallet (ozon_bank)
озонкарта списала 300 дважды | other_wallet (ozon_bank)
газпромбнком плачу, сняли лишнее | other_wallet (gazprombank)
юманикошелек взломали | other_wallet (yoomoney)
вебманни не выводят | unlicensed (webmoney)
# Russian banks without a button of ours
росбанк списал комиссию за снятие | other_wallet
Ак Барс заблокировал счет | other_wallet
уралсибом пользуюсь, сняли 800 | other_wallet
мкб удержал за смс | other_wallet
в ДОМ.РФ не отдают вклад | other_wallet
Банк Открытие держит деньги | other_wallet
хоум кредит списал страховку | other_wallet
ренессанс снял с меня 2000 | other_wallet
банк Санкт-Петербург не проводит платеж | other_wallet
УБРиР взял комиссию | other_wallet
русский стандарт заблокировал доступ | other_wallet
русского стандарта карта не работает | other_wallet
юникредит закрыл счет | other_wallet
рокетбанк давно закрыт, а деньги где | other_wallet
с Точка Банка списали дважды | other_wallet
# no bank is named, but it is a bank
мой банк списал 500 рублей непонятно за что | other_wallet
с карты ушло 7000 сами собой | other_wallet
банковский счет заблокировали | other_wallet
с моей карточки платят за чужое такси | other_wallet
в онлайн-банке пропала зарплата | other_wallet
сняли с кредитки 12000 ночью | other_wallet
перевод по СБП так и висит | other_wallet
на счёте было 40 тысяч, стало ноль | other_wallet
вклад закрыли без моего согласия | other_wallet
# nothing is named: the bot asks
с кошелька списали 500 рублей
кошелёк заблокирован, вывести не могу
пропали деньги, помогите
комиссия больше обещанной
взломали электронный кошелек
в центробанк жаловаться или нет
цб советует ждать
сим-карта потерялась
не киви и не юмани, другой кошелек: взломали
# Qiwi, by country, by terminal, by Contact
на киви осталось 3000 | qiwi_ru
QIWI-кошелёк не открывается | qiwi_ru
киви-банк закрыли, где деньги | qiwi_ru
кивя не пускает | qiwi_ru
не дошел перевод Contact сестре | qiwi_ru
перевод Контакт не выдали в Ереване | qiwi_ru
киви казахстан заблокировал вывод | qiwi_kz
из Алматы, qiwi не отдает остаток | qiwi_kz
с киви ушло 9000 тенге | qiwi_kz
киви в Бишкеке не принимает паспорт | qiwi_kg
минск, киви кошелек закрыт | qiwi_by
киви Ташкент закрыли приложение | qiwi_uz
киви в кишиневе съел остаток | qiwi_md
в Душанбе qiwi не выводит | qiwi_tj
терминал киви взял комиссию 150 | terminal, qiwi_ru
# terminals
терминал зажевал тысячу | terminal
банкомат не выдал 5000, а по смс списал | terminal
автомат у метро сожрал купюру | terminal
аппарат забрал деньги без чека | terminal
платежный терминал съел 200 тенге | qiwi_kz
терминал в Бишкеке не пополнил телефон | qiwi_kg
банкомат Сбера зажевал 10 тысяч, деньги не вернул | terminal, other_wallet (sber)
# where it went is not where it came from
перевёл со Сбера на Озон, не дошло | other_wallet (sber)
с альфы перевела на карту Тинькофф чужому человеку | other_wallet (alfa)
отправил с ВТБ 9000 в Газпромбанк, не пришло | other_wallet (vtb)
перевела на карту Тинькофф, а продавец пропал | other_wallet
скинул мошеннику на сбер 4000 | other_wallet
на Озон перевёл 3000 по ошибке | other_wallet
из Сбера в ВТБ отправил, не пришло | other_wallet (sber)
отправил в Сбер, не пришло | other_wallet
через Сбер отправил на ВТБ не тому | other_wallet (sber)
с юмани вывел на карту сбера, не пришло | other_wallet (yoomoney)
с киви выводил на тинькофф, зависло | qiwi_ru
в каспи отправила с тинькофф, деньги не дошли | other_wallet (tbank)
кинула на Payeer с карты Сбера | other_wallet (sber)
перевел брату на вебмани, не дошло | unlicensed (webmoney)
# one's own all the same
перевела со сбера на свой озон, не дошло | other_wallet (sber), other_wallet (ozon_bank)
перевёл себе на ВТБ со счета в Альфе, пропало | other_wallet (vtb), other_wallet (alfa)
на мою карту Тинькофф перевели деньги, и банк её закрыл | other_wallet (tbank)
на тинькоффе минус 7000 | other_wallet (tbank)
пополнил ЮMoney, баланс не вырос | other_wallet (yoomoney)
зарплата пришла на Озон и пропала | other_wallet (ozon_bank)
сбер и втб оба закрыли мне переводы | other_wallet (sber), other_wallet (vtb)
позвонил в Альфу, обещали разобраться со списанием | other_wallet (alfa)
# whoever calls in the name of a bank
звонили из Сбера, а сняли с Альфы | other_wallet (alfa)
представился сотрудником ВТБ, я назвала код | other_wallet (vtb)
якобы служба безопасности сбербанка, сняли всё | other_wallet (sber)
# not this one
киви тут ни при чем, деньги сняли с юмани | other_wallet (yoomoney)
не сбер, а альфа списала деньги | other_wallet (alfa)
# abroad
с карты сняли 50000 тенге | qiwi_kz, other_wallet
с кошелька сняли 2000 сомов | qiwi_kg
Halyk заблокировал мне карту | qiwi_kz
форте банк не отдает деньги | qiwi_kz
Фридом банк снял комиссию | qiwi_kz
jusan заблокировал счет | qiwi_kz
идрам не выводит | qiwi_am
оптима банк удержал за перевод | qiwi_kg
с MBank ушли деньги | qiwi_kg
Беларусбанк заморозил карту | qiwi_by
приорбанк списал дважды | qiwi_by
алиф моби не отдает остаток | qiwi_tj
payme списал лишнее | qiwi_uz
maib заблокировал карту | qiwi_md
# without a licence
AdvCash заблокировал аккаунт | unlicensed
volet не выводит на карту | unlicensed
Perfect Money пропали деньги | unlicensed
бинанс заморозил вывод | unlicensed
Bybit не отдаёт мои деньги | unlicensed
гарантекс закрылся, деньги там | unlicensed
PayPal держит остаток | unlicensed
вывела через обменник, деньги пропали | unlicensed
криптокошелек взломали | unlicensed
# shops, and marketplaces that have a bank
магазин не вернул деньги за чайник | shop
интернет-магазин отменил заказ и не возвращает деньги | shop
заказала диван, не привезли, деньги не отдают | shop
оплатил на авито, товар не прислали, магазин молчит | shop
заказал на озоне телефон, возврат за товар не делают | shop, other_wallet (ozon_bank)
купила платье на вайлдберриз, сдала на пвз, деньги не вернули | shop, other_wallet (wb_bank)
заказ на Ozon оплатил картой Тинькофф, товар не пришел | shop, other_wallet (tbank)
# another country, by its money, a city, an operator; never by where the money went
в минске с карты списали 200 рублей | qiwi_by, other_wallet
ipay списал 50 рублей не переводила | qiwi_by
живу в Алматы, с карты украли 50000 | qiwi_kz, other_wallet
украли деньги, бишкек | qiwi_kg
с карты сняли 20000 драм | qiwi_am, other_wallet
обманули, перевела мошенникам, живу в Ереване | qiwi_am
перевела маме в Минск с карты 5000, не дошло | other_wallet
с юмани украли, я в Минске | other_wallet (yoomoney)
# deceived: one's own bank, whichever it was
перевёл аферисту на безопасный счет все сбережения | other_wallet
развели на 30 тысяч, сам отправил, обманули мошенники | other_wallet
в базе цб как мошенник, переводы не проходят по 161-фз | other_wallet
"""

LINES = [line for line in TOLD.splitlines() if line and not line.startswith("#")]


def _offered(story: str) -> tuple[list[str], list[str]]:
    found = find(story, today=TODAY)
    places = [str(one.value) for one in found.of("provider")]
    return places, [str(one.value) for one in found.of("firm")]


@pytest.mark.exhaustive
@pytest.mark.parametrize("line", LINES)
def test_whose_it_was(line: str) -> None:
    story, _, wanted = line.partition(" | ")
    named = [one.partition(" (") for one in wanted.split(", ") if one]
    places = list(dict.fromkeys(place for place, _, _ in named))
    assert _offered(story) == (places, [firm.rstrip(")") for _, _, firm in named if firm])


def test_there_are_enough_of_them_and_none_twice() -> None:
    assert len({line.partition(" | ")[0] for line in LINES}) == len(LINES) >= 150
