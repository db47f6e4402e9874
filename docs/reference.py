"""Take the code's own tables, and write the reference pages: scales, rules, problem codes."""

from __future__ import annotations

from pathlib import Path

from cpreport.outcomes.rules import RULES
from cpreport.problems import TITLES
from cpreport.scales.printed import described
from cpreport.scales.reader import read_scales

FOLDER = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Give every page by its file name."""
    scales, _ = read_scales(())
    library = "\n\n".join(f"## {s.id}\n\n```\n{described(s, 80)}\n```" for s in scales.values())
    rules = "\n".join(f"- **{name}**: {rule.text}" for name, rule in RULES.items())
    codes = "\n".join(f"| {code} | {title} |" for code, title in TITLES.items())
    return {
        "scales.md": f"# The scale library\n\n{library}\n",
        "rules.md": f"# Improvement rules\n\n{rules}\n",
        "problems.md": f"# Problem codes\n\n| code | title |\n|---|---|\n{codes}\n",
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(FOLDER / name)
