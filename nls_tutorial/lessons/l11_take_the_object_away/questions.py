"""What lesson 11 asks before a picture opens."""

from nls_tutorial.records import Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "11.1",
            "Follow the mean of the points with β = 1 (ask for as much confidence as there is object). In "
            "crops that the object fills to 80 % and more, it lies",
            ("above the diagonal: overconfident", "on it, within two points", "below it: too timid"),
        ),
        Choice(
            "11.2",
            "Which share of its map does a network have inside the object's box: more with hard labels, or "
            "with adaptive ones (β = 1)?",
            ("more with hard labels", "alike, within a point", "more with adaptive labels"),
        ),
        Choice(
            "11.3",
            "Which of these confidences sorts pictures with and without an object best (AUROC)?",
            ("hard labels", "adaptive labels, β = 1", "adaptive labels with context samples"),
        ),
    )
}
