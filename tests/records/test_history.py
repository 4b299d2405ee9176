from nls_tutorial.records import History


def test_the_last_epoch_is_shown() -> None:
    history = History((2.0, 1.2345), (0.3, 0.75), (2.1, 1.5), (0.2, 0.5), seed=3, device="cpu")
    assert len(history) == 2
    assert repr(history).splitlines() == [
        "History",
        "  epochs               2",
        "  seed                 3",
        "  device               cpu",
        "  train loss           1.234 nats",
        "  train accuracy       75.0%",
        "  validation loss      1.500 nats",
        "  validation accuracy  50.0%",
    ]
    assert "75.0%" in history._repr_html_()


def test_nothing_held_out_nothing_shown() -> None:
    assert "held-out" not in repr(History((1.0,), (0.5,)))


def test_a_run_of_no_epoch_shows_itself() -> None:
    assert repr(History((), ())).splitlines()[1:] == ["  epochs  0", "  seed    0", "  device  cpu"]
    assert len(History((), ())) == 0
