"""Every study is found by its name, and an unknown one by what is near."""

import pytest

from nls_tutorial.studies import all_studies, find_study

NAMES = {
    "adaptive_cards",
    "last_layer_cifar10",
    "margins",
    "nine_losses",
    "paddings",
    "same_recipe",
    "without_object",
    "without_object_3_classes",
}


def test_all_are_there_and_can_be_digested() -> None:
    assert set(all_studies()) >= NAMES
    for name, study in all_studies().items():
        assert find_study(name) is study
        arm = next(iter(study.arms))
        assert len(study.digest(arm, 0)) == 64
        for budget in ("quick", "class", "full"):
            if not study.reads:
                assert study.at(budget).seeds >= 1


@pytest.mark.parametrize(("typed", "near"), [("nine_loses", "nine_losses"), ("withoutobject", "without_object")])
def test_the_nearest_is_named(typed: str, near: str) -> None:
    with pytest.raises(ValueError, match=rf"name must be one of .*, but got '{typed}'\. Did you mean '{near}'\?"):
        find_study(typed)
