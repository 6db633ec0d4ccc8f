// Atelier SDK, C++17 layer: datasets. Contract: kinds/dataset.h.
#pragma once

#include <functional>

#include "../kinds/dataset.h"
#include "plugin.hpp"

namespace atelier {

struct DatasetCounts {
  uint64_t classes = 0;  // background not included
  uint64_t pictures = 0;
};

// Takes the instances of a listing, one at a time; each is borrowed for the call. It may throw: that ends the listing.
using TakeInstance = std::function<void(const atelier_instance&)>;

// How much a note matters.
enum class NoteLevel : uint32_t {
  kInfo = ATELIER_NOTE_INFO,        // good to know
  kWarning = ATELIER_NOTE_WARNING,  // nothing is missing for it, but it should be looked at
  kDefect = ATELIER_NOTE_DEFECT,    // something is missing for it
};

// Something that a dataset noticed about its source as a whole.
struct DatasetNote {
  std::string word;  // for a report: "names_matched"
  uint64_t count = 0;
  NoteLevel level = NoteLevel::kInfo;
  std::string text;  // a sentence for a person, with the count and the first by name
};
using TakeNote = std::function<void(const DatasetNote&)>;

// Base of a dataset. All methods are called from many threads at once.
class Dataset : public Instance {
 public:
  using Kind = Dataset;
  using Take = TakeInstance;
  static constexpr std::string_view kKindName = ATELIER_KIND_DATASET;

  // Where a broken source fails; what takes long is done here, once (once.hpp), with call.threads() threads.
  virtual DatasetCounts describe(const Call& call) const = 0;
  virtual atelier_class class_at(const Call& call, uint64_t index) const = 0;
  virtual atelier_picture picture_at(const Call& call, uint64_t index) const = 0;
  virtual void instances(const Call& call, uint64_t picture, const Take& take) const = 0;

  const void* extension(std::string_view id) const override;
  template <class T>
  static constexpr const void* interface_for();
};

// A dataset that also derives from this lists the instances that belong to no picture.
class DatasetOrphans {
 public:
  virtual void orphans(const Call& call, const TakeInstance& take) const = 0;

 protected:
  ~DatasetOrphans() = default;
};

// A dataset that also derives from this has pictures whose sizes and shapes mean the pixels as EXIF turns them.
class DatasetOrientation {
 public:
  // The EXIF orientation by which the stored pixels have to be turned, 1 to 8; 1: as stored.
  virtual uint32_t orientation(const Call& call, uint64_t picture) const = 0;

 protected:
  ~DatasetOrientation() = default;
};

// A dataset that also derives from this tells what it noticed about its source as a whole.
class DatasetNotes {
 public:
  virtual void notes(const Call& call, const TakeNote& take) const = 0;
  // What to do when much of the source is lost: a sentence, or a command line with the paths in use; "" for nothing.
  // Must stay as long as the instance.
  virtual std::string_view remedy(const Call& call) const = 0;

 protected:
  ~DatasetNotes() = default;
};

namespace detail {
inline TakeInstance take_into(const atelier_instance_sink* sink) {
  return [sink](const atelier_instance& instance) { pass_on(sink->take(sink->context, &instance)); };
}

inline constexpr atelier_dataset_orphans_v1 kDatasetOrphans = {
    sizeof(atelier_dataset_orphans_v1), 0,
    [](const atelier_call* call, void* self, const atelier_instance_sink* sink) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(),
                   [&] { dynamic_cast<const DatasetOrphans&>(d).orphans(Call(call), take_into(sink)); });
    }};

inline constexpr atelier_dataset_orientation_v1 kDatasetOrientation = {
    sizeof(atelier_dataset_orientation_v1), 0,
    [](const atelier_call* call, void* self, uint64_t index, uint32_t* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(),
                   [&] { *out = dynamic_cast<const DatasetOrientation&>(d).orientation(Call(call), index); });
    }};

inline TakeNote take_into(const atelier_note_sink* sink) {
  return [sink](const DatasetNote& note) {
    auto given = blank<atelier_dataset_note>();
    given.level = static_cast<uint32_t>(note.level);
    given.count = note.count;
    given.word = c_str(note.word);
    given.text = c_str(note.text);
    pass_on(sink->take(sink->context, &given));
  };
}

inline constexpr atelier_dataset_notes_v1 kDatasetNotes = {
    sizeof(atelier_dataset_notes_v1), 0,
    [](const atelier_call* call, void* self, const atelier_note_sink* sink) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(),
                   [&] { dynamic_cast<const DatasetNotes&>(d).notes(Call(call), take_into(sink)); });
    },
    [](const atelier_call* call, void* self, atelier_str* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(),
                   [&] { *out = c_str(dynamic_cast<const DatasetNotes&>(d).remedy(Call(call))); });
    }};

inline constexpr atelier_dataset_v1 kDatasetInterface = {
    sizeof(atelier_dataset_v1),
    ATELIER_TAG_DATASET,
    &extension_in<Dataset>,
    [](const atelier_call* call, void* self, atelier_dataset_info* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(), [&] {
        const DatasetCounts counts = d.describe(Call(call));
        auto info = blank<atelier_dataset_info>();
        info.class_count = counts.classes;
        info.picture_count = counts.pictures;
        give(out, info);
      });
    },
    [](const atelier_call* call, void* self, uint64_t index, atelier_class* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(), [&] { give(out, d.class_at(Call(call), index)); });
    },
    [](const atelier_call* call, void* self, uint64_t index, atelier_picture* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(), [&] { give(out, d.picture_at(Call(call), index)); });
    },
    [](const atelier_call* call, void* self, uint64_t index, const atelier_instance_sink* sink) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return guard(call, d.component_id(), [&] { d.instances(Call(call), index, take_into(sink)); });
    }};
}  // namespace detail

inline const void* Dataset::extension(std::string_view id) const {
  if (id == ATELIER_EXTENSION_DATASET_ORPHANS && dynamic_cast<const DatasetOrphans*>(this))
    return &detail::kDatasetOrphans;
  if (id == ATELIER_EXTENSION_DATASET_ORIENTATION && dynamic_cast<const DatasetOrientation*>(this))
    return &detail::kDatasetOrientation;
  if (id == ATELIER_EXTENSION_DATASET_NOTES && dynamic_cast<const DatasetNotes*>(this)) return &detail::kDatasetNotes;
  return nullptr;
}

template <class T>
constexpr const void* Dataset::interface_for() {
  return &detail::kDatasetInterface;
}

class DatasetRef : public ObjectRef<atelier_dataset_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_DATASET;
  using Take = TakeInstance;
  using ObjectRef::ObjectRef;

  DatasetCounts describe(const Call& call) const {
    auto out = blank<atelier_dataset_info>();
    invoke(call, [&](auto* c) { return v().describe(c, self(), &out); });
    return {out.class_count, out.picture_count};
  }
  atelier_class class_at(const Call& call, uint64_t index) const {
    auto out = blank<atelier_class>();
    invoke(call, [&](auto* c) { return v().class_at(c, self(), index, &out); });
    return out;
  }
  atelier_picture picture_at(const Call& call, uint64_t index) const {
    auto out = blank<atelier_picture>();
    invoke(call, [&](auto* c) { return v().picture_at(c, self(), index, &out); });
    return out;
  }
  // `take` gets the instances as this side knows them (atelier::known). It may throw; the listing then ends and the
  // exception comes out here.
  void instances(const Call& call, uint64_t picture, const Take& take) const {
    list(call, take,
         [&](auto* c, const atelier_instance_sink* sink) { return v().instances(c, self(), picture, sink); });
  }
  // Nothing where the dataset cannot tell.
  void orphans(const Call& call, const Take& take) const {
    const auto* extension = extension_of<atelier_dataset_orphans_v1>(object(), ATELIER_EXTENSION_DATASET_ORPHANS,
                                                                     ATELIER_DATASET_ORPHANS_V1_FLOOR);
    if (extension)
      list(call, take, [&](auto* c, const atelier_instance_sink* sink) { return extension->list(c, self(), sink); });
  }
  // The EXIF orientation by which the stored pixels have to be turned to be those that size and shapes mean; 1, as
  // stored, where the dataset does not tell.
  uint32_t orientation(const Call& call, uint64_t picture) const {
    const auto* extension = extension_of<atelier_dataset_orientation_v1>(
        object(), ATELIER_EXTENSION_DATASET_ORIENTATION, ATELIER_DATASET_ORIENTATION_V1_FLOOR);
    uint32_t out = 1;
    if (extension) invoke(call, [&](auto* c) { return extension->orientation_at(c, self(), picture, &out); });
    if (out < 1 || out > 8)
      detail::broken(provider(kKindName), text("picture ", picture, " has the orientation ", out));
    return out;
  }
  // Nothing where the dataset does not tell. `take` may throw, as that of instances.
  void notes(const Call& call, const TakeNote& take) const {
    const auto* extension = notes_extension();
    if (!extension) return;
    NoteListing listing{&take, nullptr};
    auto sink = blank<atelier_note_sink>();
    sink.context = &listing;
    sink.take = &take_note;
    invoke(call, [&](auto* c) {
      const int32_t status = extension->list(c, self(), &sink);
      if (listing.thrown) std::rethrow_exception(listing.thrown);
      return status;
    });
  }
  // What to do when much of the source is lost, or "".
  std::string remedy(const Call& call) const {
    const auto* extension = notes_extension();
    atelier_str out{};
    if (extension) invoke(call, [&](auto* c) { return extension->remedy(c, self(), &out); });
    return str(out);
  }

 private:
  struct NoteListing {
    const TakeNote* take;
    std::exception_ptr thrown;
  };
  const atelier_dataset_notes_v1* notes_extension() const {
    return extension_of<atelier_dataset_notes_v1>(object(), ATELIER_EXTENSION_DATASET_NOTES,
                                                  ATELIER_DATASET_NOTES_V1_FLOOR);
  }
  static int32_t take_note(void* context, const atelier_dataset_note* note) noexcept {
    auto& listing = *static_cast<NoteListing*>(context);
    try {
      const atelier_dataset_note given = known(*note);
      (*listing.take)({str(given.word), given.count,
                       given.level > ATELIER_NOTE_DEFECT ? NoteLevel::kWarning : static_cast<NoteLevel>(given.level),
                       str(given.text)});
      return ATELIER_OK;
    } catch (...) {
      listing.thrown = std::current_exception();
      return ATELIER_E_INTERNAL;
    }
  }
  struct Listing {
    const Take* take;
    detail::Provider provider;
    std::exception_ptr thrown;
  };
  // Pointers that are missing where there is a count.
  static void require_shapes(const atelier_instance& instance, const detail::Provider& provider) {
    bool there = (instance.rings || !instance.ring_count) && (instance.runs || !instance.run_count);
    for (uint64_t i = 0; there && i < instance.ring_count; ++i)
      there = instance.rings[i].xy || !instance.rings[i].count;
    if (!there) detail::broken(provider, text("instance ", instance.id, " has rings or runs without their numbers"));
  }
  static int32_t take_one(void* context, const atelier_instance* instance) noexcept {
    auto& listing = *static_cast<Listing*>(context);
    try {
      require_shapes(*instance, listing.provider);
      if (instance->struct_size == sizeof *instance)
        (*listing.take)(*instance);
      else
        (*listing.take)(known(*instance));
      return ATELIER_OK;
    } catch (...) {
      listing.thrown = std::current_exception();
      return ATELIER_E_INTERNAL;
    }
  }
  template <class Run>
  void list(const Call& call, const Take& take, Run run) const {
    Listing listing{&take, provider(kKindName), nullptr};
    auto sink = blank<atelier_instance_sink>();
    sink.context = &listing;
    sink.take = &take_one;
    invoke(call, [&](auto* c) {
      const int32_t status = run(c, &sink);
      if (listing.thrown) std::rethrow_exception(listing.thrown);
      return status;
    });
  }
};

}  // namespace atelier
