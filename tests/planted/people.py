"""Hold invented people, and the ways in which what identifies them may be written."""

from __future__ import annotations

IDENTITIES = """\
P01:
  name: Işıl Gümüşkaya
  also_known_as: [Katarina Schönweiß, Юлия Щукина]
  date_of_birth: 2016-05-14
  record_number: [MR-2016-084711, "30517924"]
  address: Erfinderstraße 47, 99999 Nirgendshausen
  contacts: [+90 532 700 41 18, isil.ailesi@example.org]
  recipients:
    - {role: family, name: Bahadır Gümüşkaya, confirmed: yes}
P02:
  name: O’Farrelly-Quint, Maeve
  date_of_birth: 2014-12-01
"""

#: What it is, as it may be written. Those with a line end only stand where lines are.
FORMS: dict[str, str] = {
    "whole name": "Işıl Gümüşkaya",
    "capitals": "IŞIL GÜMÜŞKAYA",
    "without accents": "Isil Gumuskaya",
    "with a dotted I": "İşil Gümüskaya",
    "turned": "Gümüşkaya, Işıl",
    "last name": "Gümüşkaya",
    "first name in small letters": "katarina",
    "transliterated umlaut": "Schoenweiss",
    "in Cyrillic": "Юлия Щукина",
    "from Cyrillic": "Yuliia Shchukina",
    "with an apostrophe of its own": "Maeve O'Farrelly",
    "combining accents": "Gu\u0308mu\u0308s\u0327kaya",
    "recipient": "Bahadir Gumuskaya",
    "record number": "MR-2016-084711",
    "record number with other separators": "305 179.24",
    "date of birth": "2016-05-14",
    "date of birth, dotted": "14.5.2016",
    "date of birth in Turkish": "14 Mayıs 2016",
    "date of birth in English": "May 14th, 2016",
    "telephone": "0532 700 4118",
    "e-mail": "isil.ailesi@example.org",
    "address": "Erfinderstrasse 47",
    "town": "99999 Nirgendshausen",
}
