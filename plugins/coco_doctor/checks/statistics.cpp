#include "checks/statistics.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <cmath>
#include <numeric>

namespace atelier::coco_doctor {
namespace {

constexpr uint64_t kSmall = 32 * 32, kMedium = 96 * 96;
constexpr uint64_t kImbalance = 50;    // times as many instances
constexpr uint64_t kNearEmpty = 1000;  // one pixel in so many

std::string per_cent(uint64_t part, uint64_t whole) {
  const double value = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return text(std::round(value * 10) / 10, " %");
}

}  // namespace

Statistics::Statistics(const Catalogue& catalogue)
    : catalogue_(catalogue), classes_(catalogue.categories().size()), pictures_(catalogue.pictures().size()) {}

void Statistics::add(const Verdict& verdict) {
  const bool covers = verdict.painted && verdict.pixels != 0;
  if (verdict.picture != kNobody) {
    ++pictures_[verdict.picture].annotations;
    pictures_[verdict.picture].pixels += verdict.pixels;
    pictures_[verdict.picture].painted = pictures_[verdict.picture].painted || covers;
  }
  if (verdict.category == kNobody) return;
  ClassFigures& figures = classes_[verdict.category];
  ++figures.annotations;
  if (!covers || verdict.picture == kNobody) return;
  ++(verdict.crowd ? figures.crowds : figures.instances);
  figures.pixels += verdict.pixels;
  pairs_.push_back(uint64_t{verdict.category} << 32 | verdict.picture);
  if (!verdict.crowd) ++sizes_[verdict.pixels < kSmall ? 0 : verdict.pixels < kMedium ? 1 : 2];
}

void Statistics::finish(uint64_t annotations, Findings& findings) {
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  for (const uint64_t pair : pairs_) ++classes_[pair >> 32].pictures;
  pairs_ = {};
  if (annotations == 0) {
    if (catalogue_.list_offset(List::kAnnotations) == kNowhere) return;
    Finding finding;
    finding.code = Code::kNothingAnnotated;
    finding.offset = catalogue_.list_offset(List::kAnnotations);
    finding.text = "`annotations` is empty";
    findings.add(std::move(finding));
    return;
  }
  check_classes(findings);
  check_balance(findings);
  check_pictures(findings);
}

void Statistics::check_classes(Findings& findings) const {
  for (size_t i = 0; i < classes_.size(); ++i) {
    const Category& category = catalogue_.categories()[i];
    if (category.repair.drop || classes_[i].pixels != 0) continue;
    const uint64_t count = classes_[i].annotations;
    Finding finding;
    finding.code = count == 0 ? Code::kClassUnused : Code::kClassNoPixels;
    finding.offset = category.offset;
    if (category.has_id) finding.category = category.id;
    finding.text = count == 0 ? text("no annotation is of `", category.name, "`")
                              : text("`", category.name, "` has ", counted(count, "annotation", "annotations"),
                                     ", and none covers a pixel");
    findings.add(std::move(finding));
  }
}

void Statistics::check_balance(Findings& findings) const {
  size_t most = kNobody, least = kNobody, rare = 0;
  uint64_t all = 0;
  for (size_t i = 0; i < classes_.size(); ++i) {
    const uint64_t count = classes_[i].instances;
    all += count;
    if (count == 0) continue;
    if (most == kNobody || count > classes_[most].instances) most = i;
    if (least == kNobody || count < classes_[least].instances) least = i;
  }
  if (most == kNobody || classes_[most].instances < kImbalance * classes_[least].instances) return;
  for (const ClassFigures& each : classes_)
    rare += each.instances != 0 && classes_[most].instances >= kImbalance * each.instances;
  Finding finding;
  finding.code = Code::kImbalance;
  finding.offset = catalogue_.categories()[most].offset;
  finding.category = catalogue_.categories()[most].id;
  finding.text = text("`", catalogue_.categories()[most].name, "` has ", grouped(classes_[most].instances), " of ",
                      counted(all, "instance", "instances"), " (", per_cent(classes_[most].instances, all), "), `",
                      catalogue_.categories()[least].name, "` has ", grouped(classes_[least].instances), "; ",
                      counted(rare, "class is", "classes are"), " ", kImbalance, " times as rare or more");
  findings.add(std::move(finding));
}

void Statistics::check_pictures(Findings& findings) const {
  for (size_t i = 0; i < pictures_.size(); ++i) {
    const Picture& picture = catalogue_.pictures()[i];
    const uint64_t pixels = uint64_t{picture.height} * picture.width;
    const bool unused = pictures_[i].annotations == 0;
    // Entries that are dropped for themselves are told of already.
    const bool has_id = picture.has_id || picture.renumbered;
    if (!has_id || picture.twin || picture.same_as != kNobody) continue;
    if (!unused && (!pictures_[i].painted || pictures_[i].pixels * kNearEmpty >= pixels)) continue;
    findings.add(finding_at(unused ? Code::kPictureUnused : Code::kPictureNearEmpty, picture,
                            unused ? text("`", picture.file_name, "` has no annotations")
                                   : text("`", picture.file_name, "`: ", grouped(pictures_[i].pixels), " of ",
                                          grouped(pixels), " pixels")));
  }
}

uint64_t Statistics::annotated_pictures() const {
  return static_cast<uint64_t>(
      std::count_if(pictures_.begin(), pictures_.end(), [](const auto& each) { return each.annotations != 0; }));
}

uint64_t Statistics::pixels() const {
  return std::accumulate(classes_.begin(), classes_.end(), uint64_t{0},
                         [](uint64_t sum, const ClassFigures& each) { return sum + each.pixels; });
}

uint64_t Statistics::picture_pixels() const {
  uint64_t sum = 0;
  for (const Picture& picture : catalogue_.pictures()) sum += uint64_t{picture.height} * picture.width;
  return sum;
}

}  // namespace atelier::coco_doctor
