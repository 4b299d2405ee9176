"""What lesson 17 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "17.1",
            "The third of the three texts is from",
            (
                "matplotlib or networkx",
                "numpy or scipy",
                "pandas or sklearn",
                "sympy or torch",
            ),
        ),
        Choice(
            "17.2",
            "For docstrings, with which m is ECE least?",
            (
                "m = 0",
                "m = 2 or 4",
                "m = 6 or 8",
                "m = 10",
            ),
        ),
        Amount(
            "17.3",
            "The network that learnt whole texts is nearly always right on whole ones. How accurate is it on the same"
            " texts, stripped?",
            0,
            100,
            step=5,
            within=10,
            digits=0,
            unit=" %",
        ),
        Choice(
            "17.4",
            "The bag reads two per cent of each text in the place of all of it. Its mean confidence",
            (
                "falls by more than ten points",
                "stays within ten points",
                "grows by more than ten points",
            ),
        ),
    )
}
