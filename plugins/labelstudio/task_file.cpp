#include "task_file.hpp"

#include <atelier/cpp/core.hpp>

#include "coco_json/tame_numbers.hpp"
#include "sources/file_kind.hpp"

namespace atelier::labelstudio {

bool TaskFile::next(Task& out, uint64_t& offset) {
  if (!go_to_item()) return false;
  offset = in_.offset();
  read(out, false);
  return true;
}

Task TaskFile::at(uint64_t offset) {
  Task out;
  in_.seek(offset);
  read(out, true);
  return out;
}

// Past what stands between items.
bool TaskFile::go_to_item() {
  const int c = in_.peek();
  if (place_ == Place::kStart) {
    if (c == -1) in_.fail(in_.offset(), "the file is empty");
    if (c == '{') {
      // A file of another kind may be one object of any size.
      if (const std::string kind = sources::looks_like(in_.path(), sources::FileKind::kLabelStudio); !kind.empty())
        refuse(in_.offset(), "expected a list of tasks");
      place_ = Place::kEnd;
      return true;
    }
    if (c != '[') refuse(in_.offset(), "expected a list of tasks; export the project as JSON");
    in_.skip();
    place_ = Place::kInList;
    if (in_.peek() != ']') return true;
  } else if (place_ == Place::kInList && c == ',') {
    in_.skip();
    in_.peek();
    return true;
  }
  if (place_ == Place::kInList) {
    if (in_.peek() != ']') in_.fail(in_.offset(), "expected `,` or `]` after a task");
    in_.skip();
    place_ = Place::kEnd;
  }
  if (in_.peek() != -1) in_.fail(in_.offset(), "expected the end of the file");
  return false;
}

void TaskFile::read(Task& out, bool with_shapes) {
  const uint64_t offset = in_.offset();
  const std::string_view json = in_.value();
  simdjson::dom::element item;
  if (parser_.parse(json.data(), json.size(), false).get(item)) {
    tamed_ = coco_json::tame_numbers(json, false);
    if (const auto error = parser_.parse(tamed_).get(item)) in_.fail_in(offset, tamed_, simdjson::error_message(error));
  }
  if (const std::string fault = read_task(item, picture_key_, with_shapes, out); !fault.empty()) refuse(offset, fault);
}

// What a file of another kind lacks as a list of tasks would lead astray.
void TaskFile::refuse(uint64_t offset, const std::string& sentence) const {
  const std::string kind = sources::looks_like(in_.path(), sources::FileKind::kLabelStudio);
  in_.fail(offset, kind.empty() ? sentence : "expected a task of Label Studio" + kind);
}

}  // namespace atelier::labelstudio
