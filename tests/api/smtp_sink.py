"""
A mail server that keeps what it gets, for one test session.  It offers
STARTTLS with the tests' certificate and can be told to be down, slow or
unwilling.
"""

import email
import email.policy
import ssl
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from stack import free_port


class SmtpSink:
    USER, PASSWORD = "foyer", "pass word+&"

    def __init__(self, authority, port=None):
        self.port = port or free_port()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(authority.certificate, authority.key)
        self.messages = []
        self.arrived = threading.Condition()
        self.refuse_with = None         # "451 Later": the answer to DATA
        self.before_answer = None       # called after a message is kept
        self.logins = []
        self.encrypted = []             # whether each came over TLS
        self.controller = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def url_with_login(self):
        from urllib.parse import quote
        return (f"smtp://{self.USER}:{quote(self.PASSWORD)}"
                f"@127.0.0.1:{self.port}")

    # aiosmtpd's hooks
    async def handle_DATA(self, server, session, envelope):
        if self.refuse_with:
            return self.refuse_with
        message = email.message_from_bytes(envelope.content,
                                           policy=email.policy.default)
        message.recipients = list(envelope.rcpt_tos)
        message.sender = envelope.mail_from
        with self.arrived:
            self.messages.append(message)
            self.encrypted.append(session.ssl is not None)
            self.arrived.notify_all()
        if self.before_answer:
            self.before_answer()
        return "250 Kept"

    def _login(self, server, session, envelope, mechanism, auth_data):
        good = (auth_data.login.decode() == self.USER and
                auth_data.password.decode() == self.PASSWORD)
        self.logins.append(good)
        # handled: whether we have answered the client ourselves
        return AuthResult(success=good, handled=False)

    def start(self):
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port,
            tls_context=self.context, authenticator=self._login,
            auth_require_tls=True, ready_timeout=60)
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    down, up = stop, start

    def clear(self):
        with self.arrived:
            self.messages.clear()
            self.encrypted.clear()
        self.refuse_with = self.before_answer = None

    def to(self, recipient):
        return [m for m in self.messages if recipient in m.recipients]

    def wait(self, recipient, n=1, seconds=30):
        """The n-th message to a recipient, as soon as it is there."""
        with self.arrived:
            if not self.arrived.wait_for(
                    lambda: len(self.to(recipient)) >= n, seconds):
                raise TimeoutError(f"no mail {n} to {recipient} within "
                                   f"{seconds} s")
            return self.to(recipient)[n - 1]


def link(message, page):
    """The token of the link to `page` (confirm, reset) in a message."""
    import re
    text = message.get_body(("plain",)).get_content()
    found = re.search(rf"https://\S+/{page}#(\S+)", text)
    assert found, f"no link to {page} in:\n{text}"
    return found.group(1)
