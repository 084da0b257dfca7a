#!/usr/bin/env bash
# Sees to the programs outside the workspace that the tests start themselves. Root on a Debian machine: missing packages are
# installed. Anybody else: the packages are named and the answer is an error, never a skipped test.
set -euo pipefail

missing=()
have_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_postgres || missing+=(postgresql)
command -v chromium >/dev/null || missing+=(chromium)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v openssl >/dev/null || missing+=(openssl)
command -v oathtool >/dev/null || missing+=(oathtool)
[ -x /usr/sbin/clamd ] || [ -x /usr/bin/clamd ] || missing+=(clamav-daemon)
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || missing+=(python3-aiosmtpd)
command -v cvc5 >/dev/null || missing+=(cvc5)

[ "${#missing[@]}" -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "== installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "The tests need these Debian packages: ${missing[*]}. Install them (apt-get install ${missing[*]}) and run again." >&2
  exit 1
fi
