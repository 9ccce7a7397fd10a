#!/usr/bin/env bash
# Makes the files in the checkout $HEAD_DIR what the base will have once the pull request is merged: what main alone has changed since
# is not the pull request's doing. Nothing is committed. Exit codes: 0 fine, 1 the two conflict, 2 it could not merge.
set -u
for name in HEAD_DIR BASE_SHA HEAD_SHA; do
  if [ -z "${!name:-}" ]; then
    echo "$name is not set. Set it, as .github/workflows/preview.yml does." >&2
    exit 2
  fi
done
cd "$HEAD_DIR" || exit 2
for commit in "$BASE_SHA" "$HEAD_SHA"; do
  if ! git cat-file -e "$commit^{commit}" 2>/dev/null; then
    echo "$HEAD_DIR has no commit $commit. Check the pull request out with its whole history (fetch-depth: 0)." >&2
    exit 2
  fi
done
# The base's attributes say how files are merged, where Git can be told so.
tree=$(GIT_ATTR_SOURCE="$BASE_SHA" git merge-tree --write-tree --no-messages "$BASE_SHA" "$HEAD_SHA")
case $? in
  0) ;;
  1)
    echo "The pull request conflicts with its base. Merge the base into it, or rebase it." >&2
    exit 1
    ;;
  *) exit 2 ;;
esac
git read-tree --reset -u "$tree" || exit 2
