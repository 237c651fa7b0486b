"""The mail that is owed, read where it is written: the table `mail`.

For tests of what is written and to whom; that it is sent is test_jobs'.  Such
a module starts no jobs (POOL = {"jobs": False}), so that the rows stay."""

import re


class Mailbox:
    def __init__(self, sql):
        self.sql = sql

    def to(self, recipient):
        """[(subject, body)] of all mail to an address, oldest first."""
        return self.sql("select subject, body from mail where recipient = %s "
                        "order by id", recipient)

    def token(self, recipient, page):
        """The token of the link to `page` in the newest mail."""
        (_, body) = self.to(recipient)[-1]
        found = re.search(rf"^  https://\S+/{page}#(\S{{43}})$", body,
                          re.MULTILINE)
        assert found, f"no link to {page} in:\n{body}"
        return found.group(1)
