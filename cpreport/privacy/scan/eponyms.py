"""List names that stand for a sign, a scale, a disease or a device, and for nobody in a text.

`Modified Ashworth Scale` says nothing of a patient called Ashworth. Names stand with what they
name: by itself any of them is a name. Those with two people have a line between them.
"""

from __future__ import annotations

from functools import cache

from cpreport.privacy.scan.folding import words_of

#: What is named, and after whom; spaces of a name are written as `_`.
_NAMED: dict[str, str] = {
    "disease syndrome dementia disorder": (
        "Addison Alzheimer Angelman Asperger Barrett Batten Behçet Bell Best Binswanger "
        "Bourneville "
        "Buerger Caffey Canavan Castleman Charcot Chiari Crohn Cushing Dandy-Walker Danon Dent "
        "Devic DiGeorge Down Dravet Edwards Ehlers-Danlos Eisenmenger Erb Fabry Fanconi Farber "
        "Gaucher Gerstmann Gilbert Graves Guillain-Barré Hashimoto Hirschsprung Hodgkin Huntington "
        "Hurler Isaacs Kawasaki Kearns-Sayre Kennedy Klinefelter Korsakoff Krabbe Lafora "
        "Lambert-Eaton Landau-Kleffner Leber Legg-Calvé-Perthes Leigh Lennox-Gastaut Lesch-Nyhan "
        "Lewy Lou_Gehrig Lyme Ménière Marfan McArdle Meniere Menkes Miller_Fisher Moebius Möbius "
        "Moya Niemann-Pick Noonan Ohtahara Osgood-Schlatter Paget Parkinson Patau Perthes Pick "
        "Pompe "
        "Pott Prader-Willi Rasmussen Raynaud Refsum Reiter Rett Reye Riley-Day Ross Sandhoff "
        "Sanfilippo Scheuermann Schilder Sjögren Sotos Still Sturge-Weber Susac Tay-Sachs Tourette "
        "Gilles_de_la_Tourette Turner Unverricht Usher Von_Willebrand von_Hippel-Lindau "
        "Waldenström Wegener Weil Wernicke West Whipple Williams Wilson Wolff-Parkinson-White "
        "Wolfram Zellweger Zollinger-Ellison Alport Barth Bartter Budd-Chiari Conn Cotard Dressler "
        "Duane Felty Goodpasture Hallervorden-Spatz Horner Joubert Kallmann Lynch Mallory-Weiss "
        "Mirizzi Nelson Parinaud Peutz-Jeghers Pierre_Robin Sheehan Steele-Richardson "
        "Stevens-Johnson "
        "Brown-Séquard Aicardi Alagille Alpers Becker Duchenne"
    ),
    "palsy paralysis": "Bell Erb Klumpke Todd Duchenne Erb-Duchenne",
    "muscular dystrophy": "Duchenne Becker Emery-Dreifuss Duchenne_muscular Fukuyama",
    "dystrophy": "Duchenne Becker Emery-Dreifuss Fukuyama",
    "sign signs reflex response": (
        "Babinski Hoffmann Tinel Romberg Kernig Brudzinski Lasègue Lhermitte Gowers Chvostek "
        "Trousseau "
        "Trendelenburg Murphy McBurney Oppenheim Chaddock Gordon Moro Galant Landau Wartenberg "
        "Froment "
        "Phalen Spurling Battle Cullen Hoover Galeazzi Ortolani Barlow Rovsing Homans Marcus_Gunn "
        "Uhthoff Westphal Myerson Grasset Rossolimo Babkin Argyll_Robertson Courvoisier Gottron "
        "Bell"
    ),
    "test manoeuvre maneuver position": (
        "Romberg Rinne Weber Trendelenburg Thomas Duncan-Ely Silfverskiöld Phalen Allen Schober "
        "Lachman McMurray Adams Coombs Apley Finkelstein Valsalva Dix-Hallpike Epley Valsava "
        "Schirmer "
        "Tardieu Barthel Guthrie Mantoux Fugl-Meyer Wilcoxon Mann-Whitney Kruskal-Wallis Friedman "
        "Fisher Student Fisher_exact Shapiro-Wilk Bartlett Levene McNemar Stroop Rey Raven Bayley "
        "Denver Griffiths Vineland Wechsler Fowler Trendelenburg Sims Jebsen-Taylor Purdue"
    ),
    "scale score index inventory classification grade grading criteria system profile": (
        "Ashworth Modified_Ashworth Tardieu Modified_Tardieu Barthel Modified_Barthel Rankin "
        "Modified_Rankin Glasgow Borg Berg Tinetti Fugl-Meyer Apgar Hoehn_and_Yahr Hoehn-Yahr "
        "Karnofsky Lansky Hamilton Beck Bayley Vineland Griffiths Penn Penn_Spasm_Frequency "
        "Gugging "
        "Wong-Baker Braden Norton Child-Pugh Killip Silverman Ballard Sarnat Papile Oswestry "
        "Harris Lysholm Cobb Reimers Gillette Fahn-Marsden Barry-Albright Burke-Fahn-Marsden Burke "
        "Ranchos Rancho Kurtzke Tanner Epworth Pittsburgh Montgomery-Åsberg Likert Clavien-Dindo "
        "Melbourne Naranjo Bristol Gleason Dukes Breslow Clark Hunt_and_Hess Fisher Salter "
        "Salter-Harris Garden Gustilo Frankel House-Brackmann Palisano McDonald Duke Amsel Rome "
        "Jones "
        "Cohen Charlson Wilson Zung Frenchay Boston Reynell Brooke Vignos Hammersmith"
    ),
    "angle line curve": "Cobb Bohler Böhler Reimers Shenton Kaplan-Meier Starling Hilgenreiner",
    "estimate estimates estimator curve analysis "
    "method": "Kaplan-Meier Bland-Altman Clopper-Pearson",
    "interval intervals": "Wilson Clopper-Pearson Wald Agresti-Coull",
    "rank": "Spearman Wilcoxon Friedman",
    "exact": "Fisher",
    "correlation coefficient": "Pearson Spearman Kendall",
    "kappa": "Cohen Fleiss",
    "alpha": "Cronbach",
    "correction procedure adjustment": (
        "Bonferroni Holm Yates Benjamini-Hochberg Tukey Heller Fontan"
    ),
    "malformation anomaly": "Arnold-Chiari Chiari Dandy-Walker Ebstein Klippel-Feil Sprengel",
    "aphasia area encephalopathy": "Broca Wernicke Hashimoto Binswanger",
    "bodies body": "Lewy Lafora Negri Barr Howell-Jolly",
    "tendon": "Achilles",
    "tube tubes": "Eustachian Fallopian Ryle Levin",
    "nodes cells fibres fibers "
    "nucleus": "Purkinje Schwann Schwann_cell Betz Osler Leydig Sertoli Kupffer",
    "solution lactate buffer": "Ringer Hartmann Tyrode Krebs",
    "splint frame brace cast collar crutches bandage stockings": (
        "Thomas Ilizarov Taylor Boston Milwaukee Philadelphia Denis_Browne Ponseti Pavlik Bradford "
        "Lofstrand"
    ),
    "method technique therapy approach concept stitch": (
        "Ponseti Ilizarov Bobath Vojta Kabat Ayres Seldinger Hoffer Strayer Vulpius Baumann "
        "Castillo "
        "Feldenkrais Alexander Rood Brunnstrom Peto Petö Affolter Montessori Doman Padovan"
    ),
    "fracture contracture": (
        "Colles Smith Pott Bennett Galeazzi Monteggia Dupuytren Volkmann Jefferson Jones"
    ),
    "catheter needle pump drain": (
        "Foley Hickman Broviac Swan-Ganz Tuohy Huber Penrose Quincke Baxter"
    ),
    "stain staining": "Gram Giemsa Ziehl-Neelsen Wright Masson Golgi",
    "medium": "Eagle Dulbecco Ham Iscove",
    "murmur respiration breathing": "Graham_Steell Austin_Flint Cheyne-Stokes Kussmaul Biot Still",
    "ataxia": "Friedreich Friedreich's",
    "epilepsy seizures seizure": "Jackson Dravet Rolando Lafora",
    "encephalitis": "Rasmussen",
    "tumour tumor sarcoma lymphoma": "Wilms Ewing Kaposi Burkitt Hodgkin Krukenberg Pancoast",
    "virus": "Epstein-Barr Coxsackie Zika Marburg",
    "phenomenon effect": (
        "Raynaud Uhthoff Bell Marcus_Gunn Hawthorne Rosenthal Doppler Koebner Lucio"
    ),
    "ultrasound imaging velocimetry": "Doppler",
    "chorea": "Huntington Sydenham",
    "helsinki": "Declaration_of",
}  # fmt: skip


@cache
def eponyms() -> tuple[str, ...]:
    """List every such name with what is named after it, as plain words, the longest first."""
    found: set[str] = {
        "charcot marie tooth", "guillain barre", "creutzfeldt jakob", "lewy body", "lewy bodies",
        "mann whitney", "kaplan meier", "bland altman", "virginia apgar", "st george",
        "golgi apparatus",
    }  # fmt: skip
    for things, names in _NAMED.items():
        for name in names.split():
            plain = words_of(name.replace("_", " "))
            for thing in things.split():
                found |= {f"{plain}{owned} {thing}" for owned in ("", " s", "s")}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))
