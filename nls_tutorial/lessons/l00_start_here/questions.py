"""What lesson 00 asks before a picture opens."""

from nls_tutorial.records import Amount

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "00.1",
            "A sure label of three classes, (1, 0, 0), is softened to (0.9, 0.05, 0.05). How much of the "
            "largest possible entropy does it have then?",
            0,
            100,
            step=5,
            within=10,
            unit=" %",
        ),
    )
}
