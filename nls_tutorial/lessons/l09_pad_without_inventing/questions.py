"""What lesson 09 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "09.1",
            "A 3×3 window stands in the corner of the picture. By which factor does partial convolution scale what it"
            " sees?",
            0,
            5,
            step=0.25,
            within=0.5,
            digits=2,
        ),
        Choice(
            "09.2",
            "A constant picture, and an edge detector at its left side. The false edge that partial convolution "
            "shows, against that of zero padding, is",
            ("weaker", "as strong", "stronger"),
        ),
        Choice(
            "09.4",
            "A residual network has nine convolutions. Which of them does `to_partial` leave as they are?",
            ("none", "the first, which sees the picture", "the two 1×1 shortcuts", "all that have a stride of 2"),
        ),
        Choice(
            "09.5",
            "The picture is multiplied by 34²/32² before each convolution, in a network with batch norm behind each. "
            "By how much do its logits change?",
            ("by less than 5 %", "by 5 to 10 %", "by 10 to 25 %", "by more than 25 %"),
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
