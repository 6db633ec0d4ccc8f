"""main.py weights|steps|labels|published --driver FILE --atelier FILE --data FOLDER [--published FOLDER]: one check, with
the torch of this Python."""

import argparse
import importlib
import pathlib
import sys
import tempfile
import warnings

import torch
import torchvision

import common


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["weights", "steps", "labels", "published"])
    parser.add_argument("--driver", type=pathlib.Path, required=True)
    parser.add_argument("--atelier", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--published", type=pathlib.Path, help="where the packages with others' weights are")
    options = parser.parse_args()
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, seed {common.SEED}", flush=True)
    torch.set_num_threads(2)
    warnings.simplefilter("ignore")  # torch announces what will change one day
    with tempfile.TemporaryDirectory(prefix="atelier-interop-") as folder:
        driver = common.Driver(options.driver, pathlib.Path(folder))
        driver.atelier, driver.data, driver.published = options.atelier, options.data, options.published
        try:
            importlib.import_module(options.part).check(driver)
        except common.Failed as e:
            sys.exit(f"FAILED: {e}")
    print("passed")


main()
