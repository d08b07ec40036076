# shellcheck shell=bash
# Sources every part, in the order in which they lean on each other.
for part in common daemon packages suites host user slurm apptainer podmanhpc registry certificates kubernetes control environment; do
  # shellcheck source=/dev/null
  . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
