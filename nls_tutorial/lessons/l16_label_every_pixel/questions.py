"""What lesson 16 asks before its pictures open."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "16.1",
            "Over five seeds, which margin of 0, 4, 6 and 10 gives the least ECE of all pixels?",
            ("m = 0", "m = 4", "m = 6", "m = 10"),
        ),
        Amount(
            "16.2",
            "Pixels with another class at most one pixel away no longer count. By how many points does the mIoU of "
            "the network trained with cross-entropy rise?",
            0,
            30,
            step=1,
            within=3,
            unit=" points",
        ),
        Choice(
            "16.3",
            "Where is the network trained with cross-entropy the more overconfident: by how much does mean confidence "
            "exceed accuracy at a border, and inside?",
            ("more at the border", "more inside", "alike, within one point"),
        ),
        Amount(
            "16.4",
            "How many times as wide is the interval of the ECE over pictures as the interval over pixels?",
            1,
            21,
            step=1,
            within=2,
            unit=" ×",
        ),
    )
}
