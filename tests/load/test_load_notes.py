"""
What docs/performance.md says of the notes' statements, without a clock: lists
are read from their index and no further than their page, a search looks at
nobody else's words, and a page's texts only.
"""

import fixtures
import notes
import plans
import pytest
import stack

MINE, OTHERS = 3000, 1000


@pytest.fixture(scope="module")
def connection():
    with fixtures.postgres() as server:
        database = stack.Database(server, "notes")
        stack.command(stack.settings(DATABASE_URL=database.url), "migrate")
        with database.connect() as made:
            notes.fill(made, MINE, OTHERS)
            plans.prepare_connection(made)
            made.execute("set random_page_cost = 1.1")
            yield made
        database.close()


@pytest.fixture(scope="module")
def made(connection):
    return notes.all_plans(connection)


def test_lists_are_read_in_order_and_no_further_than_their_page(made):
    lists = [p for p in made if p.name.startswith("notes_by_")]
    assert len(lists) == 6
    for plan in lists:
        assert plan.rows == plan.read == 51, vars(plan)
        assert len(plan.indexes) == 1 and not plan.sorts, vars(plan)


def test_every_statement_is_read_by_an_index(made):
    for plan in made:
        if plan.name not in ("notes_create", "greeting_get"):
            assert plan.indexes and not plan.whole, vars(plan)


def test_a_search_reads_what_fits_and_then_its_page(made, connection):
    found = {p.title.split(" of ")[0] + p.title[-9:]: p for p in made
             if p.name == "notes_find"}
    assert len(found) == 8
    for plan in made:
        if plan.name == "notes_find" and plan.title.startswith("a word"):
            fit = 0 if "nobody" in plan.title else int(plan.title.split()[-1])
            # The entries, their notes, and those of the page.
            assert plan.read <= 2 * fit + 51, vars(plan)
            assert plan.rows == min(fit, 51), vars(plan)


def test_the_cases_are_all_the_statements_that_are_asked(made):
    """But for those that a case of another covers."""
    known = set()
    for room in notes.ROOM:
        known |= set(plans.statements(room))
    left = {n for n in known - {p.name for p in made}
            if not n.startswith(("expire_", "unseed_", "export_",
                                "welcome_"))}
    assert left <= {
        "pads_create", "pads_update", "pads_delete", "pads_lock_notes",
        "pads_restore", "pads_restore_notes", "notes_restore",
        "note_versions_find", "note_versions_get", "note_versions_restore",
        "note_shares_find", "note_shares_lock", "note_shares_create",
        "note_shares_delete", "shared_notes_read", "greeting_now",
        "greeting_history", "greeting_set"}, left
