#!/bin/sh
# Prints in Markdown what changes since a commit, after `npx cdktf synth`:
#   sh ci/changes.sh <commit>
set -eu
base=$(mktemp -d)
git worktree add --quiet --detach "$base" "$1" >&2
# A base that cannot be synthesized is no reason to stop the change that mends it.
(cd "$base" && npm ci --ignore-scripts && npx cdktf synth) >&2 || rm -rf "$base/cdktf.out"
npx tsx ci/access-changes.ts "$base/cdktf.out" cdktf.out
git worktree remove --force "$base"
