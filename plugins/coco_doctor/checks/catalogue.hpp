// The pictures and categories of the file, read in the first walk, and what is wrong with their entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checks/references.hpp"
#include "fix/repair.hpp"
#include "json/ids.hpp"
#include "walk/walk.hpp"

namespace atelier::coco_doctor {

inline constexpr uint32_t kNobody = 0xffffffff;

struct Picture {
  int64_t id = 0;  // of the fixed file
  bool has_id = false;
  bool renumbered = false;  // `id` is a fresh one
  uint32_t height = 0;      // 0 when not known
  uint32_t width = 0;
  uint64_t offset = 0;
  std::string file_name;       // as used: with `/` between folders
  uint32_t same_as = kNobody;  // an earlier entry of the same file and size
  bool unsafe = false;         // the name leads out of the folder
  bool twin = false;           // an earlier entry has this id
  bool is_shared = false;      // a later entry of another name has its id: its annotations may be of either
  int turned = 1;              // its shapes are drawn on the picture as this EXIF orientation turns it
  bool left = false;           // it has a defect that fix leaves
  Repair repair;
};

struct Category {
  int64_t id = 0;  // of the fixed file
  bool has_id = false;
  bool renumbered = false;  // `id` is a fresh one
  uint64_t offset = 0;
  std::string name;
  bool is_shared = false;  // a later entry of another name has its id: its annotations may be of either
  Repair repair;
};

// What is found at an entry, with its id where it has one.
Finding finding_at(Code code, const Picture& picture, std::string text);
Finding finding_at(Code code, const Category& category, std::string text);

class Catalogue : public WalkEvents {
 public:
  Catalogue(const Call& call, Findings& findings) : call_(call), findings_(findings) {}

  void begin_list(List list, uint64_t behind_bracket) override;
  void entry(const ListEntry& entry, const simdjson::dom::element* value) override;
  void fault(Finding finding) override { findings_.add(std::move(finding)); }
  // What can be told when all entries are known.
  void finish();

  std::vector<Picture>& pictures() { return pictures_; }
  const std::vector<Picture>& pictures() const { return pictures_; }
  std::vector<Category>& categories() { return categories_; }
  const std::vector<Category>& categories() const { return categories_; }
  // By the id as the file gives it, and where no id is the text that is asked for, by the name. kNobody for none.
  uint32_t picture_of(const Id& id) const { return pictures_by_.find(id); }
  uint32_t category_of(const Id& id) const { return categories_by_.find(id); }
  const IdForms& picture_ids() const { return picture_ids_; }
  const IdForms& category_ids() const { return category_ids_; }
  uint64_t annotation_count() const { return annotations_; }
  // An id beyond all of the file's annotations'; the next call gives another.
  int64_t fresh_annotation_id() { return next_id_++; }
  uint64_t list_offset(List list) const { return list_offsets_[static_cast<size_t>(list)]; }

 private:
  // Entries by what annotations call them.
  class Index {
   public:
    // False when another has the id already, which `first` then is.
    bool add(const Id& id, uint32_t entry, uint32_t& first);
    // Names that two have are nobody's.
    void add_name(const std::string& name, uint32_t entry);
    uint32_t find(const Id& id) const;

   private:
    std::unordered_map<int64_t, uint32_t> numbers_;
    std::unordered_map<std::string, uint32_t> odd_numbers_, texts_, names_;
  };
  void read_picture(const ListEntry& entry, simdjson::dom::element value);
  // `missing` and `quoted`: the codes of ids that are not there, and of those that are texts of numbers.
  template <class Entry>
  void take_id(const Id& id, Code missing, Code quoted, Entry& entry);
  void read_name(simdjson::dom::object object, Picture& picture);
  void read_sides(simdjson::dom::object object, Picture& picture);
  void read_category(const ListEntry& entry, simdjson::dom::element value);
  void read_name(simdjson::dom::object object, const Id& id, Category& category);
  void renumber();
  void check_names();
  void tell(Code code, const auto& entry, std::string text) { findings_.add(finding_at(code, entry, std::move(text))); }

  const Call& call_;
  Findings& findings_;
  std::vector<Picture> pictures_;
  std::vector<Category> categories_;
  Index pictures_by_, categories_by_;
  IdForms picture_ids_, category_ids_;
  bool names_refer_ = false;  // some annotation has a text where an id belongs
  uint64_t annotations_ = 0;
  int64_t next_id_ = 1;
  std::array<uint64_t, 3> list_offsets_ = {kNowhere, kNowhere, kNowhere};
};

}  // namespace atelier::coco_doctor
