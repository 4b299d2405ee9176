"""What lesson 05 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "05.1",
            "The margin is 6. Move a logit from distance 8 to distance 12. What happens to the margin's pull at it?",
            ("it stays as it is", "it grows threefold, as far as the logit lies beyond the margin", "it fades"),
        ),
        Choice(
            "05.2",
            "Cross-entropy pushes a logit outwards, the price pulls it back. Ten classes, all others at distance 15: "
            "how many of the four prices (LS, focal, ECP, MbLS) still pull with more than a tenth of λ?",
            ("one", "two", "three", "all four"),
        ),
        Amount(
            "05.3",
            "Trained with m = 6, summed over the classes: what will the median of the largest logit distance be, on "
            "test digits?",
            0,
            15,
            step=0.5,
            within=0.5,
            digits=1,
        ),
    )
}
