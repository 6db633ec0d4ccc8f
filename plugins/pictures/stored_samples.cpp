#include "pictures/stored_samples.hpp"

#include <atelier/cpp/parallel.hpp>
#include <cmath>
#include <limits>
#include <type_traits>

#include "file_digest.hpp"
#include "pictures/deep_pictures.hpp"
#include "pictures/exif.hpp"
#include "pictures/header_check.hpp"
#include "pictures/resize.hpp"
#include "pictures/turn.hpp"

namespace pictures {

using atelier::Call;
using atelier::Error;
using atelier::Sample;
using atelier::Tensor;
using atelier::text;

namespace {

// What the values of the files mean.
struct Meaning {
  size_t class_count;
  uint32_t void_label;
  const std::vector<uint32_t>& relabel;

  uint32_t label_of(uint32_t value) const { return value < relabel.size() ? relabel[value] : value; }
};

[[noreturn]] void fail(const std::filesystem::path& path, const Meaning& meaning, uint32_t value, size_t row,
                       size_t column) {
  const uint32_t label = meaning.label_of(value);
  const std::string becomes = label == value || label == StoredSamples::kNoLabel ? "" : text(" (read as ", label, ")");
  throw Error(ATELIER_E_DATA, text(path.string(), ": the label ", value, becomes, " at row ", row, ", column ", column,
                                   " is none of the ", meaning.class_count, " classes (0 to ", meaning.class_count - 1,
                                   ") nor void (", meaning.void_label, ")"));
}

// Whether all labels are a class or void; without a way out of the loop, so that it becomes vector code.
template <class T>
bool are_known(const T* labels, size_t count, uint32_t class_count, uint32_t void_label) {
  const auto classes_less_one = static_cast<T>(class_count - 1), nothing = static_cast<T>(void_label);
  T unknown = 0;
  for (size_t i = 0; i < count; ++i)
    unknown = static_cast<T>(unknown | ((labels[i] > classes_less_one) & (labels[i] != nothing)));
  return unknown == 0;
}

atelier_form form_of(const Tensor& picture) { return {picture.get().dtype, static_cast<uint32_t>(picture.dim(2))}; }

// Checks each label and gives the map in type To.
template <class To, class From>
Tensor checked(Tensor labels, const Meaning& meaning, const std::filesystem::path& path) {
  const From* in = labels.data<From>();
  const auto count = static_cast<size_t>(atelier::element_count(labels));
  constexpr uint32_t kMost = std::numeric_limits<From>::max();
  const bool is_plain = meaning.relabel.empty() && meaning.class_count > 0 && meaning.class_count <= kMost &&
                        meaning.void_label <= kMost &&
                        are_known(in, count, static_cast<uint32_t>(meaning.class_count), meaning.void_label);
  if constexpr (std::is_same_v<To, From>)
    if (is_plain) return labels;
  Tensor out = Tensor::make<To>({labels.dim(0), labels.dim(1)});
  To* to = out.data<To>();
  const auto width = static_cast<size_t>(labels.dim(1));
  for (size_t i = 0; i < count; ++i) {
    const uint32_t label = meaning.label_of(in[i]);
    if (label >= meaning.class_count && label != meaning.void_label) fail(path, meaning, in[i], i / width, i % width);
    to[i] = static_cast<To>(label);
  }
  return out;
}

Size size_of(const Tensor& pixels) {
  return {static_cast<uint32_t>(pixels.dim(0)), static_cast<uint32_t>(pixels.dim(1))};
}

}  // namespace

PixelRules pixel_rules(Pixels pixels, const std::vector<double>& range) {
  if (range.empty()) return pixels;
  if (pixels == Pixels::kAsStored)
    throw Error(ATELIER_E_INVALID,
                "`range` says which values become 0 and 255, but pixels = \"as_stored\" keeps the values of the files: "
                "leave one of the two out");
  constexpr double kMost = std::numeric_limits<float>::max();
  if (range.size() != 2 || !(range[0] < range[1]) || std::abs(range[0]) > kMost || std::abs(range[1]) > kMost)
    throw Error(ATELIER_E_INVALID,
                "`range` must be two numbers, the value that becomes 0 and a greater one that becomes 255, as in "
                "range = [0, 4095]");
  return {pixels, {range[0], range[1]}};
}

StoredSamples::StoredSamples(std::vector<std::string> class_names, uint32_t void_label, std::vector<Entry> entries,
                             std::vector<uint32_t> relabel, const PixelRules& rules, Turning turning)
    : class_names_(std::move(class_names)),
      void_label_(void_label),
      entries_(std::move(entries)),
      relabel_(std::move(relabel)),
      rules_(rules),
      turning_(turning) {
  if (void_label_ > 65535 || class_names_.size() > void_label_)
    throw Error(ATELIER_E_INVALID, text("void = ", void_label_, " does not go with ", class_names_.size(),
                                        " classes: it must be at least their number and at most 65535"));
  digests_ = std::make_unique<FileDigests>();
  class_views_.reserve(class_names_.size());
  for (const std::string& name : class_names_) class_views_.push_back(atelier::c_str(name));
}

StoredSamples::~StoredSamples() = default;

const StoredSamples::Entry& StoredSamples::at(uint64_t index) const {
  if (index >= entries_.size())
    throw Error(ATELIER_E_INVALID, text("there is no sample ", index, "; there are ", entries_.size()));
  return entries_[index];
}

atelier_form StoredSamples::form(const Call& call) const {
  if (rules_.pixels == Pixels::kRgb || entries_.empty()) return atelier::kRgb8;
  return form_.get(call, [&](const Call&) { return read_form(entries_.front().picture, rules_); });
}

void StoredSamples::check_form(const Call& call, const Entry& entry, atelier_form found) const {
  const atelier_form expected = form(call);
  if (atelier::same_form(found, expected)) return;
  throw Error(ATELIER_E_DATA, unlike_the_first(entry.picture, found, entries_.front().picture, expected));
}

// Before an epoch of work, not within it. What is wrong with a header is told here, too.
void StoredSamples::check_forms(const Call& call) const {
  if (rules_.pixels == Pixels::kRgb || entries_.empty()) return;
  all_alike_.get(call, [&](const Call& c) {
    form(c);
    atelier::for_each_index(entries_.size(), c.threads(), [&](unsigned, uint64_t i) {
      c.stop_if_cancelled();
      check_form(c, entries_[i], read_form(entries_[i].picture, rules_));
    });
    return true;
  });
}

atelier_samples_info StoredSamples::describe(const Call& call) const {
  check_forms(call);
  auto info = atelier::blank<atelier_samples_info>();
  info.void_label = void_label_;
  info.count = entries_.size();
  info.class_names = class_views_.data();
  info.class_count = class_views_.size();
  info.form = form(call);
  return info;
}

std::string_view StoredSamples::key(const Call&, uint64_t index) const { return at(index).key; }

void StoredSamples::check_depth(const Entry& entry) const {
  if (!needs_range(entry.picture, rules_)) return;
  std::vector<std::filesystem::path> all;
  for (const Entry& each : entries_) all.push_back(each.picture);
  refuse_deep(entry.picture, all);
}

void StoredSamples::warn_if_lost(const Call& call, const Entry& entry, const Tensor& picture) const {
  if (told_lost_ || !rules_.range.given()) return;
  const std::string why = lost_to_range(entry.picture, rules_, picture);
  if (!why.empty() && !told_lost_.exchange(true)) call.warn(why + " (said of one picture alone)");
}

// Where no size tells, as of a square one. Of pictures that are taken as stored their stage has told.
void StoredSamples::check_exif(const Call& call, const Entry& entry, int orientation) const {
  if (turning_ == Turning::kRecorded && orientation == 1) return;
  const int asked = exif_orientation(entry.picture).value_or(1);
  const std::string name = entry.picture.string();
  if (turning_ == Turning::kRecorded && asked != orientation)
    throw Error(ATELIER_E_DATA,
                text(name, " asked by EXIF to be turned (orientation ", orientation, ") when its label ",
                     "map was made, and now (", asked, ") it does not ask for that: make the label ", "maps again"));
  if (turning_ == Turning::kRecorded || asked == 1) return;
  if (orientation != 1 && !told_turned_.exchange(true))
    call.info(text(name, " is turned as EXIF asks (orientation ", asked,
                   "): its label map has the turned size; so are ", "others of that kind"));
  if (orientation == 1 && !told_not_turned_.exchange(true))
    call.warn(text(name, " asks viewers by EXIF to turn it (orientation ", asked,
                   "); it is used as it is stored, and its ",
                   "label map, of that size, is taken to mean the stored pixels; so with others of that kind. Look at ",
                   "one with its labels (preview.samples): if they do not match, turn its pixels, `exiftran -ai` or ",
                   "`mogrify -auto-orient`"));
}

int StoredSamples::orientation_of(const Entry& entry, Size labels, Size stored) const {
  const Size expected = turned(stored, entry.orientation);
  if (labels == expected) return entry.orientation;
  const int asked = exif_orientation(entry.picture).value_or(1);
  const bool fits = labels == turned(stored, asked);
  if (fits && turning_ == Turning::kBySize) return asked;
  throw Error(
      ATELIER_E_DATA,
      text(entry.labels.string(), " has ", labels.height, " rows of ", labels.width, " labels, but its picture ",
           entry.picture.string(), " has ", expected.height, " rows of ", expected.width, " pixels",
           fits ? text(": EXIF asks for the orientation ", asked, ", and the label map was made for ",
                       entry.orientation, "; make the label maps again")
                : ""));
}

Tensor StoredSamples::known_labels(const Entry& entry, Tensor labels) const {
  const bool is_wide = atelier::same_dtype(labels.get().dtype, atelier::dtype_of<uint16_t>());
  const Meaning meaning = {class_names_.size(), void_label_, relabel_};
  if (void_label_ > 255)
    return is_wide ? checked<uint16_t, uint16_t>(std::move(labels), meaning, entry.labels)
                   : checked<uint16_t, uint8_t>(std::move(labels), meaning, entry.labels);
  return is_wide ? checked<uint8_t, uint16_t>(std::move(labels), meaning, entry.labels)
                 : checked<uint8_t, uint8_t>(std::move(labels), meaning, entry.labels);
}

Sample StoredSamples::load(const Call& call, uint64_t index) const {
  const Entry& entry = at(index);
  Tensor picture = read_picture(entry.picture, rules_);
  check_form(call, entry, form_of(picture));
  warn_if_lost(call, entry, picture);
  Tensor labels = read_labels(entry.labels);
  const int orientation = orientation_of(entry, size_of(labels), size_of(picture));
  return {turn_picture(std::move(picture), orientation), known_labels(entry, std::move(labels))};
}

std::optional<Sample> StoredSamples::load_resized(const Call& call, uint64_t index, atelier::Extent size) const {
  const Entry& entry = at(index);
  const auto read = [&](int orientation) {
    const Size to = turned({size.height, size.width}, orientation);
    return read_picture_resized(entry.picture, to.height, to.width, rules_);
  };
  ResizedPicture picture = read(entry.orientation);
  check_form(call, entry, form_of(picture.pixels));
  warn_if_lost(call, entry, picture.pixels);
  Tensor labels = read_labels(entry.labels);
  const int orientation = orientation_of(entry, size_of(labels), picture.stored);
  if (size_of(picture.pixels) != turned({size.height, size.width}, orientation)) picture = read(orientation);
  labels = known_labels(entry, std::move(labels));
  return Sample{turn_picture(std::move(picture.pixels), orientation), resize_labels(labels, size.height, size.width)};
}

std::optional<atelier::LabelMap> StoredSamples::load_labels(const Call& call, uint64_t index) const {
  const Entry& entry = at(index);
  check_depth(entry);
  const Size stored = read_size(entry.picture);
  Tensor labels = read_labels(entry.labels);
  check_exif(call, entry, orientation_of(entry, size_of(labels), stored));
  return atelier::LabelMap{known_labels(entry, std::move(labels)), entry.labels.native()};
}

std::optional<atelier::Digest> StoredSamples::content(const Call&, uint64_t index) const {
  const Entry& entry = at(index);
  struct {
    FileDigest picture, labels, relabel;
    double low, high;
    uint32_t classes, void_label, revision, pixels, orientation, turning;
  } const all{digests_->of(entry.picture),
              digests_->of(entry.labels),
              digest_of(relabel_.data(), relabel_.size() * sizeof relabel_[0]),
              rules_.range.low,
              rules_.range.high,
              static_cast<uint32_t>(class_names_.size()),
              void_label_,
              kDecoderRevision,
              static_cast<uint32_t>(rules_.pixels),
              static_cast<uint32_t>(entry.orientation),
              static_cast<uint32_t>(turning_)};
  static_assert(sizeof all == 88, "there must be no gaps, whose bytes would count");
  return digest_of(&all, sizeof all);
}

}  // namespace pictures
