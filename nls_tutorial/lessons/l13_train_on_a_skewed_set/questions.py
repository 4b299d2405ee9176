"""What lesson 13 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "13.1",
            "At r = 4, how accurate is a network that has learnt nothing and calls everything a normal farm?",
            0,
            100,
            step=5,
            within=10,
            digits=0,
            unit=" %",
        ),
        Choice(
            "13.2",
            "At r = 2, which of these four has lost most of the burning fields?",
            (
                "CE",
                "LSCE",
                "normLSCE",
                "CE that draws each class as often",
            ),
        ),
        Choice(
            "13.3",
            "r = 4, pictures that cannot be told apart: where does normLSCE, on the way left, have its lowest point?",
            (
                "at the rare class's share, as CE has it",
                "above the share, towards a third",
                "nowhere: it falls on to the left",
            ),
        ),
        Choice(
            "13.4",
            "Three t-SNE pictures of one layer, from three random starts, perplexity 30. By how much do their shares "
            "of same-class neighbors differ at most?",
            (
                "by less than 3 points",
                "by 3 to 10 points",
                "by more than 10 points",
            ),
        ),
        Choice(
            "13.5",
            "The validation curves end. By cross-entropy, whose lies highest?",
            (
                "CE's",
                "LSCE's",
                "normLSCE's",
                "that of CE which draws each class as often",
            ),
        ),
    )
}
