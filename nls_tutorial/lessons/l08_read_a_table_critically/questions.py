"""What lesson 08 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "08.1",
            "How many numbers of test images below 858 can have given all 15 accuracies of the two tables?",
            ("none", "one to ten", "eleven to a hundred", "more"),
        ),
        Choice(
            "08.2",
            "Not one prediction changes. Weighted precision is averaged over batches of 8, sorted by class: "
            "against the whole set it will",
            ("fall", "stay within a point", "rise by up to ten points", "rise by more than ten points"),
        ),
        Choice(
            "08.3",
            "How many of the ten gains over CE in Table 1 stand clear of 0, with 224 test images?",
            ("none", "one to three", "four to six", "seven or more"),
        ),
        Amount(
            "08.4",
            "ResNet18's published gain is 2.68 points. How many pairs of runs of one and the same recipe are "
            "as far apart, on 224 images?",
            0,
            60,
            step=5,
            within=10,
            unit=" %",
        ),
    )
}
