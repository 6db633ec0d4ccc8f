// Cuts the entries of a JSON list out of a file and hands them, many at a time, to several threads.
//
// The calling thread cuts; when the others have enough to do it works too, so that one thread alone does both. What is
// in memory is a few batches of a quarter of a megabyte; an entry longer than that is handed over where it lies.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "annotation_json/json_stream.hpp"

namespace atelier::coco {

struct ListEntry {
  uint64_t offset = 0;    // byte of the file where it starts
  std::string_view json;  // followed by simdjson::SIMDJSON_PADDING readable bytes
};

// Takes a batch; `number` counts from 0 in the order of the file, `thread` from 0 to threads - 1. Called by several
// threads at once, by each once at a time.
using TakeBatch = std::function<void(unsigned thread, size_t number, const std::vector<ListEntry>& entries)>;

// Reads the list whose opening bracket comes next, to behind its closing bracket. Throws what comes first in the order
// of the file: what `take` threw, or ATELIER_E_DATA where the list is broken. [any]
void for_each_batch(annotation_json::JsonStream& in, unsigned threads, const TakeBatch& take);

}  // namespace atelier::coco
