"""What lesson 09 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "09.1",
            "A 3×3 window stands in the corner of the picture. By which factor does partial convolution scale"
            " what it sees?",
            0,
            5,
            step=0.25,
            within=0.5,
            digits=2,
        ),
        Choice(
            "09.2",
            "A constant picture, and an edge detector at its left side. The false edge that partial "
            "convolution shows, against that of zero padding, is",
            ("weaker", "as strong", "stronger"),
        ),
        Choice(
            "09.3",
            "The same object, moved from four pixels inside to the border. Which of these briefly trained networks "
            "loses the least accuracy?",
            (
                "the one with zero padding",
                "the one with partial convolution",
                "the one that repeats the border pixels",
            ),
        ),
    )
}
