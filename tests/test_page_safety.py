"""Nobody but the browser that was opened gets in, and nobody gets out of the folder."""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient
from starlette.types import Message

from cpreport.page.answering import Site
from cpreport.page.app import page_app
from cpreport.page.desk import Desk
from cpreport.page.guard import MOST_OF_A_FORM, Keys
from cpreport.page.presence import FAREWELL, GRACE, Presence
from cpreport.page.private_folder import new_private_folder

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


#: What no browser sends, as the line and the headers that go over the wire.
RAW = [
    ("GET /Secret HTTP/1.1\r\n", "Host: OWN\r\nHost: OWN\r\n"), ("GET / HTTP/1.1\r\n", "Host: OWN\r\nHost: evil.example\r\n"),
    ("GET / HTTP/1.1\r\n", ""), ("GET / HTTP/1.0\r\n", ""), ("GET http://evil.example/ HTTP/1.1\r\n", "Host: OWN\r\n"),
    ("GET / HTTP/1.1\r\n", "Host: OWN\r\nX: LONG\r\n"), ("GET / HTTP/1.1\r\n", "Host: OWN\r\nX: a\nb\r\n"),
    ("POST /close HTTP/1.1\r\n", "Host: OWN\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
    ("GET /here HTTP/1.1\r\n", "Host: OWN\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\n"),
    ("PRI * HTTP/2.0\r\n", ""), ("CONNECT evil.example:443 HTTP/1.1\r\n", "Host: OWN\r\n"), ("\x16\x03\x01\x02\r\n", ""),
]  # fmt: skip


def test_there_are_sixty_hostile_requests_and_more() -> None:
    assert len(FROM_OUTSIDE) + len(ACROSS) + len(NOWHERE) + len(RAW) >= 80


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


def sent(site: Site, client: TestClient, at: str, **fields: str) -> Response:
    return client.post(at, data={"proof": site.keys.proof, **fields}, headers={"origin": OWN})


@pytest.fixture
def own_series(tmp_path: Path) -> Path:
    shutil.copytree(CASES, tmp_path / "cases")
    return tmp_path / "cases"


def test_no_patient_takes_the_name_of_another_file_or_of_a_device(own_series: Path) -> None:
    site, client = opened(own_series)
    there = {path.name for path in own_series.iterdir()}
    for name in ("identities", "Identities", "map", "CON", "nul", "com1", "index"):
        answer = sent(site, client, "/patients", id=name)
        assert answer.headers["location"] == "/?wrong=reserved", name
    assert "cannot be a study id" in client.get("/?wrong=reserved").text
    assert {path.name for path in own_series.iterdir()} == there


def test_a_folder_that_cannot_be_is_said_and_no_fault_of_the_program(own_series: Path) -> None:
    site, client = opened(own_series)
    for where in ("~nobody-at-all/x", "relative", " "):
        for at, key in (("/begin/open", "folder"), ("/begin/new", "where")):
            assert sent(site, client, at, **{key: where}).status_code == 422, (at, where)
    files = {"source": ("a.csv", b"a,b\n1,2\n")}
    form = {"proof": site.keys.proof, "where": "~nobody-at-all/x"}
    answer = client.post("/import", data=form, files=files, headers={"origin": OWN})
    assert answer.status_code == 422
    page = client.get("/patients/P01").text
    version = page.partition('name="version" value="')[2][:24]
    answer = sent(site, client, "/patients/P01/withdraw", version=version, day="2026-13-45")
    assert answer.headers["location"] == "/patients/P01?wrong=day"


def test_signs_that_nothing_can_print_are_not_written(own_series: Path) -> None:
    site, client = opened(own_series)
    version = client.get("/patients/P01").text.partition('name="version" value="')[2][:24]
    diagnosis = "a\0b\x07c\x1b[31m\x7f <script>alert(1)</script>"
    sent(site, client, "/patients/P01", version=version, **{"patient/diagnosis": diagnosis})
    written = (own_series / "P01.yaml").read_text("utf-8")
    assert "  diagnosis: abc[31m <script>alert(1)</script>\n" in written
    assert "<script>alert" not in client.get("/patients/P01").text
    assert "<script>alert" not in client.get("/").text


def test_a_history_that_somebody_else_has_written_leads_nowhere(own_series: Path) -> None:
    site, client = opened(own_series)
    kept = own_series / ".cpreport" / "history"
    kept.mkdir(parents=True)
    names = ("../x.yaml", "Identities.yaml", ".x.yaml", "sub/../../x.yaml", "P77.yaml")
    for number, name in enumerate(names, 1):
        held = {"number": number, "when": "", "file": name, "before": ["x"], "after": None}
        (kept / f"{number:08}.json").write_text(json.dumps(held), "utf-8")
    (kept / "00000009.json").write_text("[1, 2", "utf-8")
    assert client.get("/history").status_code == 200
    said = [sent(site, client, f"/history/{n}").status_code for n in (1, 2, 3, 4, 5, 9)]
    assert said == [404, 404, 404, 404, 303, 404]
    assert list(own_series.parent.iterdir()) == [own_series]
    assert not (own_series / "Identities.yaml").exists()


def test_nothing_is_written_through_a_folder_that_leads_elsewhere(own_series: Path) -> None:
    elsewhere = own_series.parent / "elsewhere"
    elsewhere.mkdir()
    (own_series / ".cpreport").symlink_to(elsewhere)
    site, client = opened(own_series)
    before = (own_series / "P01.yaml").read_bytes()
    version = client.get("/patients/P01").text.partition('name="version" value="')[2][:24]
    answer = sent(site, client, "/patients/P01", version=version, **{"patient/centre": "Centre Z"})
    assert (answer.status_code, "outside the folder" in answer.text) == (422, True)
    assert (own_series / "P01.yaml").read_bytes() == before
    assert list(elsewhere.iterdir()) == []


def test_what_is_handed_in_is_bounded_and_its_name_is_only_a_name(
    own_series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPREPORT_MAX_DOCUMENT_MB", "1")
    site, client = opened(own_series)
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    entity = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><ODM>&a;</ODM>'
    for name, content, kept, why in (
        ("b.xlsx", book.getvalue(), "b.xlsx", "unpacked it has more than"),
        ("..\\..\\x.xml", entity, "x.xml", "it declares a document type"),
        ("a\r\nSet-Cookie: x.csv", b"\0\xff" * 99, "a-0D-0ASet-Cookie- x.csv", "it is no text"),
    ):
        form, files = {"proof": site.keys.proof}, {"source": (name, content)}
        answer = client.post("/import", data=form, files=files, headers={"origin": OWN})
        assert (answer.status_code, site.source.names) == (303, (kept,))
        answer = client.get("/import")
        assert (answer.status_code, why in answer.text) == (422, True), answer.text
        assert "root:" not in answer.text
    site.source.forget()


def test_a_websocket_is_closed_before_it_is_opened(series: Path) -> None:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    guard = page_app(Site(Keys(PORT), Desk(series)))
    asyncio.run(guard({"type": "websocket", "path": "/here"}, asyncio.Queue[Message]().get, send))
    assert said == [{"type": "websocket.close", "code": 1008}]


def test_a_fault_of_the_program_says_nothing_of_a_patient(
    series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, _ = opened(series)
    client = TestClient(page_app(site), base_url=OWN, raise_server_exceptions=False)
    client.cookies.set(site.keys.cookie_name, site.keys.cookie)
    monkeypatch.setattr(Desk, "problems", lambda desk: 1 / 0)
    answer = client.get("/")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert answer.headers["cache-control"] == "no-store"


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
    series: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, temporary = tmp_path / "said.txt", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    killed, runs = new_private_folder(), new_private_folder()
    killed.held.close()
    (killed.path / "patients.csv").write_text("Secret", "utf-8")
    (temporary / "cpreport-page-leads").symlink_to(tmp_path, target_is_directory=True)
    (temporary / "cpreport-page-other").mkdir()
    (tmp_path / "in-use.lock").write_text("of somebody else", "utf-8")
    code = (
        "import pathlib, socket, sys, threading, urllib.request, urllib.error\n"
        "from cpreport.page.serving import serve\n"
        "def ask(address):\n"
        "    def go():\n"
        "        own = address.partition('/?')[0]\n"
        "        for at in ('/patients/Secret', '/?token=Secret', '/made/Secret'):\n"
        "            try: urllib.request.urlopen(own + at)\n"
        "            except urllib.error.HTTPError: pass\n"
        "        host = own.partition('//')[2]\n"
        f"        for line, more in {RAW!r}:\n"
        "            with socket.create_connection(host.split(':')) as end:\n"
        "                end.sendall((line + more.replace('OWN', host).replace('LONG', 'a' * 200_000) + '\\r\\n').encode('latin-1'))\n"
        "                assert end.recv(99).split()[1] in (b'400', b'403', b'405', b'421'), line\n"
        "        import os; os._exit(0)\n"
        "    threading.Thread(target=go).start()\n"
        f"serve(pathlib.Path({str(series)!r}), ask, stay=True)\n"
    )
    with said.open("wb") as file:
        subprocess.run(
            [sys.executable, "-c", code], stdout=file, stderr=file, timeout=120, check=True,
            env={**os.environ, "TMPDIR": str(temporary)},
        )  # fmt: skip
    assert said.read_bytes() == b""
    # What a program left that was killed is taken away by the next; what is in use or leads elsewhere stays.
    assert not killed.path.exists()
    assert runs.path.is_dir()
    assert (temporary / "cpreport-page-other").is_dir()
    assert (tmp_path / "in-use.lock").read_text("utf-8") == "of somebody else"
    # That one ended at once, too.
    assert len(list(temporary.glob("cpreport-page-*"))) == 4
