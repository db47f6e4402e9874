"""Nobody but the browser that was opened gets in, and nobody gets out of the folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cpreport.page.answering import Site
from cpreport.page.app import page_app
from cpreport.page.desk import Desk
from cpreport.page.guard import MOST_OF_A_FORM, Keys
from cpreport.page.presence import FAREWELL, GRACE, Presence

CASES = Path(__file__).parent.parent / "cases"
PORT = 8765
OWN = f"http://127.0.0.1:{PORT}"


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("safe") / "cases"
    shutil.copytree(CASES, folder)
    (folder / "identities.yaml").write_text("P01: {name: Secret Somebody}\n", "utf-8")
    (folder.parent / "outside.yaml").write_text("id: outside\n", "utf-8")
    (folder / "P09.yaml").symlink_to(folder.parent / "outside.yaml")
    return folder


def opened(series: Path) -> tuple[Site, TestClient]:
    site = Site(Keys(PORT), Desk(series))
    client = TestClient(page_app(site), base_url=OWN, follow_redirects=False)
    assert client.get(f"/?token={site.keys.token}").status_code == 303
    return site, client


@pytest.fixture(scope="module")
def site_and_client(series: Path) -> tuple[Site, TestClient]:
    return opened(series)


def strangers(series: Path) -> TestClient:
    return TestClient(
        page_app(Site(Keys(PORT), Desk(series))), base_url=OWN, follow_redirects=False
    )


def test_the_token_opens_the_page_once(series: Path) -> None:
    site = Site(Keys(PORT), Desk(series))
    token = site.keys.token
    first = TestClient(page_app(site), base_url=OWN, follow_redirects=False)
    answer = first.get(f"/?token={token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"cpreport-{PORT}=")
    assert cookie.endswith("; HttpOnly; SameSite=Strict; Path=/")
    assert token not in cookie
    assert first.get("/").status_code == 200
    again = TestClient(page_app(site), base_url=OWN, follow_redirects=False)
    assert again.get(f"/?token={token}").status_code == 403
    assert again.get("/").status_code == 403


#: What somebody else may send: method, address, headers and content, without the cookie's owner.
FROM_OUTSIDE = [
    ("GET", "/", {}), ("GET", "/patients/P01", {}), ("GET", "/seen/cases/P01/page", {}),
    ("GET", "/made/index.html", {}), ("GET", "/palette/results?q=a", {}), ("GET", "/here", {}),
    ("GET", "/assets/page.js", {}), ("GET", "/history", {}), ("POST", "/close", {"origin": OWN}),
    ("GET", "/?token=", {}), ("GET", "/?token=x", {}), ("GET", "/?token=x&token=y", {}),
    ("GET", "/", {"cookie": f"cpreport-{PORT}=guess"}), ("GET", "/", {"cookie": "=;;=,\x22"}),
    ("GET", "/", {"cookie": f"cpreport-{PORT}="}), ("POST", "/patients/P01", {"origin": OWN}),
    ("POST", "/do/build", {"origin": OWN}), ("GET", "/do", {"authorization": "Basic eDp5"}),
]  # fmt: skip

#: What another page, or a name that leads here, may make the right browser send.
ACROSS = [
    ("GET", "/", {"host": "evil.example"}), ("GET", "/", {"host": f"evil.example:{PORT}"}),
    ("GET", "/patients/P01", {"host": f"127.0.0.1.evil.example:{PORT}"}), ("GET", "/", {"host": "127.0.0.1"}),
    ("GET", "/", {"host": f"0.0.0.0:{PORT}"}), ("GET", "/", {"host": "127.0.0.1:80"}), ("GET", "/", {"host": ""}),
    ("GET", "/", {"host": f"127.0.0.1:{PORT}@evil.example"}), ("GET", "/", {"host": f"LOCALHOST.:{PORT}"}),
    ("GET", "/", {"sec-fetch-site": "cross-site"}), ("GET", "/patients/P01", {"sec-fetch-site": "same-site"}),
    ("GET", "/seen/cases/P01/page", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}),
    ("POST", "/patients/P01", {}), ("POST", "/patients/P01", {"origin": "null"}),
    ("POST", "/patients/P01", {"origin": "http://evil.example"}), ("POST", "/close", {"origin": "https://127.0.0.1"}),
    ("POST", "/do/build", {"origin": "http://127.0.0.1:1234"}), ("POST", "/do/build", {"sec-fetch-site": "cross-site", "origin": OWN}),
    ("POST", "/history/1", {"origin": f"http://localhost.evil.example:{PORT}"}),
    ("POST", "/begin/open", {"origin": "file://"}), ("POST", "/begin/new", {"origin": "http://127.0.0.1:8765.evil.example"}),
    ("POST", "/patients/P01", {"origin": OWN, "content-type": "application/json"}),
    ("POST", "/patients/P01", {"origin": OWN, "content-type": "text/plain"}),
    ("POST", "/patients/P01", {"origin": OWN, "content-type": "multipart/form-data"}),
    ("POST", "/patients/P01", {"origin": OWN, "content-type": "application/x-www-form-urlencoded"}),
    ("PUT", "/patients/P01", {"origin": OWN}), ("DELETE", "/patients/P01", {"origin": OWN}),
    ("OPTIONS", "/patients/P01", {"origin": "http://evil.example"}), ("TRACE", "/", {}), ("PATCH", "/", {"origin": OWN}),
]  # fmt: skip

#: Where the right browser itself gets nothing.
NOWHERE = [
    "/made/../../cases/identities.yaml", "/made/%2e%2e/cases/identities.yaml", "/made/..%2fcases%2fidentities.yaml",
    "/made//etc/passwd", "/made/%2fetc%2fpasswd", "/made/letters/P01.pdf", "/made/identities.yaml", "/assets/../app.py",
    "/assets/%2e%2e%2fapp.py", "/assets/page.html", "/patients/identities", "/patients/%2e%2e", "/patients/%2e%2e%2foutside",
    "/patients/P09", "/patients/outside", "/patients/series", "/manuscript/99", "/manuscript/-1", "/patients/P01/visits/99",
    "/patients/P01/visits/-1", "/seen/cases/identities/page", "/seen/cases/%00/page", "/identities.yaml", "/cases/P01.yaml",
    "/.cpreport/history/00000001.json", "/do/rm", "/made/" + "a" * 3000,
]  # fmt: skip


def test_there_are_sixty_hostile_requests_and_more() -> None:
    assert len(FROM_OUTSIDE) + len(ACROSS) + len(NOWHERE) >= 70


@pytest.mark.parametrize(("method", "address", "headers"), FROM_OUTSIDE)
def test_who_has_not_the_cookie_gets_nothing(
    series: Path, method: str, address: str, headers: dict[str, str]
) -> None:
    answer = strangers(series).request(method, address, headers=headers)
    assert answer.status_code == 403
    assert "P01" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("method", "address", "headers"), ACROSS)
def test_another_page_gets_nothing_and_changes_nothing(
    site_and_client: tuple[Site, TestClient],
    series: Path,
    method: str,
    address: str,
    headers: dict[str, str],
) -> None:
    before = {path.name: path.read_bytes() for path in series.glob("*.yaml")}
    content = b"proof=guess&patient%2Fage=1+year" if method != "TRACE" else None
    answer = site_and_client[1].request(method, address, headers=headers, content=content)
    assert answer.status_code in (400, 403, 405, 421)
    assert "cerebral" not in answer.text
    assert "access-control-allow-origin" not in answer.headers
    assert {path.name: path.read_bytes() for path in series.glob("*.yaml")} == before


@pytest.mark.parametrize("address", NOWHERE)
def test_no_address_leads_out_of_the_folder(
    site_and_client: tuple[Site, TestClient], address: str
) -> None:
    answer = site_and_client[1].get(address)
    assert answer.status_code in (404, 405, 414)
    assert "Secret Somebody" not in answer.text
    assert "outside" not in answer.text
    assert "root:" not in answer.text


def test_a_form_without_the_proof_or_with_a_name_twice_is_refused(
    site_and_client: tuple[Site, TestClient],
) -> None:
    site, client = site_and_client
    headers = {"origin": OWN, "content-type": "application/x-www-form-urlencoded"}
    for content in (
        "", "proof=", "proof=%C3%BC", f"proof={site.keys.proof}&proof=x", f"proof={site.keys.cookie}",
        f"proof={site.keys.proof}&id=P10&id=P11",
    ):  # fmt: skip
        answer = client.post("/patients", content=content, headers=headers)
        assert answer.status_code == 403


def test_no_more_is_read_than_a_form_can_hold(site_and_client: tuple[Site, TestClient]) -> None:
    site, client = site_and_client
    headers = {"origin": OWN, "content-type": "application/x-www-form-urlencoded"}
    large = b"proof=" + site.keys.proof.encode() + b"&id=" + b"P" * MOST_OF_A_FORM
    assert client.post("/patients", content=large, headers=headers).status_code == 413
    # One that does not say how long it is.
    parts = (large[start : start + 65536] for start in range(0, len(large), 65536))
    assert client.post("/patients", content=parts, headers=headers).status_code == 413
    answer = client.post("/patients", content=b"", headers={**headers, "content-length": "x"})
    assert answer.status_code == 400


def test_every_answer_says_what_a_page_may_load_and_that_nobody_keeps_it(
    site_and_client: tuple[Site, TestClient], series: Path
) -> None:
    _, client = site_and_client
    for answer in (
        client.get("/"),
        client.get("/nowhere"),
        client.get("/assets/page.js"),
        strangers(series).get("/"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
    shown = client.get("/seen/cases/P01/page").headers["content-security-policy"]
    assert shown.startswith("sandbox allow-same-origin; default-src 'none'")
    assert "script" not in shown


def test_no_page_holds_a_script_a_style_or_an_address_of_elsewhere(
    site_and_client: tuple[Site, TestClient],
) -> None:
    _, client = site_and_client
    for address in (
        "/",
        "/patients/P01",
        "/patients/P01/visits/0",
        "/manuscript",
        "/manuscript/0",
        "/do",
        "/history",
        "/begin",
        "/see",
    ):
        page = client.get(address).text
        assert page.count("<script") == 1
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert "http://" not in page
        assert "https://" not in page


def test_letters_are_handed_out_only_after_a_step_of_their_own(tmp_path: Path) -> None:
    shutil.copytree(CASES, tmp_path / "cases")
    (tmp_path / "output" / "letters").mkdir(parents=True)
    (tmp_path / "output" / "letters" / "P01.pdf").write_bytes(b"%PDF")
    (tmp_path / "output" / "index.html").write_text("overview", "utf-8")
    site, client = opened(tmp_path / "cases")
    assert client.get("/made/index.html").headers["content-disposition"].startswith("attachment")
    assert client.get("/made/letters/P01.pdf").status_code == 404
    assert "letters/P01.pdf" not in client.get("/do").text
    form = {"proof": site.keys.proof, "sure": "yes"}
    client.post("/do/show-letters", data=form, headers={"origin": OWN})
    assert client.get("/made/letters/P01.pdf").content == b"%PDF"
    assert client.get("/made/identities.yaml").status_code == 404


def test_the_program_ends_when_the_last_page_has_been_closed_for_a_while() -> None:
    now = [0.0]
    presence = Presence(lambda: now[0])
    now[0] = 1000.0
    assert not presence.is_over(), "nobody has come yet"
    presence.come()
    presence.come()
    presence.go()
    now[0] += 1000
    assert not presence.is_over(), "one page is still open"
    presence.go()
    now[0] += GRACE - 1
    assert not presence.is_over(), "a page is being loaded again"
    now[0] += 1
    assert presence.is_over()
    presence.come()
    assert not presence.is_over()
    presence.ask_to_end()
    assert not presence.is_to_end(), "it still says so"
    now[0] += FAREWELL
    assert presence.is_to_end()


@pytest.mark.slow
def test_the_program_writes_nothing_of_a_request_anywhere_but_into_the_series(
    series: Path, tmp_path: Path
) -> None:
    said = tmp_path / "said.txt"
    code = (
        "import pathlib, sys, threading, urllib.request, urllib.error\n"
        "from cpreport.page.serving import serve\n"
        "def ask(address):\n"
        "    def go():\n"
        "        own = address.partition('/?')[0]\n"
        "        for at in ('/patients/Secret', '/?token=Secret', '/made/Secret'):\n"
        "            try: urllib.request.urlopen(own + at)\n"
        "            except urllib.error.HTTPError: pass\n"
        "        import os; os._exit(0)\n"
        "    threading.Thread(target=go).start()\n"
        f"serve(pathlib.Path({str(series)!r}), ask, stay=True)\n"
    )
    with said.open("wb") as file:
        subprocess.run(
            [sys.executable, "-c", code], stdout=file, stderr=file, timeout=120, check=True
        )
    assert said.read_bytes() == b""
