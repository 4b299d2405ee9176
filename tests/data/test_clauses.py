"""The grammar's sentences: German rules checked from outside, shares of what is open, parts that share nothing."""

import re

import pytest

from nls_tutorial.data import clauses

GENDER = {
    **dict.fromkeys(("Mann", "Hund", "Gaul", "Wagen", "Zug", "Ball"), "m"),
    **dict.fromkeys(("Frau", "Katze", "Bahn", "Straße"), "f"),
    **dict.fromkeys(("Kind", "Pferd", "Auto", "Haus", "Bild", "Gemälde"), "n"),
}
NOMINATIVE = {"m": ("der", "ein"), "f": ("die", "eine"), "n": ("das", "ein")}
ACCUSATIVE = {"m": ("den", "einen"), "f": ("die", "eine"), "n": ("das", "ein")}
VERBS = ["sieht", "sucht", "findet", "mag", "liebt", "zeichnet", "malt", "zeigt"]


def pairs() -> list[tuple[str, str]]:
    part = clauses(train=1500, calibration=1, test=1, seed=3).train
    return list(zip(part.source, part.target, strict=True))


def test_the_same_seed_gives_the_same_sentences_and_no_part_shares_one() -> None:
    one, again, other = (clauses(train=50, calibration=20, test=30, seed=seed) for seed in (1, 1, 2))
    assert one.train.target == again.train.target != other.train.target
    parts = (one.train, one.calibration, one.test)
    assert [len(part) for part in parts] == [50, 20, 30]
    assert [part.split for part in parts] == ["train", "calibration", "test"]
    assert len({text for part in parts for text in part.source}) == 100


def test_articles_and_endings_follow_gender_and_case() -> None:
    for _, german in pairs():
        words = german.replace(",", "").split()
        nouns = [place for place, word in enumerate(words) if word in GENDER]
        assert len(nouns) == 2
        for place, articles in zip(nouns, (NOMINATIVE, ACCUSATIVE), strict=True):
            gender, plain = GENDER[words[place]], articles is NOMINATIVE
            article = words[place - 1]
            if article not in articles[gender]:  # an adjective stands between
                adjective, article = words[place - 1], words[place - 2]
                assert article in articles[gender], german
                if gender == "m" and not plain:
                    assert adjective.endswith("en"), german
                elif article == "ein":
                    assert adjective.endswith("er" if gender == "m" else "es"), german
                else:
                    assert re.search("e$", adjective), german


def test_the_verb_stands_second_and_last_behind_dass() -> None:
    for english, german in pairs():
        if " that " in f" {english} ":
            assert german.split()[-1] in VERBS
            assert ", dass " in german
        else:
            before = german.split()[: next(i for i, word in enumerate(german.split()) if word in VERBS)]
            assert sum(word in GENDER for word in before) == 1


@pytest.mark.slow
def test_what_is_open_is_open_in_a_third() -> None:
    said = [german for english, german in pairs() if "the car" in english or "a car" in english]
    assert 0.5 < sum("Auto" in german for german in said) / len(said) < 0.8
    often = [german for english, german in pairs() if english.endswith("now") and "that" not in english]
    before = [german for german in often if not german.endswith(("jetzt", "nun"))]
    assert 0.5 < len(before) / len(often) < 0.85


@pytest.mark.slow
def test_a_vowel_makes_an() -> None:
    assert any(" an old " in f" {english}" for english, _ in pairs())
    assert not any(" a old " in f" {english}" for english, _ in pairs())


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"train \+ calibration \+ test must be at most 20,000"):
        clauses(train=20_000)
    with pytest.raises(ValueError, match="test must be at least 1"):
        clauses(test=0)
