"""The run-time type checker of the suite: beartype, where an int may stand for a float as in the typing rules."""

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))
