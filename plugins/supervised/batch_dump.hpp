// A batch on the disk, for whoever wants to see what went wrong with it: its pictures as they came to the model, after
// all augmenters, and their label maps, as PNG; batch.json says which is which, and where in the training it was.
#pragma once

#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/samples.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::supervised {

// A batch with what it is called by.
struct SeenBatch {
  Batch batch;
  std::vector<uint64_t> indices;  // that batch.indices points at
  std::vector<std::string> keys;  // of its samples
};

// Keeps what the loader lends only until the next batch.
SeenBatch seen(const Call& call, const SamplesRef& samples, Batch batch);

// "a.jpg, b.jpg and 6 more"
std::string names_of(const SeenBatch& batch);

// Writes into a new folder, replacing one of that name. Pictures that PNG cannot hold (float32, other than 1 or 3
// channels) are left out, and batch.json says so. Throws ATELIER_E_IO.
void dump(const SeenBatch& batch, const std::filesystem::path& folder, uint64_t epoch, uint64_t step,
          const std::string& why);

}  // namespace atelier::supervised
