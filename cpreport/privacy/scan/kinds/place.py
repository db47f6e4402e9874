"""Find towns, districts and counties where words say that a place of living follows."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,}(?:[-'’][^\W\d_]+)*"
_BEFORE = r"(?:(?:St|Saint|New|Old|North|South|East|West|Upper|Lower|Bad|El|La|San|Santa)\.? )?"
_PLACE = rf"({_BEFORE}{_CAPITAL})"
_LIVES = re.compile(
    rf"(?<!\w)(?i:(?:lives|lived|living|resides|resided|residing|resident|born|raised|grew up|"
    rf"brought up|growing up|settled|housed) (?:in|at|near|outside|of)(?: the)?"
    rf"(?: (?:village|town|city|suburb|district|municipality|hamlet|commune|outskirts|area)(?: "
    rf"of)?)?"
    rf"|native of|originally from|comes from|came from|moved to|travelled from|family from|patient "
    rf"from|boy from|"
    rf"girl from|woman from|man from|child from) {_PLACE}"
)
_KIND_OF_PLACE = re.compile(
    rf"(?<!\w)(?i:(?:village|town|city|suburb|hamlet|district|municipality|county|parish|borough|"
    rf"commune|precinct|"
    rf"township|neighbourhood|neighborhood|province) of) {_PLACE}"
    rf"|(?<!\w)(?:Landkreis|Gemeinde|Stadtteil|Ortsteil|Dorf|Kreis|Bezirk|commune de|ville de|"
    rf"village de|"
    rf"pueblo de|municipio de|comune di|gemeente) {_PLACE}"
)
_PLACE_THEN_KIND = re.compile(
    rf"(?<!\w){_PLACE} (?:County|Parish|Township|Borough|köyü|ilçesi|mahallesi|beldesi|район|село|"
    rf"деревня)(?!\w)"
)
#: Countries, continents and states are no smaller than what may be told; nor is a month a place.
_LARGE = frozenset((
    "Afghanistan", "Africa", "Albania", "Algeria", "America", "Angola", "Antarctica", "Arabia",
    "Argentina", "Armenia", "Asia", "Australia", "Austria", "Azerbaijan", "Bahrain", "Bangladesh",
    "Belarus", "Belgium", "Benin", "Bhutan", "Bolivia", "Bosnia", "Botswana", "Brazil", "Britain",
    "Bulgaria", "Burkina", "Burundi", "Cambodia", "Cameroon", "Canada", "Chad", "Chile", "China",
    "Colombia", "Congo", "Croatia", "Cuba", "Cyprus", "Czechia", "Denmark", "Ecuador", "Egypt",
    "England", "Eritrea", "Estonia", "Eswatini", "Ethiopia", "Europe", "Fiji", "Finland", "France",
    "Gabon", "Gambia", "Georgia", "Germany", "Ghana", "Greece", "Greenland", "Guatemala", "Guinea",
    "Haiti", "Honduras", "Hungary", "Iceland", "India", "Indonesia", "Iran", "Iraq", "Ireland",
    "Israel", "Italy", "Jamaica", "Japan", "Jordan", "Kazakhstan", "Kenya", "Korea", "Kosovo",
    "Kuwait", "Kyrgyzstan", "Laos", "Latvia", "Lebanon", "Lesotho", "Liberia", "Libya",
    "Liechtenstein", "Lithuania", "Luxembourg", "Madagascar", "Malawi", "Malaysia", "Maldives",
    "Mali", "Malta", "Mauritania", "Mauritius", "Mexico", "Moldova", "Monaco", "Mongolia",
    "Montenegro", "Morocco", "Mozambique", "Myanmar", "Namibia", "Nepal", "Netherlands", "Zealand",
    "Nicaragua", "Niger", "Nigeria", "Macedonia", "Norway", "Oceania", "Oman", "Pakistan",
    "Palestine", "Panama", "Paraguay", "Peru", "Philippines", "Poland", "Portugal", "Qatar",
    "Romania", "Russia", "Rwanda", "Samoa", "Scotland", "Senegal", "Serbia", "Seychelles",
    "Singapore", "Slovakia", "Slovenia", "Somalia", "Spain", "Sudan", "Suriname", "Sweden",
    "Switzerland", "Syria", "Taiwan", "Tajikistan", "Tanzania", "Thailand", "Togo", "Tunisia",
    "Turkey", "Türkiye", "Turkmenistan", "Uganda", "Ukraine", "Uruguay", "Uzbekistan", "Venezuela",
    "Vietnam", "Wales", "Yemen", "Zambia", "Zimbabwe", "Alabama", "Alaska", "Arizona", "Arkansas",
    "California", "Colorado", "Connecticut", "Delaware", "Florida", "Hawaii", "Idaho", "Illinois",
    "Indiana", "Iowa", "Kansas", "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts",
    "Michigan", "Minnesota", "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada",
    "Hampshire", "Jersey", "York", "Carolina", "Dakota", "Ohio", "Oklahoma", "Oregon",
    "Pennsylvania", "Rhode", "Tennessee", "Texas", "Utah", "Vermont", "Virginia", "Washington",
    "Wisconsin", "Wyoming", "Anatolia", "Scandinavia", "Balkans", "Caucasus", "United", "Kingdom",
    "Emirates", "Soviet", "Middle", "Far", "Near", "Central", "Northern", "Southern", "Eastern",
    "Western", "Latin", "Sub", "Saharan", "Sri", "Lanka", "Saudi", "Ivory", "Sierra", "Leone",
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "Day", "Week", "Month", "Visit", "Group", "Figure", "Table",
    "Appendix", "Supplement", "Level", "Stage", "Grade", "Type", "Phase", "Arm", "Part", "Step",
    "The", "This", "Her", "His", "Their", "Our", "Europe's",
))  # fmt: skip


def _is_real(match: re.Match[str]) -> bool:
    name = next(filter(None, match.groups()), "")
    last = re.sub(r"['’]s$", "", name.split()[-1]) if name else ""
    return bool(last) and last not in _LARGE and not last.isupper()


KIND = Kind(
    "town or district",
    "B",
    (
        Pattern(
            _LIVES,
            words=words_from(
                "lives lived living resides resided residing resident born raised grew brought "
                "growing "
                "settled housed native originally comes came moved travelled family patient boy "
                "girl "
                "woman man child"
            ),
            begins=True,
        ),
        Pattern(
            _KIND_OF_PLACE,
            words=words_from(
                "village town city suburb hamlet district municipality county parish borough "
                "commune "
                "precinct township neighbourhood neighborhood province landkreis gemeinde "
                "stadtteil "
                "ortsteil dorf kreis bezirk ville pueblo municipio comune gemeente"
            ),
            begins=True,
        ),
        Pattern(
            _PLACE_THEN_KIND,
            words=words_from(
                "County Parish Township Borough köyü ilçesi mahallesi beldesi район село деревня"
            ),
        ),
    ),
    rank=6,
    is_real=_is_real,
)
