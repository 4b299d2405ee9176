"""`python -m nls_tutorial`: the commands of `nls_tutorial.reports`."""

import sys


def main() -> int:
    """What the installed command `nls-tutorial` calls."""
    try:
        from nls_tutorial.reports.command import main as command
    except KeyboardInterrupt:
        print("Stopped before it began.", file=sys.stderr)  # noqa: T201
        return 130
    return command()


if __name__ == "__main__":
    sys.exit(main())
