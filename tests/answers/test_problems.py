"""What a story tells of: the model, the file it lies in, and the stories it was trained on."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.answers.problems import LEAST_SHARE, MOST_OFFERED, WEIGHTS, Problems, pieces_of
from bot.content.wording import read_weights, write_weights
from bot.records import BadData
from tests.answers.measure import FRESH, HELD_OUT, TUNED, stories
from tests.answers.reading import LISTS
from tests.answers.training.corpus import corpus, digest

PROBLEMS = Problems(LISTS.problems)
SETS = (TUNED, HELD_OUT, *FRESH)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("сказали перевести на безопасный счёт, перевела 200к", "deceived"),
        ("скинул предоплату 5000 за телефон, продавец исчез", "deceived"),
        ("подруга попросила в долг, я перевела, а её страницу взломали", "deceived"),
        ("назвала код из смс и деньги ушли", "unauthorised"),
        ("с карты списали 3000, я ничего не покупал", "unauthorised"),
        ("взломалли кашелек и вывили все деньги", "unauthorised"),
        ("внесли в базу цб, 161-фз", "fraud_base"),
        ("заблокировали счет по 115-фз", "blocked"),
        ("открыли на меня кошелек, я его не открывала", "opened_without_me"),
        ("не проходит идентификация, паспорт не принимает", "identification"),
        ("ошибся номером, ушло чужому человеку", "wrong_details"),
        ("перевод контакт не выдали", "contact_transfer"),
        ("оплатил диван, магазин не привез", "not_supplied"),
        ("магазин не вернул деньги за возвращенный товар", "refund"),
    ],
)
def test_the_likeliest_problem_comes_first(text: str, problem: str) -> None:
    assert PROBLEMS.find(text)[0].id == problem


@pytest.mark.parametrize("text", ["", "…", "42", "ጤና ይስጥልኝ"])
def test_nothing_known_is_no_problem(text: str) -> None:
    assert PROBLEMS.find(text) == []


def test_what_is_offered_is_likely_and_little() -> None:
    for story in stories(HELD_OUT):
        offered = PROBLEMS.find(story["text"])
        shares = [one.share for one in offered]
        assert 1 <= len(offered) <= MOST_OFFERED
        assert shares == sorted(shares, reverse=True)
        assert min(shares) >= LEAST_SHARE
        assert sum(shares) <= 1.000001


def test_a_problem_is_told_by_its_most_telling_word() -> None:
    text = "Вчера терминал в аптеке проглотил купюру"
    told = PROBLEMS.find(text)[0]
    assert text[told.start : told.end] == "терминал"


def test_a_word_after_a_negation_is_another_word() -> None:
    assert {"=недош", "<недо", "=дошло"} <= pieces_of("не дошло").keys()
    assert "=недош" not in pieces_of("дошло")


def test_the_two_laws_are_told_apart_and_other_figures_are_not() -> None:
    assert "=161" in pieces_of("161-фз")
    assert pieces_of("перевел 500").keys() == pieces_of("перевел 700000").keys()
    assert "=0к" in pieces_of("перевел 5к")


def test_the_model_is_of_the_stories_that_lie_there() -> None:
    """A story was added or changed: train anew (tests/answers/training)."""
    assert json.loads(WEIGHTS.read_text(encoding="utf-8"))["stories"] == digest(corpus())


def test_the_model_is_small() -> None:
    assert WEIGHTS.stat().st_size < 500_000


def test_there_are_stories_of_every_problem_and_none_twice() -> None:
    trained = corpus()
    counts = Counter(one.problem for one in trained)
    assert set(counts) == set(LISTS.problems.problems)
    assert len(trained) >= 700
    assert min(counts.values()) >= 40
    assert [text for text, times in Counter(one.text for one in trained).items() if times > 1] == []


def test_nothing_that_measures_is_trained_on() -> None:
    measures = {story["text"] for file in SETS for story in stories(file)}
    assert measures.isdisjoint(one.text for one in corpus())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "problems.json"
    write_weights(LISTS.problems, file, "of mine")
    assert read_weights(file) == LISTS.problems


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: table.pop("unit"),
        lambda table: table.update(rows=table["rows"][:-8]),
        lambda table: table.update(rows=3),
        lambda table: table.update(pieces=["а"]),
        lambda table: table["biases"].pop(),
    ],
)
def test_a_spoilt_file_stops_the_start(tmp_path: Path, spoil: object) -> None:
    table = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert callable(spoil)
    spoil(table)
    file = tmp_path / "problems.json"
    file.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(BadData, match=r"problems\.json"):
        read_weights(file)


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_what_is_no_model_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "problems.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match=r"problems\.json"):
        read_weights(file)
    with pytest.raises(BadData, match="No such file"):
        read_weights(tmp_path / "other.json")
