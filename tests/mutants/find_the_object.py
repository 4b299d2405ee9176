"""Ways to find, suppress and count boxes wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l19_find_the_object", "tests/lessons/l19_find_the_object"


def average(test: str, old: str, new: str, why: str) -> Mutant:
    file = "tests/boxes/test_average_precision.py"
    return Mutant("nls_tutorial/boxes/average_precision.py", old, new, f"{file}::test_{test}", why)


def lesson(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    place, _, name = leaf.rpartition("/")
    file = f"{TESTS}/{place}/test_{name}.py" if place else f"{TESTS}/test_{name}.py"
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{file}::test_{test}", why)


def seen(leaf: str, file: str, test: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{TESTS}/{file}.py::test_{test}", why)


MUTANTS = [
    lesson(
        "verdicts",
        "what_chance_gives_stands_beside_two_d_eces",
        "digits=1, floors=floors)",
        "digits=1)",
        "two D-ECEs without their floors",
    ),
    average("by_the_definition", "precision.flip(0).cummax(0).values.flip(0)", "precision", "no best precision behind"),
    average("by_hand", "hit / objects, hit", "hit / hit[-1], hit", "recall over what was found"),
    average("by_hand", "scores.argsort(descending=True, stable=True)", "scores.argsort(stable=True)", "upside down"),
    average(
        "by_the_definition",
        "torch.searchsorted(recall, levels)",
        "torch.searchsorted(recall, levels, right=True)",
        "just reached is not reached",
    ),
    average("by_hand", "best.new_zeros(1)", "best.new_ones(1)", "what nothing reaches counts"),
    average("what_does_not_fit_is_refused", "if found > objects:", "if found > objects + 1:", "found twice"),
    lesson(
        "detections", "by_hand", "labels[there] + 1, overlap=overlap", "labels[there], overlap=overlap", "labels from 0"
    ),
    lesson(
        "detections",
        "by_hand",
        "self.labels == label], self.right",
        "self.labels >= label], self.right",
        "classes mixed",
    ),
    lesson("detections", "a_threshold_keeps_what_reaches_it", ">= threshold", "> threshold", "above, not from"),
    lesson(
        "detections",
        "a_threshold_keeps_what_reaches_it",
        "if len(self.scores) else float",
        "if True else float",
        "no box has an error",
    ),
    lesson(
        "detections",
        "what_does_not_fit_is_refused",
        "(labels < 1) | (labels > classes)",
        "labels > classes",
        "the background is found",
    ),
    lesson("map_boxes", "by_hand", "((1, width), (2, height))", "((1, height), (2, width))", "sides exchanged"),
    lesson("map_boxes", "a_map_without_light_has_no_box", "& (top > 0)", "", "a box around nothing"),
    lesson("map_boxes", "by_hand", "maps >= share * top", "maps > share * top", "above, not from"),
    lesson("verdicts", "two_thresholds_of_one_arm", "for at in (high, low))", "for at in (low, high))", "turned round"),
    lesson("study/recipes", "labels_by_hand", 'beta = float(arm["beta"])', "beta = 1.0", "one β for all"),
    lesson(
        "study/recipes",
        "labels_by_hand",
        "smooth_others(labels, classes, alpha",
        "smooth_others(labels, classes, 1 - alpha",
        "α upside down",
    ),
    lesson(
        "study/evaluation",
        "each_threshold_is_scored_as_if_alone",
        "kept = found.above(threshold)",
        "kept = found",
        "nothing is cut",
    ),
    lesson("study/evaluation", "a_cell_holds_every_score", "if keep else {}", "", "kept for every seed"),
    seen("coco", "test_coco", "the_two_engines_agree_and_so_do_we", '"AP": "map"', '"AP": "map_75"', "another AP"),
    seen(
        "coco",
        "test_coco",
        "truth_leaves_out_what_is_not_there",
        '"labels": classes[there] + 1',
        '"labels": classes[there]',
        "truth from 0",
    ),
    seen(
        "scenes/suppression",
        "scenes/test_suppression",
        "every_step_is_the_rules",
        "stays & seen",
        "stays",
        "all at once",
    ),
    seen(
        "scenes/suppression",
        "scenes/test_suppression",
        "the_picture_shows_the_states",
        "fit = iou(boxes.double(), boxes.double()).where(labels[:, None] == labels, 0.0)",
        "fit = iou(boxes.double(), boxes.double())",
        "classes overlap",
    ),
    seen(
        "scenes/threshold",
        "scenes/test_threshold",
        "a_mean_leaves_out_the_seeds_without_a_box",
        "np.nanmean(numbers",
        "np.mean(numbers",
        "one seed without a box hides all",
    ),
    seen(
        "scenes/threshold",
        "scenes/test_threshold",
        "the_dots_are_bins_of_the_boxes_above",
        "scores.double() >= threshold for",
        "scores.double() >= 0 for",
        "dots of all boxes",
    ),
    seen(
        "scenes/transfer",
        "scenes/test_transfer",
        "every_seed_is_a_dot_and_the_mean_a_line",
        "enumerate(reversed(stored.arms))",
        "enumerate(stored.arms)",
        "rows upside down",
    ),
    seen(
        "scenes/maps",
        "scenes/test_maps",
        "two_of_a_kind_have_one_map",
        "labels.where(first, -1)",
        "labels",
        "a box twice",
    ),
    seen(
        "scenes/maps",
        "scenes/test_maps",
        "the_detector_shows_what_it_is_sure_of",
        ".double() >= above",
        ".double() >= 0",
        "shows all",
    ),
    seen(
        "scenes/outlines",
        "scenes/test_outlines",
        "a_pen_goes_round_a_box_and_is_lifted",
        "y = -torch.stack([y1, y1, y2, y2, y1, gap]",
        "y = -torch.stack([y1, y2, y2, y1, y1, gap]",
        "a box that crosses itself",
    ),
    lesson(
        "exercises",
        "what_stays_is_the_librarys_and_torchvisions",
        "if not any(fit[one, other] > threshold for other in kept):\n            kept.append(one)",
        "if not any(fit[one, other] > 0.9 for other in kept):\n            kept.append(one)",
        "doubles stay",
    ),
]
