"""Ways to find objects wrongly."""

from mutants.harness import Mutant


def box(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/boxes/{leaf}.py", old, new, f"tests/boxes/test_{leaf}.py", why)


def model(old: str, new: str, why: str, test: str) -> Mutant:
    return Mutant("nls_tutorial/models/detector.py", old, new, f"tests/models/test_detector.py::test_{test}", why)


def target(old: str, new: str, why: str, test: str) -> Mutant:
    tests = f"tests/models/test_detector_targets.py::test_{test}"
    return Mutant("nls_tutorial/models/detector_targets.py", old, new, tests, why)


def batch(old: str, new: str, why: str) -> Mutant:
    leaf = "training/place_batches.py"
    return Mutant(
        f"nls_tutorial/{leaf}",
        old,
        new,
        "tests/training/test_place_batches.py::test_a_mirrored_picture_has_mirrored_targets",
        why,
    )


def scene(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/data/object_scenes.py", old, new, "tests/data/test_object_scenes.py", why)


MUTANTS = [
    box("iou", "[..., None, :] - shared", "[..., None, :]", "the union counts twice what is shared"),
    box("suppress", "corners) > overlap", "corners) >= overlap", "an overlap of just so much suppresses"),
    box("suppress", "        if not gone[one]:", "        if True:", "every box stays"),
    box("suppress", "(labels[:, None] == labels)", "True", "classes suppress each other"),
    box("hits", "fit[:, best] = -1.0", "pass", "an object is found twice"),
    box("hits", "fit[one, best] >= overlap", "fit[one, best] > overlap", "half is not enough"),
    box("hits", "fit.where(labels[:, None] == true_labels, fit.new_tensor(-1.0))", "fit", "any class will do"),
    target(
        "return label.where(found, BACKGROUND)",
        "return (label - 1).where(found, BACKGROUND)",
        "class 0 is background",
        "targets_are_the_rule_as_a_loop",
    ),
    target("area.argmin(1", "area.argmax(1", "the larger object has the place", "targets_are_the_rule_as_a_loop"),
    target(" / count", " / labels.numel()", "a mean over all places", "the_loss_by_hand"),
    target("torch.minimum(said, true)", "torch.maximum(said, true)", "the union is shared", "the_loss_by_hand"),
    model("softmax(1)[:, 1:]", "softmax(1)[:, :-1]", "background is an object", "what_the_targets_say_is_read_back"),
    model("model.train(training)", "model.train(False)", "the mode is lost", "boxes_are_cut_few_and_sure"),
    target(
        "labels.shape != boxes.shape[:2]",
        "len(labels) != len(boxes)",
        "a label is missing",
        "what_is_no_place_is_refused",
    ),
    batch("width - x2, y1, width - x1", "width - x1, y1, width - x2", "corners in the wrong order"),
    batch("images.flip(3)", "images.flip(2)", "upside down"),
    Mutant(
        "nls_tutorial/training/inputs.py",
        "(labels != -1) | (data.box_labels != -1).any(1)",
        "labels != -1",
        "tests/training/test_inputs.py::test_a_picture_without_objects_needs_no_label",
        "a missing label is never noticed",
    ),
    scene("free.any(1) & (wanted > number)", "(wanted > number + 1)", "one object too few"),
]
