// Goes through the structure of an annotation file, entry by entry, and past everything that is broken in it.
//
// The first walk parses each entry, tells what is broken, and learns where to go on behind a broken one; a second walk
// with what was learned goes the same way without parsing. One thread at a time.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "annotation_json/json_stream.hpp"
#include "findings/findings.hpp"
#include "json/lenient_parser.hpp"
#include "walk/lists.hpp"
#include "walk/resume.hpp"

namespace atelier::coco_doctor {

// An entry: bytes begin…end-1 of the file. `json` is followed by simdjson's padding and stays until the walk goes on.
struct ListEntry {
  List list{};
  uint64_t begin = 0;
  uint64_t end = 0;
  std::string_view json = {};
  bool recoded = false;  // `json` is not what the file holds: bytes that are no UTF-8 were read as Windows-1252
};

// What a walk meets, in the order of the file.
class WalkEvents {
 public:
  virtual ~WalkEvents() = default;
  virtual void begin_list(List, uint64_t /*behind_bracket*/) {}
  // value: in the first walk alone.
  virtual void entry(const ListEntry&, const simdjson::dom::element* /*value*/) {}
  // An entry that cannot be read, and the code of why.
  virtual void unreadable(List, Code, uint64_t /*begin*/, uint64_t /*end*/) {}
  // Text of a list that belongs to no entry.
  virtual void stray(List, uint64_t /*begin*/, uint64_t /*end*/) {}
  virtual void end_list(List, uint64_t /*at*/) {}
  // Bytes that must become `text` for the whole to be JSON.
  virtual void correct(uint64_t /*begin*/, uint64_t /*end*/, std::string_view /*text*/) {}
  // In the first walk alone.
  virtual void fault(Finding) {}
  // In the second walk: a fault that leaving out and correcting set right.
  // `done`: "" for what is done with the code anyway.
  virtual void mended(Code, uint64_t /*offset*/, std::string_view /*done*/) {}
};

class Walk {
 public:
  // Throws ATELIER_E_IO when the file cannot be read, here and in run.
  explicit Walk(std::filesystem::path path) : path_(std::move(path)) {}

  void run(WalkEvents& events);

  // After the first walk: whether all of the file's structure can be set right by leaving out and correcting.
  bool repairable() const { return repairable_; }
  // Whether the walk reached the end of the object.
  bool whole() const { return whole_; }
  bool has(List list) const { return seen_[static_cast<size_t>(list)]; }

 private:
  void read_members();
  bool read_member();
  bool read_value(std::optional<List> list, std::string_view key);
  bool read_list(std::optional<List> list);
  // What the walk of a list has gone past last; kNothing at its start and behind a broken entry.
  enum class Passed { kNothing, kComma, kEntry, kListEnd, kFileEnd };
  Passed read_next(std::optional<List> list, Passed before);
  Passed read_bracket(std::optional<List> list, Passed before);
  Passed read_entry(std::optional<List> list);
  Passed jump(std::optional<List> list, uint64_t begin);
  Passed give_entry(std::optional<List> list, ListEntry entry);
  Passed learn_entry(std::optional<List> list, ListEntry entry);
  LenientParser::Outcome parse_recoded(ListEntry& entry, simdjson::dom::element& value);
  bool leave_swallowing(List list, const ListEntry& entry, std::string_view json, simdjson::dom::element value);
  bool leave_broken(List list, uint64_t begin);
  std::optional<uint64_t> behind_broken(List list, uint64_t begin, std::string_view json, bool to_the_end) const;
  std::optional<uint64_t> behind_swallowing(List list, uint64_t begin, std::string_view json,
                                            simdjson::dom::element value) const;
  bool skip_rubble(List list, uint64_t at);
  // As find_resume_point of the file's text from `at` on, of which as much is read as is needed, at most `most` bytes.
  ResumePoint find_ahead(uint64_t at, size_t from, List list, size_t least, size_t most) const;
  bool skip_broken_value(uint64_t at, std::string_view key);
  void skip_stray(std::optional<List> list, uint64_t at);
  bool ends_before_key(std::optional<List> list, uint64_t at);
  bool closes(List list, uint64_t at) const;
  // Of a value that is not UTF-8: its text as Windows-1252, padded, when it can be read so.
  bool recode(std::string_view json, simdjson::dom::element* value);
  void write_sound(uint64_t begin, uint64_t end, std::string_view json);
  Passed go_on_behind(std::optional<List> list, uint64_t begin, uint64_t end, std::string_view json, bool to_the_end);
  void close_after(std::optional<List> list, uint64_t at);
  void missing_lists();
  void fault(Code code, uint64_t offset, std::string text, bool repairable = false);
  // The next value; nothing when the file ends within it.
  std::optional<std::string_view> try_value();
  // `whole`: the file ends with it.
  std::string text_from(uint64_t offset, size_t most, bool& whole) const;

  std::filesystem::path path_;
  std::optional<annotation_json::JsonStream> in_;
  WalkEvents* events_ = nullptr;
  LenientParser parser_;
  bool learning_ = true;
  bool repairable_ = true;
  bool whole_ = false;
  bool in_rubble_ = false;  // behind a broken entry, and no sound one since
  // An entry seemed to hold others: what entries hold is looked at from now on before it is believed, or each such one
  // would be read to the end of the file.
  bool careful_ = false;
  uint64_t no_entry_before_ = 0;  // between this and where rubble was last looked at lies no entry
  std::array<bool, 3> seen_{};
  std::map<uint64_t, std::optional<uint64_t>> jumps_;  // start of a broken entry -> where to go on, if anywhere
  struct Broken {
    uint64_t end;
    Code why;
  };
  std::map<uint64_t, Broken> broken_;  // by the start of the entry
  // Values that are read after bytes or words in them were replaced, by where they start; and the first such byte.
  std::map<uint64_t, uint64_t> recoded_, with_nan_;
  std::map<uint64_t, uint64_t> lost_;  // values of the file's object that are no JSON: begin and end
  std::string recoded_text_;
  size_t recoded_size_ = 0;
};

// What a parser said, which repeats the whole text that it read last.
std::string shortened(std::string reason);

}  // namespace atelier::coco_doctor
