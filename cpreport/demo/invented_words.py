"""The words that invented patients are described with."""

from __future__ import annotations

#: Where it stands that nobody lived as told; the first words of every file and page.
INVENTED = "This patient is invented. Nobody lived, was treated or was assessed as described here."
NOTICE = (
    "Invented by cpreport init --demo to try cpreport with. The patients, the authors and the "
    "centres do not exist, and nobody was treated as described. Nothing in it is evidence for or "
    "against any treatment."
)

#: Diagnosis, and the sides that are weak.
DIAGNOSES = (
    (30, ("Spastic quadriplegic cerebral palsy", "both")),
    (30, ("Spastic diplegic cerebral palsy", "both")),
    (14, ("Spastic hemiplegic cerebral palsy, right-sided", "right")),
    (14, ("Spastic hemiplegic cerebral palsy, left-sided", "left")),
    (8, ("Spastic triplegic cerebral palsy", "both")),
    (4, ("Mixed spastic and dyskinetic cerebral palsy", "both")),
)

#: Aetiology, what the history tells of it, and what imaging had shown.
CAUSES = (
    (
        "Hypoxic-ischaemic encephalopathy",
        "{They} needed resuscitation at birth after a long second stage of labour and was cooled "
        "for 72 hours.",
        "injury of the putamen and the ventrolateral thalamus on both sides",
    ),
    (
        "Periventricular leukomalacia",
        "{They} was born at {weeks} weeks and ventilated for eleven days.",
        "loss of periventricular white matter, most around the occipital horns",
    ),
    (
        "Intraventricular haemorrhage",
        "{They} was born at {weeks} weeks. A haemorrhage into both ventricles was seen on day 3.",
        "wide ventricles and a cavity in the frontal white matter",
    ),
    (
        "Perinatal arterial ischaemic stroke",
        "Pregnancy and birth were without event; seizures on the second day led to the diagnosis.",
        "an infarction in the territory of the middle cerebral artery",
    ),
    (
        "Bacterial meningitis in the neonatal period",
        "In the third week of life {they} had meningitis with seizures.",
        "several cysts in the white matter and a thin corpus callosum",
    ),
    (
        "Congenital cytomegalovirus infection",
        "{They} was small at birth and failed the hearing test of the left ear.",
        "calcifications around the ventricles and an irregular cortex",
    ),
    (
        "Malformation of cortical development",
        "Pregnancy and birth were without event, and the family history is empty.",
        "a cleft lined by grey matter",
    ),
    (
        "Kernicterus",
        "{They} was jaundiced from the first day and was given an exchange transfusion.",
        "a bright signal of both pallidal nuclei",
    ),
    (
        "Traumatic brain injury in infancy",
        "{They} was well until an accident in the first year of life.",
        "old contusions of both frontal lobes",
    ),
    (
        "not reported",
        "No record of the pregnancy, the birth or the first weeks could be had.",
        "slightly wide ventricles and nothing else",
    ),
)

#: More of a history; how many of them a patient has makes its length.
HISTORY = (
    "Seizures began in the second year; with levetiracetam there had been none for two years.",
    "There was never a seizure.",
    "{They} took oral baclofen.",
    "Botulinum toxin had been given into both calves three times, the last time eight months "
    "before the first session.",
    "The hamstrings had been lengthened on both sides two years earlier.",
    "Feeding was through a gastrostomy, and weight had followed the third centile.",
    "{They} wore ankle-foot orthoses by day and slept without them.",
    "{They} went to a mainstream school with an assistant and liked music.",
    "{They} spoke in sentences of three or four words, and strangers understood most of them.",
    "{They} answered yes and no by looking up and down.",
    "Vision was normal with glasses; hearing was normal.",
    "Two admissions for chest infection lay in the year before.",
    "The family history is without neurological disease.",
    "An older sister is healthy. The parents are not related.",
    "The parents hoped above all that sitting at the table would become easier.",
    "The family had read of the treatment in a newspaper and asked for it.",
)

#: What cannot hold of one patient: where the first words stand, a later sentence with the second is
#: left out.
CONTRADICTIONS = (
    ("eizures", "never a seizure"),
    ("failed the hearing test", "hearing was normal"),
    ("spoke in sentences", "answered yes and no by looking"),
    ("gastrostomy", "fed without choking"),
    ("family history is empty", "The family history"),
)
#: From how many months of age on something can be told of a patient.
FROM_AGE = (
    ("in the second year; with levetiracetam", 54),
    ("two years earlier", 60),
    ("mainstream school", 72),
    ("spoke in sentences", 30),
    ("sitting at the table", 15),
    ("The patient said", 72),
)

FINDINGS = (
    "{They} was bright, followed commands, and was fed without choking.",
    "{They} understood simple sentences and tired after twenty minutes.",
    "Tone was increased in the limbs that were graded, and fell in sleep.",
    "The ankles reached the neutral position with the knees bent, and lost ten degrees with the "
    "knees straight.",
    "The hips abducted to 35 degrees on either side without pain.",
    "Reflexes were brisk, and a clonus of four beats was found at one ankle.",
    "The trunk leaned to one side when the feet were off the ground.",
    "{They} reached for a cube with the better hand and brought it to the mouth.",
    "Head control was lost on turning.",
    "There was a scoliosis of fifteen degrees that could be straightened by hand.",
    "The skin was intact, and there was no pressure mark.",
)

DIAGNOSTICS = (
    "Metabolic screening was normal; genetic testing was not reported.",
    "A pelvic radiograph showed a migration percentage of {percent}% on the right.",
    "An electroencephalogram showed slowing and no epileptic discharge.",
    "Imaging was not repeated after treatment.",
    "Blood count, liver and kidney values before the first session were normal.",
    "Evoked potentials had not been recorded.",
)

TREATMENTS = (
    (50, "Umbilical cord-derived mesenchymal stem cells"),
    (25, "Bone marrow-derived mesenchymal stem cells"),
    (15, "Umbilical cord blood mononuclear cells"),
    (10, "Adipose-derived mesenchymal stem cells"),
)
PRODUCTS = (
    "Allogeneic, expanded in culture and frozen; viability after thawing was above 85%. Passage "
    "number was not reported.",
    "Expanded over three passages and given fresh, within twelve hours of release.",
    "One donor for all sessions; sterility and endotoxin were tested in every batch.",
)
CONCOMITANT = (
    "Physiotherapy three times a week, unchanged",
    "Physiotherapy twice a week and occupational therapy once a week, both unchanged; oral "
    "baclofen in an unchanged dose",
    "Physiotherapy once a week, and daily from month 2 on; a standing frame was fitted in month 3",
    "Conductive education in a group, five mornings a week; levetiracetam in an unchanged dose",
    "Botulinum toxin into both calves in month 4; night splints throughout",
    "Hippotherapy in the summer months; physiotherapy stopped for nine weeks after a move",
)
ROUTES = (
    (40, "intrathecal"),
    (20, "intravenous"),
    (20, "intrathecal, intravenous"),
    (15, "intrathecal, intravenous, intramuscular"),
    (5, "intramuscular"),
)
DOSES = ("1 × 10⁶ cells/kg", "2 × 10⁶ cells/kg", "5 × 10⁶ cells", "1 × 10⁷ cells", "not reported")
VOLUMES = ("3 mL", "5 mL", "10 mL", "not reported")
ASSESSORS = (
    "Physiotherapist, not blinded",
    "Physiotherapist from video, blinded to the visit",
    "Paediatric neurologist, not blinded",
    "Occupational therapist, not blinded",
)
VISIT_NOTES = (
    "A short visit: the patient was tired, and the assessment was ended early.",
    "Seen at home, because the patient had a cold.",
    "The seat had been changed a month before.",
    "Graded by another assessor than before.",
)

#: Term, usual CTCAE grade, duration, action and outcome.
EVENTS = (
    ("Headache", 1, "1 day", "rest, fluids", "recovered"),
    ("Headache after lumbar puncture", 2, "3 days", "caffeine, rest", "recovered"),
    ("Fever", 1, "1 day", "paracetamol", "recovered"),
    ("Vomiting", 1, "6 hours", "none", "recovered"),
    ("Back pain", 1, "2 days", "none", "recovered"),
    ("Irritability", 1, "1 day", "none", "recovered"),
    ("Urticaria", 2, "5 hours", "antihistamine", "recovered"),
    ("Upper respiratory infection", 2, "8 days", "none", "recovered"),
    ("Seizure", 3, "10 minutes", "buccal midazolam", "recovered"),
    ("Pneumonia", 3, "12 days", "intravenous antibiotics", "recovered"),
    ("Constipation", 1, "not reported", "laxative", "not recovered"),
    ("Bruise at the site of injection", 1, "4 days", "none", "recovered"),
)
MONITORING = (
    "Vital signs for 24 hours after each session; open question at every visit.",
    "Temperature and pain for 48 hours after each session, a telephone call after three days, and "
    "a diary of the parents throughout.",
    "Open question at every visit. Nobody asked between the visits.",
)
PERSPECTIVES = (
    'The mother said: "Dressing is quicker. I cannot say what it is that helped."',
    'The father said: "We see no change, and we would not do it again."',
    'The parents said: "A long way for a small step. But a step."',
    'The patient said: "I did not like the needle. I like that I can push the ball now."',
    'The grandmother wrote: "The winter was hard, and the legs were stiffer than before it."',
    "The family did not wish to add anything.",
)
