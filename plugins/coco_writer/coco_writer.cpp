#include "coco_writer.hpp"

#include <atelier/cpp/parallel.hpp>

#include "annotation_text.hpp"
#include "conversion/stated_size.hpp"
#include "json_text.hpp"
#include "pictures/output_names.hpp"

namespace atelier::coco_writer {

namespace fs = std::filesystem;

// A new file that is written in large pieces.
class TextFile {
 public:
  explicit TextFile(const fs::path& path) : file_(path) {}
  void write(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() < kPiece) return;
    file_.write(buffer_);
    buffer_.clear();
  }
  void commit() {
    file_.write(buffer_);
    file_.commit();
  }

 private:
  static constexpr size_t kPiece = size_t{1} << 20;
  NewFile file_;
  std::string buffer_;
};

namespace {

constexpr const char* kFile = "instances.json";
constexpr uint64_t kBatch = 256;      // pictures whose text is held at once
constexpr uint64_t kPatience = 1024;  // pictures between two looks at whether to stop

}  // namespace

void CocoWriter::run(const Call& call, const fs::path& folder) {
  Totals totals;
  Ids ids = collect_ids(call, totals);
  totals.outcomes.count_orphans(call, options_.dataset);

  TextFile file(folder / kFile);
  file.write(text("{\"info\": {\"description\": ", quoted(*options_.description, "the option `description`"),
                  "}, \"licenses\": [], \"images\": ["));
  write_images(call, ids, file);
  file.write("], \"annotations\": [");
  write_annotations(call, ids, file, totals);
  file.write("], \"categories\": [");
  write_categories(call, ids, file);
  file.write("]}");
  const conversion::StageWords words = {"written", "writer_report.json", {}};
  if (options_.strict) conversion::refuse_defects(call, options_.dataset, totals.outcomes, words);
  const conversion::Assessment assessment(call, options_.dataset, totals.outcomes, words);
  write_file(folder / "writer_report.json", report_json(totals, options_.segmentation, assessment));
  file.commit();
  call.result(summary(totals));
  totals.outcomes.emit(call);
  assessment.say(call);
}

std::unique_ptr<Opened> CocoWriter::open(const Call&, const fs::path& folder) {
  using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  return std::make_unique<OpenedFiles>(folder, Files{{"annotations", kFile}});
}

CocoWriter::Ids CocoWriter::collect_ids(const Call& call, Totals& totals) const {
  // Gives how many got a new one.
  const auto make_unique = [](std::vector<int64_t>& source) {
    conversion::UniqueIds unique(source);
    for (int64_t& id : source) id = unique.next(id);
    return unique.renumbered();
  };
  Ids ids;
  const DatasetRef& dataset = options_.dataset;
  const DatasetCounts counts = dataset.describe(call);
  for (uint64_t i = 0; i < counts.classes; ++i) ids.categories.push_back(dataset.class_at(call, i).id);
  totals.pictures = counts.pictures;
  for (uint64_t i = 0; i < totals.pictures; ++i) {
    if (i % kPatience == 0) call.stop_if_cancelled();
    const atelier_picture picture = dataset.picture_at(call, i);
    conversion::check_stated_size(picture);
    pictures::checked_name(str(picture.file_name), picture.id);
    ids.images.push_back(picture.id);
    dataset.instances(call, i, [&](const atelier_instance& in) { ids.annotations.push_back(in.id); });
  }
  totals.categories_renumbered = make_unique(ids.categories);
  totals.pictures_renumbered = make_unique(ids.images);
  return ids;
}

void CocoWriter::write_images(const Call& call, const Ids& ids, TextFile& file) const {
  for (uint64_t i = 0; i < ids.images.size(); ++i) {
    if (i % kPatience == 0) call.stop_if_cancelled();
    const atelier_picture picture =
        as_stored(options_.dataset->picture_at(call, i), options_.dataset->orientation(call, i));
    const std::string name = quoted(view(picture.file_name), text("the file name of picture ", picture.id));
    file.write(text(i ? ", " : "", "{\"id\": ", ids.images[i], ", \"width\": ", picture.width,
                    ", \"height\": ", picture.height, ", \"file_name\": ", name, "}"));
  }
}

// Batch by batch: the texts are made on all threads, then written in order.
void CocoWriter::write_annotations(const Call& call, Ids& ids, TextFile& file, Totals& totals) const {
  conversion::UniqueIds annotation_ids(std::move(ids.annotations));
  const uint64_t count = ids.images.size();
  const unsigned threads = call.threads();
  std::vector<AnnotationWriter> writers;
  for (unsigned i = 0; i < threads; ++i)
    writers.emplace_back(options_.dataset, options_.segmentation, options_.holes, ids.categories);
  std::vector<Totals> totals_of_threads(threads);
  std::vector<AnnotationTexts> texts;
  const char* separator = "";
  for (uint64_t first = 0; first < count; first += kBatch) {
    const uint64_t size = std::min(kBatch, count - first);
    texts.assign(size, {});
    for_each_index(size, threads, [&](unsigned thread, uint64_t i) {
      call.stop_if_cancelled();
      texts[i] = writers[thread].write(call, first + i, ids.images[first + i], totals_of_threads[thread]);
    });
    for (uint64_t i = 0; i < size; ++i) {
      size_t begin = 0;
      for (const AnnotationTexts::Annotation& annotation : texts[i].annotations) {
        const int64_t id = annotation_ids.next(annotation.id);
        if (id != annotation.id)
          totals.renumbered.add({first + i, annotation.position, annotation.id,
                                 str(options_.dataset->picture_at(call, first + i).file_name),
                                 text("has the id ", id, " now")});
        file.write(separator);
        file.write(std::string_view(texts[i].text).substr(begin, annotation.end - begin));
        file.write(std::to_string(id) + "}");
        separator = ", ";
        begin = annotation.end;
      }
      call.progress(first + i + 1, count, "pictures");
    }
  }
  for (const Totals& each : totals_of_threads) totals.merge(each);
}

void CocoWriter::write_categories(const Call& call, const Ids& ids, TextFile& file) const {
  for (uint64_t i = 0; i < ids.categories.size(); ++i) {
    const atelier_class each = options_.dataset->class_at(call, i);
    const std::string which = text(" of category ", each.id);
    file.write(text(i ? ", " : "", "{\"supercategory\": ", quoted(view(each.group), "the group" + which),
                    ", \"id\": ", ids.categories[i], ", \"name\": ", quoted(view(each.name), "the name" + which), "}"));
  }
}

}  // namespace atelier::coco_writer
