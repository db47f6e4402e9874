"""Run the command that the words name; the last door for what nobody foresaw."""

from __future__ import annotations

import gc
import os
import sys

from cpreport.limits import NEW_RECORDS_UNTIL_COLLECTED


def main() -> None:
    """Run `cpreport`; whatever goes wrong ends in a sentence and an exit code."""
    gc.set_threshold(NEW_RECORDS_UNTIL_COLLECTED)
    try:
        from cpreport.cli import cli
        from cpreport.terminal_text import never_failing

        never_failing(sys.stdout, sys.stderr)
        cli(prog_name="cpreport")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("CPREPORT_DEBUG"):
            raise
        print(
            f"cpreport: internal error: {type(error).__name__}: {error}\n"
            "Nothing was half written. Please report this with the command you ran; "
            "CPREPORT_DEBUG=1 shows the details.",
            file=sys.stderr,
        )
        sys.exit(3)


if __name__ == "__main__":
    main()
