"""What lesson 14 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "14.1",
            "Averaged over three networks, normLS leads LS by 0.75 points. How many points are left without ResNet50?",
            0,
            1,
            step=0.05,
            within=0.1,
            digits=2,
            unit=" points",
        ),
        Choice(
            "14.2",
            "The seeds scatter as they do. With ten seeds in the place of two, a 95 % interval is shorter",
            (
                "by a factor of about two, the root of five",
                "by a factor of about five",
                "by a factor of ten and more",
            ),
        ),
        Choice(
            "14.3",
            "Nine losses against CE, five seeds each. Of how many can more be said: in accuracy, or in ECE?",
            (
                "more rows are settled in accuracy",
                "as many in both",
                "more rows are settled in ECE",
            ),
        ),
        Choice(
            "14.4",
            "From 5,000 training pictures to 2,500 and to 1,250, in as many epochs: the ECE of cross-entropy",
            (
                "rises at each step",
                "falls at each step",
                "falls, then rises",
                "rises, then falls",
            ),
        ),
        Choice(
            "14.5",
            "From ten kinds to forty, and from unlike ones to alike ones: does the lead of MbLS over CE grow?",
            (
                "with both",
                "with the number of kinds only",
                "with their likeness only",
                "with neither",
            ),
        ),
    )
}
