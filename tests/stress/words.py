"""The words that stress series are made of: muscles, names that are too long, other scripts."""

from __future__ import annotations

NOTICE = (
    "Invented to try the pages with. The patients, the authors and the centres do not exist, and "
    "nobody was treated as described. Nothing in it is evidence for or against any treatment."
)

#: Thirty muscles, by the names that textbooks give them.
MUSCLES = (
    *("pectoralis major", "latissimus dorsi", "teres major", "deltoid", "biceps brachii"),
    *("brachialis", "brachioradialis", "triceps brachii", "pronator teres", "pronator quadratus"),
    *("flexor carpi radialis", "flexor carpi ulnaris", "flexor digitorum superficialis"),
    *("flexor digitorum profundus", "flexor pollicis longus", "adductor pollicis", "iliopsoas"),
    *("rectus femoris", "vastus lateralis", "adductor longus", "adductor magnus", "gracilis"),
    *("semitendinosus", "semimembranosus", "biceps femoris", "gastrocnemius", "soleus"),
    *("tibialis posterior", "flexor hallucis longus", "flexor digitorum longus"),
)

LONG_MUSCLES = (
    "musculus extensor carpi radialis longus et brevis with the common extensor origin",
    "musculosternocleidomastoideuslevatorscapulaetrapeziusdescendens",
    "flexors of the second, third, fourth and fifth fingers at the distal interphalangeal joints",
    "hip adductors",
    "musculi lumbricales et interossei dorsales et palmares manus",
    "gastrocnemius-soleus-plantaris-tibialis-posterior-flexor-hallucis-longus-complex",
)
LONG_TITLE = (
    "Intrathecally, intravenously and intramuscularly administered allogeneic umbilical "
    "cord-derived, Wharton’s-jelly-expanded, cryopreserved mesenchymal stromal cells together with "
    "N-acetyl-4-hydroxyphenylethylaminotriiodothyronineethanolamide in otorhinolaryngologically "
    "and electroencephalographically examined children with spastic quadriplegic cerebral palsy "
    "after hypoxic-ischaemic encephalopathy: a retrospective, consecutive two-centre case series"
)
LONG_DRUG = "Hydroxymethyldihydropyrimidinotetrahydropyrrolocarbazolylaminopropionitrile"
LONG_AUTHORS = (
    "Maria Bartholomea Konstantinopoulou-Papadimitrakopoulou van der Schwarzenberg-Hohenlohe",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft",
    "Ana María de los Ángeles Fernández de Córdoba y Álvarez de las Asturias-Bohorques",
    "Ng",
    "Srinivasaraghavan Venkatanarasimharajuvaripeta Lakshminarayanamurthy",
)
LONG_AFFILIATION = (
    "Interdisciplinary Department of Paediatric Neurorehabilitation, Developmental Neurology and "
    "Regenerative Medicine of the United University Hospitals and Associated Institutes for the "
    "Study of Disorders of Movement and Posture in Childhood and Adolescence, "
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch (invented)"
)

ARABIC_AUTHOR = "ليلى عبد الرحمن الخطيب"
HEBREW_AUTHOR = "נועה בן־דוד"
ARABIC_CENTRE = "مركز تأهيل الأطفال، المدينة الأولى"
HEBREW_CENTRE = "המחלקה לשיקום ילדים, מרכז ב׳"
