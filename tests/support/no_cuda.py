"""Lets PyTorch of the package index load without the GPU's libraries: 500 MB to fetch and not 3 GB.

    no_cuda.py ENVIRONMENT

The published torch is linked to CUDA's libraries, which other packages bring. A machine without a GPU never calls
them, but the loader wants each of them there with the symbols and versions that torch names. This writes libraries
with those names into torch's own folder; every function in them returns 100, which is CUDA's "no device". What the
processor computes is torch's own code, untouched. Needs `cc` and `readelf`.
"""

import collections
import pathlib
import re
import subprocess
import sys

GPU_LIBRARY = re.compile(r"lib(cu|nv|nccl)")
GPU_FUNCTION = re.compile(r"(cu|nccl|nvshmem|nvrtc)")


def wanted(folder):
    """{library that is not there: {symbol version: names}}, and the names that ask for no version."""
    libraries, plain = collections.defaultdict(lambda: collections.defaultdict(set)), set()
    present = {file.name for file in folder.glob("*.so*")}
    for name in sorted(present):
        text = subprocess.run(["readelf", "-dVW", "--dyn-syms", folder / name], capture_output=True, text=True,
                              check=True).stdout
        for library in re.findall(r"NEEDED.*\[(.*)\]", text):
            if GPU_LIBRARY.match(library) and library not in present:
                libraries[library]  # though it may have no versions
        library_of, library = {}, None
        for found in re.finditer(r"Version: \d+ +File: (\S+)|Name: (\S+) +Flags:", text):
            library = found[1] or library
            library_of[found[2]] = library
        for symbol, version in re.findall(r"UND (\w+)@?(\S*)", text):
            if version and library_of[version] in libraries:
                libraries[library_of[version]][version].add(symbol)
            elif not version and GPU_FUNCTION.match(symbol):
                plain.add(symbol)
    return libraries, plain


def write_library(folder, name, versions, plain):
    symbols = set().union(*versions.values()) if versions else plain
    script = " ".join(f"{version} {{ global: {'; '.join(sorted(of))}; }};" for version, of in versions.items())
    map_file = folder / "versions.map"
    map_file.write_text(script or "{ global: *; };")
    code = "".join(f"int {symbol}(void) {{ return 100; }}\n" for symbol in sorted(symbols))
    subprocess.run(["cc", "-w", "-shared", "-fPIC", "-x", "c", "-", "-o", folder / name, f"-Wl,-soname,{name}",
                    f"-Wl,--version-script,{map_file}"], check=True, input=code.encode())
    map_file.unlink()


def main():
    [folder] = pathlib.Path(sys.argv[1]).glob("lib/python3*/site-packages/torch/lib")
    libraries, plain = wanted(folder)
    for name, versions in libraries.items():
        write_library(folder, name, versions, plain)
    print("without content:", *sorted(libraries))


main()
