#!/usr/bin/env bash
# Previews $STACK under the policies. It leaves what Pulumi says, and its exit code, in $RUNNER_TEMP/preview for comment.ts,
# which ends the job with that code: what is refused has to be seen on the pull request, too.
set -u
folder="$RUNNER_TEMP/preview"
mkdir -p "$folder"
pulumi preview --stack "$STACK" --policy-pack policy --diff --non-interactive --color never 2>&1 | tee "$folder/output.txt"
echo "${PIPESTATUS[0]}" >"$folder/exit-code"
