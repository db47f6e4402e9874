"""Write a page for each journal, and the table that lists them."""

from __future__ import annotations

from cpreport.journal.profile import GROUPS, NOT_VERIFIED, Profile, stated_in
from cpreport.journal.profiles import shipped_profiles
from cpreport.terminal.journals import sources_of, statements_of


def journal_pages() -> dict[str, str]:
    """Write the page of every profile by its path."""
    return {f"journals/{profile.id}.md": _page(profile) for profile in shipped_profiles().values()}


def journals() -> str:
    """Write the table of the profiles, with a link to the page of each."""
    rows = []
    for profile in shipped_profiles().values():
        stated = stated_in(profile).values()
        seen = sum(one.verified for one in stated)
        name = f"[{profile.title_of_journal}](journals/{profile.id}.md)"
        rows.append(f"| `{profile.id}` | {name} | {len(stated)} | {seen} | {profile.dated} |")
    return "\n".join(
        ["| id | journal | values | verified | gathered |", "|---|---|---|---|---|", *rows]
    )


def _page(profile: Profile) -> str:
    publisher = f"{profile.publisher}. " if profile.publisher else ""
    parts = [
        f"# {profile.title_of_journal}",
        f"{publisher}Profile `{profile.id}`; values gathered on {profile.dated}. Pages of journals "
        f"change, so look again before you submit. What is {NOT_VERIFIED} nobody has seen on a "
        "page of the journal; it gives a warning at most. A number in brackets is the source.",
    ]
    for group, said in statements_of(profile).items():
        rows = [f"| {_cell(name)} | {_cell(value)} |" for name, value in said]
        parts.append("\n".join([f"## {GROUPS[group]}", "", "| rule | value |", "|---|---|", *rows]))
    sources = [f"{n}. {source}" for n, source in enumerate(sources_of(profile), start=1)]
    parts.append("\n".join(["## Sources", "", *sources]))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    """Write a text for a cell; a number in brackets is no link."""
    return text.replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")
