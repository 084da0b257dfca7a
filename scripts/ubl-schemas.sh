#!/usr/bin/env bash
# Puts the OASIS UBL 2.1 schemas into the folder named, once: `scripts/ubl-schemas.sh target/ubl-2.1`. They are fetched, not kept
# here, as their owner's. What cannot be had is an error, never a skipped test.
set -euo pipefail

to=${1:?name the folder}
[ ! -e "$to/maindoc/UBL-CreditNote-2.1.xsd" ] || exit 0
python=/usr/bin/python3
$python -m pip --version >/dev/null 2>&1 || { echo "The tests need the Debian package python3-pip." >&2; exit 1; }

mkdir -p "$(dirname "$to")"
work=$(mktemp -d "$to.XXXXXX")
trap 'rm -rf "$work"' EXIT
$python -m pip --disable-pip-version-check download --quiet --no-deps --only-binary :all: --require-hashes \
  --dest "$work" --requirement "$(dirname "$0")/ubl-schemas.txt"
$python -m zipfile -e "$work"/*.whl "$work/all"
rm -rf "$to"
mv "$work/all/peppol/schema" "$to"
