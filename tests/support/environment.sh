#!/usr/bin/env bash
# A virtual environment of Python for tests and benchmarks, outside the tree and kept; prints its path.
#   environment.sh FOLDER torch|PACKAGE==VERSION…
# torch: what comparisons with PyTorch 2.x need, as torch and torchvision are published, and nothing that only a GPU
# needs: that would be 3 GB more. no_cuda.py puts libraries without content in the place of those. Fails, with the reason
# on stderr and in FOLDER/pip.log, where python3 -m venv or the package index does not work.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
shift
packages=("$@")
if [[ $1 == torch ]]; then
  packages=(torch==2.15.0 torchvision==0.29.2 safetensors==0.8.0 numpy==2.4.6 pillow==13.0.0 filelock==4.3.1
    fsspec==2026.9.0 Jinja2==3.1.6 MarkupSafe==3.0.4 mpmath==1.4.1 networkx==3.6.1 sympy==1.14.0 typing_extensions==4.16.0)
fi

# The name carries the versions: another choice makes another environment.
name=$(printf '%s\n' "${packages[@]}" "$(python3 --version)" "$(uname -m)" | sha256sum | cut -c1-12)
environment=$folder/venv-$name
python=$environment/bin/python

# Any silence of the index for a minute ends it, and so do fifteen minutes in all.
fill() {
  rm -rf "$environment"
  python3 -m venv "$environment" || return 1
  # Where the machine has certificates of its own, pip does not find them by itself.
  local certificates=/etc/ssl/certs/ca-certificates.crt
  if [[ -r $certificates ]]; then local -x PIP_CERT=${PIP_CERT:-$certificates}; fi
  timeout 900 "$python" -m pip install --no-cache-dir --no-deps --disable-pip-version-check --progress-bar off \
    --timeout 20 --retries 2 "${packages[@]}" || return 1
  if [[ ${packages[0]} == torch==* ]]; then
    "$python" "$here/no_cuda.py" "$environment" || return 1
    "$python" -c 'import torch, torchvision, safetensors.torch; assert not torch.cuda.is_available()' || return 1
  fi
  touch "$environment/ready"
}

mkdir -p "$folder"
# Of two that want it at once, one makes it and the other waits.
exec 9>"$environment.lock"
flock 9
if [[ ! -e $environment/ready ]]; then
  echo "environment: installing ${packages[*]} into $environment" >&2
  if ! fill >"$folder/pip.log" 2>&1; then
    rm -rf "$environment"
    tail -n 5 "$folder/pip.log" >&2
    echo "environment: python3 -m venv and pip install did not work here; see $folder/pip.log" >&2
    exit 1
  fi
fi
echo "$environment"
