"""Each kind of work is set as Citing Medicine (NLM 2007) sets it: the entry, and what is printed."""

from __future__ import annotations

import json

import pytest

from cpreport.cases.series import SectionText
from cpreport.manuscript.references.bibliography import read_bibliography
from cpreport.manuscript.references.rich_text import plain
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.references.work import DateParts, Work
from cpreport.problems import Place
from cpreport.publish.html.nodes import inline_html

D = "author={Dabrowicz, Ilka}, title={Tone}, year=2018"


def printed(text: str, name: str = "references.bib") -> str:
    read = read_bibliography((SectionText(name, text),))
    assert read.problems == ()
    (work,) = read.works.values()
    return plain(vancouver(work))


#: The examples of the NLM's samples are paraphrased: their form, with invented works.
BIBTEX = {
    "article": (
        "@article{k, " + D + ", journal={J Ex}, volume=3, number=2, pages={206--207}}",
        "Dabrowicz I. Tone. J Ex. 2018;3(2):206–7.",
    ),
    "article in full on the web": (
        "@article{k, " + D + ", journal={J Ex}, volume=3, url={https://e.org}, urldate={2020-01-02}}",
        "Dabrowicz I. Tone. J Ex [Internet]. 2018 [cited 2020 Jan 2];3. Available from: https://e.org",
    ),
    "article with an article number": (
        "@article{k, " + D + ", journal={J Ex}, volume=3, eid={e0123}}",
        "Dabrowicz I. Tone. J Ex. 2018;3:e0123.",
    ),
    "article in press with a year": (
        "@article{k, " + D + ", journal={J Ex}, pubstate={inpress}}",
        "Dabrowicz I. Tone. J Ex. In press 2018.",
    ),
    "article that a note says is in press": (
        "@article{k, author={Dabrowicz, Ilka}, title={Tone}, journal={J Ex}, note={In press}}",
        "Dabrowicz I. Tone. J Ex. In press.",
    ),
    "newspaper": (
        "@article{k, author={Dabrowicz, Ilka}, title={Tone}, journal={Fabletown Post},"
        " entrysubtype={newspaper}, date={2002-08-12}, pages={2}}",
        "Dabrowicz I. Tone. Fabletown Post. 2002 Aug 12:2.",
    ),
    "book": (
        "@book{k, " + D + ", publisher={Fable Press}, address={Fabletown}, edition={4}}",
        "Dabrowicz I. Tone. 4th ed. Fabletown: Fable Press; 2018.",
    ),
    "book with authors, editors and translators": (
        "@book{k, " + D + ", editor={Quist, Pia}, translator={Roe, A and Poe, B},"
        " edition={Second}, publisher={Fable Press}}",
        "Dabrowicz I. Tone. Second ed. Quist P, editor. Roe A, Poe B, translators. Fable Press; 2018.",
    ),
    "book by its editors": (
        "@book{k, editor={Roe, A and others}, title={Tone}, publisher={Fable Press}, year=2018}",
        "Roe A, et al., editors. Tone. Fable Press; 2018.",
    ),
    "volume of a book": (
        "@mvbook{k, author={Dabrowicz, Ilka}, maintitle={Tone}, title={Winter}, volume=2,"
        " publisher={Fable Press}, year=2018}",
        "Dabrowicz I. Tone. Vol. 2, Winter. Fable Press; 2018.",
    ),
    "book of a series": (
        "@book{k, " + D + ", publisher={Fable Press}, series={Notes of Fabletown}, number=7}",
        "Dabrowicz I. Tone. Fable Press; 2018. (Notes of Fabletown; vol. 7).",
    ),
    "part of a book by the same author": (
        "@inbook{k, " + D + ", publisher={Fable Press}, chapter=3, pages={33--34}}",
        "Dabrowicz I. Tone. Fable Press; 2018. Chapter 3; p. 33–4.",
    ),
    "chapter": (
        "@incollection{k, " + D + ", booktitle={Whole}, editor={Roe, A and Poe, B}, edition={2nd},"
        " address={Fabletown}, publisher={Fable Press}, pages={93--113}}",
        "Dabrowicz I. Tone. In: Roe A, Poe B, editors. Whole. 2nd ed. Fabletown: Fable Press; 2018."
        " p. 93–113.",
    ),
    "conference paper": (
        "@inproceedings{k, " + D + ", booktitle={Proceedings of the 5th Congress},"
        " eventdate={2002-04-03/2002-04-05}, venue={Kinsale, Ireland}, editor={Roe, A},"
        " publisher={Fable Press}, series={Notes}, volume=12, pages={182--191}}",
        "Dabrowicz I. Tone. In: Roe A, editor. Proceedings of the 5th Congress; 2002 Apr 3-5;"
        " Kinsale, Ireland. Fable Press; 2018. p. 182–91. (Notes; vol. 12).",
    ),
    "conference paper that was not printed": (
        "@inproceedings{k, " + D + ", eventtitle={5th Congress}, eventdate={2018-09-30/2018-10-02},"
        " venue={Fabletown}}",
        "Dabrowicz I. Tone. Paper presented at: 5th Congress; 2018 Sep 30-Oct 2; Fabletown.",
    ),
    "dissertation": (
        "@phdthesis{k, " + D + ", school={University of Fabletown}, address={Fabletown}}",
        "Dabrowicz I. Tone [dissertation]. Fabletown: University of Fabletown; 2018.",
    ),
    "master's thesis": (
        "@thesis{k, " + D + ", type={mathesis}, institution={University of Fabletown}}",
        "Dabrowicz I. Tone [master's thesis]. University of Fabletown; 2018.",
    ),
    "thesis with a name of its own": (
        "@thesis{k, " + D + ", type={Habilitation}, institution={University of Fabletown}}",
        "Dabrowicz I. Tone [Habilitation]. University of Fabletown; 2018.",
    ),
    "report": (
        "@techreport{k, author={Dabrowicz, Ilka}, title={Tone}, date={2002-01}, number={LB4},"
        " type={Final report}, institution={Fable Laboratory}, address={Fabletown}}",
        "Dabrowicz I. Tone. Final report. Fabletown: Fable Laboratory; 2002 Jan. Report No.: LB4.",
    ),
    "preprint": (
        "@article{k, " + D + ", journal={arXiv preprint arXiv:1412.6980}}",
        "Dabrowicz I. Tone [Preprint]. arXiv; 2018. arXiv:1412.6980."
        " Available from: https://arxiv.org/abs/1412.6980",
    ),
    "preprint by its archive": (
        "@misc{k, " + D + ", eprint={2001.00001}, archivePrefix={arXiv}, primaryClass={q-bio}}",
        "Dabrowicz I. Tone [Preprint]. arXiv; 2018. arXiv:2001.00001."
        " Available from: https://arxiv.org/abs/2001.00001",
    ),
    "web page": (
        "@online{k, author={{Fable Agency}}, title={Guide}, year=2021, url={https://e.org/g},"
        " urldate={2021-03-07}, organization={Fable Agency}}",
        "Fable Agency. Guide [Internet]. Fable Agency; 2021 [cited 2021 Mar 7]."
        " Available from: https://e.org/g",
    ),
    "web page that howpublished names": (
        r"@misc{k, author={{Fable Agency}}, title={Guide}, year=2021, howpublished={\url{https://e.org/a_b}}}",
        "Fable Agency. Guide [Internet]. 2021. Available from: https://e.org/a_b",
    ),
    "data set": (
        "@dataset{k, " + D + ", version={2}, publisher={Zenodo}, doi={10.5281/zenodo.1}}",
        "Dabrowicz I. Tone [dataset]. Version 2. Zenodo; 2018. doi:10.5281/zenodo.1",
    ),
    "software": (
        "@software{k, " + D + ", version={1.4}, url={https://e.org/tone}}",
        "Dabrowicz I. Tone [computer program]. Version 1.4. 2018. Available from: https://e.org/tone",
    ),
    "patent": (
        "@patent{k, author={Dabrowicz, Ilka}, title={Grasping device}, holder={{Fable Inc.}},"
        " type={patentus}, number={20020103498}, date={2002-08-01}}",
        "Dabrowicz I, inventor; Fable Inc., assignee. Grasping device. US patent 20020103498."
        " 2002 Aug 1.",
    ),
    "manuscript": (
        "@unpublished{k, " + D + ", note={Manuscript kept by the author}}",
        "Dabrowicz I. Tone. 2018. Manuscript kept by the author.",
    ),
    "anything else": (
        "@misc{k, " + D + ", howpublished={Leaflet of the ward}}",
        "Dabrowicz I. Tone. Leaflet of the ward; 2018.",
    ),
    "no author": (
        "@article{k, title={Tone in winter?}, journal={J Ex}, year=2018, volume=3}",
        "Tone in winter? J Ex. 2018;3.",
    ),
    "groups beside people": (
        "@article{k, author={Doe, Jane and {Tone Group} and {Winter Group}}, title={Tone},"
        " journal={J Ex}, year=2018}",
        "Doe J; Tone Group; Winter Group. Tone. J Ex. 2018.",
    ),
    "identifiers of PubMed": (
        "@article{k, " + D + ", journal={J Ex}, pmid=12, pmcid={PMC34}}",
        "Dabrowicz I. Tone. J Ex. 2018. PMID:\N{NO-BREAK SPACE}12; PMCID:\N{NO-BREAK SPACE}PMC34",
    ),
    "identifiers of PubMed in a note": (
        "@article{k, " + D + ", journal={J Ex}, note={PMID: 12; PMCID: PMC34}}",
        "Dabrowicz I. Tone. J Ex. 2018. PMID:\N{NO-BREAK SPACE}12; PMCID:\N{NO-BREAK SPACE}PMC34",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BIBTEX)
def test_a_kind_of_work_is_printed_with_what_it_needs(name: str) -> None:
    entry, expected = BIBTEX[name]
    assert printed(entry) == expected


CSL = {
    "speech": (
        {"type": "speech", "title": "Tone", "genre": "poster session", "event-title": "5th Congress",
         "event-place": "Fabletown", "issued": {"date-parts": [[2018, 9, 30]]}},
        "Dabrowicz I. Tone. Poster session presented at: 5th Congress; 2018 Sep 30; Fabletown.",
    ),
    "entry of a dictionary": (
        {"type": "entry-dictionary", "title": "Tone", "container-title": "Fable dictionary",
         "edition": "29", "publisher": "Fable Press", "issued": {"date-parts": [[2000]]}, "page": "675"},
        "Dabrowicz I. Tone. In: Fable dictionary. 29th ed. Fable Press; 2000. p. 675.",
    ),
    "film": (
        {"type": "motion_picture", "title": "Tone", "medium": "videocassette",
         "publisher": "Fable Press", "issued": {"date-parts": [[2002]]}},
        "Dabrowicz I. Tone [videocassette]. Fable Press; 2002.",
    ),
    "law": (
        {"type": "legislation", "title": "Act on Tone", "number": "Act 7", "issued": {"raw": "2002"}},
        "Dabrowicz I. Act on Tone. Act 7. 2002.",
    ),
    "web page of a site": (
        {"type": "webpage", "title": "Tone", "container-title": "Fable Agency", "URL": "https://e.org",
         "issued": {"date-parts": [[2021, 5]]}, "accessed": {"date-parts": [[2022, 1, 2]]}},
        "Dabrowicz I. Tone [Internet]. Fable Agency. 2021 [cited 2022 Jan 2]."
        " Available from: https://e.org",
    ),
    "in press": (
        {"type": "article-journal", "title": "Tone", "container-title": "J Ex",
         "issued": {"literal": "in press"}},
        "Dabrowicz I. Tone. J Ex. In press.",
    ),
    "article number": (
        {"type": "article-journal", "title": "Tone", "container-title": "J Ex", "volume": 3,
         "number": "e12", "issued": {"date-parts": [["2018"]]}},
        "Dabrowicz I. Tone. J Ex. 2018;3:e12.",
    ),
    "number of a series in words": (
        {"type": "report", "title": "Tone", "publisher": "Fable Press", "issued": "2011",
         "collection-title": "Notes", "collection-number": "no. 121"},
        "Dabrowicz I. Tone. Fable Press; 2011. (Notes; no. 121).",
    ),
    "preprint as Zotero writes it": (
        {"type": "article", "genre": "preprint", "title": "Tone", "publisher": "medRxiv",
         "number": "2020.01.01.20000001", "issued": {"date-parts": [[2020, 1, 1]]}, "DOI": "10.9999/p"},
        "Dabrowicz I. Tone [Preprint]. medRxiv; 2020. doi:10.9999/p",
    ),
    "particle that is dropped": (
        {"type": "article-journal", "title": "Tone", "container-title": "J Ex", "issued": "2019",
         "author": [{"family": "Dabrowicz", "given": "Ilka", "dropping-particle": "van"},
                    {"family": "李", "given": "小龙"}]},
        "Dabrowicz I van, 李小龙. Tone. J Ex. 2019.",
    ),
    "types of Zotero": (
        {"type": "journalArticle", "title": "Tone", "container-title": "J Ex", "issued": "2019"},
        "Dabrowicz I. Tone. J Ex. 2019.",
    ),
    "years of a whole": (
        {"type": "book", "title": "Tone", "publisher": "Fable Press",
         "issued": {"date-parts": [[1998], [2000]]}},
        "Dabrowicz I. Tone. Fable Press; 1998-2000.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CSL)
def test_a_kind_of_work_of_csl_is_printed_with_what_it_needs(name: str) -> None:
    item, expected = CSL[name]
    whole = {"id": "k", "author": [{"family": "Dabrowicz", "given": "Ilka"}], **item}
    assert printed(json.dumps([whole]), "references.json") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{von Schoen-Angerer}, Tido", "von Schoen-Angerer T"),
        ("de la Cruz, Mar{\\'i}a Jos{\\'e}", "de la Cruz MJ"),
        ("Ludwig van Beethoven", "van Beethoven L"),
        ("van Gogh", "van Gogh"),
        ("Doe, Jean-Paul", "Doe JP"),
        ("Doe, J.-P.", "Doe JP"),
        ("Doe, JA", "Doe JA"),
        ("King, Jr., Martin Luther", "King ML Jr"),
        ("Smith, III, John", "Smith J 3rd"),
        ("O'Brien, Se{\\'a}n", "O'Brien S"),
        ('Doe, William "Bill"', "Doe WB"),
        ("{M{\\'e}decins Sans Fronti{\\`e}res}", "Médecins Sans Frontières"),
        ("Plato", "Plato"),
        ("李, 小龙", "李小龙"),
        ("山田, 太郎", "山田太郎"),
        ("김, 철수", "김철수"),
        ("Иванов, Иван", "Иванов И"),
        ("family=Meche, given=Frans, prefix=van der, useprefix=true", "van der Meche F"),
        ("family=Meche, given=Frans, prefix=van der, useprefix=false", "Meche F van der"),
    ],
)
def test_a_name_is_printed_family_first_with_initials(name: str, expected: str) -> None:
    entry = f"@book{{k, author={{{name}}}, title={{T}}, year=2000}}"
    assert printed(entry) == f"{expected}. T. 2000."


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ("1", "1st ed"), ("3", "3rd ed"), ("11", "11th ed"), ("112", "112th ed"), ("21", "21st ed"),
        ("22", "22nd ed"), ("2nd", "2nd ed"), ("2nd ed.", "2nd ed"), ("2nd edition", "2nd ed"),
        ("Revised", "Revised ed"), ("3. Aufl.", "3. Aufl"), ("2e édition", "2e édition"), ("1. udgave", "1. udgave"),
    ],
)  # fmt: skip
def test_an_edition_is_numbered_as_it_is_said(edition: str, expected: str) -> None:
    entry = f"@book{{k, author={{Doe, J}}, title={{T}}, year=2000, edition={{{edition}}}}}"
    assert printed(entry) == f"Doe J. T. {expected}. 2000."


def test_the_emphasis_of_a_title_is_set() -> None:
    title = r"{\emph{In vitro} 10\textsuperscript{6} cells, H$_2$O and $10^{-3}$, \textsc{x}}"
    read = read_bibliography(
        (SectionText("r.bib", f"@book{{k, author={{Doe, J}}, title={title}, year=2000}}"),)
    )
    assert inline_html(*vancouver(read.works["k"])) == (
        "Doe J. <em>In vitro</em> 10<sup>6</sup> cells, H<sub>2</sub>O and 10<sup>−3</sup>, "
        '<span class="small-caps">x</span>. 2000.'
    )


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    work = Work(
        "k", "webpage", Place("r.bib"), "T", url="javascript:alert(1)", issued=DateParts((1,))
    )
    assert inline_html(*vancouver(work)) == "T [Internet]. 1. Available from: javascript:alert(1)"


def test_a_title_that_ends_a_sentence_is_not_ended_again() -> None:
    assert (
        printed("@book{k, title={“Is it?”}, author={Doe, J.}, year=2000}")
        == "Doe J. “Is it?” 2000."
    )
