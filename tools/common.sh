# For the scripts beside it: to the top of the tree, and as many jobs as cores, but one per 1.5 GB of free memory.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

job_count() {
  local cores free_kb limit
  cores=$(nproc)
  free_kb=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
  if [ "$limit" != max ] && [ $((limit / 1024)) -lt "$free_kb" ]; then free_kb=$((limit / 1024)); fi
  local fitting=$((free_kb / 1500000))
  if [ "$fitting" -lt 1 ]; then fitting=1; fi
  echo $((fitting < cores ? fitting : cores))
}
jobs=$(job_count)
