#include "pictures/stored_samples.hpp"

#include "pictures/picture_file.hpp"

namespace pictures {

using atelier::Call;
using atelier::Error;
using atelier::Sample;
using atelier::Tensor;
using atelier::text;

namespace {

// Checks each label and gives the map in type To.
template <class To, class From>
Tensor checked(const Tensor& labels, size_t class_count, uint32_t void_label, const std::filesystem::path& path) {
  Tensor out = Tensor::make<To>({labels.dim(0), labels.dim(1)});
  const From* in = labels.data<From>();
  To* to = out.data<To>();
  const auto count = static_cast<size_t>(atelier::element_count(labels));
  for (size_t i = 0; i < count; ++i) {
    if (in[i] >= class_count && in[i] != void_label) {
      const auto width = static_cast<size_t>(labels.dim(1));
      throw Error(ATELIER_E_DATA, text(path.string(), ": the label ", in[i], " at row ", i / width, ", column ",
                                       i % width, " is none of the ", class_count, " classes (0 to ", class_count - 1,
                                       ") nor void (", void_label, ")"));
    }
    to[i] = static_cast<To>(in[i]);
  }
  return out;
}

}  // namespace

StoredSamples::StoredSamples(std::vector<std::string> class_names, uint32_t void_label, std::vector<Entry> entries)
    : class_names_(std::move(class_names)), void_label_(void_label), entries_(std::move(entries)) {
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
  const size_t classes = class_names_.size();
  if (void_label_ > 255)
    labels = is_wide ? checked<uint16_t, uint16_t>(labels, classes, void_label_, entry.labels)
                     : checked<uint16_t, uint8_t>(labels, classes, void_label_, entry.labels);
  else
    labels = is_wide ? checked<uint8_t, uint16_t>(labels, classes, void_label_, entry.labels)
                     : checked<uint8_t, uint8_t>(labels, classes, void_label_, entry.labels);
  return {std::move(picture), std::move(labels)};
}

}  // namespace pictures
