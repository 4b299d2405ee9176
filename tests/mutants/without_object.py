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


def beside(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l11_take_the_object_away/box_beside.py",
        old,
        new,
        "tests/lessons/l11_take_the_object_away/test_box_beside.py",
        why,
    )


def removal(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/data/removal.py", old, new, "tests/data/test_removal.py", why)


MUTANTS = [
    study("torch.arange(len(data)), data.labels]", "torch.arange(len(data)), 0]", "always the first class's map"),
    study(
        '"confidence_without": seen.away.confidence', '"confidence_without": seen.whole.confidence', "the object stays"
    ),
    study("float(np.nanmean(shares))", "float(shares[0])", "one picture's share"),
    study("if arm.two_objects:", "if False:", "no second object"),
    study("pixel_mean(learnt.images)", "pixel_mean(splits.train.images)", "the mean colour of other pictures"),
    study("if seed > 0:", "if seed >= 0:", "nothing kept for the scenes"),
    study("cover_beside(splits.test, pixel_mean(splits.train.images))", "splits.test", "no box beside"),
    study("_apart(seen.whole, beside)", "_apart(seen.whole, seen.away)", "the box on the object again"),
    study(
        "= beside.confidence.double().numpy()", "= seen.away.confidence.double().numpy()", "the other box's confidences"
    ),
    beside(
        'track(boxed, "labels", "box")', 'track(boxed[:, :1].repeat(2, 1), "labels", "box")', "the toggle moves nothing"
    ),
    beside("for column in (0, 1)]", "for column in (1, 0)]", "pictures in another order"),
    beside("track(means(AUROCS), *over)", "track(means(AUROCS[::-1]), *over)", "the other box's order"),
    removal("start + end < picture", "start + end > picture", "the nearest corner"),
    removal(
        "replace(data, images=keep_own_object(crowded, fill).images)", "keep_own_object(crowded, fill)", "other boxes"
    ),
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
