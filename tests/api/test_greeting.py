"""The greeting: a word that everybody sees and organisers set."""

import datetime
import re

import pytest

from together import together

TEXT = {"Content-Type": "text/plain"}


@pytest.fixture(autouse=True)
def first(database):
    """As a new installation has it."""
    database.sql("delete from greeting where id > "
                 "(select min(id) from greeting)")


def say(who, word, **headers):
    return who.api.post("/api/hello", word.encode() if isinstance(word, str)
                        else word, headers={**TEXT, **headers})


def test_the_first_word_is_world(api, database):
    reply = api.get("/api/hello")
    assert (reply.status, reply.body) == (200, b"World")
    assert reply.header("Content-Type") == "text/plain; charset=utf-8"
    now = api.get("/api/hello/now").json()
    assert (now["word"], now["updated_by"]) == ("World", None)
    assert database.one("select count(*) from greeting") == 1


def test_the_word_is_set_and_got(organiser, api, raw):
    reply = say(organiser, "Universe")
    assert (reply.status, reply.body) == (200, b"Universe")
    assert reply.header("Content-Type") == "text/plain; charset=utf-8"
    assert api.get("/api/hello").body == b"Universe"
    assert raw.get("/api/hello").body == b"Universe"
    now = api.get("/api/hello/now").json()
    assert (now["word"], now["updated_by"]) == ("Universe", organiser.handle)
    say(organiser, "Moon")
    assert api.get("/api/hello").body == b"Moon"


@pytest.mark.parametrize("word", ["x", "ä" * 100, "😀" * 100, "two words",
                                  "a\nb", '{"word": 1}', "null", "a=b&c=d"])
def test_a_word_is_any_text(organiser, api, word):
    assert say(organiser, word).status == 200
    assert api.get("/api/hello").body == word.encode()
    assert api.get("/api/hello/now").json()["word"] == word


def test_it_is_trimmed(organiser, api):
    assert say(organiser, " \t friends \u00a0\r\n").body == b"friends"
    assert say(organiser, " " * 500 + "x" * 100 + " " * 500).status == 200
    assert api.get("/api/hello").body == b"x" * 100


def test_html_in_the_word_is_text(organiser, api):
    word = "<script>alert(1)</script> & <b>you</b>"
    assert say(organiser, word).status == 200
    reply = api.get("/api/hello")
    assert reply.body == word.encode()
    assert reply.header("Content-Type") == "text/plain; charset=utf-8"
    assert reply.header("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("word, code", [
    (b"", "required"), (b"  \r\n\t ", "required"), ("\u3000".encode(),
                                                   "required"),
    (b"x" * 101, "too_long"), ("😀" * 101, "too_long")])
def test_empty_or_too_long(organiser, api, word, code):
    reply = say(organiser, word)
    assert (reply.status, reply.faults) == (422, {"": code})
    assert api.get("/api/hello").body == b"World"


@pytest.mark.parametrize("word", [b"\xff", b"a\0b", b"\xc0\xaf",
                                  b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
                                  b"ab\xe2\x82"])
def test_not_utf_8_or_with_nul(organiser, api, word):
    reply = say(organiser, word)
    assert (reply.status, reply.symbol) == (400, "malformed")
    assert api.get("/api/hello").body == b"World"


@pytest.mark.parametrize("kind, body, status", [
    ("application/x-www-form-urlencoded", b"word=Universe", 400),
    ("application/x-www-form-urlencoded; charset=utf-8", b"Universe", 400),
    ("multipart/form-data; boundary=x",
     b'--x\r\nContent-Disposition: form-data; name="word"\r\n\r\nU\r\n--x--',
     400),
    ("application/json", b'"Universe"', 415),
    ("application/octet-stream", b"Universe", 415),
    ("text/plain; charset=iso-8859-1", b"Universe", 415),
    ("text/html", b"Universe", 415), (None, b"Universe", 415)])
def test_not_a_text(organiser, api, kind, body, status):
    reply = organiser.api.post("/api/hello", body,
                               headers={"Content-Type": kind})
    assert reply.status == status, reply
    assert "text/plain" in reply.json()["detail"]
    assert api.get("/api/hello").body == b"World"


@pytest.mark.parametrize("kind", ["text/plain", "Text/Plain;charset=UTF-8",
                                  'text/plain ; charset="utf-8"'])
def test_how_a_text_is_called(organiser, kind):
    assert say(organiser, "x", **{"Content-Type": kind}).status == 200


def test_only_organisers_set_it(member, api, token_api):
    for client, status in ((member.api, 403), (token_api, 403), (api, 401)):
        reply = client.post("/api/hello", b"mine", headers=TEXT)
        assert reply.status == status, reply
    assert api.get("/api/hello").body == b"World"


def test_an_organisers_token_sets_it(organiser, api):
    reply = organiser.token_api().post("/api/hello", b"by token", headers=TEXT)
    assert (reply.status, api.get("/api/hello").body) == (200, b"by token")


def test_the_history_has_twenty(organiser, member, api):
    for n in range(21):
        say(organiser, f"word {n}")
    history = member.api.get("/api/hello/history").json()
    assert [h["word"] for h in history] == \
        [f"word {n}" for n in range(20, 0, -1)]
    assert {h["set_by"] for h in history} == {organiser.handle}
    assert all(re.fullmatch(r"[-\dT:.]+Z", h["set_at"]) for h in history)
    times = [datetime.datetime.fromisoformat(h["set_at"]) for h in history]
    assert times == sorted(times, reverse=True) and len(set(times)) == 20
    assert api.get("/api/hello/history").status == 401


def test_back_to_an_earlier_one(organiser, member, api):
    say(organiser, "mistake")
    earlier = member.api.get("/api/hello/history").json()[1]
    assert (earlier["word"], earlier["set_by"]) == ("World", None)
    say(organiser, earlier["word"])
    assert api.get("/api/hello").body == b"World"
    assert api.get("/api/hello/now").json()["updated_by"] == organiser.handle
    assert [h["word"] for h in member.api.get("/api/hello/history").json()] \
        == ["World", "mistake", "World"]


def test_it_survives_a_restart(foyer, organiser, api):
    say(organiser, "Everlasting")
    foyer.pool.stop()
    foyer.pool.start()
    assert api.clone().get("/api/hello").body == b"Everlasting"
    assert api.clone().get("/api/hello/now").json()["updated_by"] == \
        organiser.handle


def test_an_organiser_who_leaves(make_organiser, database, api):
    leaver = make_organiser()
    say(leaver, "Farewell")
    database.sql("delete from account where handle = %s", leaver.handle)
    now = api.get("/api/hello/now").json()
    assert (now["word"], now["updated_by"]) == ("Farewell", None)


def test_a_retry_sets_it_once(organiser, database):
    for _ in range(2):
        reply = say(organiser, "Once", **{"Idempotency-Key": "hello"})
        assert (reply.status, reply.body) == (200, b"Once")
        assert reply.header("Content-Type") == "text/plain; charset=utf-8"
    assert reply.header("Idempotency-Replayed") == "true"
    assert database.one("select count(*) from greeting") == 2


def test_several_at_once(organiser, member, api):
    """One of them is the last, and everybody is told the same."""
    token = organiser.token()
    clients = [organiser.api.clone(token=token) for _ in range(8)]
    replies = together(lambda n: clients[n].post(
        "/api/hello", f"w{n}".encode(), headers=TEXT), range(8))
    assert {r.status for r in replies} == {200}
    history = member.api.get("/api/hello/history").json()
    assert {h["word"] for h in history} == \
        {"World", *(f"w{n}" for n in range(8))}
    assert api.get("/api/hello").body.decode() == history[0]["word"]


def test_a_tag_tells_whether_it_changed(organiser, api):
    tag = api.get("/api/hello/now").header("ETag")
    assert api.get("/api/hello/now",
                   headers={"If-None-Match": tag}).status == 304
    say(organiser, "Other")
    assert api.get("/api/hello/now",
                   headers={"If-None-Match": tag}).status == 200


def test_old_words_are_thrown_away(foyer, organiser, database, api):
    for n in range(30):
        database.sql("insert into greeting (word) values (%s)", f"w{n}")
    foyer.command("jobs", "--once")
    assert database.sql("select word from greeting order by id desc") == \
        [(f"w{n}",) for n in range(29, 9, -1)]
    assert api.get("/api/hello").body == b"w29"
