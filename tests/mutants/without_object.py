"""Ways to tell a study without the object wrongly, and to draw it wrongly."""

from mutants.harness import Mutant


def study(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l11_take_the_object_away/study/without_object.py",
        old,
        new,
        "tests/lessons/l11_take_the_object_away/study/test_without_object.py",
        why,
    )


def scene(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l11_take_the_object_away/scenes.py",
        old,
        new,
        "tests/lessons/l11_take_the_object_away/test_scenes.py",
        why,
    )


def pictures(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/data/two_objects.py", old, new, "tests/data/test_two_objects.py", why)


MUTANTS = [
    study("torch.arange(len(data)), data.labels]", "torch.arange(len(data)), 0]", "always the first class's map"),
    study(
        '"confidence_without": seen.away.confidence', '"confidence_without": seen.whole.confidence', "the object stays"
    ),
    study("float(np.nanmean(shares))", "float(shares[0])", "one picture's share"),
    study("if arm.two_objects:", "if False:", "no second object"),
    study("pixel_mean(learnt.images)", "pixel_mean(splits.train.images)", "the mean colour of other pictures"),
    study("if seed == 0 else {}", "if seed == 1 else {}", "nothing kept for the scenes"),
    scene("(confidence * STEPS).astype", "(confidence * TENTHS).astype", "bars of another width"),
    scene(
        "np.where(self.answered > 0, self.answered * self.precision",
        "np.where(self.answered > 0, self.answered",
        "all right",
    ),
    scene("np.maximum(maps, 0.0)", "np.abs(maps)", "evidence against shines too"),
    scene("SHADE + (1 - SHADE) * share", "SHADE + share", "brighter than the picture"),
    scene("bottom + 0.9 * (1 - box[corner] / height)", "bottom + 0.9 * box[corner] / height", "boxes upside down"),
    scene("weights=confidence, minlength=TENTHS", "weights=objectness, minlength=TENTHS", "the diagonal by force"),
    pictures("data.masks[other] & ~data.masks", "data.masks[other]", "the stranger covers the own object"),
    pictures(
        "torch.stack([data.boxes, data.boxes[other]]", "torch.stack([data.boxes[other], data.boxes]", "boxes swapped"
    ),
    pictures(":= data.labels[other] == data.labels", ":= data.labels[other] < 0", "strangers of the own class"),
]
