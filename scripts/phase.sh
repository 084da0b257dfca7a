#!/usr/bin/env bash
# Runs one phase of a longer job and notes how long it took; --report prints the minutes of all of them, --start forgets them.
#   phase.sh NAME COMMAND...     phase.sh --report     phase.sh --start
set -euo pipefail
notes="$(dirname "$0")/../target/phases.tsv"
mkdir -p "$(dirname "$notes")"

case "$1" in
  --start) rm -f "$notes"; exit 0 ;;
  --report)
    awk -F '\t' '{ printf "  %-12s %5.1f min\n", $1, $2 / 60; all += $2 } END { printf "  %-12s %5.1f min\n", "in all", all / 60 }' "$notes"
    exit 0 ;;
esac

name="$1"; shift
echo "== $name"
began=$SECONDS
outcome=0
"$@" || outcome=$?
printf '%s\t%s\n' "$name" "$((SECONDS - began))" >>"$notes"
exit "$outcome"
