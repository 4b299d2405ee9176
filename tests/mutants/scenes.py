"""Scenes broken on purpose: a wrong sign, a wrong definition, a number looked up in the wrong place."""

from mutants.harness import Mutant

MUTANTS = [
    Mutant(
        "nls_tutorial/lessons/l00_start_here/scenes.py",
        "(1 - first) * (1 - rest), (1 - first) * rest]",
        "(1 - first) * rest, (1 - first) * (1 - rest)]",
        "tests/scenes/test_builders.py",
        "the two lower corners change places",
    ),
    Mutant(
        "nls_tutorial/lessons/l00_start_here/scenes.py",
        "entropy = -torch.special.xlogy",
        "entropy = torch.special.xlogy",
        "tests/scenes/test_builders.py",
        "wrong sign of the entropy",
    ),
    Mutant(
        "nls_tutorial/lessons/l02_soften_a_label/scenes.py",
        "smooth_others(TRUE, classes, share)[0]",
        "smooth_uniform(TRUE, classes, share)[0]",
        "tests/scenes/test_builders.py",
        "one definition drawn twice",
    ),
    Mutant(
        "nls_tutorial/lessons/l02_soften_a_label/scenes.py",
        "predicted - targets[0, 0]",
        "predicted + targets[0, 0]",
        "tests/scenes/test_builders.py",
        "gradient p + q",
    ),
    Mutant(
        "nls_tutorial/lessons/l02_soften_a_label/scenes.py",
        "agree = grid[:, None] * (counts - 1) / counts",
        "agree = grid[:, None] * counts / (counts - 1)",
        "tests/scenes/test_builders.py",
        "the relation between the definitions upside down",
    ),
    Mutant(
        "nls_tutorial/lessons/l01_look_at_the_last_layer/scenes/closeness.py",
        "torch.cdist(features, templates).square()",
        "torch.cdist(features, templates)",
        "tests/scenes/test_builders.py",
        "a distance that is not squared",
    ),
    Mutant(
        "nls_tutorial/lessons/l01_look_at_the_last_layer/scenes/template_planes.py",
        "means.mean(axis=-2)",
        "means.mean(axis=-1, keepdims=True)[..., 0, :].repeat(2, -1)",
        "tests/lessons/l01_look_at_the_last_layer/scenes/test_template_planes.py",
        "a wrong centre",
    ),
    Mutant(
        "nls_tutorial/scenes/encode.py",
        "strides = [stride // array.itemsize for stride in array.strides]",
        "strides = [stride // array.itemsize for stride in reversed(array.strides)]",
        "tests/scenes/test_encode.py",
        "a table read along the wrong control",
    ),
    Mutant(
        "nls_tutorial/scenes/encode.py",
        "start = self.seen.get(key) if self.share else None",
        "start = self.seen.get(key)",
        "tests/scenes/test_encode.py",
        "a layout that depends on the numbers",
    ),
    Mutant(
        "nls_tutorial/scenes/encode.py",
        "follows |= set(view.over)",
        "pass",
        "tests/scenes/test_encode.py",
        "a magnifying glass that stays behind",
    ),
    Mutant(
        "nls_tutorial/scenes/widget.py",
        "place.update({name: wanted[name] for name in values})",
        "place.update(wanted)",
        "tests/scenes/test_widget.py",
        "moving one control resets the others",
    ),
    Mutant(
        "nls_tutorial/scenes/page.py",
        'payload.replace("</", "<\\\\/")',
        "payload",
        "tests/scenes/test_page.py",
        "a title can end the script",
    ),
    Mutant(
        "nls_tutorial/scenes/gallery.py",
        "* 255).round()",
        "* 254).round()",
        "tests/scenes/test_gallery.py",
        "white is not white",
    ),
]
