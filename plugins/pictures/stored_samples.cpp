#include "pictures/stored_samples.hpp"

#include "pictures/picture_file.hpp"

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

// Checks each label and gives the map in type To.
template <class To, class From>
Tensor checked(const Tensor& labels, const Meaning& meaning, const std::filesystem::path& path) {
  Tensor out = Tensor::make<To>({labels.dim(0), labels.dim(1)});
  const From* in = labels.data<From>();
  To* to = out.data<To>();
  const auto count = static_cast<size_t>(atelier::element_count(labels));
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
                             std::vector<uint32_t> relabel)
    : class_names_(std::move(class_names)),
      void_label_(void_label),
      entries_(std::move(entries)),
      relabel_(std::move(relabel)) {
  if (void_label_ > 65535 || class_names_.size() > void_label_)
    throw Error(ATELIER_E_INVALID, text("void = ", void_label_, " does not go with ", class_names_.size(),
                                        " classes: it must be at least their number and at most 65535"));
  class_views_.reserve(class_names_.size());
  for (const std::string& name : class_names_) class_views_.push_back(atelier::c_str(name));
}

const StoredSamples::Entry& StoredSamples::at(uint64_t index) const {
  if (index >= entries_.size())
    throw Error(ATELIER_E_INVALID, text("there is no sample ", index, "; there are ", entries_.size()));
  return entries_[index];
}

atelier_samples_info StoredSamples::describe(const Call&) const {
  return {sizeof(atelier_samples_info), void_label_, entries_.size(), class_views_.data(), class_views_.size()};
}

std::string_view StoredSamples::key(const Call&, uint64_t index) const { return at(index).key; }

Sample StoredSamples::load(const Call&, uint64_t index) const {
  const Entry& entry = at(index);
  Tensor picture = read_picture(entry.picture);
  Tensor labels = read_labels(entry.labels);
  if (picture.dim(0) != labels.dim(0) || picture.dim(1) != labels.dim(1))
    throw Error(ATELIER_E_DATA, text(entry.labels.string(), " has ", labels.dim(0), " rows of ", labels.dim(1),
                                     " labels, but its picture ", entry.picture.string(), " has ", picture.dim(0),
                                     " rows of ", picture.dim(1), " pixels"));
  const bool is_wide = atelier::same_dtype(labels.get().dtype, atelier::dtype_of<uint16_t>());
  const Meaning meaning = {class_names_.size(), void_label_, relabel_};
  if (void_label_ > 255)
    labels = is_wide ? checked<uint16_t, uint16_t>(labels, meaning, entry.labels)
                     : checked<uint16_t, uint8_t>(labels, meaning, entry.labels);
  else
    labels = is_wide ? checked<uint8_t, uint16_t>(labels, meaning, entry.labels)
                     : checked<uint8_t, uint8_t>(labels, meaning, entry.labels);
  return {std::move(picture), std::move(labels)};
}

}  // namespace pictures
