"""Find ages above 89 years, and years of birth that tell one."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

_OLD = r"(?:9\d|1[0-2]\d)"
_IN_WORDS = (
    r"(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"(?:one |a )?hundred(?:[- ](?:and[- ])?(?:one|two|three|four|five|six|seven|eight|nine|ten))?)"
)
_YEARS = r"(?:years?|yrs?|y|jahre?n?|yaş|yıl|ans?|años?|anni|anos|jaar|lat|лет|года?|ετών|år)"
#: `104-year-old`, `92 years of age`, `92 y/o`, `92-jährige`, `92 yaşında`, `92 ans`
_BEHIND = (
    r"(?:\.\d)?(?:[- ]?(?:years?|yrs?|y)[- ./]?(?:old|of age|o(?!\w))"
    r"|[- ](?:jährig\w*|yaşında\w*|jarig\w*|летн\w*|ans? d'âge|"
    r"(?:jahre|years|anni|jaar|år) (?:alt|oud|gammal|gammel)))"
)
_FIRST = re.compile(
    rf"(?<![\w.,/-])({_OLD})(?:{_BEHIND}|[ ](?:ans|años|anni|anos|лет|годов|yaş)(?!\w))",
    re.IGNORECASE,
)
_BIRTHDAY = re.compile(
    r"(?<![\w.,/-])(?:9\d|1[0-2]\d)(?:st|nd|rd|th|\.|º|e|ème)? (?:birthday|geburtstag|anniversaire|"
    r"cumpleaños|compleanno|doğum günü)",
    re.IGNORECASE,
)
_FIRST_IN_WORDS = re.compile(rf"(?<![\w.,/-])({_IN_WORDS}){_BEHIND}", re.IGNORECASE)
#: `aged 92`, `at the age of 95 years`, `im Alter von 92 Jahren`, `âgé de 92 ans`
_LAST = re.compile(
    rf"(?<!\w)(?:aged?|ages|at (?:the )?age(?: of)?|age of|age(?: was| is|:|,| =)?|alter(?: von)?|"
    rf"âgée? de|edad(?: de)?|età(?: di)?|idade(?: de)?|yaşı?|leeftijd(?: van)?|wiek|возраст[еа]?|"
    rf"died at|dies at|death at|lived to(?: be)?|turned|"
    rf"(?:man|woman|lady|gentleman|patient|mother|father|grandmother|grandfather|aunt|uncle|"
    rf"person) of)"
    rf"[ :]{{1,2}}({_OLD}|{_IN_WORDS})(?:\.\d)?"
    rf"(?![\w%-]|[.,]\d| ?(?:%|°|degrees|weeks?|months?|days?|mo\b|wk))",
    re.IGNORECASE,
)
#: The oldest of many: `aged 4 to 92 years`, `age range 18-95 years`.
_RANGE = re.compile(
    rf"(?<!\w)(?:aged?|ages|alter|âge|edad|yaş)(?!\w)[^.;\n]{{0,50}}?\d{{1,2}}(?:\.\d)?\s?(?:to|"
    rf"and|-|bis|à|a|ila)\s?"
    rf"({_OLD})(?:\.\d)?[ -]{_YEARS}(?!\w)",
    re.IGNORECASE,
)
_YEAR = r"((?:18\d|19[0-2])\d|193[0-6])"
#: Who was born in such a year was ninety in 2026, or would have been.
_BORN = re.compile(
    rf"(?<!\w)(?:born|birth year|year of birth|geboren|jahrgang|geburtsjahr|doğum yılı|née?|"
    rf"nacid[oa]|"
    rf"nat[oa]|nascid[oa]|родил(?:ся|ась)|yob)[ :,]{{1,2}}(?:in |im jahr |en |nel |em |в )?{_YEAR}"
    rf"(?![\w-]|[.,/]\d)",
    re.IGNORECASE,
)
_BORN_LAST = re.compile(
    rf"(?<![\w.,/-]){_YEAR} (?:doğumlu|г\.р\.|г\. р\.|geboren)(?!\w)", re.IGNORECASE
)
_CENTENARIAN = re.compile(
    r"(?<!\w)(?:super)?centenarians?(?!\w)|(?<!\w)(?:centenaire|centenario|centenaria)s?(?!\w)|"
    r"(?<!\w)hundertjährige[nr]?(?!\w)",
    re.IGNORECASE,
)
#: The one category into which these ages may be put.
_OR_OLDER = re.compile(
    r"\s?(?:years? |yrs? )?(?:or|and|oder|und|ve|et|y) (?:older|over|above|more|mehr|älter|üzeri|"
    r"plus)|\+",
    re.I,
)
_OVER = re.compile(
    r"(?:over|above|older than|more than|than|≥|>|ab|über|at least|under|below|<|up to)\s?(?:the "
    r"age of |age )?$",
    re.I,
)
#: Of nonagenarians no more is told than that they are ninety or older.
_JUST = re.compile(r"9[0]|ninety", re.IGNORECASE)


def _is_real(match: re.Match[str]) -> bool:
    if match.re not in (_FIRST, _FIRST_IN_WORDS, _LAST):
        return True
    text = match.string
    before, after = text[max(0, match.start() - 20) : match.start()], text[match.end() :]
    if _JUST.fullmatch(match[1]):
        whole = _OR_OLDER.match(text, match.end(1)) or _OR_OLDER.match(after)
        if (
            whole
            or _OVER.search(before)
            or _OVER.search(match[0][: match.start(1) - match.start()])
        ):
            return False
    # `a hundred years ago` is no age.
    return not re.match(r"\s(?:ago|later|before|earlier)", after)


_NUMBER = re.compile(r"(?<!\d)(?:9\d|1[0-2]\d)(?!\d)")
_LAST_WORDS = words_from(
    "age aged ages at alter âgé âgée edad età idade yaş yaşı leeftijd wiek возраст возрасте "
    "возраста "
    "died dies death lived turned man woman lady gentleman patient mother father grandmother "
    "grandfather aunt uncle person"
)

KIND = Kind(
    "age above 89 years",
    "C",
    (
        Pattern(_FIRST, no_small=_NUMBER),
        Pattern(
            _BIRTHDAY,
            words=words_from("birthday geburtstag anniversaire cumpleaños compleanno günü"),
        ),
        Pattern(
            _FIRST_IN_WORDS,
            words=words_from("ninety hundred one a"),
            begins=True,
            no_space=re.compile("[nN].[nN][eE]|[hH][uU][nN][dD]"),
        ),
        Pattern(_LAST, words=_LAST_WORDS, begins=True),
        Pattern(
            _RANGE,
            words=words_from("age aged ages alter âge edad yaş"),
            begins=True,
            no_small=_NUMBER,
        ),
        Pattern(
            _BORN,
            words=words_from(
                "born birth year geboren jahrgang geburtsjahr doğum né née nacido nacida nato nata "
                "nascido nascida родился родилась yob"
            ),
            begins=True,
        ),
        Pattern(_BORN_LAST, words=words_from("doğumlu г geboren")),
        Pattern(
            _CENTENARIAN,
            words=words_from(
                "centenarian centenarians supercentenarian supercentenarians centenaire "
                "centenaires "
                "centenario centenarios centenaria centenarias hundertjährige hundertjähriger "
                "hundertjährigen"
            ),
            begins=True,
        ),
    ),
    is_real=_is_real,
)
