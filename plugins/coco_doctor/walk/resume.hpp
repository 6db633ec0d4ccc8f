// Where to go on reading a list behind something that is broken.
//
// What was lost may be a quote, so that texts and the rest have changed places, or a bracket, so that the depth is
// wrong. Nothing that stands before a place is therefore trusted: the list goes on at the first place from which on the
// text is an entry of it by itself, or at its end, which the rest of the file's object follows. All that is sound
// behind a damaged stretch is thus kept, whatever the stretch holds. [any]
#pragma once

#include <cstddef>
#include <string_view>

#include "walk/lists.hpp"

namespace atelier::coco_doctor {

struct ResumePoint {
  enum class Kind : uint8_t {
    kNothing,   // none of the others is there
    kEntry,     // the `{` of an entry that is sound
    kDamaged,   // the `{` of an entry of which so much is sound that it must be one
    kListEnd,   // the `]` of the list, or the key of the file's object that stands behind where it should be
    kTooShort,  // something that might be one of them, but the text ends within it
  };
  Kind kind = Kind::kNothing;
  size_t at = 0;
};

// The first at or behind byte `from` of `text`, which begins within the list. `whole`: the file ends with it.
ResumePoint find_resume_point(std::string_view text, bool whole, size_t from, List list);

// kTooShort: the text ends before it is known.
enum class Answer : uint8_t { kYes, kNo, kTooShort };
// Whether the `]` at `at` ends a list of the file's object: the end of the object follows, or members up to there or
// up to one of the file's own.
Answer closes_list(std::string_view text, bool whole, size_t at);

// Whether a text with a colon behind it stands at `at` that is a key of the file's object: its value is of the kind
// that it has there.
Answer is_key_of_file(std::string_view text, bool whole, size_t at);

// The comma before the next key of the file's object whose value is a list; npos for none.
size_t comma_before_list(std::string_view text);

}  // namespace atelier::coco_doctor
