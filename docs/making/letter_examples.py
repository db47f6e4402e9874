"""Hold the smallest mistakes about letters, for the pages on codes; everybody is invented."""

from __future__ import annotations

from docs.making.example import Edit, Example

SHARED = """\
letters:
  sender: {name: Dr Ada Example}
  clinic: The clinic
  treatments: {Cells: stem cells}
  contacts: [{when: "At any hour:", who: the ward, number: "112"}]
"""
LETTER = """\
letter:
  next_steps: [{what: Come again., who: family, by: 2024-05-02}]
  medicines: none
"""
IDENTITY = """\
P01:
  name: Wilma Ersatz
  date_of_birth: 2017-02-10
  recipients:
    - {role: family, name: Karl Ersatz, address: "1 Made-up Road, Nowhere", confirmed: yes}
"""
_MONTH_6 = "  - {id: month 6, label: Month 6}\n  - {id: after"
_MONTH_6_GRADED = "  - {id: month 6, date: 2023-09-01}\n  - id: after"
_LOOK = ("letter", "cases", "--case", "P01", "--preview")


def _edits(shared: str = SHARED, letter: str = LETTER) -> tuple[Edit, ...]:
    """Add what letters need; the fix writes it right."""
    return (
        Edit("series.yaml", "sections:\n", f"{shared}sections:\n", f"{SHARED}sections:\n"),
        Edit("P01.yaml", "treatment:\n", f"{letter}treatment:\n", f"{LETTER}treatment:\n"),
    )


def _letter(means: str, *, shared: str = SHARED, letter: str = LETTER) -> Example:
    return Example(
        means,
        _edits(shared, letter),
        files={"identities.yaml": IDENTITY},
        fixed={"identities.yaml": IDENTITY},
        command=_LOOK,
    )


def _identity(means: str, wrong: str, right: str = IDENTITY) -> Example:
    return Example(
        means,
        _edits(),
        files={"identities.yaml": wrong},
        fixed={"identities.yaml": right},
        command=_LOOK,
    )


def _says(text: str) -> str:
    return LETTER.replace("Come again.", f'"{text}"')


def _override(sentence: str, spoke_of: str) -> str:
    said = f"{{sentence: {sentence}, says: All is well., spoke_of: {spoke_of}}}"
    return f"{LETTER}  overrides: [{said}]\n"


IDENTITY_EXAMPLES: dict[str, Example] = {
    "CP721": _identity(
        "A letter is to be written and the identity file does not say who the patient is, or when "
        "the patient was born. No letter is written. The exit code is 4.",
        IDENTITY.replace("  date_of_birth: 2017-02-10\n", ""),
    ),
    "CP722": _identity(
        "The patient named may be somebody else than the one the record is of: the date of birth "
        "does not fit the age in the record, or two patients are alike. No letter is written until "
        "somebody has looked. The exit code is 4.",
        IDENTITY.replace("2017-02-10", "2011-02-10"),
    ),
    "CP723": _identity(
        "Nobody has confirmed that this recipient may get a letter about the patient, or the "
        "recipient has no address, or there is none in this role. The exit code is 4.",
        IDENTITY.replace("confirmed: yes", "confirmed: no"),
    ),
}

LETTER_EXAMPLES: dict[str, Example] = {
    "CP901": _letter(
        "A letter needs something that only people know, such as what happens next.",
        letter="letter:\n  medicines: none\n",
    ),
    "CP902": Example(
        "The visit that a letter is to be about is not in the case file, or nobody told its date.",
        (
            *_edits(),
            Edit("series.yaml", "  - {id: after", _MONTH_6, _MONTH_6),
            Edit("P01.yaml", "  - id: after", "  - id: after", _MONTH_6_GRADED),
        ),
        files={"identities.yaml": IDENTITY},
        fixed={"identities.yaml": IDENTITY},
        command=("letter", "cases", "--case", "P01", "--visit", "month 6", "--preview"),
    ),
    "CP903": _letter(
        "A name that stands inside sentences, of a treatment or of a scale of your own, is not "
        "there in the language of the letter. Languages are never mixed in a sentence.",
        shared=SHARED.replace("Cells: stem cells", "Cells: {tr: kök hücreler}"),
    ),
    "CP904": _letter(
        "An override names a sentence that no letter has.",
        letter=_override("measrued.TCT.verdict", "123456"),
    ),
    "CP905": _letter(
        "A clinician wrote a sentence in place of cpreport's, and the data that it speaks of have "
        "changed since. The letter waits until somebody has read it again.",
        letter=_override("measured.TCT.verdict", "123456"),
    ),
    "CP906": _letter(
        "The whole letter is harder to read than its recipient can be asked to read.",
        letter=_says(
            "Administration of individualised multidisciplinary rehabilitation interventions "
            "necessitates comprehensive reconsideration of institutional responsibilities, "
            "including physiotherapeutic, occupational, orthopaedic, nutritional, psychological "
            "and socioeconomic considerations regarding participation in communication, "
            "mobilisation, verticalisation, recreational activities, accessibility adaptations, "
            "environmental modifications, technological alternatives and organisational "
            "accommodations throughout educational institutions and residential facilities."
        ),
    ),
    "CP907": _letter(
        "A sentence has more words than are read well, or too many sentences are passive.",
        letter=_says(
            "Come again in the spring when the days are long and warm and the roads are dry so "
            "that you can take the bus and need not ask a friend to drive."
        ),
    ),
    "CP908": _letter(
        "A text for a family has an abbreviation that the letter does not explain.",
        letter=_says("Ask for an MRI scan."),
    ),
    "CP909": _letter(
        "A text for a family has a word of the trade. The plain word is offered.",
        letter=_says("We will look at the gait again."),
    ),
    "CP910": _identity(
        "There are letters in seven languages; a letter in another one is refused, never mixed.",
        IDENTITY.replace("confirmed: yes", "language: xx, confirmed: yes"),
    ),
}
