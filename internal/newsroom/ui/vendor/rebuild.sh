#!/bin/sh
# Makes prosemirror.js anew from the newest ProseMirror on npm: ./rebuild.sh
# It needs node and npm, works in a folder of its own, and runs no package's script.
# The packages and their versions are written at the head of what it makes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/prosemirror.mjs" .
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund esbuild \
  prosemirror-model prosemirror-state prosemirror-view prosemirror-transform prosemirror-history prosemirror-keymap \
  prosemirror-commands prosemirror-inputrules prosemirror-schema-list prosemirror-gapcursor >/dev/null
parts="$(echo node_modules/prosemirror-*) node_modules/orderedmap node_modules/rope-sequence node_modules/w3c-keyname"
for p in $parts; do
  if ! grep -q "Marijn Haverbeke" "$p/LICENSE" || ! grep -q "Permission is hereby granted" "$p/LICENSE"; then
    echo "$p has another licence; add it to the head" >&2
    exit 1
  fi
done
{
  echo "/*! ProseMirror, as one module made by rebuild.sh of"
  for p in $parts; do
    node -p "'    ' + require('./$p/package.json').name + ' ' + require('./$p/package.json').version"
  done
  echo
  sed -e 's/^/    /; s/ *$//' node_modules/prosemirror-model/LICENSE
  echo "*/"
  node_modules/.bin/esbuild prosemirror.mjs --bundle --format=esm --target=es2022 --charset=utf8 --legal-comments=none
} >prosemirror.js
mv prosemirror.js "$here/prosemirror.js"
