#!/usr/bin/env bash
# A training that is killed at random instants, stopped by SIGINT, or given more epochs goes on where it was, and leaves
# the same bytes as one that did all of it at once.
#   run.sh ATELIER [SEED]      SEED: of the instants, as a run that failed has printed it
set -euo pipefail
atelier=$1 seed=${2:-$RANDOM}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kills=20
work=$(mktemp -d)
child=
trap '[[ -z $child ]] || kill -KILL "$child" 2>/dev/null || true; rm -rf "$work"' EXIT
RANDOM=$seed
echo "seed $seed"

fail() {
  printf 'FAILED (seed %s): %s\n' "$seed" "$*" >&2
  if [[ -s $work/log ]]; then tail -n 20 "$work/log" >&2; fi
  exit 1
}

# start SPACE ARGUMENT…: begins a run; `child` is its process.
start() {
  local space=$1
  shift
  set -m # else the shell has its children ignore SIGINT
  "$atelier" run "$here/workflow.toml" --workspace "$space" --progress plain "$@" >"$work/log" 2>&1 &
  child=$!
  set +m
}

# end: waits for the run; `status` is how it ended.
end() {
  status=0
  wait "$child" 2>/dev/null || status=$?
  child=
}

# Seconds with a fraction, as sleep takes them, from milliseconds.
seconds() { printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)); }

# digest SPACE: of all that training left, but for the time that it took.
digest() {
  (
    cd "$1/runs/latest/outputs/train"
    find . -type f | LC_ALL=C sort | while IFS= read -r file; do
      case $file in
        */manifest.json) ;; # digests of the others
        */state.json | *.jsonl) printf '%s  %s\n' "$(sed -E 's/\\?"seconds\\?": ?[0-9.e+-]+//g; s/"extended": .*//' "$file" | sha256sum | cut -d' ' -f1)" "$file" ;;
        *) sha256sum "$file" ;;
      esac
    done
  ) >"$work/found"
  cat "$work/found"
}

# same_as_reference SPACE WHAT
same_as_reference() {
  digest "$1" >/dev/null
  diff -u "$work/reference" "$work/found" >&2 || fail "$2: other bytes than without it"
  [[ ! -e $1/runs/latest/outputs/train/checkpoints ]] || fail "$2: checkpoints are left in the result"
}

begin=$(date +%s%N)
start "$work/whole"
end
((status == 0)) || fail "the reference run: exit $status"
took=$((($(date +%s%N) - begin) / 1000000))
digest "$work/whole" >"$work/reference"
for file in best.safetensors last.safetensors history.jsonl model.toml checkpoint/optimizer.state; do
  grep -q " \./$file\$" "$work/reference" || fail "the run left no $file"
done
rm -rf "$work/whole"
echo "a whole run takes $took ms"

# --- kill -9 ---
done_kills=0 mid_save=0 round=0
while ((done_kills < kills)); do
  round=$((round + 1))
  space=$work/killed$round
  while :; do
    start "$space"
    if ((done_kills < kills)); then
      sleep "$(seconds $((200 + RANDOM * took / 3 / 32768)))"
      kill -KILL "$child" 2>/dev/null || true
    fi
    end
    if ((status != 137)); then break; fi
    done_kills=$((done_kills + 1))
    [[ -z $(find "$space/unfinished" -name '*.unfinished' 2>/dev/null | head -1) ]] || mid_save=$((mid_save + 1))
    [[ ! -e $space/runs/current/outputs/train ]] || fail "a killed run has outputs"
  done
  ((status == 0)) || fail "a run after a kill: exit $status"
  same_as_reference "$space" "killed, round $round"
  rm -rf "$space"
done
echo "killed $done_kills times, $mid_save of them in the middle of a save, in $round trainings"

# --- SIGINT ---
space=$work/stopped
for part in 2 3 4; do
  start "$space"
  sleep "$(seconds $((took / part)))"
  kill -INT "$child" 2>/dev/null || true
  end
  if ((status == 0)); then
    rm -rf "$space" # faster than the reference; earlier, then
    continue
  fi
  ((status == 130)) || fail "exit $status after SIGINT, not 130"
  break
done
((status == 130)) || fail "the run was over before it could be stopped"
grep -q 'saved what is done up to step' "$work/log" || fail "SIGINT saved nothing"
start "$space"
end
((status == 0)) || fail "the run after SIGINT: exit $status"
grep -q 'goes on after step' "$work/log" || fail "the run after SIGINT began anew"
same_as_reference "$space" "SIGINT"
rm -rf "$space"
echo "stopped by SIGINT, and gone on"

# --- more epochs ---
space=$work/more
start "$space" --set params.epochs=2
end
((status == 0)) || fail "a run of two epochs: exit $status"
start "$space" --set params.extend=true
end
((status == 0)) || fail "one more epoch: exit $status"
grep -q 'goes on after step 4 (epoch 2 of 3' "$work/log" || fail "one more epoch: training began anew"
grep -q 'learnt 2 steps in this run, after 4 that were there' "$work/log" || fail "one more epoch: not told what it did"
grep -q 'train: done, 3 batches in ' "$work/log" || fail "one more epoch: the batches of the two before are counted"
same_as_reference "$space" "one more epoch"
echo "two epochs and one more are three"
