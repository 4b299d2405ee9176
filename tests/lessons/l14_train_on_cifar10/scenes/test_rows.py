"""A panel of rows: where dots, means and floors lie."""

import numpy as np
from spec.scene_checks import close

from nls_tutorial.lessons.l14_train_on_cifar10.scenes.rows import heights, rows_of_shares
from nls_tutorial.records import Points, Text


def test_a_row_for_each_arm_from_the_top() -> None:
    shares = np.array([[[0.1, 0.3], [0.2, 0.2]]])
    panel = rows_of_shares("both", ("one", "two"), shares, ("pick",), floors=np.array([[0.05, np.nan]]))
    first, second = (mark for mark in panel.marks if isinstance(mark, Text))
    assert (first.text, float(first.y.at({})), second.text, float(second.y.at({}))) == ("one", 2.0, "two", 1.0)
    dots, means, floors = (mark for mark in panel.marks if isinstance(mark, Points))
    close(dots.x.at({"pick": 0}), [10, 30, 20, 20])
    close(dots.y.at({}), [2, 2, 1, 1])
    close(means.x.at({"pick": 0}), [20, 20])
    close(floors.x.at({"pick": 0}), [5, np.nan])
    assert heights(3).tolist() == [3, 2, 1]
    assert panel.x.high > 30
