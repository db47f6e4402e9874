"""Find the numbers of passports, licences and certificates."""

from __future__ import annotations

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import after_label, after_word, is_numbered

_LABELS = (
    "passport|driving licence|driver licence|driver's licence|driver’s licence|driver license|"
    "driver's license|driver’s license|driving license|birth certificate|death certificate|"
    "id card|identity card|residence permit|green card|visa|reisepass|personalausweis|ausweis|"
    "führerschein|geburtsurkunde|sterbeurkunde|schwerbehindertenausweis|ehliyet|pasaport|"
    "nüfus cüzdanı|passeport|permis de conduire|carte d'identité|acte de naissance|pasaporte|"
    "carnet de conducir|carné|passaporto|patente|carta d'identità|carta de condução|"
    "cartão de cidadão|rijbewijs|paspoort|prawo jazdy|dowód osobisty|паспорт|свидетельство|"
    "medical licence|medical license|gmc|npi|dea"
)

KIND = Kind(
    "certificate or licence number",
    "K",
    (after_label(_LABELS), after_word("pass|licence|license|certificate|permit|urkunde")),
    rank=3,
    is_real=is_numbered,
)
