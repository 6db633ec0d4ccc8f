#include "task_file.hpp"

#include <atelier/cpp/core.hpp>

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
  if (part_ == Part::kStart) {
    if (c == -1) in_.fail(in_.offset(), "the file is empty");
    if (c == '{') {
      // A file of another kind may be one object of any size.
      if (const std::string kind = sources::looks_like(in_.path(), sources::FileKind::kLabelStudio); !kind.empty())
        refuse(in_.offset(), "expected a list of tasks");
      part_ = Part::kEnd;
      return true;
    }
    if (c != '[') refuse(in_.offset(), "expected a list of tasks; export the project as JSON");
    in_.skip();
    part_ = Part::kInList;
    if (in_.peek() != ']') return true;
  } else if (part_ == Part::kInList && c == ',') {
    in_.skip();
    in_.peek();
    return true;
  }
  if (part_ == Part::kInList) {
    if (in_.peek() != ']') in_.fail(in_.offset(), "expected `,` or `]` after a task");
    in_.skip();
    part_ = Part::kEnd;
  }
  if (in_.peek() != -1) in_.fail(in_.offset(), "expected the end of the file");
  return false;
}

void TaskFile::read(Task& out, bool with_shapes) {
  const uint64_t offset = in_.offset();
  simdjson::dom::element item;
  if (const auto error = parser_.parse(in_.value(), item))
    in_.fail_in(offset, parser_.parsed_text(), simdjson::error_message(error));
  if (const std::string fault = read_task(item, picture_key_, with_shapes, out); !fault.empty()) refuse(offset, fault);
}

// What a file of another kind lacks as a list of tasks would lead astray.
void TaskFile::refuse(uint64_t offset, const std::string& sentence) const {
  const std::string kind = sources::looks_like(in_.path(), sources::FileKind::kLabelStudio);
  in_.fail(offset, kind.empty() ? sentence : "expected a task of Label Studio" + kind);
}

}  // namespace atelier::labelstudio
