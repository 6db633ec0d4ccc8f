#include "checks/second_walk.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>

namespace atelier::coco_doctor {
namespace {

constexpr size_t kMostBytes = size_t{8} << 20;  // of a batch
constexpr size_t kMostEntries = 16384;
constexpr size_t kChunk = 64;  // annotations that a thread takes at a time

[[noreturn]] void changed() {
  throw Error(ATELIER_E_IO, "the annotation file was changed by another program while it was read; run again");
}

}  // namespace

SecondWalk::SecondWalk(const Call& call, Catalogue& catalogue, uint64_t tiny_pixels, Findings& findings,
                       Statistics& statistics, Findings* fixes, FixedFile* file)
    : call_(call),
      catalogue_(catalogue),
      findings_(findings),
      statistics_(statistics),
      fixes_(fixes),
      file_(file),
      checks_() {
  for (unsigned i = 0; i < call.threads(); ++i) checks_.emplace_back(catalogue, tiny_pixels);
  offset_of_id_.reserve(catalogue.annotation_count());
  by_shape_.reserve(catalogue.annotation_count());
}

void SecondWalk::begin_list(List, uint64_t behind_bracket) {
  flush();
  if (file_) file_->begin_list(behind_bracket);
}

void SecondWalk::end_list(List, uint64_t at) {
  flush();
  if (file_) file_->end_list(at);
}

void SecondWalk::correct(uint64_t begin, uint64_t end, std::string_view text) {
  flush();
  if (file_) file_->correct(begin, end, text);
}

void SecondWalk::mended(Code code, uint64_t offset, std::string_view done) {
  if (!fixes_) return;
  Finding fix;
  fix.code = code;
  fix.offset = offset;
  fix.text = !done.empty()               ? std::string(done)
             : code == Code::kJsonSyntax ? "commas and brackets set right"
             : code == Code::kNotUtf8    ? "bytes that are not UTF-8 are read as Windows-1252"
             : code == Code::kNan        ? "NaN and Infinity taken out"
                                         : std::string(info_of(code).repair);
  fixes_->add(std::move(fix));
}

void SecondWalk::unreadable(List list, Code why, uint64_t begin, uint64_t end) {
  flush();
  if (file_) file_->drop(begin, end);
  ++fates_[static_cast<size_t>(list)].dropped;
  if (!fixes_) return;
  Finding fix;
  fix.code = why;
  fix.offset = begin;
  fix.drops_entry = true;
  fix.text = text("dropped: an entry of `", kListNames[static_cast<size_t>(list)], "` that cannot be read");
  fixes_->add(std::move(fix));
}

void SecondWalk::stray(List list, uint64_t begin, uint64_t end) {
  flush();
  if (file_) file_->drop(begin, end);
  if (!fixes_) return;
  Finding fix;
  fix.code = Code::kJsonSyntax;
  fix.offset = begin;
  fix.text = text("text of `", kListNames[static_cast<size_t>(list)], "` that belongs to no entry left out");
  fixes_->add(std::move(fix));
}

void SecondWalk::entry(const ListEntry& entry, const simdjson::dom::element*) {
  if (entry.list == List::kImages) {
    if (next_picture_ == catalogue_.pictures().size()) changed();
    const Picture& picture = catalogue_.pictures()[next_picture_++];
    return repair_entry(entry, picture.repair, picture.left, picture.has_id ? std::optional(picture.id) : std::nullopt,
                        {});
  }
  if (entry.list == List::kCategories) {
    if (next_category_ == catalogue_.categories().size()) changed();
    const Category& category = catalogue_.categories()[next_category_++];
    return repair_entry(entry, category.repair, false, {}, category.has_id ? std::optional(category.id) : std::nullopt);
  }
  waiting_.push_back({entry, texts_.size()});
  texts_ += entry.json;
  texts_.append(simdjson::SIMDJSON_PADDING, ' ');
  if (texts_.size() > kMostBytes || waiting_.size() >= kMostEntries) flush();
}

ListEntry SecondWalk::entry_of(const Waiting& waiting) const {
  ListEntry entry = waiting.entry;
  entry.json = std::string_view(texts_).substr(waiting.at, waiting.entry.json.size());
  return entry;
}

void SecondWalk::repair_entry(const ListEntry& entry, const Repair& repair, bool left, std::optional<int64_t> image,
                              std::optional<int64_t> category) {
  flush();
  const auto add = [&](Code code, std::string text) {
    if (!fixes_) return;
    Finding fix;
    fix.code = code;
    fix.offset = entry.begin;
    fix.image = image;
    fix.category = category;
    fix.drops_entry = repair.drop;
    fix.text = std::move(text);
    fixes_->add(std::move(fix));
  };
  if (repair.drop)
    add(repair.why, "dropped");
  else
    for (const Edit& edit : repair.edits) add(edit.why, text("`", edit.key, "` is now ", edit.value));
  write(entry, repair, true, left);
}

void SecondWalk::flush() {
  if (waiting_.empty()) return;
  std::vector<Verdict> verdicts(waiting_.size());
  const uint64_t chunks = (waiting_.size() + kChunk - 1) / kChunk;
  for_each_index(chunks, call_.threads(), [&](unsigned thread, uint64_t chunk) {
    call_.stop_if_cancelled();
    const size_t end = std::min<size_t>(waiting_.size(), (chunk + 1) * kChunk);
    for (size_t i = chunk * kChunk; i < end; ++i)
      verdicts[i] = checks_[thread].check(waiting_[i].entry.begin, entry_of(waiting_[i]).json);
  });
  for (size_t i = 0; i < waiting_.size(); ++i) take(entry_of(waiting_[i]), std::move(verdicts[i]));
  done_ += waiting_.size();
  call_.progress(done_, catalogue_.annotation_count(), "annotations");
  waiting_.clear();
  texts_.clear();
}

void SecondWalk::take(const ListEntry& entry, Verdict verdict) {
  check_twins(entry.begin, verdict);
  statistics_.add(verdict);
  pictures_.add(verdict.image_id, verdict.picture != kNobody);
  categories_.add(verdict.category_id, verdict.category != kNobody);
  has_shapes_ = has_shapes_ || verdict.has_shape;
  for (Finding& finding : verdict.findings) findings_.add(std::move(finding));
  if (fixes_)
    for (Finding& fix : verdict.fixes) fixes_->add(std::move(fix));
  write(entry, verdict.repair, verdict.nan, verdict.left);
}

void SecondWalk::finish() {
  const uint64_t at = catalogue_.list_offset(List::kAnnotations);
  pictures_.tell(catalogue_.picture_ids(), "image_id", "images", at, findings_);
  categories_.tell(catalogue_.category_ids(), "category_id", "categories", at, findings_);
}

// What is given twice, and ids that are missing: in the order of the file.
void SecondWalk::check_twins(uint64_t offset, Verdict& verdict) {
  const auto about = [&](Code code, std::string text) {
    Finding finding;
    finding.code = code;
    finding.offset = offset;
    if (verdict.has_id) finding.annotation = verdict.id;
    if (verdict.picture != kNobody) finding.image = catalogue_.pictures()[verdict.picture].id;
    if (verdict.category != kNobody) finding.category = catalogue_.categories()[verdict.category].id;
    finding.text = std::move(text);
    return finding;
  };
  bool fresh = !verdict.has_id;
  Code why = Code::kAnnotationId;
  if (verdict.has_id) {
    const auto [first, alone] = offset_of_id_.emplace(verdict.id, offset);
    if (!alone) {
      fresh = true;
      why = Code::kAnnotationIdTwice;
      verdict.findings.push_back(about(why, text("the annotation at byte ", first->second, " has this id")));
    }
  }
  if (verdict.painted && verdict.pixels != 0 && verdict.category != kNobody) {
    const auto [first, alone] =
        by_shape_.emplace(verdict.hash_one, Twin{verdict.hash_two, offset, verdict.has_id ? verdict.id : -1});
    if (!alone && first->second.hash_two == verdict.hash_two)
      verdict.findings.push_back(about(Code::kAnnotationTwice, text("it repeats the annotation ", first->second.id,
                                                                    " at byte ", first->second.offset)));
  }
  if (!fresh || verdict.repair.drop || !fixes_) return;
  const int64_t id = catalogue_.fresh_annotation_id();
  verdict.repair.edits.insert(verdict.repair.edits.begin(), {"id", std::to_string(id), why});
  verdict.fixes.push_back(about(why, text("`id` is now ", id)));
}

void SecondWalk::write(const ListEntry& entry, const Repair& repair, bool nan, bool left) {
  Fates& fates = fates_[static_cast<size_t>(entry.list)];
  ++(repair.drop ? fates.dropped : fates.kept);
  if (!repair.drop) fates.left += left;
  if (!file_) return;
  if (repair.drop) return file_->drop(entry.begin, entry.end);
  std::string text = repair.edits.empty() ? std::string(entry.json) : edited(entry.json, repair.edits);
  if (nan) text = without_nan(text);
  if (!entry.recoded && text == entry.json) return file_->keep(entry.begin, entry.end);
  ++fates.mended;
  file_->replace(entry.begin, entry.end, text);
}

}  // namespace atelier::coco_doctor
