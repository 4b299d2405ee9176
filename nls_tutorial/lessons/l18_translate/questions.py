"""What lesson 18 asks before a picture opens."""

from nls_tutorial.records import Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "18.1",
            "In how many of the three definitions does padding, which never comes next, get a share?",
            (
                "in none",
                "in one",
                "in two",
                "in all three",
            ),
        ),
        Choice(
            "18.2",
            "On the grammar, at T = 1, from ε = 0 to ε = 0.1: which of NLL and ECE get better?",
            (
                "both",
                "NLL only",
                "ECE only",
                "neither",
            ),
        ),
        Choice(
            "18.3",
            "From ε = 0 to ε = 0.4: where does the likeliest next piece of this sentence lose more of its probability?",
            (
                "where the unsmoothed network is sure",
                "where the grammar leaves a choice",
                "everywhere alike, within five points",
            ),
        ),
        Choice(
            "18.4",
            "Captions, three seeds: which gains more BLEU from a beam of 4 in the place of greedy search",
            (
                "ε = 0, the sure network",
                "ε = 0.2, the smoothed one",
                "neither, as far as three seeds can tell",
            ),
        ),
    )
}
