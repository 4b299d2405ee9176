"""`python -m nls_tutorial`: the commands of `nls_tutorial.reports`."""

import sys


def main() -> int:
    """What the installed command `nls-tutorial` calls."""
    from nls_tutorial.reports.command import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
