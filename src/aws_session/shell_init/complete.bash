# For shells that were open when it moved to shells/bash/; to be removed in the next release.
. "${BASH_SOURCE[0]%/*}/../shells/bash/complete.bash"
