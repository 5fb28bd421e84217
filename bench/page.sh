#!/usr/bin/env bash
# Runs Lighthouse (mobile) and axe (390 and 1280 px, light and dark) over the
# demo's front and story pages, and weighs the story page. Needs Node and
# Chromium; installs its npm tools here the first time.
set -euo pipefail
cd "$(dirname "$0")"
[ -d node_modules ] || PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-audit --no-fund --silent
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
(cd .. && go build -o "$work/broadsheet" .)
"$work/broadsheet" demo -listen 127.0.0.1:18082 -data "$work/data" >"$work/log" 2>&1 &
for _ in $(seq 300); do curl -fs -o /dev/null http://127.0.0.1:18082/@courier/ 2>/dev/null && break; sleep 0.2; done
CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v google-chrome)} node page.mjs 18082 "$@"
