"""Find medical record, hospital and accession numbers by the labels they stand behind."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import after_label, after_word, is_numbered, near
from cpreport.privacy.scan.pattern import Pattern, words_from

_LABELS = (
    "mrn|m.r.n.|medical record|hospital record|case file|accession|"
    "case record|urn|nhs|nhi|ssn|social security|chi|t.c.|tc|t.c. kimlik|tc kimlik|kimlik|"
    "dosya|versicherten|patienten|aufnahme|akten|fallakte|krankenakte|kranken|dossier|"
    "ipp|nip|nss|nir|sécurité sociale|historia clínica|"
    "historia|expediente|nhc|prontuário|processo|utente|cartella clinica|cartella|codice fiscale|"
    "bsn|cpr|pesel|cpf|dni|nie|egn|emso|oib|jmbg|amka|"
    "personnummer|fødselsnummer|henkilötunnus|rodné číslo|kartoteka|patiëntnummer|"
    "patiënten|амк|карты|полис|снилс|история болезни|αμκα|αμ|ملف|رقم الملف|الملف|מספר תיק"
)
#: Ordinary words besides.
_WORDS = (
    "record|chart|hospital|patient|case|file|protocol|protokol|protokoll|hasta|fall|participant|"
    "admission|encounter|unit|unit number|карта|karta|reference|ref|id|episode|visit|clinic|unit "
    "record|subject"
)
_BEFORE = re.compile(
    r"(?<!\w)(?:n°|nº|№|numéro|número|numero|nummer|номер)\s{1,2}(?:de |di |du |do |d'|van het )?"
    r"(?:dossier|historia|expediente|processo|cartella|карты|истории|patient|paciente|paziente)"
    r"[ .:]{0,3}((?-i:[A-Z]{0,4})[-/ ]?\d[\dA-Za-z/.-]{2,24})",
    re.IGNORECASE,
)
#: Letters and a number without any space, as hospitals print it on labels.
_GLUED = re.compile(r"(?<!\w)(MRN[ _:#-]{0,2}\d{4,12})(?!\w)", re.IGNORECASE)
#: The label behind the number: `00123456 (MRN)`.
_LABEL_BEHIND = re.compile(
    r"(?<![\w.,/-])((?:[A-Z]{1,4}-?)?\d[\d/-]{3,14}) ?[,(]? ?\(?(?:MRN|medical record|"
    r"hospital number|patient ID|patient number|record number|NHS number|case number)(?!\w)",
    re.IGNORECASE,
)
#: A protocol, reference or subject number is a public one where a study is spoken of.
_OF_A_STUDY = re.compile(
    r"ethic|committee|review board|(?<!\w)irb|(?<!\w)rec(?!\w)|approv|trial|regist|grant|"
    r"catalog|genbank|clinvar|refseq|uniprot|(?<!\w)(?:geo|sra|ega|pdb|ena)(?!\w)|dbgap|"
    r"etik kurul|kommission|comité|comitato|comitê|ethik",
    re.IGNORECASE,
)
_MAY_BE_PUBLIC = re.compile(
    r"protocol|protokol|id(?!\w)|reference|ref(?!\w)|accession|unit|dossier", re.IGNORECASE
)
#: What archives of sequences and data number their entries with.
_OF_AN_ARCHIVE = re.compile(
    r"(?:GSE|GSM|PRJ|SRR|SRP|SAM|SCV|RCV|VCV|EGA|PXD|MTBLS|N[MPGRC]_|ENS)\w*\d", re.IGNORECASE
)


def _is_real(match: re.Match[str]) -> bool:
    if not is_numbered(match):
        return False
    if _MAY_BE_PUBLIC.match(match[0]):
        return not (_OF_A_STUDY.search(near(match, 90, 60)) or _OF_AN_ARCHIVE.match(match[1]))
    return True


KIND = Kind(
    "record number",
    "H",
    (
        after_label(_LABELS),
        after_word(_WORDS),
        Pattern(_BEFORE, ("°", "№"), words_from("nº numéro número numero nummer номер")),
        Pattern(
            _LABEL_BEHIND,
            words=words_from("mrn medical hospital patient record nhs case"),
            no_small=re.compile(r"(?<![.,/\d])\d[\d/-]{3,14} ?[,(]? ?\(?[MHPRNCa]"),
        ),
        Pattern(_GLUED, no_space=re.compile("mrn", re.IGNORECASE)),
    ),
    rank=3,
    is_real=_is_real,
)
