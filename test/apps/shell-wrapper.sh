#!/bin/sh
# Runs plain-http.cjs as a child, without exec, and ignores TERM: the signal stops here.
trap '' TERM
node "$(dirname "$0")/plain-http.cjs"
exit $?
