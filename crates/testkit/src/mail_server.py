"""A real mail server (aiosmtpd) for tests: python3 mail_server.py MODE CERT KEY [USER PASSWORD].

With TOKENS in the environment the password is a token, shown by XOAUTH2 alone; a wrong one is answered with a challenge that says why,
and refused once that was answered.

MODE is `none`, `starttls` or `tls`. Its port is the first line that it prints; each message that it keeps is one more, as JSON. How it
answers hangs on the receiver: `later-...` is put off, `never-...` refused, `late-...` kept and answered after ten seconds,
`cut-...` kept and never answered. Without LETTERS in the environment it takes no addresses in other letters.
"""

import asyncio
import base64
import json
import os
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

mode, certificate, key, *login = sys.argv[1:]


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("later-"):
            return f"451 4.7.1 <{address}> come back later"
        if address.startswith("never-"):
            return f"550 5.1.1 <{address}> nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in mail.items()],
            "text": mail.get_content(),
            "tls": session.ssl is not None or mode == "tls",
            "user": session.auth_data.login.decode() if session.auth_data else None,
        }), flush=True)
        if envelope.rcpt_tos[0].startswith("late-"):
            await asyncio.sleep(10)
        if envelope.rcpt_tos[0].startswith("cut-"):
            server.transport.close()
        return "250 OK"


class Tokens(SMTP):
    async def auth_XOAUTH2(self, _, args):
        shown = base64.b64decode(args[1]) if len(args) > 1 else await self.challenge_auth("")
        if shown == f"user={login[0]}\x01auth=Bearer {login[1]}\x01\x01".encode():
            return AuthResult(success=True, auth_data=LoginPassword(login[0].encode(), b""))
        answered = await self.challenge_auth('{"status":"400","schemes":"Bearer","scope":"mail"}')
        print(json.dumps({"refused": answered.decode()}), flush=True)
        await self.push("535 5.7.8 Authentication credentials invalid")
        return AuthResult(success=False, handled=True)


def check(server, session, envelope, mechanism, data):
    return AuthResult(success=[data.login.decode(), data.password.decode()] == login, handled=False, auth_data=data)


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def made():
        tokens = "TOKENS" in os.environ
        return (Tokens if tokens else SMTP)(
            Keeper(),
            hostname="localhost",
            enable_SMTPUTF8="LETTERS" in os.environ,
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=check if login else None,
            auth_required=bool(login),
            auth_require_tls=mode != "tls",
            auth_exclude_mechanism=["LOGIN", "PLAIN"] if tokens else ["LOGIN"],
        )

    server = await asyncio.get_running_loop().create_server(
        made, "127.0.0.1", 0, ssl=context if mode == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    # Whoever started it has ended: so does this.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
