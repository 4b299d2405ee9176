"""Ways to count pixels wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l16_label_every_pixel", "tests/lessons/l16_label_every_pixel"


def lesson(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    folder, _, name = leaf.rpartition("/")
    path = f"{TESTS}/{folder}/test_{name}.py" if folder else f"{TESTS}/test_{name}.py"
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{path}::test_{test}", why)


MUTANTS = [
    lesson(
        "scores",
        "border_rows_follow_the_labelled_pixels",
        "return near[data.labels != data.ignore_index]",
        "return near.flatten()",
        "rows of pixels that nobody has labelled",
    ),
    lesson(
        "scores",
        "the_ece_of_each_picture_by_hand",
        "for picture in seen.group.unique())",
        "for picture in seen.group.unique()[:1])",
        "the first picture only",
    ),
    lesson("scores", "sure_mistakes_by_hand", ">= SURE", ">= 0.5", "not so sure"),
    lesson(
        "scores",
        "sure_mistakes_by_hand",
        "(seen.predicted != seen.labels) &",
        "(seen.predicted == seen.labels) &",
        "right",
    ),
    lesson(
        "scores",
        "interval_widths_are_the_bootstraps",
        '("over pictures", seen.group), ("over pixels", None)',
        '("over pictures", None), ("over pixels", seen.group)',
        "pixels for pictures",
    ),
    lesson(
        "scores",
        "all_scores_of_a_network",
        "parts = [_measured(some(seen, near)), _measured(some(seen, ~near))]",
        "parts = [_measured(some(seen, ~near)), _measured(some(seen, near))]",
        "inside for border",
    ),
    lesson(
        "scores",
        "all_scores_of_a_network",
        "some(seen, ~near_another_class(data, width)))",
        "some(seen, ~near_another_class(data, 0 * width)))",
        "counts the border",
    ),
    lesson("study/losses", "each_arm_is_its_loss_over_the_pixels", "epsilon=0.1", "epsilon=0.2", "another smoothing"),
    lesson(
        "study/losses",
        "each_arm_is_its_loss_over_the_pixels",
        "partial(margin_loss, margin=m)",
        "partial(margin_loss, margin=m + 1)",
        "another margin",
    ),
    lesson(
        "study/segmenter",
        "ignored_pixels_teach_nothing",
        "ignore_index=data.ignore_index, seed=seed",
        "seed=seed",
        "answers where nobody has labelled",
    ),
    lesson(
        "study/cell",
        "kept_maps_are_the_first_pictures",
        "seen.predicted.reshape(shape)",
        "seen.labels.reshape(shape)",
        "the truth for the answer",
    ),
    lesson(
        "study/cell",
        "the_test_pictures_are_scored_and_the_temperature_is_the_calibration_part_s",
        "for part in (test, held_out))",
        "for part in (held_out, test))",
        "scores on what the temperature is fitted on",
    ),
    lesson(
        "study/folder",
        "a_folder_s_fingerprint_changes_with_its_pictures",
        "+ file.read_bytes()",
        "",
        "names without what is in the files",
    ),
    lesson(
        "study/membranes",
        "membranes_are_split_by_picture",
        "manual_seed(seed)",
        "manual_seed(0)",
        "one split for all seeds",
    ),
    lesson(
        "study/membranes",
        "membranes_are_split_by_picture",
        "values={0: 0, 255: 1}",
        "values={0: 1, 255: 0}",
        "cells for membranes",
    ),
    lesson(
        "told",
        "verdicts_are_paired_by_seed_and_told_in_points",
        "for one in (arm, other))",
        "for one in (other, arm))",
        "the other way round",
    ),
    lesson(
        "told",
        "tables_have_a_line_an_arm_and_the_border_asked_for",
        "{BORDER: border} if",
        "{BORDER: 0} if",
        "always with the border",
    ),
    lesson(
        "told",
        "gaps_are_confidence_less_accuracy_by_place",
        "(sure - right).T",
        "(sure - right).T[::-1]",
        "inside for border",
    ),
    lesson(
        "told",
        "border_and_sure_mistakes_are_cross_entropys",
        '("of these at a border", "pixels at a border"))\n    return verdict',
        '("pixels at a border", "of these at a border"))\n    return verdict',
        "the other way round",
    ),
    lesson(
        "scenes/pictures",
        "the_surer_the_deeper",
        "(1 - share) * np.array(UNSURE) + share * np.array(SURE)",
        "share * np.array(UNSURE) + (1 - share) * np.array(SURE)",
        "the paler the surer",
    ),
    lesson(
        "scenes/maps",
        "each_loss_has_its_answer_and_its_confidence",
        "(colored(predicted), over)",
        "(colored(data.labels[: len(pictures)].numpy()[None].repeat(len(losses), 0)), over)",
        "the truth for the answer",
    ),
    lesson(
        "scenes/maps",
        "the_valley_is_the_study_s",
        "Line(track(places), track(each.mean(1))",
        "Line(track(places), track(each.max(1))",
        "the worst seed",
    ),
    lesson(
        "scenes/border",
        "what_is_left_is_counted",
        "counted = [~near_another_class(data, width)",
        "counted = [near_another_class(data, width + 1)",
        "the border alone",
    ),
    lesson(
        "scenes/border",
        "border_and_inner_are_the_two_sides",
        "for rows in (near, ~near)]",
        "for rows in (~near, near)]",
        "inside for border",
    ),
    lesson(
        "scenes/intervals",
        "the_intervals_are_those_of_the_first_pictures",
        'groups = part.group if kind == "pictures" else None',
        'groups = part.group if kind == "pixels" else None',
        "pixels for pictures",
    ),
    lesson(
        "scenes/intervals",
        "the_intervals_are_those_of_the_first_pictures",
        "seen.group < number",
        "seen.group <= number",
        "one picture too many",
    ),
    lesson(
        "exercises",
        "the_overlap_is_the_librarys",
        "(said | there).sum())\n\n\ndef _logits",
        "there.sum())\n\n\ndef _logits",
        "recall",
    ),
    lesson(
        "exercises",
        "the_pixel_loss_is_the_librarys",
        "-(own * counted).sum() / counted.sum()",
        "-(own * counted).mean()",
        "ignored pixels thin the mean",
    ),
    lesson(
        "exercises",
        "pixels_that_agree_within_a_picture_are_worth_one",
        "over_pictures = right.double().mean(1).std() /",
        "over_pictures = right.double().std() /",
        "the spread of pixels",
    ),
    lesson(
        "exercises",
        "two_heaps_are_the_librarys",
        "each.mean()])\n\n\n@exercise",
        "each.max()])\n\n\n@exercise",
        "the worst picture",
    ),
]
