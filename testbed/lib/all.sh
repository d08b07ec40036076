# shellcheck shell=bash
# Sources every part, in the order in which they lean on each other.
parts=(
  common daemon packages suites host user slurm-configuration slurm apptainer podmanhpc registry images
  certificates kubernetes clients control environment
)
for part in "${parts[@]}"; do
  # shellcheck source=/dev/null
  . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part parts
