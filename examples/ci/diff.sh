#!/bin/sh
# Prints in Markdown what a deploy would do now, after `npx cdktf synth`. Differences are what a change is for; only a cluster
# that could not be looked at is a failure.
printf '### What a deploy would do now\n\n```text\n'
npx cdktf-proxmox-access diff 2>&1
code=$?
printf '```\n'
[ "$code" -ne 2 ] || code=0
exit "$code"
