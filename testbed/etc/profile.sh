# shellcheck shell=sh
# Written by HPK's testbed: what a site's login profile sets; jobs submitted with --export=NONE see it
if [ "$(id -u)" -ge 1000 ] && [ -d "@BED@/scratch/$(id -un)" ]; then
  SCRATCH="@BED@/scratch/$(id -un)"
  SQUASH_DIR="$SCRATCH/storage"
  export SCRATCH SQUASH_DIR
fi
