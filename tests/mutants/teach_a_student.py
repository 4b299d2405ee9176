"""Ways to teach a student wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l15_teach_a_student", "tests/lessons/l15_teach_a_student"


def mutant(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{TESTS}/test_{leaf}.py::test_{test}", why)


MUTANTS = [
    mutant(
        "study",
        "a_transfer_set_keeps_what_belongs_together",
        "self.select(self.labels != label)",
        "self.select(self.labels == label)",
        "keeps the class that shall be missing",
    ),
    mutant(
        "study",
        "a_transfer_set_keeps_what_belongs_together",
        "self.teacher_logits[indices]",
        "self.teacher_logits[: len(self.labels[indices])]",
        "another picture's lesson",
    ),
    mutant(
        "study",
        "a_student_is_drawn_to_the_tempered_teacher",
        "*told, temperature=temperature)",
        "*told, temperature=1.0)",
        "never tempered",
    ),
    mutant("study", "accuracy_by_hand", "right[images.labels == label]", "right", "accuracy of all for one class"),
    mutant(
        "study",
        "views_are_noisy_pictures_of_two_digits_and_a_difference_is_of_their_logits",
        "logits[..., PAIR[0]] - logits[..., PAIR[1]]",
        "logits[..., PAIR[0]]",
        "one logit, not a difference",
    ),
    mutant(
        "scenes",
        "the_bars_are_tempered_probabilities_and_their_rest",
        "others.unsqueeze(1) / tempered[:, None]",
        "others.unsqueeze(1) / tempered[:1, None]",
        "the rest is not tempered",
    ),
    mutant(
        "scenes",
        "information_and_heaps_by_hand",
        "places = (means / sigma)",
        "places = (means / sigma.square())",
        "not in units of σ",
    ),
    mutant(
        "exercises",
        "the_factors",
        "(p_student - p_teacher) / len(student)",
        "(p_student - p_teacher)",
        "the gradient of a sum",
    ),
    mutant(
        "exercises",
        "the_information_is_the_librarys",
        "+ math.log(len(values))).mean()",
        ").mean()",
        "log N is missing",
    ),
]
