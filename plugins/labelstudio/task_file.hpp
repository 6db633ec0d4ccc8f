// A JSON file of tasks, item by item: a list of them, or a single one.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "annotation_json/json_stream.hpp"
#include "annotation_json/value_parser.hpp"
#include "task.hpp"

namespace atelier::labelstudio {

// One thread at a time. Errors: ATELIER_E_IO; ATELIER_E_DATA when the file is no JSON or no file of tasks (names file,
// byte, line and column, and what the file looks like).
class TaskFile {
 public:
  // picture_key: as in read_task.
  TaskFile(const std::filesystem::path& path, std::string picture_key) : in_(path), picture_key_(picture_key) {}

  // The next item without its shapes, and its byte in the file. False behind the last one.
  bool next(Task& out, uint64_t& offset);
  // The item at a byte that next() gave, with its shapes.
  Task at(uint64_t offset);

 private:
  enum class Part { kStart, kInList, kEnd };
  bool go_to_item();
  void read(Task& out, bool with_shapes);
  [[noreturn]] void refuse(uint64_t offset, const std::string& sentence) const;

  annotation_json::JsonStream in_;
  std::string picture_key_;
  Part part_ = Part::kStart;  // of the file, where it is read
  annotation_json::ValueParser parser_;
};

}  // namespace atelier::labelstudio
