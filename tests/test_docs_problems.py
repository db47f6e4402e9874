"""Every problem code has an example that provokes it, and a fix that makes it go away."""

from __future__ import annotations

import pytest

from cpreport.problems import TITLES
from docs.making.broken import said
from docs.making.problem_examples import EXAMPLES

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared_cache")]


def test_every_code_has_an_example_and_no_example_is_of_a_code_that_is_gone() -> None:
    assert list(EXAMPLES) == list(TITLES)


@pytest.mark.parametrize("code", TITLES)
def test_the_example_says_its_code_and_the_fix_makes_it_go_away(code: str) -> None:
    example = EXAMPLES[code]
    broken = said(example, fixed=False)
    assert f"{code} " in broken.text
    assert TITLES[code] in broken.text
    fixed = said(example, fixed=True)
    assert (fixed.exit_code, "CP" in fixed.text.replace("CPREPORT", "")) == (0, False), fixed.text


@pytest.mark.parametrize("code", TITLES)
def test_the_example_says_what_it_means_in_sentences(code: str) -> None:
    means = EXAMPLES[code].means
    assert means.endswith(".")
    assert means.rstrip(".").casefold() != TITLES[code].casefold()
