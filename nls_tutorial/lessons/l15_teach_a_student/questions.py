"""What lesson 15 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "15.1",
            "Of what the hard teacher gives to the nine wrong digits in this eight, at T = 1, how much goes to the "
            "likeliest two?",
            0,
            100,
            step=5,
            within=10,
            digits=0,
            unit=" %",
        ),
        Choice(
            "15.2",
            "Three classes, two pictures. How many times is the gradient of the mean over everything too small?",
            (
                "twice: as many pictures",
                "three times: as many classes",
                "six times: as many numbers",
            ),
        ),
        Choice(
            "15.3",
            "The students never see an 8. Whose name more than one test eight in twenty?",
            (
                "the hard teacher's only",
                "the smoothed teachers' only",
                "all of them",
                "none",
            ),
        ),
        Amount(
            "15.4",
            "The teacher with ε = 0.4 has learnt. How many nats does a logit difference still tell of its picture?",
            0,
            4,
            step=0.1,
            within=0.3,
            digits=1,
            unit=" nats",
        ),
    )
}
