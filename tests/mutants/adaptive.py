"""Ways to study adaptive labels wrongly."""

from mutants.harness import Mutant

HOME, TESTS = "nls_tutorial/lessons/l11_take_the_object_away/study/", "tests/lessons/l11_take_the_object_away/study/"


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"{HOME}{leaf}.py", old, new, f"{TESTS}test_{leaf}.py", why)


MUTANTS = [
    mutant("evaluation", "remove_objects(test, fill).images", "test.images", "the object stays"),
    mutant("evaluation", "overconfidence(away, labels)", "overconfidence(whole, labels)", "with the object"),
    mutant("recipes", "scheduler=scheduler or partial(", "scheduler=partial(", "a schedule in vain"),
    mutant("recipes", "if recipe.own_object_only:", "if True:", "the mask variant always"),
    mutant("recipes", '"CutMix": Recipe(hard, cutmix=True)', '"CutMix": Recipe(hard)', "no CutMix"),
    mutant("cards", 'part("test", train.class_names)', 'part("test", None)', "classes of the test part"),
    mutant("cards", "return images_digest(splits.train, splits.test)", "return images_digest(splits.train)",
           "another test part is not noticed"),
]  # fmt: skip
