"""Ways to study adaptive labels wrongly."""

from mutants.harness import Mutant

ADAPTIVE, AWAY, CARDS = (
    f"nls_tutorial/{leaf}.py" for leaf in ("studies/adaptive", "records/objects_away", "studies/cards")
)
ADAPTIVE_TESTS, AWAY_TESTS, CARDS_TESTS = (
    f"tests/{leaf}.py" for leaf in ("studies/test_adaptive", "records/test_objects_away", "studies/test_cards")
)

MUTANTS = [
    Mutant(ADAPTIVE, "remove_objects(test, fill).images", "test.images", ADAPTIVE_TESTS, "the object stays"),
    Mutant(ADAPTIVE, "overconfidence(away, labels)", "overconfidence(whole, labels)", ADAPTIVE_TESTS,
           "overconfidence with the object"),
    Mutant(ADAPTIVE, "cutmix=recipe.cutmix", "cutmix=False", ADAPTIVE_TESTS, "no CutMix"),
    Mutant(ADAPTIVE, "scheduler=scheduler or partial(", "scheduler=partial(", ADAPTIVE_TESTS, "a schedule in vain"),
    Mutant(ADAPTIVE, "if recipe.own_object_only:", "if True:", ADAPTIVE_TESTS, "the mask variant always"),
    Mutant(ADAPTIVE, "for part in parts for seed", "for part in parts[:1] for seed", ADAPTIVE_TESTS, "seeds lost"),
    Mutant(AWAY, "self.names.index(name), :,", "0, :,", AWAY_TESTS, "the first recipe's numbers"),
    Mutant(CARDS, 'part("test", train.class_names)', 'part("test", None)', CARDS_TESTS, "classes of the test part"),
]  # fmt: skip
