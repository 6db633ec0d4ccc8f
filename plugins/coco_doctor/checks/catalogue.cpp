#include "checks/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "json/fields.hpp"
#include "pictures/picture_file.hpp"
#include "sources/address.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

constexpr int64_t kLongestSide = std::numeric_limits<int32_t>::max();
constexpr int64_t kMostIds = int64_t{1} << 62;  // beyond it no room is left for fresh ones

bool is_drive(std::string_view name) {
  return name.size() > 2 && name[1] == ':' && (name[2] == '/' || name[2] == '\\') &&
         ((name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z');
}

bool leads_out(const std::string& name) {
  const std::filesystem::path path(name);
  return path.is_absolute() || is_drive(name) || std::find(path.begin(), path.end(), "..") != path.end() ||
         name.find('\0') != std::string::npos;
}

std::string without_ending(const std::string& name) {
  return std::filesystem::path(name).lexically_normal().replace_extension().string();
}

bool is_background(std::string name) {
  name.erase(std::remove_if(name.begin(), name.end(), [](char c) { return c == '_' || c == ' ' || c == '-'; }),
             name.end());
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  return name == "background" || name == "bg";
}

}  // namespace

Finding finding_at(Code code, const Picture& picture, std::string text) {
  Finding finding;
  finding.code = code;
  finding.offset = picture.offset;
  if (picture.has_id) finding.image = picture.id;
  finding.text = std::move(text);
  return finding;
}

Finding finding_at(Code code, const Category& category, std::string text) {
  Finding finding;
  finding.code = code;
  finding.offset = category.offset;
  if (category.has_id) finding.category = category.id;
  finding.text = std::move(text);
  return finding;
}

void Catalogue::begin_list(List list, uint64_t behind_bracket) {
  list_offsets_[static_cast<size_t>(list)] = behind_bracket - 1;
}

void Catalogue::entry(const ListEntry& entry, const dom::element* value) {
  if (!value) return;
  if (entry.list == List::kImages) read_picture(entry, *value);
  if (entry.list == List::kCategories) read_category(entry, *value);
  if (entry.list != List::kAnnotations) return;
  if (++annotations_ % 4096 == 0) {
    call_.stop_if_cancelled();
    call_.progress(annotations_, 0, "annotations found");
  }
  int64_t id = 0;
  if (read_whole((*value)["id"], id) != Field::kMissing && id < kMostIds) next_id_ = std::max(next_id_, id + 1);
  names_refer_ = names_refer_ || (*value)["image_id"].is_string() || (*value)["category_id"].is_string();
}

bool Catalogue::Index::add(const Id& id, uint32_t entry, uint32_t& first) {
  if (id.is_number()) {
    const auto [at, added] = numbers_.emplace(id.number, entry);
    first = at->second;
    return added;
  }
  auto& others = id.form == Id::Form::kName ? texts_ : odd_numbers_;
  const auto [at, added] = others.emplace(id.key, entry);
  first = at->second;
  return added;
}

void Catalogue::Index::add_name(const std::string& name, uint32_t entry) {
  const auto [at, added] = names_.emplace(name, entry);
  if (!added && at->second != entry) at->second = kNobody;
}

uint32_t Catalogue::Index::find(const Id& id) const {
  const auto find_in = [](const auto& entries, const auto& key) {
    const auto found = entries.find(key);
    return found == entries.end() ? kNobody : found->second;
  };
  if (id.is_number()) return find_in(numbers_, id.number);
  if (id.form != Id::Form::kName) return find_in(odd_numbers_, id.key);
  const uint32_t entry = find_in(texts_, id.key);
  return entry == kNobody ? find_in(names_, id.key) : entry;
}

template <class Entry>
void Catalogue::take_id(const Id& id, Code missing, Code quoted, Entry& entry) {
  entry.id = id.number;
  entry.has_id = id.is_number();
  entry.renumbered = id.is_other();
  if (!id.is_there()) entry.repair.leave_out(missing);
  if (!entry.has_id)
    tell(missing, entry,
         id.is_there() ? text("`id` is ", words_of(id)) : std::string("`id` is missing or not a whole number"));
  if (id.form != Id::Form::kText) return;
  entry.repair.set(quoted, "id", std::to_string(entry.id));
  tell(quoted, entry, "`id` is a text, not a number");
}

void Catalogue::read_picture(const ListEntry& entry, dom::element value) {
  const auto index = static_cast<uint32_t>(pictures_.size());
  Picture& picture = pictures_.emplace_back();
  picture.offset = entry.begin;
  dom::object object;
  if (value.get_object().get(object)) {
    picture.repair.leave_out(Code::kPictureNotObject);
    return tell(Code::kPictureNotObject, picture, "this entry is not an object");
  }
  const Id id = read_id(object["id"], entry.json, "id");
  picture_ids_.add(id);
  take_id(id, Code::kPictureId, Code::kPictureTextNumber, picture);
  uint32_t first = index;
  if (id.is_there() && !pictures_by_.add(id, index, first)) {
    picture.twin = true;
    picture.repair.leave_out(Code::kPictureIdTwice);
    tell(Code::kPictureIdTwice, picture,
         text("the entry at byte ", pictures_[first].offset, " (", pictures_[first].file_name, ") has this id"));
  }
  read_name(object, picture);
  read_sides(object, picture);
  if (picture.twin && pictures_[first].file_name != picture.file_name) pictures_[first].is_shared = true;
}

void Catalogue::read_name(dom::object object, Picture& picture) {
  std::string_view name, address;
  if (object["file_name"].get_string().get(name) || name.empty()) {
    if (!object["coco_url"].get_string().get(address)) picture.file_name = sources::last_part(address);
    if (!picture.file_name.empty() && !leads_out(picture.file_name)) {
      tell(Code::kNameInAddress, picture, text("`coco_url` is `", address, "`"));
      return picture.repair.set(Code::kNameInAddress, "file_name", json_text(picture.file_name));
    }
    picture.file_name.clear();
    picture.repair.leave_out(Code::kPictureName);
    return tell(Code::kPictureName, picture, "`file_name` is missing, empty or not a text");
  }
  picture.file_name = name;
  picture.unsafe = leads_out(picture.file_name);
  if (picture.file_name.find('\\') != std::string::npos) {
    std::replace(picture.file_name.begin(), picture.file_name.end(), '\\', '/');
    picture.unsafe = picture.unsafe || leads_out(picture.file_name);
    tell(Code::kBackslash, picture, text("the file name is `", name, "`"));
    picture.repair.set(Code::kBackslash, "file_name", json_text(picture.file_name));
  }
  if (picture.unsafe) tell(Code::kUnsafeName, picture, text("the file name is `", name, "`"));
}

void Catalogue::read_sides(dom::object object, Picture& picture) {
  bool sound = true;
  const auto side = [&](const char* key) -> uint32_t {
    int64_t pixels = 0;
    const Field field = read_whole(object[key], pixels);
    if (field == Field::kMissing || pixels < 1 || pixels > kLongestSide) {
      sound = false;
      return 0;
    }
    if (field == Field::kText) {
      picture.repair.set(Code::kPictureTextNumber, key, std::to_string(pixels));
      tell(Code::kPictureTextNumber, picture, text("`", key, "` is a text"));
    }
    return static_cast<uint32_t>(pixels);
  };
  picture.width = side("width");
  picture.height = side("height");
  if (!sound) {
    tell(Code::kPictureSize, picture,
         text(picture.width    ? "`height` is"
              : picture.height ? "`width` is"
                               : "`width` and `height` are",
              " missing or not a whole number from 1 up"));
    picture.width = picture.height = 0;
  } else if (picture.width > pictures::max_pixels() / picture.height) {
    tell(Code::kPictureTooLarge, picture, text("it is said to be ", picture.width, " x ", picture.height, " pixels"));
    picture.repair.leave_out(Code::kPictureTooLarge);
    picture.width = picture.height = 0;
  }
}

void Catalogue::read_category(const ListEntry& entry, dom::element value) {
  const auto index = static_cast<uint32_t>(categories_.size());
  Category& category = categories_.emplace_back();
  category.offset = entry.begin;
  dom::object object;
  if (value.get_object().get(object)) {
    category.repair.leave_out(Code::kCategoryNotObject);
    return tell(Code::kCategoryNotObject, category, "this entry is not an object");
  }
  const Id id = read_id(object["id"], entry.json, "id");
  category_ids_.add(id);
  take_id(id, Code::kCategoryId, Code::kCategoryTextNumber, category);
  read_name(object, id, category);
  uint32_t first = index;
  if (id.is_there() && !categories_by_.add(id, index, first)) {
    category.repair.leave_out(Code::kCategoryIdTwice);
    if (categories_[first].name != category.name) categories_[first].is_shared = true;
    tell(Code::kCategoryIdTwice, category,
         text("the entry at byte ", categories_[first].offset, " (", categories_[first].name, ") has this id, and `",
              category.name, "` gets it again"));
  } else if (category.has_id && category.id == 0) {
    tell(Code::kCategoryZero, category, text("`", category.name, "` has the id 0"));
  }
}

// One without a name gets its id for one.
void Catalogue::read_name(dom::object object, const Id& id, Category& category) {
  std::string_view name;
  if (!object["name"].get_string().get(name) && !name.empty()) {
    category.name = name;
    if (is_background(category.name))
      tell(Code::kBackgroundCategory, category, text("it is named `", category.name, "`"));
    return;
  }
  if (id.form == Id::Form::kName)
    category.name = id.key;
  else
    category.name = "category_" + (id.is_other() ? id.key : std::to_string(id.number));
  category.repair.set(Code::kCategoryName, "name", json_text(category.name));
  tell(Code::kCategoryName, category, "`name` is missing, empty or not a text");
}

// Fresh numbers for entries whose ids are none, beyond all others of their list.
void Catalogue::renumber() {
  const auto number = [](auto& entries, const IdForms& ids, Code why) {
    int64_t next = ids.highest_below(kMostIds) + 1;
    for (auto& entry : entries) {
      if (!entry.renumbered || entry.repair.drop) continue;
      entry.id = next++;
      entry.repair.set(why, "id", std::to_string(entry.id));
    }
  };
  number(pictures_, picture_ids_, Code::kPictureId);
  number(categories_, category_ids_, Code::kCategoryId);
}

void Catalogue::finish() {
  renumber();
  check_names();
  for (uint32_t i = 0; names_refer_ && i < pictures_.size(); ++i) {
    pictures_by_.add_name(pictures_[i].file_name, i);
    pictures_by_.add_name(without_ending(pictures_[i].file_name), i);
  }
  for (uint32_t i = 0; names_refer_ && i < categories_.size(); ++i) categories_by_.add_name(categories_[i].name, i);
  std::unordered_map<std::string_view, uint32_t> first_of_name;
  for (uint32_t i = 0; i < categories_.size(); ++i) {
    if (categories_[i].repair.drop) continue;
    const auto [first, fresh] = first_of_name.emplace(categories_[i].name, i);
    if (!fresh)
      tell(Code::kCategoryNameTwice, categories_[i],
           text("the category ", categories_[first->second].id, " is named `", categories_[i].name, "` too"));
  }
}

void Catalogue::check_names() {
  std::unordered_map<std::string, uint32_t> first_of_name, first_of_mask;
  for (uint32_t i = 0; i < pictures_.size(); ++i) {
    Picture& picture = pictures_[i];
    if (picture.repair.drop) continue;
    const auto [first, fresh] = first_of_name.emplace(picture.file_name, i);
    if (!fresh) {
      const Picture& other = pictures_[first->second];
      tell(Code::kPictureNameTwice, picture, text("`", picture.file_name, "` is the picture ", other.id, " too"));
      picture.repair.leave_out(Code::kPictureNameTwice);
      if (other.width == picture.width && other.height == picture.height) picture.same_as = first->second;
      continue;
    }
    const auto [mask, alone] = first_of_mask.emplace(without_ending(picture.file_name), i);
    if (!alone)
      tell(Code::kSharedMaskName, picture,
           text("`", picture.file_name, "` and `", pictures_[mask->second].file_name, "` (picture ",
                pictures_[mask->second].id, ") differ in the ending alone"));
  }
}

}  // namespace atelier::coco_doctor
