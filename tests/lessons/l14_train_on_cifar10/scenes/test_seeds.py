"""The scene of seeds against verdicts computed one by one."""

import numpy as np
import pytest
from lessons.l14_train_on_cifar10.samples import BUILDERS, SEEDS, results
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.records import Line, Points, verdict


def test_intervals_and_what_they_settle_are_the_verdict_s() -> None:
    scene, sample = BUILDERS["verdicts_by_seeds"](), results()
    lines, dots = marks(scene, 0, Line), {dot.name: dot for dot in marks(scene, 0, Points)}
    for s, score in enumerate(("accuracy", "ECE")):
        for at, n in enumerate(range(2, len(SEEDS) + 1)):
            index, settled, widths = {"score": s, "seeds": at}, 0, []
            for row, arm in enumerate(("LS", "MbLS")):
                pair = (sample.scores(one, score)[:n] for one in (arm, "CE"))
                expected = verdict(*pair, claim="higher", scale=100)
                close(lines[row].x.at(index), np.clip([expected.low, expected.high], -12, 12))
                word = {"shows": "higher", "the opposite shows": "lower"}.get(expected.word, "not settled")
                for name, dot in dots.items():
                    assert np.isnan(dot.x.at(index)[row]) == (name != word)
                close(dots[word].x.at(index)[row], np.clip(expected.mean, -12, 12))
                settled += word != "not settled"
                widths.append(expected.high - expected.low)
            close(said(scene, index), [settled, np.mean(widths)])


def test_a_clear_difference_settles_and_stays_settled_here() -> None:
    scene = BUILDERS["verdicts_by_seeds"]()
    assert said(scene, {"score": 1, "seeds": 3})[0] >= 1
    assert said(scene, {"score": 1, "seeds": 3})[1] < said(scene, {"score": 1, "seeds": 0})[1]


def test_a_scene_is_light_and_bad_input_refused() -> None:
    is_light_and_says_itself(BUILDERS["verdicts_by_seeds"]())
    with pytest.raises(ValueError, match="results must have three seeds"):
        lesson.verdicts_by_seeds(results().select(seeds=(0, 1)), ("accuracy", "ECE"))
    with pytest.raises(ValueError, match="scores must name two"):
        lesson.verdicts_by_seeds(results(), ("accuracy",))
