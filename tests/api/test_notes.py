"""Notes: writing, finding, sorting, and that they are nobody else's."""

import concurrent.futures
import datetime
import json

import pytest

from stack import wait_for
from together import together

FIELDS = {"id", "pad_id", "name", "text", "pinned", "tags", "created_at",
          "updated_at"}
SUMMARY = FIELDS - {"text"} | {"excerpt", "highlight"}
ORDERS = ("name", "-name", "updated_at", "-updated_at")


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from note")
    database.sql("delete from pad")


def at(note):
    return f"/api/notes/{note['id']}"


def make_note(who, **fields):
    reply = who.api.post("/api/notes", {"name": "a note", **fields})
    assert reply.status == 201, reply
    return reply.json()


def make_pad(who, name="a pad"):
    reply = who.api.post("/api/pads", {"name": name})
    assert reply.status == 201, reply
    return reply.json()


def get(who, note):
    reply = who.api.get(at(note))
    assert reply.status == 200, reply
    return reply.json()


def listed(who, query=""):
    return [n for page in who.api.pages(f"/api/notes?{query}") for n in page]


def names(who, query=""):
    return [n["name"] for n in listed(who, query)]


def when(note):
    return datetime.datetime.fromisoformat(note["updated_at"])


# ---------------------------------------------------------------- one note

def test_a_new_note_without_a_pad(member):
    reply = member.api.post("/api/notes", {"name": " first ", "text": " a\n"})
    assert reply.status == 201
    note = reply.json()
    assert set(note) == FIELDS
    assert (note["name"], note["text"], note["pad_id"], note["pinned"],
            note["tags"]) == ("first", " a\n", None, False, [])
    assert reply.header("Location") == at(note)
    assert reply.header("ETag") == f'"{note["updated_at"]}"'
    assert get(member, note) == note


def test_a_new_note_in_a_pad(member):
    pad = make_pad(member)
    note = make_note(member, pad_id=pad["id"])
    assert (note["pad_id"], note["text"]) == (pad["id"], "")
    assert make_note(member, pad_id=None)["pad_id"] is None
    assert names(member, f"pad={pad['id']}") == ["a note"]


@pytest.mark.parametrize("body, faults", [
    ({}, {"/name": "required"}), ({"text": "x"}, {"/name": "required"}),
    ({"name": ""}, {"/name": "required"}),
    ({"name": " \n "}, {"/name": "required"}),
    ({"name": None, "text": None, "tags": None, "pinned": None},
     {"/name": "null", "/text": "null", "/tags": "null", "/pinned": "null"}),
    ({"name": "x" * 101, "text": "y" * 100001},
     {"/name": "too_long", "/text": "too_long"}),
    ({"name": 1, "text": [], "pinned": "yes", "pad_id": "1", "tags": "a"},
     {"/name": "type", "/text": "type", "/pinned": "type", "/pad_id": "type",
      "/tags": "type"}),
    ({"name": "x", "pad_id": 0}, {"/pad_id": "too_small"}),
    ({"name": "x", "excerpt": "x"}, {"/excerpt": "unknown"}),
    ({"name": "x", "owner": 1}, {"/owner": "unknown"}),
    ({"name": "x", "tags": ["ok", "", 1, "y" * 51, None, ["z"]]},
     {"/tags/1": "required", "/tags/2": "type", "/tags/3": "too_long",
      "/tags/4": "type", "/tags/5": "type"}),
    ({"name": "x", "tags": [str(n) for n in range(21)]},
     {"/tags": "too_long"})])
def test_missing_or_wrong_fields(member, body, faults):
    reply = member.api.post("/api/notes", body)
    assert (reply.status, reply.faults) == (422, faults)
    assert listed(member) == []
    if body.get("name") == "x" or "name" not in body or "/name" in faults:
        note = make_note(member, text="as it was")
        reply = member.api.patch(at(note), {"name": "", **body})
        assert reply.status == 422
        assert get(member, note) == note


def test_a_foreign_pad_is_refused(member, other):
    theirs, mine = make_pad(other), make_pad(member)
    note = make_note(member, pad_id=mine["id"])
    for pad in (theirs["id"], 999999999, 2 ** 63 - 1):
        reply = member.api.post("/api/notes", {"name": "x", "pad_id": pad})
        assert (reply.status, reply.faults) == \
            (422, {"/pad_id": "unknown_pad"}), reply
        reply = member.api.patch(at(note), {"pad_id": pad})
        assert (reply.status, reply.faults) == \
            (422, {"/pad_id": "unknown_pad"}), reply
    assert names(member) == ["a note"]
    assert get(member, note) == note
    assert other.api.get(f"/api/pads/{theirs['id']}").json() == theirs


def test_nobody_elses(member, other, organiser):
    note = make_note(member, text="canary", tags=["secret"])
    for who in (other, organiser):
        for method, body, target in (
                ("GET", None, at(note)), ("PATCH", {"name": "x"}, at(note)),
                ("DELETE", None, at(note)),
                ("POST", None, at(note) + "/restore"),
                ("GET", None, at(note) + "/versions")):
            reply = who.api.request(method, target, body)
            assert (reply.status, reply.symbol) == (404, "not_found"), reply
        for query in ("", "q=canary", "tag=secret", "pad=none"):
            assert listed(who, query) == []
        assert who.api.get("/api/notes/all").json() == []
        assert who.api.get("/api/tags").json() == []
    assert get(member, note) == note


def test_who_is_not_signed_in(api, member):
    note = make_note(member)
    for method, target in (("GET", "/api/notes"), ("POST", "/api/notes"),
                           ("GET", at(note)), ("PATCH", at(note)),
                           ("DELETE", at(note)), ("GET", "/api/tags")):
        reply = api.request(method, target)
        assert (reply.status, reply.symbol) == (401, "unauthorized")


def test_editing(member):
    pad = make_pad(member)
    note = make_note(member, text="old")
    changed = member.api.patch(at(note), {"text": "new"}).json()
    assert {**changed, "updated_at": 0} == \
        {**note, "text": "new", "updated_at": 0}
    assert when(changed) > when(note)
    for body in ({"name": "other"}, {"pad_id": pad["id"]}, {"pinned": True},
                 {"tags": ["a"]}, {"text": ""}, {"pad_id": None},
                 {"pinned": False}, {"tags": []}, {}):
        after = member.api.patch(at(note), body).json()
        assert {**after, "updated_at": 0} == \
            {**changed, **body, "updated_at": 0}
        assert when(after) > when(changed)
        assert after["created_at"] == note["created_at"]
        changed = after
    assert get(member, note) == changed


def test_an_edit_by_tag(member):
    """Two browsers: the one that is late is told, and overwrites nothing."""
    note = make_note(member, text="both have read this")
    tag = member.api.get(at(note)).header("ETag")
    first = member.api.patch(at(note), {"text": "first"},
                             headers={"If-Match": tag})
    assert first.status == 200
    for reply in (member.api.patch(at(note), {"text": "second"},
                                   headers={"If-Match": tag}),
                  member.api.delete(at(note), headers={"If-Match": tag})):
        assert (reply.status, reply.symbol) == (412, "changed")
    assert get(member, note) == first.json()
    reply = member.api.patch(at(note), {"text": "second"}, headers={
        "If-Match": first.header("ETag")})
    assert reply.status == 200 and reply.json()["text"] == "second"


def test_of_several_edits_by_one_tag_one_is_done(member):
    note = make_note(member)
    tag = {"If-Match": f'"{note["updated_at"]}"'}
    token = member.token()
    clients = [member.api.clone(token=token) for _ in range(8)]
    replies = together(lambda n: clients[n].patch(
        at(note), {"text": f"by {n}"}, headers=tag), range(8))
    assert sorted(r.status for r in replies) == [200] + [412] * 7
    done = next(r for r in replies if r.status == 200)
    assert get(member, note) == done.json()


def test_edits_at_once_are_all_done_whole(member, database):
    note = make_note(member, text="start")
    token = member.token()
    clients = [member.api.clone(token=token) for _ in range(8)]
    fields = [{"text": f"text {n}"} if n % 2 else {"name": f"name {n}"}
              for n in range(8)]
    replies = together(lambda n: clients[n].patch(at(note), fields[n]),
                       range(8))
    assert {r.status for r in replies} == {200}
    assert len({r.json()["updated_at"] for r in replies}) == 8
    now = get(member, note)
    assert now["text"].startswith("text") and now["name"].startswith("name")
    assert database.one("select count(*) from note_version") == 1
    assert database.one("select text from note_version") == "start"


def test_a_retry_makes_one(member):
    key = {"Idempotency-Key": "note-1"}
    replies = [member.api.post("/api/notes", {"name": "once", "text": "t"},
                               headers=key) for _ in range(3)]
    assert {r.status for r in replies} == {201}
    assert len({r.body for r in replies}) == 1
    assert replies[2].header("Idempotency-Replayed") == "true"
    assert names(member) == ["once"]
    reply = member.api.post("/api/notes", {"name": "twice"}, headers=key)
    assert (reply.status, reply.symbol) == (422, "key_reused")


def test_the_longest_text(member):
    for text in ("x" * 100_000, "é\n" * 50_000, "字" * 100_000,
                 "😀" * 100_000, "\u0001" * 100_000, '"\\' * 50_000,
                 "".join(chr(0x4e00 + n % 20000) + " " for n in
                         range(50_000)),
                 " ".join(f"w{n}" for n in range(17_000))[:100_000]):
        body = json.dumps({"name": "long", "text": text},
                          ensure_ascii=False).encode()
        reply = member.api.post("/api/notes", body, headers={
            "Content-Type": "application/json"})
        assert reply.status == 201, reply
        note = reply.json()
        assert get(member, note)["text"] == text
        reply = member.api.patch(at(note), {"name": "longer"})
        assert reply.status == 200 and reply.json()["text"] == text
        reply = member.api.patch(at(note), {"text": "y" * 100_001})
        assert reply.faults == {"/text": "too_long"}
    assert len(listed(member, "q=long")) <= 8


def test_words_that_hardly_fit_an_index(member):
    """All different, of a wide script, and compounds that count twice."""
    wide = [chr(0x20000 + n) for n in range(20_000)]
    for text in ("-".join(wide), " ".join(a + b for a, b in
                                          zip(wide, reversed(wide))),
                 "/".join(wide), "@".join(wide) + ".org",
                 "x" * 3000 + " findable"):
        note = make_note(member, text=text[:100_000])
        assert member.api.patch(at(note), {"text": "z " + text[:90_000]}
                                ).status == 200
    assert names(member, "q=findable") == ["a note"]


# -------------------------------------------------------------------- tags

def test_tags_are_small_trimmed_once_and_in_order(member):
    note = make_note(member, tags=[" Work ", "work", "ÄRGER", "a b", "Zoë",
                                   "ζ", "İ"])
    assert note["tags"] == ["a b", "i\u0307", "work", "zoë", "ärger", "ζ"]
    assert get(member, note)["tags"] == note["tags"]
    assert listed(member)[0]["tags"] == note["tags"]


def test_odd_tags_are_found_again(member):
    odd = ["a'b", "a\\b", "\\", "'", "''", "a & b", "!x", "x:*", "(", "1",
           "😀", "a\"b", "{}", ",", "<->", "x"]
    note = make_note(member, tags=odd)
    make_note(member, name="untagged")
    for tag in odd:
        reply = member.api.request("GET", "/api/notes?tag=" + "".join(
            f"%{b:02X}" for b in tag.encode()))
        assert [n["id"] for n in reply.json()] == [note["id"]], tag
    assert listed(member, "tag=b") == []
    assert listed(member, "tag=%25") == []


def test_the_list_of_tags(member, other):
    make_note(member, tags=["b", "a"])
    make_note(member, tags=["b"])
    make_note(other, tags=["c"])
    gone = make_note(member, tags=["gone", "b"])
    member.api.delete(at(gone))
    assert member.api.get("/api/tags").json() == [
        {"tag": "a", "notes_count": 1}, {"tag": "b", "notes_count": 2}]
    pages = list(member.api.pages("/api/tags?limit=1"))
    assert [t["tag"] for page in pages for t in page] == ["a", "b"]


# ------------------------------------------------------------------- lists

def test_what_a_list_tells(member):
    pad = make_pad(member)
    note = make_note(member, pad_id=pad["id"], tags=["t"], pinned=True,
                     text="# Title\n\n* one [link](https://x.example)\n"
                          "* **two**\n\n> `three`\n\n---\n1. four")
    (item,) = listed(member)
    assert set(item) == SUMMARY
    assert {k: item[k] for k in FIELDS - {"text"}} == \
        {k: note[k] for k in FIELDS - {"text"}}
    assert item["excerpt"] == "Title one link two three four"
    assert item["highlight"] is None
    make_note(member, name="long", text="word " * 1000)
    assert len(listed(member, "q=long")[0]["excerpt"]) <= 200


def titles(notes):
    return [n["name"] for n in notes]


def test_the_orders(member):
    for name in ("beta", "Alpha", "gamma", "älter", "Zeta", "alpha"):
        make_note(member, name=name)
    by_name = ["Alpha", "alpha", "älter", "beta", "gamma", "Zeta"]
    written = ["beta", "Alpha", "gamma", "älter", "Zeta", "alpha"]
    assert names(member, "order=name") == by_name
    assert names(member, "order=-name") == by_name[::-1]
    assert names(member, "order=updated_at") == written
    assert names(member, "order=-updated_at") == written[::-1]
    assert names(member) == written[::-1]
    first = listed(member, "order=updated_at")[0]
    member.api.patch(at(first), {"text": "edited"})
    assert names(member)[0] == "beta"


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", ["", "&pad={pad}", "&pad=none", "&q=same",
                                   "&tag=t", "&q=same&tag=t&pad={pad}"])
def test_pages_are_the_list_and_pinned_ones_come_first(member, order, query):
    pad = make_pad(member)
    query = query.format(pad=pad["id"])
    for n in range(12):
        for inside in (None, pad["id"]):
            make_note(member, name=f"Same {n % 5} {chr(97 + n % 3)}",
                      text="the same", tags=["t"], pinned=n % 4 == 0,
                      pad_id=inside)
    whole = listed(member, f"limit=100&order={order}{query}")
    assert len(whole) == (24 if "pad" not in query else 12)
    pinned = [n["pinned"] for n in whole]
    assert pinned == sorted(pinned, reverse=True) and any(pinned)
    key = ((lambda n: n["name"].lower()) if "name" in order else when)
    for part in (True, False):
        keys = [key(n) for n in whole if n["pinned"] == part]
        assert keys == sorted(keys, reverse=order.startswith("-"))
    for limit in (1, 5):
        assert listed(member, f"limit={limit}&order={order}{query}") == whole


def test_a_page_does_not_move_when_others_come(member):
    for n in range(6):
        make_note(member, name=f"n{n}")
    pages = member.api.pages("/api/notes?order=name&limit=2")
    seen = titles(next(pages))
    make_note(member, name="n0a")
    member.api.delete(at(listed(member, "q=n1")[0]))
    seen += titles(n for page in pages for n in page)
    assert seen == ["n0", "n1", "n2", "n3", "n4", "n5"]


def test_names_that_are_hard_on_a_cursor(member):
    odd = ["a b  c", "t 1 x", "\U0010ffff" * 100, "\ufdfa" * 100, "'", "\\",
           "😀" * 100, "ﬁ", "0", "%", "\u202eabc"]
    for name in odd:
        make_note(member, name=name)
    for order in ORDERS:
        for more in ("", "&pad=none"):
            assert sorted(names(member, f"order={order}&limit=1{more}")) == \
                sorted(odd)


def test_the_filter_by_pad(member):
    one, two = make_pad(member, "one"), make_pad(member, "two")
    make_note(member, name="in one", pad_id=one["id"])
    make_note(member, name="in two", pad_id=two["id"])
    make_note(member, name="in none")
    assert names(member, f"pad={one['id']}") == ["in one"]
    assert names(member, "pad=none") == ["in none"]
    assert names(member, f"pad={two['id']}&q=in") == ["in two"]
    assert names(member, "pad=none&q=in") == ["in none"]
    assert names(member, "pad=999999") == []


@pytest.mark.parametrize("query, faults", [
    ("pad=", {"?pad": "format"}), ("pad=None", {"?pad": "format"}),
    ("pad=-1", {"?pad": "format"}), ("pad=1.0", {"?pad": "format"}),
    ("pad=9999999999999999999", {"?pad": "format"}),
    ("order=size", {"?order": "one_of"}), ("order=", {"?order": "one_of"}),
    ("tag=", {"?tag": "required"}), ("tag=" + "x" * 51, {"?tag": "too_long"}),
    ("q=" + "x" * 256, {"?q": "too_long"}), ("limit=0", {"?limit": "too_small"}),
    ("page=1", {"?page": "unknown"}),
    ("pad=x&order=x&limit=101", {"?pad": "format", "?order": "one_of",
                                 "?limit": "too_large"})])
def test_filters_that_are_none(member, query, faults):
    reply = member.api.get(f"/api/notes?{query}")
    assert (reply.status, reply.faults) == (422, faults)


@pytest.mark.parametrize("cursor", ["x", "", "!!", "MQ", "eHh4", "dCB4IHk",
                                    "dCAxIHg", "ICAg"])
@pytest.mark.parametrize("query", ["order=name", "order=-name",
                                   "order=updated_at", "order=-updated_at",
                                   "pad=none", "q=x&order=name"])
def test_a_cursor_that_is_none(member, query, cursor):
    make_note(member, name="x")
    reply = member.api.get(f"/api/notes?{query}&cursor={cursor}")
    assert reply.status in (200, 422), reply
    if reply.status == 422:
        assert list(reply.faults) == ["?cursor"]


# ------------------------------------------------------------------ search

def marked(text):
    """The words between the marks."""
    return [part.partition("\ue001")[0] for part in text.split("\ue000")[1:]]


def test_words_are_found_in_name_and_text(member):
    make_note(member, name="Shopping", text="Buy milk and two breads")
    make_note(member, name="Milk run", text="nothing")
    make_note(member, name="Meeting", text="We were discussing the budget")
    assert sorted(names(member, "q=milk")) == ["Milk run", "Shopping"]
    assert names(member, "q=bread") == ["Shopping"]       # English
    assert names(member, "q=discussed") == ["Meeting"]
    assert names(member, "q=DISCUSS") == ["Meeting"]
    assert names(member, "q=budg") == ["Meeting"]         # still being typed
    assert names(member, "q=udget") == []
    assert names(member, "q=milk%20bread") == ["Shopping"]
    assert sorted(names(member, "q=bread%20or%20budget")) == \
        ["Meeting", "Shopping"]
    assert names(member, "q=milk%20-bread") == ["Milk run"]
    assert names(member, "q=%22two%20breads%22") == ["Shopping"]
    assert names(member, "q=%22breads%20two%22") == []
    assert names(member, "q=nothing%20elsewhere") == []


def test_other_languages_are_found_as_they_stand(member):
    make_note(member, name="Einkauf", text="Zwiebeln und Äpfel kaufen")
    make_note(member, name="список", text="купить молоко")
    assert names(member, "q=%C3%A4pfel") == ["Einkauf"]
    assert names(member, "q=und") == ["Einkauf"]
    assert names(member, "q=%D0%BC%D0%BE%D0%BB%D0%BE%D0%BA%D0%BE") == \
        ["список"]
    make_note(member, name="stop words", text="to be or not to be")
    assert names(member, "q=%22to%20be%22") == ["stop words"]


def test_what_is_no_word_finds_nothing_or_all(member):
    make_note(member)
    for q in ("%3F%3F", "-", "!", "%22", "%22%22", "()", "%27", "%5C", "%26",
              "a:*%20%26", "%F0%9F%98%80"):
        assert member.api.get(f"/api/notes?q={q}").status == 200, q
    assert names(member, "q=%3F%3F") == []
    assert names(member, "q=") == names(member, "q=%20") == ["a note"]


def test_what_is_edited_is_found_anew(member):
    note = make_note(member, text="apples", tags=["fruit"])
    assert names(member, "q=apple") == ["a note"]
    member.api.patch(at(note), {"text": "pears"})
    assert names(member, "q=apple") == []
    assert names(member, "q=pear") == ["a note"]
    member.api.patch(at(note), {"name": "cherries"})
    assert names(member, "q=cherry") == ["cherries"]
    member.api.patch(at(note), {"tags": ["red"]})
    assert names(member, "tag=fruit") == []
    assert names(member, "tag=RED") == ["cherries"]
    assert names(member, "tag=red&q=pear") == ["cherries"]
    assert names(member, "tag=red&q=apple") == []
    member.api.delete(at(note))
    assert names(member, "q=pear") == names(member, "tag=red") == []
    member.api.post(at(note) + "/restore")
    assert names(member, "q=pear") == ["cherries"]


def test_a_mark_is_where_the_words_are(member):
    make_note(member, text="start " * 2000 + "Here the budgets were discussed "
              + "end " * 2000)
    (item,) = listed(member, "q=budget")
    assert marked(item["highlight"]) == ["budgets"]
    assert len(item["highlight"]) <= 1000
    (item,) = listed(member, "q=budget%20discussing")
    assert marked(item["highlight"]) == ["budgets", "discussed"]
    (item,) = listed(member, "q=bud")
    assert marked(item["highlight"]) == ["budgets"]


def test_a_mark_comes_from_nowhere_else(member):
    """Not from the text, and HTML in it stays what it is: text."""
    make_note(member, text="\ue000fake\ue001 <script>alert(1)</script> "
              "<b onclick='x'>real</b>")
    (item,) = listed(member, "q=real")
    assert marked(item["highlight"]) == ["real"]
    (item,) = listed(member, "q=fake")
    assert marked(item["highlight"]) == ["fake"]


def test_a_name_alone_is_found_without_a_mark(member):
    make_note(member, name="budget", text="the text")
    (item,) = listed(member, "q=budget")
    assert marked(item["highlight"]) == []
    make_note(member, name="budget two")
    assert {n["highlight"] for n in listed(member, "q=budget")} >= {""}


def test_nobody_elses_words(member, other):
    """Not even by what an index knows of whose a note is."""
    make_note(member, name="mine", text="secret")
    make_note(other, name="theirs", text="secret")
    assert names(member, "q=secret") == ["mine"]
    for q in ("-nothing", "1", "secret%20or%20theirs"):
        reply = member.api.get(f"/api/notes?q={q}")
        assert reply.status == 200
        assert "theirs" not in titles(reply.json()), q


# ----------------------------------------------------------- out, and back

def test_a_deleted_note_is_gone_and_comes_back(member):
    pad = make_pad(member)
    note = make_note(member, pad_id=pad["id"], text="words", tags=["t"])
    assert member.api.delete(at(note)).status == 204
    for method, body, target in (
            ("GET", None, at(note)), ("PATCH", {"name": "x"}, at(note)),
            ("DELETE", None, at(note)),
            ("GET", None, at(note) + "/versions"),
            ("GET", None, at(note) + "/shares")):
        assert member.api.request(method, target, body).status == 404
    for query in ("", f"pad={pad['id']}", "q=words", "tag=t"):
        assert listed(member, query) == []
    for _ in range(2):
        reply = member.api.post(at(note) + "/restore")
        assert reply.status == 200
        assert {**reply.json(), "updated_at": 0} == {**note, "updated_at": 0}
    assert names(member, "q=words") == ["a note"]


def test_removed_notes_are_kept_thirty_days(member, foyer, database):
    young, old = make_note(member, name="young"), make_note(member, name="old")
    member.api.patch(at(old), {"text": "x"})
    member.api.post(at(old) + "/shares", {})
    for note in (young, old):
        member.api.delete(at(note))
    database.sql("update note set deleted_at = now() - interval '29 days 23 "
                 "hours' where id = %s", young["id"])
    database.sql("update note set deleted_at = now() - interval '30 days 1 "
                 "minute' where id = %s", old["id"])
    foyer.command("jobs", "--once")
    assert database.sql("select name from note") == [("young",)]
    for table in ("note_words", "note_version", "note_share"):
        assert database.one(f"select count(*) from {table} where note = %s",
                            old["id"]) == 0
    assert member.api.post(at(old) + "/restore").status == 404
    assert member.api.post(at(young) + "/restore").status == 200


# ------------------------------------------------------------------ export

def test_all_notes_with_their_texts(member):
    pad = make_pad(member)
    notes = [make_note(member, name=f"n{n}", text="t" * n, pad_id=pad["id"]
                       if n % 2 else None) for n in range(7)]
    member.api.delete(at(notes[3]))
    kept = notes[:3] + notes[4:]
    assert member.api.get("/api/notes/all").json() == kept
    assert [n for page in member.api.pages("/api/notes/all?limit=2")
            for n in page] == kept


def test_a_page_of_long_texts_is_short(member):
    notes = [make_note(member, name=f"n{n}", text="字" * 100_000)
             for n in range(15)]
    pages = list(member.api.pages("/api/notes/all"))
    assert len(pages) == 3 and max(len(page) for page in pages) <= 6
    assert [n["id"] for page in pages for n in page] == \
        [n["id"] for n in notes]
    for limit in (1, 5, 6, 7, 100):
        assert sum(len(page) for page in member.api.pages(
            f"/api/notes/all?limit={limit}")) == 15


def test_a_search_that_goes_on_while_a_note_is_saved(member, database):
    """A reader waits for no writer."""
    note = make_note(member, text="words")
    with database.connect() as writer, writer.transaction():
        writer.execute("update note set text = 'others' where id = %s",
                       [note["id"]])
        assert names(member, "q=words") == ["a note"]
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            edit = pool.submit(member.api.clone(
                cookies=dict(member.api.cookies)).patch, at(note),
                {"name": "later"})
            wait_for("the edit's lock", lambda: database.one(
                "select count(*) from pg_locks where not granted"))
            writer.execute("commit")
            assert edit.result(10).json()["text"] == "others"
