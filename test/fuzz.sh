#!/usr/bin/env bash
# Fuzzes everything that parses, one target after the other, each for a while,
# and says what was found. A finding is kept below the package's testdata/fuzz:
# commit it with its mend.
#
#   test/fuzz.sh [TIME] [PATTERN]     10s each by default; PATTERN as in `go list`
set -uo pipefail
cd "$(dirname "$0")/.."
time=${1:-10s}
pattern=${2:-./...}
status=0
count=0
for package in $(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' "$pattern"); do
  for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz'); do
    count=$((count + 1))
    if out=$(go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package" 2>&1); then
      printf '%s %s: %s\n' "$package" "$target" "$(grep -o 'execs: [0-9]*' <<<"$out" | tail -1)"
    else
      status=1
      printf '%s %s: FOUND\n%s\n' "$package" "$target" "$(tail -40 <<<"$out")"
    fi
  done
done
echo "$count targets, $time each"
exit $status
