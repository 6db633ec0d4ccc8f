#include "checks/references.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>

namespace atelier::coco_doctor {
namespace {

constexpr int64_t kRoom = int64_t{1} << 62;

bool is_next(int64_t one, int64_t other) { return one != INT64_MAX && one + 1 == other; }

}  // namespace

void IdForms::add(const Id& id) {
  if (!id.is_there()) return;
  ++(id.form == Id::Form::kNumber ? numbers_ : texts_);
  if (!id.is_number()) return;
  lowest_ = std::min(lowest_, id.number);
  highest_ = std::max(highest_, id.number);
  if (id.number < kRoom) below_ = std::max(below_, id.number);
}

void References::add(const Id& id, bool meets) {
  if (!id.is_there()) return;
  forms_.add(id);
  ++all_;
  dangling_ += !meets;
}

void References::tell(const IdForms& listed, const std::string& key, const std::string& list, uint64_t offset,
                      Findings& findings) const {
  const auto add = [&](Code code, std::string text) {
    Finding finding;
    finding.code = code;
    finding.offset = offset;
    finding.text = std::move(text);
    findings.add(std::move(finding));
  };
  if (forms_.texts() + listed.texts() != 0 && forms_.numbers() + listed.numbers() != 0)
    add(Code::kMixedIds,
        text("`id` of `", list, "`: ", counted(listed.numbers(), "number", "numbers"), ", ",
             counted(listed.texts(), "text", "texts"), "; `", key,
             "`: ", counted(forms_.numbers(), "number", "numbers"), ", ", counted(forms_.texts(), "text", "texts")));
  if (dangling_ == 0 || forms_.lowest() > forms_.highest() || listed.lowest() > listed.highest()) return;
  const bool lower = is_next(forms_.lowest(), listed.lowest()), higher = is_next(listed.lowest(), forms_.lowest());
  const bool shifted = (lower && (forms_.lowest() == 0 || is_next(forms_.highest(), listed.highest()))) ||
                       (higher && is_next(listed.highest(), forms_.highest()));
  if (!shifted && dangling_ * 2 <= all_) return;
  add(Code::kIdsDoNotMeet,
      text("`", key, "` of ", grouped(dangling_), " of ", counted(all_, "annotation", "annotations"),
           " is not among the ids of `", list, "`: they run from ", listed.lowest(), " to ", listed.highest(), ", `",
           key, "` from ", forms_.lowest(), " to ", forms_.highest(),
           shifted ? "; one seems counted from 0, the other from 1" : ""));
}

}  // namespace atelier::coco_doctor
