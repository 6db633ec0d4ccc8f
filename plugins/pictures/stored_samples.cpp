#include "pictures/stored_samples.hpp"

#include <atelier/cpp/parallel.hpp>
#include <limits>
#include <type_traits>

#include "file_digest.hpp"
#include "pictures/resize.hpp"

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

}  // namespace

StoredSamples::StoredSamples(std::vector<std::string> class_names, uint32_t void_label, std::vector<Entry> entries,
                             std::vector<uint32_t> relabel, Pixels pixels)
    : class_names_(std::move(class_names)),
      void_label_(void_label),
      entries_(std::move(entries)),
      relabel_(std::move(relabel)),
      pixels_(pixels) {
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
  if (pixels_ == Pixels::kRgb || entries_.empty()) return atelier::kRgb8;
  return form_.get(call, [&](const Call&) { return read_form(entries_.front().picture, pixels_); });
}

void StoredSamples::check_form(const Call& call, const Entry& entry, atelier_form found) const {
  const atelier_form expected = form(call);
  if (atelier::same_form(found, expected)) return;
  const auto is_float = [](atelier_form form) { return atelier::same_dtype(form.dtype, atelier::dtype_of<float>()); };
  const char* remedy = is_float(found) || is_float(expected) ? "" : ", or read all of them with pixels = \"rgb\"";
  throw Error(ATELIER_E_DATA,
              text(entry.picture.string(), " is ", atelier::describe(found), ", but all pictures must be ",
                   atelier::describe(expected), " as the first of them, ", entries_.front().picture.string(),
                   ", is; take the file out", remedy));
}

// Before an epoch of work, not within it. What is wrong with a header is told here, too.
void StoredSamples::check_forms(const Call& call) const {
  if (pixels_ == Pixels::kRgb || entries_.empty()) return;
  all_alike_.get(call, [&](const Call& c) {
    form(c);
    atelier::for_each_index(entries_.size(), c.threads(), [&](unsigned, uint64_t i) {
      c.stop_if_cancelled();
      check_form(c, entries_[i], read_form(entries_[i].picture, pixels_));
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

// The checked labels of a picture of that size.
Tensor StoredSamples::labels_of(const Entry& entry, Size picture) const {
  Tensor labels = read_labels(entry.labels);
  if (picture.height != labels.dim(0) || picture.width != labels.dim(1))
    throw Error(ATELIER_E_DATA, text(entry.labels.string(), " has ", labels.dim(0), " rows of ", labels.dim(1),
                                     " labels, but its picture ", entry.picture.string(), " has ", picture.height,
                                     " rows of ", picture.width, " pixels"));
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
  Tensor picture = read_picture(entry.picture, pixels_);
  check_form(call, entry, form_of(picture));
  const Size size{static_cast<uint32_t>(picture.dim(0)), static_cast<uint32_t>(picture.dim(1))};
  return {std::move(picture), labels_of(entry, size)};
}

std::optional<Sample> StoredSamples::load_resized(const Call& call, uint64_t index, atelier::Extent size) const {
  const Entry& entry = at(index);
  ResizedPicture picture = read_picture_resized(entry.picture, size.height, size.width, pixels_);
  check_form(call, entry, form_of(picture.pixels));
  const Tensor labels = labels_of(entry, picture.stored);
  return Sample{std::move(picture.pixels), resize_labels(labels, size.height, size.width)};
}

std::optional<atelier::LabelMap> StoredSamples::load_labels(const Call&, uint64_t index) const {
  const Entry& entry = at(index);
  return atelier::LabelMap{labels_of(entry, read_size(entry.picture)), entry.labels.native()};
}

std::optional<atelier::Digest> StoredSamples::content(const Call&, uint64_t index) const {
  const Entry& entry = at(index);
  struct {
    FileDigest picture, labels, relabel;
    uint32_t classes, void_label, revision, pixels;
  } const all{digests_->of(entry.picture),
              digests_->of(entry.labels),
              digest_of(relabel_.data(), relabel_.size() * sizeof relabel_[0]),
              static_cast<uint32_t>(class_names_.size()),
              void_label_,
              kDecoderRevision,
              static_cast<uint32_t>(pixels_)};
  static_assert(sizeof all == 64, "there must be no gaps, whose bytes would count");
  return digest_of(&all, sizeof all);
}

}  // namespace pictures
