#!/usr/bin/env bash
# SRU by another program: yaz-client (Debian package yaz) in 1.1, 1.2 and 2.0 against the sample corpus, and, where a folder with
# the official schemas is named, its responses against them (xmllint, Debian package libxml2-utils).
#
# Usage: tests/exchange/sru.sh [PROGRAM] [SCHEMAS]
#
# SCHEMAS may hold srw-types.xsd (1.1 and 1.2), sruResponse.xsd (2.0) and zeerex-2.0.xsd with whatever they import; what is not
# there is passed over, and that is said.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
fail() { echo "tests/exchange/sru.sh: $*" >&2; exit 1; }
skip() { echo "skipped: $*"; }

program=$(realpath "${1:-${CARGO_TARGET_DIR:-$root/target}/debug/sco}")
schemas=${2:-}
[[ -x $program ]] || fail "there is no program at $program; build it first (cargo build), or name it"
passed=0 failed=0 skipped=0

work=$(mktemp -d)
server=
stop() {
  [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

"$program" index --corpus "$root/corpus" --index "$work/index" 2>"$work/indexing" || fail "$(<"$work/indexing")"
"$program" serve --index "$work/index" --addr 127.0.0.1:0 --rate 0 2>"$work/log" &
server=$!
base=
for _ in {1..150}; do
  base=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$work/log" || true)
  [[ -n $base ]] && break
  kill -0 "$server" 2>/dev/null || fail "the server does not start: $(<"$work/log")"
  sleep 0.2
done
[[ -n $base ]] || fail "the server is not ready after 30 seconds: $(<"$work/log")"

check() { # NAME WANTED FILE
  if grep -qE -- "$2" "$3"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "failed: $1: no line matches $2 in"
    sed 's/^/  /' "$3"
  fi
}

# How many documents the program itself finds.
count() { "$program" count --index "$work/index" --json "$1" | grep -o '"documents":[0-9]*' | grep -o '[0-9]*'; }

if command -v yaz-client >/dev/null; then
  for version in 1.1 1.2 2.0; do
    ask() { printf '%s\n' "sru get $version" "querytype cql" "open $base/sru" "$@" quit | timeout 60 yaz-client >"$work/yaz" 2>&1 || true; }
    wanted=$(count '"上海精神"')
    ask 'find "上海精神"' 'show 1+1'
    check "$version search" "Number of hits: $wanted\b" "$work/yaz"
    check "$version record" '<dc:title>' "$work/yaz"
    ask 'find cql.allRecords=1 sortby dc.date/sort.descending' 'show 1+1'
    check "$version sort" '<dc:date>20[0-9-]+</dc:date>' "$work/yaz"
    ask 'find dc.nothing=x'
    check "$version diagnostic" 'info:srw/diagnostic/1/16' "$work/yaz"
    ask 'explain'
    check "$version explain" 'serverInfo' "$work/yaz"
    ask 'scan dc.type=a'
    check "$version scan" 'academic-article' "$work/yaz"
  done
else
  skip "yaz-client is absent; install the Debian package yaz"
  skipped=$((skipped + 1))
fi

# What a response is checked against, and requests that between them have every form.
validate() { # SCHEMA TARGET...
  local schema=$schemas/$1
  shift
  if [[ -z $schemas || ! -e $schema ]]; then
    skip "there is no $(basename "$schema"); name a folder with the official schemas as second argument"
    skipped=$((skipped + 1))
    return
  fi
  for target in "$@"; do
    curl -sS -o "$work/response.xml" "$base/sru?$target"
    if xmllint --nonet --noout --schema "$schema" "$work/response.xml" 2>"$work/problems"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "failed: $target against $(basename "$schema")"
      sed 's/^/  /' "$work/problems"
    fi
  done
}

if command -v xmllint >/dev/null && command -v curl >/dev/null; then
  old='operation=searchRetrieve&version=1.2'
  all='query=cql.allRecords%3D1'
  validate srw-types.xsd \
    "$old&$all&maximumRecords=100" "$old&$all&maximumRecords=3&startRecord=2&recordPacking=string&recordSchema=sco" \
    "$old&$all&maximumRecords=50&recordSchema=sco" "$old&query=nothing-of-this" "$old&query=dc.nothing%3Da" "$old" \
    "operation=fly&version=1.2" "operation=explain&version=1.2" "operation=explain&version=1.1&recordPacking=string" \
    "operation=scan&version=1.2&scanClause=dc.type%3Da" "operation=scan&version=1.2&scanClause=cql.anywhere%3Da"
  validate sruResponse.xsd \
    "$all&maximumRecords=100" "$all&maximumRecords=3&startRecord=2&recordXMLEscaping=string&recordSchema=sco" \
    "$all&recordSchema=sco&queryType=cql&recordPacking=packed" "query=nothing-of-this" "query=dc.nothing%3Da" "startRecord=1" "" \
    "recordXMLEscaping=string"
else
  skip "xmllint or curl is absent; install the Debian packages libxml2-utils and curl"
  skipped=$((skipped + 1))
fi

# The description by itself, out of its response.
if [[ -n $schemas && -e $schemas/zeerex-2.0.xsd ]] && command -v xmllint >/dev/null; then
  curl -sS "$base/sru" | xmllint --xpath '//*[local-name()="explain"]' - >"$work/explain.xml"
  if xmllint --nonet --noout --schema "$schemas/zeerex-2.0.xsd" "$work/explain.xml" 2>"$work/problems"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    sed 's/^/failed: /' "$work/problems"
  fi
else
  skip "there is no zeerex-2.0.xsd; name a folder with the official schemas as second argument"
  skipped=$((skipped + 1))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
