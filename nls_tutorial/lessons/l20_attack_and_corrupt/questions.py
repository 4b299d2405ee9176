"""What lesson 20 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "20.1",
            "By how much must each pixel of this three move until the network with hard labels reads something else?",
            0,
            0.3,
            step=0.0125,
            within=0.0375,
            digits=3,
            unit="",
        ),
        Choice(
            "20.2",
            "Which of these keeps most digits under PGD at r = 0.1?",
            (
                "CE",
                "focal loss, γ = 3",
                "LS, ε = 0.3",
                "normLS, ε = 0.1",
            ),
        ),
        Choice(
            "20.3",
            "All logits are multiplied by 100; no answer changes. PGD through cross-entropy then turns",
            (
                "as many digits as before",
                "clearly fewer",
                "clearly more",
            ),
        ),
        Choice(
            "20.4",
            "At strength 5, and five seeds: for how many of the four corruptions does LS with ε = 0.3 have a lower "
            "ECE than hard labels?",
            (
                "for none",
                "for one",
                "for two",
                "for three or four",
            ),
        ),
        Choice(
            "20.5",
            "Two training labels in ten are wrong. Which loss reads most of the clean test digits?",
            (
                "CE",
                "LS, ε = 0.3",
                "focal loss, γ = 3",
                "normLS, ε = 0.1",
            ),
        ),
    )
}
