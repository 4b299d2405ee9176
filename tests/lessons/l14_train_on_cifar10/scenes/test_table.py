"""The scene of the papers' table: a row that is left out is gone, and the gains are those of the others."""

import numpy as np
from lessons.l14_train_on_cifar10.samples import BUILDERS
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.records import Bars, Points
from nls_tutorial.tables import NLS_TABLE_3


def test_what_is_left_by_hand() -> None:
    scene = BUILDERS["table_without_a_row"]()
    models, losses = list(NLS_TABLE_3), ["CE", "LS", "normLS", "normLS + PC"]
    (bars,) = marks(scene, 1, Bars)
    dots = marks(scene, 0, Points)
    for at, out in enumerate([None, *models]):
        left = [model for model in models if model != out]
        for c, loss in enumerate(losses):
            shown = dots[c].y.at({"out": at})
            close(shown[[model != out for model in models]], [float(NLS_TABLE_3[model][loss]) for model in left])
            assert np.isnan(shown[[model == out for model in models]]).all()
            if c > 0:
                each = [float(NLS_TABLE_3[model][loss]) - float(NLS_TABLE_3[model]["CE"]) for model in left]
                close(bars.y.at({"out": at})[c - 1], np.mean(each), atol=1e-5)
        close(said(scene, {"out": at})[0], bars.y.at({"out": at})[1])


def test_it_is_light() -> None:
    is_light_and_says_itself(BUILDERS["table_without_a_row"]())
