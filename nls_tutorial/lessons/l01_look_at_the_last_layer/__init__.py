"""What only lesson 01, look_at_the_last_layer, needs."""

from nls_tutorial.lessons.l01_look_at_the_last_layer.questions import QUESTIONS
from nls_tutorial.lessons.l01_look_at_the_last_layer.scenes import best_place, feature_among_templates, template_planes
from nls_tutorial.lessons.l01_look_at_the_last_layer.study import LAST_LAYER_CIFAR10, look_at_last_layers
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="logits as closeness; clusters tighten under smoothing",
    drag="a feature, ε, three classes",
    session=1,
    needs=("00",),
    ask='a sentence that says what "tighter" means, and in which unit',
)

__all__ = [
    "LAST_LAYER_CIFAR10",
    "LESSON",
    "QUESTIONS",
    "best_place",
    "feature_among_templates",
    "look_at_last_layers",
    "template_planes",
]
