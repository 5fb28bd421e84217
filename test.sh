#!/usr/bin/env bash
# Sets up what the tests need and runs them all: vet, lint, unit, race, both
# databases and the browser. Prints how many ran. Options go to `go test` of the
# unit run, e.g. ./test.sh -run Embargo
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }
need() { # need COMMAND-OR-PATTERN PACKAGE…
  local what=$1; shift
  if command -v "$what" >/dev/null 2>&1 || ls $what >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing $*"
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
  else
    echo "The tests need $*. Install it, on Debian with: sudo apt-get install $*" >&2
    exit 1
  fi
}

command -v go >/dev/null 2>&1 || { echo "The tests need Go 1.26 or later: https://go.dev/dl/" >&2; exit 1; }
need gcc gcc libc6-dev                         # the race detector's linker
need '/usr/lib/postgresql/*/bin/initdb' postgresql
if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then need chromium chromium fonts-noto-core; fi

start=$(date +%s)
results=$(mktemp)
pg=""
finish() { rm -f "$results"; if [ -n "$pg" ]; then test/postgres.sh stop "$pg"; fi; }
trap finish EXIT

say "format"
unformatted=$(gofmt -l . )
if [ -n "$unformatted" ]; then printf 'not gofmt-ed:\n%s\n' "$unformatted"; exit 1; fi

say "vet"
go vet ./...

say "lint"
go tool staticcheck ./...

say "start PostgreSQL"
eval "$(test/postgres.sh start)"
pg=$BROADSHEET_PG_DIR

# BROADSHEET_TEST_ALL makes a missing database or browser a failure, not a skip.
say "tests, race detector on: unit, SQLite and PostgreSQL, crash, browser"
export BROADSHEET_TEST_ALL=1
status=0
go test -race -timeout 15m -json "$@" ./... >"$results" || status=$?
grep -E '"Action":"output"' "$results" | sed -n -E 's/.*"Output":"((--- FAIL|    --- FAIL|FAIL|panic:|ok  |\?   ).*)\\n"\}$/\1/p' | sed 's/\\t/  /g' || true
if [ "$status" != 0 ]; then
  say "output of what failed"
  go run ./test/report <"$results" || true
fi
passed=$(grep -c '"Action":"pass","Package":"[^"]*","Test"' "$results" || true)
failed=$(grep -c '"Action":"fail","Package":"[^"]*","Test"' "$results" || true)
skipped=$(grep -c '"Action":"skip","Package":"[^"]*","Test"' "$results" || true)
if [ "$skipped" != 0 ]; then
  say "skipped"
  sed -n -E 's/.*"Action":"skip","Package":"([^"]*)","Test":"([^"]*)".*/\1 \2/p' "$results"
fi
say "$((passed + failed)) tests ran: $passed passed, $failed failed, $skipped skipped, in $(($(date +%s) - start)) s"
exit "$status"
