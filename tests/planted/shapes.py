"""Hold what identifies somebody whom nobody named, by the kind of the search that finds it.

All of it is invented, or stands for such numbers in the documents that define them.
"""

from __future__ import annotations

UNKNOWN: dict[str, tuple[str, ...]] = {
    "name of a person": (
        "Mrs Quillfeather", "Mr. Aaro Quillfeather", "Frau Rougegorge", "Monsieur Songecreux",
        "Señora Imaginaria", "Defne Hanım", "a boy named Tilmann", "the mother, called Solveig",
        "patient's name: Anselm Feder",
    ),
    "set of initials": ("patient O.Z.", "initials: OZ", "the boy A. Q.", "Patientin K.S."),
    "street address": (
        "8 Notreal Mews", "221 Makebelieve Street", "Beispielgasse 14", "Hintere Gasse 5",
        "Am Weiher 3", "5 rue Imaginaire", "Calle Inventada 12", "Via Immaginaria 22",
        "Rua Fictícia, 47", "ul. Zmyślona 3", "ул. Выдуманная, д. 5", "Hayali Mahallesi No: 4",
        "Keizergracht 174", "東京都架空区架空町2-8-1", "شارع الخيال 12", "P.O. Box 4711", "Postfach 4711",
    ),
    "postal code": (
        "FB1 0ZZ", "D-99998 Nirgendsheim", "in 99998 Nirgendsheim", "00-999 Nigdzie", "K1A 0Z9",
        "PLZ 99998", "Springfield, IL 62704", "9999 ZZ Nergenshuizen", "ZIP 62704-1234",
    ),
    "position on the map": (
        "48.2082° N, 16.3738° E", "48°12′30″N 16°22′23″E", "48.20821, 16.37382", "N48.2082 E16.3738",
        "geo:48.20821,16.37382", "lat 48.208, lon 16.373", "8FWR6CVF+2X", "///filled.count.soap",
        "33U WP 05023 40745", "GPS 48.2082/16.3738", "maps.example.org/@48.2082,16.3738",
    ),
    "town or district": (
        "lives in Nirgendsheim", "born in Fabletown", "from the village of Oberfern",
        "a native of Nullepart", "Nowhere County", "Landkreis Nirgendsheim", "resident of Erewhon",
        "moved to Unterfern",
    ),
    "date": (
        "14 March 2020", "14.03.2020", "3/14/20", "2020-03-14", "20200314", "14MAR2020", "14.III.2020",
        "2020-03", "03/2020", "3/2020", "03-2020", "March 2020", "14 March", "2020-W11", "2020-W11-6", "week 11 of 2020",
        "KW 11/2020", "2020-074", "day 74 of 2020", "Q1 2020", "spring 2020", "Christmas Eve 2019",
        "the fourteenth of March", "le quatorze mars 2020", "on dört Mart 2020", "am 14.03. kam",
        "19 Rajab 1441", "١٩ رجب ١٤٤١ هـ", "19/7/1441", "24 Esfand 1398", "1398/12/24", "۱۳۹۸/۱۲/۲۴",
        "14 มีนาคม 2563", "14/03/2563", "令和2年3月14日", "R2.3.14", "民國109年3月14日", "18 Adar 5780",
        "二〇二〇年三月十四日", "١٤/٠٣/٢٠٢٠", "2020년 3월 14일", "2020:03:14 10:15:00", "14 marca 2020",
        "14. maaliskuuta 2020", "14 de março de 2020", "14 Μαρτίου 2020", "14 марта 2020", "14 kovo 2020",
    ),
    "age above 89 years": (
        "104-year-old", "aged 92", "ninety-four years old", "97 years of age", "died at 93",
        "92-jährige", "92 yaşında", "âgée de 95 ans", "age range 40 to 93 years", "born in 1925",
        "a centenarian", "Jahrgang 1931", "91 y/o", "her 95th birthday", "a woman of 93", "1925 doğumlu", "at the age of one hundred and two",
    ),
    "telephone number": (
        "+90 532 700 41 19", "+49 (0)30 23125-471", "020 7946 0958", "01632 960 471", "07700 900471",
        "(0161) 496 0471", "030 23125471", "0171 3920471", "089/23180471", "01 99 00 47 11",
        "01.99.00.47.11", "612 34 56 78", "912 345 678", "020-4711471", "06-47114711", "22 471 14 71",
        "601 471 147", "555-010-4711", "(555) 010-4711", "Call 555-0147", "Tel. 4711 471", "Fax: 4711-472",
        "pager 471147", "reach her on 471 1471", "0532 700 4119", "тел. 495 471 14 71",
    ),
    "e-mail address": (
        "a.quillfeather@example.org", "a.quillfeather [at] example [dot] org",
        "quillfeather at example dot org", "quill+feather@mail.example.co.uk",
    ),
    "national identity number": (
        "1 85 05 78 006 084 91", "529.982.247-25", "12345678Z", "X1234567L", "RSSMRA85T10A562S",
        "AB123456C", "121212-1212", "131052-308T", "A123456780", "1EG4-TE5-MK73", "756.9217.0769.85",
        "85.07.30-033.28", "1234567T", "11010519491231002X", "900514/1234",
    ),
    "record number": (
        "MRN: 00123456", "MRN00123456", "00123456 (MRN)", "ID 471147", "Hospital no. 471147", "patient ID 4711-22", "Accession no. CT-2022-004512",
        "Protokol No: 2021/4711", "Hasta no 48123", "Patientennummer 471147", "Fall-Nr. 20214711",
        "N° de dossier 4711-22", "historia clínica nº 471147", "NHS no. 485 777 3456", "СНИЛС 123-456",
        "T.C. Kimlik No: 10000000147", "case file #4711", "chart no. 88-4711",
    ),
    "health plan number": (
        "Insurance AOK X123456789", "Medicare no. 2950 41233", "policy number 4711-22", "member ID W471147",
        "Versicherungsnummer 471147", "health plan no. 4711471",
    ),
    "account number": (
        "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000",
        "4111 1111 1111 1111", "account no. 4711471", "Konto 4711471", "sort code 20-47-11",
    ),
    "certificate or licence number": (
        "passport no. C01X00T47", "driving licence number QUILL471147", "birth certificate no. 4711/2016",
        "Reisepass Nr. C4711471", "licence no. 471147", "Führerschein 47114711",
    ),
    "vehicle number or plate": (
        "licence plate 34 ABC 123", "Kennzeichen B-AB 1234", "plaka 34 ABC 123", "the car, AB12 CDE, hit her",
        "VIN 1HGCM82633A004352", "vehicle registration AB12 CDE", "targa AB 123 CD",
    ),
    "device serial or lot number": (
        "Serial no. of pump 8637-40 "
        "NGP123456H", "serial number 4711-AX", "S/N: A47110B", "SN4711471", "lot no. W4711-23",
        "(01)04012345678901(21)4711", "Seri No: 471147", "IMEI 356938035643809", "pacemaker SN PJX471147",
    ),
    "web address of a person or record": (
        "https://hospital.example.org/pacs/view?mrn=00123456", "http://192.0.2.44/viewer",
        "https://example.org/patients/004711", "facebook.com/quill.feather", "https://www.instagram.com/quillf",
        "https://pacs.hospital.example/study", "gofundme.com/f/help-our-child", "smb://server/share/scan",
    ),
    "address with a password or key": (
        "https://user:secret@example.org/data", "https://example.org/f?token=abc123",
    ),
    "name on a social network": ("@quill_feather", "Instagram: quill.f", "username: quillf99", "TikTok @quillf"),
    "network address": (
        "192.0.2.44", "IP address 9.8.7.6", "2001:db8::8a2e:370:7334", "00:1A:2B:3C:4D:5E", "001a.2b3c.4d5e",
    ),
    "biometric code": ("fingerprint ID 0x4F2A99B1", "voiceprint no. 471147", "iris code A4:71:14:7F"),
    "number of a specimen or image": (
        "1.2.840.113619.2.55.3.604688119.971", "specimen no. B22-4711", "biopsy number H22-4711",
        "barcode 4711471", "slide no. 22/4711",
    ),
    "room or bed": ("room 412", "bed 7", "Zimmer 12", "oda 214"),
    "file name of a camera or an archive": (
        "IMG_4711.jpg", "DSC01234.JPG", "PXL_47114711.jpg", "scan_471147.pdf", "P1234567.JPG", "CT-004711.dcm",
    ),
    "long number": ("10000000147", "078-05-1120", "471 147 4711", "4711471147114"),
}  # fmt: skip
