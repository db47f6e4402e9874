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
P03:
  name: Ottilie Zauberwald
  address: 14 Elm Hollow Road, Fabletown FB1 0ZZ
  recipients:
    - {role: referrer, name: Dr Balthasar Windhorst, confirmed: yes}
P04:
  name: Cemile Alparslanoğlu
P05:
  name: Bronisława Kwiatkowska
  also_known_as: [Zdzisław Kwiatkowski]
P06:
  name: Jaromír Vondráček
P07:
  name: Таисия Верещагина
P08:
  name: ليلى الخيالي
P09:
  name: 欧阳小雨
P10:
  name: Nguyễn Thị Bích Hằng
P11:
  name: İsmail Öz
P12:
  name: Aino Korpiniemi
P14:
  name: Ina Mai Quillfeather
P13:
  name: Theodora Papadimitriou
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

#: The same people, in the forms that sentences, languages and programs give their names.
MORE_FORMS: dict[str, tuple[str, ...]] = {
    "with an ending of English": ("Zauberwald's", "Zauberwalds", "Zauberwald’s", "ZAUBERWALDS"),
    "with an ending of German": ("Zauberwaldsche", "Schönweißens", "Nirgendshausens"),
    "with an ending of Turkish": (
        "Alparslanoğlu'nun", "Alparslanoğlunun", "Alparslanoğluna", "Cemile’den", "Cemileden",
        "Cemilenin", "Gümüşkayalar", "Işıl'ın", "Gümüşkayadan",
    ),
    "with an ending of Polish": (
        "Kwiatkowskiej", "Kwiatkowską", "Kwiatkowskiego", "Kwiatkowskich", "Bronisławie",
        "Bronisławę", "Zdzisławowi", "Zdzisława",
    ),
    "with an ending of Czech": ("Vondráčka", "Vondráčkovi", "Vondráčkem", "Vondráčková", "Jaromírovi"),
    "with an ending of Russian": (
        "Верещагиной", "Верещагину", "Верещагин", "Vereshchaginoy", "Vereshchaginu", "Щукиной",
    ),
    "with an ending of Finnish or Greek": ("Korpiniemen", "Korpiniemelle", "Papadimitrious"),
    "with initials": (
        "O. Zauberwald", "Zauberwald O", "Zauberwald, O.", "İ. Öz", "I. Oz", "Öz, İ.", "B. Schönweiß",
    ),
    "divided": ("Zauber-wald", "Zauber wald", "Zauber- wald", "Zauber‐wald", "Zau\u00adberwald"),
    "letter-spaced": ("Z a u b e r w a l d", "Z A U B E R W A L D", "O t t i l i e"),
    "one letter off": ("Zauberwalt", "Zauberwlad", "Zaubewald", "Zauberrwald", "Kwiatkowzka"),
    "in a handle": (
        "@tilly.zauberwald", "@zauberwald2017", "#prayforzauberwald", "zauberwald_99",
        "ottiliezauberwald@example.net", "ozauberwald@example.net", "@OttilieZ",
    ),
    "in an address of the web": (
        "https://example.org/people/ottilie-zauberwald", "https://example.org/?q=Ottilie%20Zauberwald",
        "https://example.org/G%C3%BCm%C3%BC%C5%9Fkaya", "https://example.org/ozauberwald/pictures",
    ),
    "in a file name": ("ottiliezauberwald.jpg", "zauberwaldmri.pdf", "IMG_zauberwald_2.png"),
    "glued to a word": ("CaseZauberwald", "zauberwald2017", "ZauberwaldOttilie"),
    "as a machine reads it": ("ZAUBERWALD<<OTTILIE", "ZAUBERWALD^OTTILIE^^^", "Zauberwald|Ottilie"),
    "with other letters that look alike": (
        "Z\u0430uberwald", "Ｚａｕｂｅｒｗａｌｄ", "𝐙𝐚𝐮𝐛𝐞𝐫𝐰𝐚𝐥𝐝", "Zau\u200bber\u200bwald", "Zauberwa\u2060ld",
    ),
    "in another script": (
        "Оттилия Цаубервальд", "Цаубервальд", "Layla Al-Khayali", "الخيالي", "Taisiya Vereshchagina",
        "Ouyang Xiaoyu", "欧阳小雨", "NGUYEN THI BICH HANG", "Bich Hang Nguyen", "Кватковска Бронислава",
        "Юлии Щукиной",
    ),
    "short, inside a sentence": ("little Ina", "with Mai", "to Ina"),
    "a referrer": ("Windhorst", "Dr Windhorst's letter", "Balthasar Windhorst"),
    "a parent": ("Zdzisław Kwiatkowski", "Bahadır", "Bahadır’ın"),
    "date of birth in words": (
        "the fourteenth of May 2016", "fourteenth of May, two thousand and sixteen",
        "am vierzehnten Mai 2016", "le quatorze mai 2016", "el catorce de mayo de 2016",
        "on dört Mayıs 2016", "14. Mai 2016", "14 мая 2016 г.", "14 maja 2016",
    ),
    "date of birth in short": (
        "14MAY2016", "14.V.2016", "14-May-16", "20160514", "14/05/16", "05/14/2016", "14 V 2016",
        "2016-W19-6", "2016-135", "2016年5月14日", "20160514T101500", "2016:05:14 10:15:00",
        "DOB 14 05 2016", "born 14 5 2016", "14 . 05 . 2016",
    ),
    "date of birth in other figures": ("١٤/٠٥/٢٠١٦", "۱۴/۰۵/۲۰۱۶", "१४/०५/२०१६", "二〇一六年五月十四日"),
    "date of birth in another calendar": (
        "7 Sha'ban 1437 AH", "٧ شعبان ١٤٣٧ هـ", "7/8/1437 H", "25 Ordibehesht 1395", "1395/02/25",
        "۲۵ اردیبهشت ۱۳۹۵", "14 พฤษภาคม 2559", "14/05/2559", "平成28年5月14日", "H28.5.14", "民國105年5月14日",
    ),
    "record number": ("MR2016084711", "mr 2016 084711", "MRN 30517924", "3051-7924", "٣٠٥١٧٩٢٤"),
    "telephone": (
        "+90 (532) 700-41-18", "05327004118", "532.700.41.18", "٠٥٣٢٧٠٠٤١١٨", "0090 532 700 41 18",
    ),
    "address": (
        "Erfinderstr. 47", "Erfinderstraße", "ERFINDERSTRASSE", "Elm Hollow Rd", "14 elm hollow road",
        "Elm Hollow", "Fabletown", "FB1 0ZZ", "Nirgendshausen",
    ),
}  # fmt: skip
