"""A feature among three templates, dragged to the ends and the middle of the plane, against plain loops."""

import math

from spec import scenes_by_hand as spec
from spec.scene_checks import close, corners, is_light_and_says_itself, marks, said

from nls_tutorial.lessons.l01_look_at_the_last_layer import feature_among_templates
from nls_tutorial.records import Bars, Handle


def test_feature_among_templates() -> None:
    scene = feature_among_templates()
    places = spec.template_places(1.5)
    for index, values in corners(scene):
        x = (values["x1"], values["x2"])
        logits = [x[0] * w[0] + x[1] * w[1] for w in places]
        close([bar.y.at(index)[0] for bar in marks(scene, 1, Bars)], [math.dist(x, w) ** 2 for w in places])
        close([bar.y.at(index)[0] for bar in marks(scene, 2, Bars)], spec.softmax(logits))
        hard = spec.cross_entropy(spec.over_all(0, 3), logits)
        soft = spec.cross_entropy(spec.over_all(0.1, 3), logits)
        close(said(scene, index), [spec.softmax(logits)[0], hard, soft])
        (handle,) = marks(scene, 0, Handle)
        close([handle.x.at(index), handle.y.at(index)], x)


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(feature_among_templates())
