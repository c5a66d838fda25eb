#!/bin/sh
# Looks at all clusters, after `npx cdktf synth`, and fails when anything is not as described.
npx cdktf-proxmox-access diff
diff=$?
npx cdktf-proxmox-access status --json > status.json
status=$?
cat status.json

say() {
  # An annotation of GitHub; elsewhere a line of the log.
  printf '%s%s\n' "${GITHUB_ACTIONS:+::error::}" "$1" >&2
}

case "$diff $status" in
  "0 0") echo "All is as described." ;;
  *[!02\ ]*)
    say "Exit code 1: a cluster could not be looked at, so nothing is known of it. The log has the error."
    exit 1
    ;;
  *)
    say "Exit code 2: something is not as described. The log has what, and what mends it."
    exit 2
    ;;
esac
