"""Name what a scale measures in the plain words that every catalogue has."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.letters.language import Language


@dataclass(frozen=True, slots=True)
class Area:
    """What scales measure, in plain words.

    label : str
        As it stands alone, such as over a picture.
    subject : str
        As it begins a sentence; in other languages with its article.
    """

    label: str
    subject: str


def _area(name: str) -> Area:
    return Area(name, name)


#: Every plain word for what scales measure; a catalogue has each as a label and as a subject.
STIFFNESS = _area("Muscle stiffness")
STRENGTH = _area("Muscle strength")
LIMBS = _area("Strength of arms and legs")
TRUNK = _area("Control of the upper body")
MOVING = _area("Moving about")
WALKING = _area("Walking")
BALANCE = _area("Balance")
DAILY = _area("Skill in daily life")
PAIN = _area("Pain")
HEALTH = _area("General health")
QUALITY = _area("Quality of life")
GOALS = _area("Progress towards your goals")
HANDS = _area("Use of the hands")
TALKING = _area("Being understood")
EATING = _area("Eating and drinking")
SKIN = _area("State of the skin")
JOINTS = _area("State of the joints")
BOWEL = _area("State of the bowel")
LIVER = _area("State of the liver")
HEART = _area("State of the heart")
KNEE = _area("State of the knee")
TUMOUR = _area("State of the tumour")
KIDNEYS = _area("Work of the kidneys")
MOOD = _area("Mood")
ANXIETY = _area("Anxiety")
MIND = _area("Mental health")
ALERTNESS = _area("Alertness")
FACE = _area("Movement of the face")
BREATHING = _area("Breathing")
STROKE = _area("Recovery from the stroke")
EYESIGHT = _area("Eyesight")
EYE_PRESSURE = _area("Pressure in the eye")
STROKE_RISK = _area("Risk of a stroke")
INFLAMMATION = _area("Inflammation")
AREAS = (
    *(STIFFNESS, STRENGTH, LIMBS, TRUNK, MOVING, WALKING, BALANCE, DAILY, PAIN, HEALTH, QUALITY),
    *(GOALS, HANDS, TALKING, EATING, SKIN, JOINTS, BOWEL, LIVER, HEART, KNEE, TUMOUR, KIDNEYS),
    *(MOOD, ANXIETY, MIND, ALERTNESS, FACE, BREATHING, STROKE, EYESIGHT, EYE_PRESSURE),
    *(STROKE_RISK, INFLAMMATION),
)

#: By the id of the scale; a scale that is not here needs plain words in `series.yaml`.
OF_SCALE = {
    "MAS": STIFFNESS,
    "MTS": STIFFNESS,
    "MI": LIMBS,
    "MRC": STRENGTH,
    "TCT": TRUNK,
    "GMFM-88": MOVING,
    "GMFM-66": MOVING,
    "GMFM88": MOVING,
    "GMFM66": MOVING,
    "HINE": MOVING,
    "AIMS": MOVING,
    "GMFCS": MOVING,
    "EDSS": MOVING,
    "FAC": WALKING,
    "mRS": DAILY,
    "INCAT": DAILY,
    "ECOG": HEALTH,
    "SOFA": HEALTH,
    "APGAR": HEALTH,
    "6MWT": WALKING,
    "10MWT": WALKING,
    "SixMWT": WALKING,
    "TenMWT": WALKING,
    "TUG": WALKING,
    "BBS": BALANCE,
    "PBS": BALANCE,
    "BI": DAILY,
    "BI20": DAILY,
    "Barthel": DAILY,
    "Barthel20": DAILY,
    "FIM": DAILY,
    "WeeFIM": DAILY,
    "PEDI-CAT": DAILY,
    "PEDICAT": DAILY,
    "ALSFRS-R": DAILY,
    "Karnofsky": HEALTH,
    "KPS": HEALTH,
    "Lansky": HEALTH,
    "NRS": PAIN,
    "VAS": PAIN,
    "PainNRS": PAIN,
    "PainVAS": PAIN,
    "rFLACC": PAIN,
    "r-FLACC": PAIN,
    "CPCHILD": QUALITY,
    "PedsQL": QUALITY,
    "GAS": GOALS,
    "MACS": HANDS,
    "CFCS": TALKING,
    "EDACS": EATING,
    "HY": MOVING,
    "MDS-UPDRS": MOVING,
    "NIHSS": STROKE,
    "GOS-E": DAILY,
    "CRS-R": ALERTNESS,
    "GCS": ALERTNESS,
    "HB": FACE,
    "MG-ADL": DAILY,
    "ODI": DAILY,
    "QuickDASH": HANDS,
    "BBT": HANDS,
    "NHPT": HANDS,
    "Lysholm": KNEE,
    "EASI": SKIN,
    "PASI": SKIN,
    "SCORAD": SKIN,
    "mRSS": SKIN,
    "wound-area": SKIN,
    "DLQI": QUALITY,
    "BASDAI": JOINTS,
    "ASDAS": JOINTS,
    "DAS28": JOINTS,
    "DAS28-CRP": JOINTS,
    "RA-CDAI": JOINTS,
    "SDAI": JOINTS,
    "SLEDAI-2K": HEALTH,
    "CRP": INFLAMMATION,
    "ESR": INFLAMMATION,
    "PCT": INFLAMMATION,
    "CDAI": BOWEL,
    "HBI": BOWEL,
    "Mayo": BOWEL,
    "calprotectin": BOWEL,
    "Child-Pugh": LIVER,
    "MELD3": LIVER,
    "FIB-4": LIVER,
    "CKD-EPI-2021": KIDNEYS,
    "creatinine": KIDNEYS,
    "eGFR-lab": KIDNEYS,
    "CHA2DS2-VASc": STROKE_RISK,
    "NYHA": HEART,
    "LVEF": HEART,
    "NT-proBNP": HEART,
    "mMRC": BREATHING,
    "CAT": BREATHING,
    "FEV1": BREATHING,
    "FVC": BREATHING,
    "FEV1-predicted": BREATHING,
    "APACHE-II": HEALTH,
    "CURB-65": HEALTH,
    "RECIST": TUMOUR,
    "target-lesions": TUMOUR,
    "GAD-7": ANXIETY,
    "PHQ-9": MOOD,
    "HAM-D17": MOOD,
    "MADRS": MOOD,
    "YMRS": MOOD,
    "PANSS": MIND,
    "logMAR": EYESIGHT,
    "ETDRS-letters": EYESIGHT,
    "IOP": EYE_PRESSURE,
}


def subject(language: Language, area: Area) -> str:
    """Name an area as the subject of a sentence."""
    return language.of("subject", area.subject)


def label(language: Language, area: Area) -> str:
    """Name an area as it stands alone."""
    return language.of("label", area.label)


def feminine(language: Language, area: Area) -> bool:
    """Whether the subject is feminine, where the language bends words by that."""
    return language.of("grammatical gender: masculine or feminine", area.subject) == "feminine"
