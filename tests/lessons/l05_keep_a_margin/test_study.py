"""The study of lesson 05 can be kept, cell by cell."""

from nls_tutorial.lessons import l05_keep_a_margin as lesson


def test_the_study_can_be_kept() -> None:
    study = lesson.MARGINS
    assert len({study.digest(arm, 0) for arm in study.arms}) == len(study.arms) == 13
    assert study.at("quick").settings["epochs"] == 50
