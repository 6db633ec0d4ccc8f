#include "annotation_file_reader.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <cstring>
#include <limits>

#include "annotation_json/id.hpp"
#include "annotation_json/plain_json.hpp"
#include "sources/address.hpp"
#include "sources/file_kind.hpp"
#include "sources/outside.hpp"

namespace atelier::coco {

namespace dom = simdjson::dom;

namespace {

// Places for what becomes of the batches, to which several threads write.
template <class T>
class Results {
 public:
  T& operator[](size_t number) {
    const std::lock_guard lock(mutex_);
    if (number >= all.size()) all.resize(number + 1);
    return all[number];
  }
  std::deque<T> all;  // elements stay where they are

 private:
  std::mutex mutex_;
};

struct Fields {
  const annotation_json::JsonStream& in;
  uint64_t offset;
  std::string_view what;  // "the image"
  dom::object object{};

  [[noreturn]] void fail(const std::string& sentence) const { in.fail(offset, sentence); }
  int64_t integer(std::string_view key) const {
    dom::element value;
    int64_t integer = 0;
    if (object[key].get(value) || !annotation_json::read_integer(value, integer))
      fail(text(what, " has no integer `", key, "`"));
    return integer;
  }
  // Texts of numbers are noticed.
  int64_t id(Noticed& noticed, const std::string& mend) const {
    dom::element value;
    if (object["id"].get(value)) fail(text(what, " has no integer `id`"));
    int64_t id = 0;
    const annotation_json::IdForm form = annotation_json::read_id(value, id);
    if (form == annotation_json::IdForm::kOther)
      fail(text(what, " has no integer `id`, but ", annotation_json::id_text(value),
                value.is_string() ? "; ids that are names are numbered by " + mend : ""));
    if (form == annotation_json::IdForm::kText) {
      ++noticed.text_ids;
      noticed.first_text_id = std::min(noticed.first_text_id, offset);
    }
    return id;
  }
  std::string_view words(std::string_view key) const {
    std::string_view found;
    if (object[key].get_string().get(found) || found.empty()) fail(text(what, " has no text `", key, "`"));
    return found;
  }
  // `file_name`, or the last part of `coco_url`, by which LVIS names its pictures.
  std::string_view file_name(int64_t id) const {
    std::string_view found;
    if (object["file_name"].get_string().get(found) || found.empty()) {
      std::string_view url;
      if (!object["coco_url"].get_string().get(url)) found = sources::last_part(url);
    }
    if (found.empty()) fail(text("the image ", id, " has no text `file_name`"));
    return found;
  }
  uint32_t side(std::string_view key) const {
    const int64_t side = integer(key);
    if (side < 1 || side > std::numeric_limits<int32_t>::max()) fail(text(what, " has a `", key, "` of ", side));
    return static_cast<uint32_t>(side);
  }
};

}  // namespace

AnnotationFileReader::AnnotationFileReader(const std::filesystem::path& path, const AnnotationFile::Options& options,
                                           AnnotationFile& out)
    : in_(path), options_(options), out_(out), folder_(options.images) {
  for (unsigned i = 0; i < std::max(options.threads, 1u); ++i) tools_.emplace_back(options.accept_nan);
  if (!folder_.empty() && folder_.back() != '/') folder_ += '/';
  out_.source_ = std::make_unique<SourceFile>(in_.descriptor(), path);
}

void AnnotationFileReader::run() {
  try {
    read_all();
    require_shapes();
  } catch (const Error& e) {
    if (e.code() != ATELIER_E_DATA) throw;
    const sources::Recognised found = sources::recognise(in_.path());
    const bool is_taken = found.kind == sources::FileKind::kUnknown ||
                          found.kind == sources::FileKind::kCocoInstances || found.kind == sources::FileKind::kLvis;
    if (!is_taken) throw Error(ATELIER_E_DATA, text(e.what(), "; it looks like ", found.what, ": ", found.remedy));
    if (in_object_ && dynamic_cast<const annotation_json::JsonError*>(&e))
      throw Error(ATELIER_E_DATA, text(e.what(), "; such faults are mended by ", options_.mend));
    throw;
  }
  for (const Tools& tools : tools_) out_.noticed_.merge(tools.noticed);
  compare_categories();
  if (options_.finder) match_names();
  note_pictures();
  sort_by_picture();
}

void AnnotationFileReader::require_shapes() {
  Contents contents;
  for (const Tools& tools : tools_) contents.merge(tools.annotations.contents());
  const std::string found = contents.in_place_of_shapes();
  if (found.empty()) return;
  uint64_t count = 0;
  for (const auto& batch : annotations_) count += batch.size();
  throw Error(ATELIER_E_DATA, text(in_.path().string(), ": none of the ", count, " annotations has a shape; there are ",
                                   found, ", and masks need `segmentation`, rings or runs, in each"));
}

// The categories mostly come after the annotations, so only now is it known which ids are theirs.
void AnnotationFileReader::compare_categories() {
  IdCounts named;
  for (const Tools& tools : tools_) named.merge(tools.named_categories);
  Noticed& noticed = out_.noticed_;
  named.for_each([&](int64_t id, uint64_t count) {
    noticed.category_ids.add(id);
    if (out_.label_of_id_.count(id) != 0) return;
    noticed.unmet_categories += count;
    noticed.unmet_category_ids.add(id);
  });
}

// A name may lead out of the folder.
void AnnotationFileReader::note_pictures() const {
  if (!options_.call || folder_.empty()) return;
  for (const Picture& picture : out_.pictures_) sources::note_outside(*options_.call, folder_, picture.path());
}

void AnnotationFileReader::match_names() {
  std::vector<Picture>& pictures = out_.pictures_;
  sources::MatchedNames names = sources::match_names(
      *options_.finder, pictures.size(), [&](uint64_t i) { return pictures[i].file_name(); }, options_.threads);
  size_t size = 0;
  for (const std::string& name : names.names)
    if (!name.empty()) size += folder_.size() + name.size();
  auto texts = std::make_unique_for_overwrite<char[]>(size);
  char* next = texts.get();
  for (size_t i = 0; i < names.names.size(); ++i) {
    const std::string& name = names.names[i];
    if (name.empty()) continue;
    Picture& picture = pictures[i];
    picture.path_text = next;
    next = std::copy(folder_.begin(), folder_.end(), next);
    next = std::copy(name.begin(), name.end(), next);
    picture.path_size = static_cast<uint32_t>(folder_.size() + name.size());
    picture.name_size = static_cast<uint32_t>(name.size());
  }
  if (size != 0) out_.texts_.push_back(std::move(texts));
  names.names = {};
  out_.noticed_.names = std::move(names);
}

void AnnotationFileReader::read_all() {
  if (const int first = in_.peek(); first == 0 || first >= 0xfe) in_.fail(in_.offset(), "the file is not in UTF-8");
  if (in_.peek() != '{')
    in_.fail_at_next("expected a JSON object that holds the lists `images`, `annotations`, `categories`");
  in_.skip();
  in_object_ = true;
  if (in_.peek() != '}') {
    read_member();
    while (in_.peek() == ',') {
      in_.skip();
      read_member();
    }
  }
  if (in_.peek() != '}') in_.fail_at_next("expected a comma or the closing brace of the object");
  in_.skip();
  if (in_.peek() != -1) in_.fail_at_next("expected the end of the file after the object");
  for (size_t i = 0; i < kLists.size(); ++i)
    if (!seen_[i])
      in_.fail(0, text("the object has no `", kLists[i], "`; an instances file holds the lists `images`, ",
                       "`annotations` and `categories`"));
  out_.source_->check_unchanged();
}

dom::element AnnotationFileReader::parse(annotation_json::ValueParser& parser, const ListEntry& entry) const {
  dom::element value;
  if (const auto error = parser.parse(entry.json, value))
    in_.fail_in(entry.offset, parser.parsed_text(), simdjson::error_message(error));
  return value;
}

dom::element AnnotationFileReader::parse_next() {
  in_.peek();
  offset_ = in_.offset();
  return parse(tools_[0].values, {offset_, in_.value()});
}

void AnnotationFileReader::read_member() {
  if (in_.peek() != '"') in_.fail_at_next("expected a key in double quotes");
  std::string_view key;
  if (parse_next().get_string().get(key)) in_.fail(offset_, "expected a key in double quotes");
  size_t list = 0;
  while (list < kLists.size() && kLists[list] != key) ++list;
  if (list < kLists.size()) {
    if (seen_[list]) in_.fail(offset_, text("`", kLists[list], "` is given twice"));
    seen_[list] = true;
  }
  if (in_.peek() != ':') in_.fail_at_next("expected a colon after the key");
  in_.skip();
  if (in_.peek() == '[') {
    read_list(list);
  } else {
    parse_next();
    if (list < kLists.size()) in_.fail(offset_, text("`", kLists[list], "` must be a list"));
  }
}

void AnnotationFileReader::for_each(unsigned threads, const TakeBatch& take) {
  for_each_batch(in_, threads, [&](unsigned thread, size_t number, const std::vector<ListEntry>& entries) {
    if (options_.call) options_.call->stop_if_cancelled();
    take(thread, number, entries);
  });
}

void AnnotationFileReader::read_list(size_t list) {
  if (list == 0) return read_pictures();
  if (list == 1) return read_annotations();
  if (list == 2) return read_categories();
  for_each(options_.threads, [this](unsigned thread, size_t, const std::vector<ListEntry>& entries) {
    for (const ListEntry& entry : entries)
      if (annotation_json::skip_plain_value(entry.json.data(), 1) != entry.json.data() + entry.json.size())
        parse(tools_[thread].values, entry);
  });
}

void AnnotationFileReader::read_pictures() {
  Results<PictureBatch> results;
  std::exception_ptr thrown;
  try {
    for_each(options_.threads, [&](unsigned thread, size_t number, const std::vector<ListEntry>& entries) {
      read_picture_batch(tools_[thread], entries, results[number]);
    });
  } catch (...) {
    thrown = std::current_exception();
  }
  // An id given twice may come before what was thrown.
  keep_pictures(results.all);
  if (thrown) std::rethrow_exception(thrown);
}

void AnnotationFileReader::read_picture_batch(Tools& tools, const std::vector<ListEntry>& entries, PictureBatch& out) {
  out.failed = true;
  tools.texts.clear();
  out.pictures.reserve(entries.size());
  out.places.reserve(entries.size());
  const auto keep_texts = [&] {
    out.texts = std::make_unique_for_overwrite<char[]>(tools.texts.size());
    std::memcpy(out.texts.get(), tools.texts.data(), tools.texts.size());
  };
  try {
    for (const ListEntry& entry : entries) {
      out.pictures.push_back(read_picture(tools, entry));
      out.places.push_back(entry.offset);
    }
  } catch (...) {
    keep_texts();
    throw;
  }
  keep_texts();
  out.failed = false;
}

Picture AnnotationFileReader::read_picture(Tools& tools, const ListEntry& entry) {
  Fields fields{in_, entry.offset, "the image"};
  if (parse(tools.values, entry).get_object().get(fields.object)) fields.fail("an image must be a JSON object");
  Picture picture;
  picture.id = fields.id(tools.noticed, options_.mend);
  const std::string_view name = fields.file_name(picture.id);
  picture.height = fields.side("height");
  picture.width = fields.side("width");
  // As std::filesystem joins paths, without its price: an absolute name stands alone.
  const std::string_view folder = name.front() == '/' ? std::string_view() : std::string_view(folder_);
  if (folder.size() + name.size() > UINT32_MAX) fields.fail("the image has a `file_name` beyond 4 GiB");
  picture.path_size = static_cast<uint32_t>(folder.size() + name.size());
  picture.name_size = static_cast<uint32_t>(name.size());
  tools.texts.append(folder).append(name);
  return picture;
}

void AnnotationFileReader::keep_pictures(std::deque<PictureBatch>& batches) {
  size_t count = 0;
  for (const PictureBatch& batch : batches) count += batch.pictures.size();
  out_.pictures_.reserve(count);
  for (PictureBatch& batch : batches) {
    const char* next = batch.texts.get();
    for (size_t i = 0; i < batch.pictures.size(); ++i) {
      Picture& picture = batch.pictures[i];
      if (!picture_of_id_.add(picture.id))
        in_.fail(batch.places[i], text("the image id ", picture.id, " is given twice"));
      picture.path_text = next;
      next += picture.path_size;
      out_.pictures_.push_back(picture);
    }
    out_.texts_.push_back(std::move(batch.texts));
    if (batch.failed) return;
    batch = {};
  }
}

void AnnotationFileReader::read_annotations() {
  Results<std::vector<IndexedAnnotation>> results;
  for_each(options_.threads, [&](unsigned thread, size_t number, const std::vector<ListEntry>& entries) {
    std::vector<IndexedAnnotation> found;
    found.reserve(entries.size());
    AnnotationParser& parser = tools_[thread].annotations;
    for (const ListEntry& entry : entries) {
      if (entry.json.size() > UINT32_MAX) in_.fail(entry.offset, "the annotation is longer than 4 GiB");
      Owner owner;
      if (const auto error = parser.find_owner(entry.json, owner))
        in_.fail_in(entry.offset, parser.parsed_text(), simdjson::error_message(error));
      Tools& tools = tools_[thread];
      if (owner.text_id) {
        ++tools.noticed.text_ids;
        tools.noticed.first_text_id = std::min(tools.noticed.first_text_id, entry.offset);
      }
      if (owner.has_category)
        tools.named_categories.add(owner.category_id);
      else
        ++tools.noticed.without_category;
      found.push_back({entry.offset, owner.image_id, static_cast<uint32_t>(entry.json.size()),
                       owner.has_image ? 0 : PictureIndex::kNone});
    }
    results[number] = std::move(found);
  });
  annotations_ = std::move(results.all);
}

void AnnotationFileReader::read_categories() {
  for_each(1, [this](unsigned, size_t, const std::vector<ListEntry>& entries) {
    for (const ListEntry& entry : entries) read_category(entry);
  });
}

void AnnotationFileReader::read_category(const ListEntry& entry) {
  Fields fields{in_, entry.offset, "the category"};
  if (parse(tools_[0].values, entry).get_object().get(fields.object)) fields.fail("a category must be a JSON object");
  Category category;
  category.id = fields.id(tools_[0].noticed, options_.mend);
  category.name = fields.words("name");
  std::string_view group;
  if (!fields.object["supercategory"].get_string().get(group)) category.group = group;
  if (!out_.label_of_id_.emplace(category.id, static_cast<uint32_t>(out_.categories_.size() + 1)).second)
    fields.fail(text("the category id ", category.id, " is given twice"));
  out_.categories_.push_back(std::move(category));
}

// The pictures may come after the annotations, so only now does an id become a picture.
void AnnotationFileReader::sort_by_picture() {
  std::vector<Noticed> seen(std::max(options_.threads, 1u));
  for_each_index(annotations_.size(), options_.threads, [&](unsigned thread, uint64_t batch) {
    for (IndexedAnnotation& annotation : annotations_[batch]) {
      if (!annotation.has_image()) continue;
      annotation.picture = picture_of_id_.find(annotation.image_id);
      seen[thread].image_ids.add(annotation.image_id);
      if (annotation.has_image()) continue;
      ++seen[thread].unmet;
      seen[thread].unmet_ids.add(annotation.image_id);
    }
  });
  for (const Noticed& each : seen) out_.noticed_.merge(each);
  const size_t pictures = out_.pictures_.size();  // and the orphans as one picture more
  std::vector<uint64_t>& first = out_.first_of_picture_;
  first.assign(pictures + 2, 0);
  const auto place_of = [pictures](const IndexedAnnotation& annotation) {
    return annotation.has_image() ? annotation.picture : pictures;
  };
  for (const auto& batch : annotations_)
    for (const IndexedAnnotation& annotation : batch) ++first[place_of(annotation) + 1];
  for (size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  out_.ranges_.resize(first.back());
  // Each annotation moves its picture's start on, to where the next one starts in the end.
  for (auto& batch : annotations_) {
    for (const IndexedAnnotation& annotation : batch)
      out_.ranges_[first[place_of(annotation)]++] = {annotation.offset, annotation.size};
    batch = {};
  }
  for (size_t i = first.size() - 1; i > 0; --i) first[i] = first[i - 1];
  first[0] = 0;
  first.pop_back();
}

}  // namespace atelier::coco
