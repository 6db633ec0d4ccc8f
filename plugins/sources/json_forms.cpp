#include <algorithm>

#include "json_outline.hpp"
#include "kind_forms.hpp"

namespace sources {

namespace {

using Type = JsonOutline::Type;

Recognised coco_instances() {
  return {FileKind::kCocoInstances, "an instances file of COCO",
          "`coco.reader` reads it, with the folder of its pictures as `images`"};
}
Recognised coco_panoptic() {
  return {FileKind::kCocoPanoptic, "a panoptic file of COCO",
          "`coco.panoptic` reads it, with the folder of its PNG files as `masks`"};
}
Recognised coco_captions() {
  return {FileKind::kCocoCaptions, "a captions file of COCO",
          "it holds sentences and no shapes; the instances file of the same pictures has them"};
}
Recognised coco_keypoints() {
  return {FileKind::kCocoKeypoints, "a keypoints file of COCO without shapes",
          "masks need a `segmentation` for each annotation; points are none, so take the instances file of the same "
          "pictures, or outline the objects"};
}
Recognised coco_boxes() {
  return {FileKind::kCocoBoxes, "a COCO file of boxes alone (`bbox`, no `segmentation`)",
          "masks need shapes: export polygons or masks from the tool, or have a model such as SAM outline the boxes"};
}
Recognised coco_results() {
  return {
      FileKind::kCocoResults, "a results file of COCO (a list of detections)",
      "it has no `images` and `categories`; pycocotools' `COCO.loadRes` joins it to the annotation file it was made "
      "for, and its `dataset`, saved as JSON, is what `coco.reader` reads"};
}
Recognised label_studio(std::string what) {
  return {FileKind::kLabelStudio, std::move(what), "`labelstudio.reader` reads it"};
}
Recognised via(std::string what) {
  return {FileKind::kVia, std::move(what),
          "export from VIA as COCO (Annotation, Export Annotations, COCO format), which `coco.reader` reads"};
}
Recognised other(std::string what, std::string remedy) {
  return {FileKind::kOther, std::move(what), std::move(remedy)};
}

// Whether the pieces hold the key of a member.
bool names_key(std::string_view samples, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + '"';
  for (size_t at = 0; (at = samples.find(quoted, at)) != std::string_view::npos; ++at) {
    const size_t next = samples.find_first_not_of(" \t\r\n", at + quoted.size());
    if (next != std::string_view::npos && samples[next] == ':') return true;
  }
  return false;
}

// A segmentation that is not empty.
bool names_shape(std::string_view samples) {
  constexpr std::string_view kKey = "\"segmentation\"";
  for (size_t at = 0; (at = samples.find(kKey, at)) != std::string_view::npos;) {
    at += kKey.size();
    std::string value;
    for (; at < samples.size() && samples[at] != kCut && value.size() < 3; ++at)
      if (std::string_view(" \t\r\n").find(samples[at]) == std::string_view::npos) value += samples[at];
    if (value.size() == 3 && value != ":nu" && value != ":[]" && value != ":{}" && value != ":\"\"") return true;
  }
  return false;
}

class CocoForm {
 public:
  CocoForm(const JsonOutline& top, std::string_view samples)
      : images_(top["images"]), annotations_(top["annotations"]), categories_(top["categories"]), samples_(samples) {}

  Recognised recognise() const {
    const bool has_all = images_.type != Type::kNone && (annotations_.type != Type::kNone || !samples_.empty());
    if (annotation_has("segments_info") && (has_all || categories_.is_list())) return coco_panoptic();
    if (!has_all) return {};
    const auto is_keyed = [](const JsonOutline& list) { return list.is_object() && !list.is_empty; };
    if (is_keyed(images_) || is_keyed(annotations_))
      return other(
          "a COCO file whose lists are objects keyed by id",
          "make `images`, `annotations` and `categories` lists of the objects' values, and `coco.reader` reads "
          "it");
    if (!images_.is_list()) return {};
    if (annotation_has("caption")) return coco_captions();
    const bool is_lvis = images_.any_has("neg_category_ids") || categories_.any_has("synset");
    if (is_lvis)
      return {FileKind::kLvis, "an annotation file of LVIS",
              "`coco.reader` reads it, with the folder of COCO's pictures (train2017, val2017) as `images`"};
    if (annotations_.any_has("segmentation", true) || names_shape(samples_)) return coco_instances();
    if (annotation_has("keypoints")) return coco_keypoints();
    if (annotation_has("bbox")) return coco_boxes();
    if (!annotation_has("image_id") && !(annotations_.is_list() && annotations_.items.empty())) return {};
    return coco_instances();
  }

 private:
  bool annotation_has(std::string_view key) const { return annotations_.any_has(key) || names_key(samples_, key); }

  const JsonOutline& images_;
  const JsonOutline& annotations_;
  const JsonOutline& categories_;
  std::string_view samples_;
};

bool has_all(const JsonOutline& of, std::initializer_list<std::string_view> keys) {
  return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) { return of.has(key); });
}

bool is_label_studio_task(const JsonOutline& task) {
  if (task["data"].is_object() &&
      (task["annotations"].is_list() || task["completions"].is_list() || task["predictions"].is_list()))
    return true;
  return task.has("image") && (task.has("annotation_id") || task.has("annotator"));  // JSON_MIN
}

Recognised recognise_list(const JsonOutline& top) {
  const auto any = [&](std::string_view key) { return top.any_has(key); };
  if (any("segments_info") && any("image_id"))
    return other(
        "the annotations of a panoptic file of COCO alone",
        "put the list into an object as `annotations`, with the `images` and `categories` of its ground truth; "
        "`coco.panoptic` reads that");
  if (any("caption") && any("image_id")) return coco_captions();
  if (any("image_id") && (any("category_id") || any("score"))) return coco_results();
  if (std::any_of(top.items.begin(), top.items.end(), is_label_studio_task))
    return label_studio("an export of Label Studio (JSON)");
  for (const JsonOutline& item : top.items)
    if (item["annotations"].any_has("coordinates"))
      return other("a file of CreateML", "it holds boxes alone, and masks need shapes: export polygons as COCO");
  if (any("data_row") || any("Labeled Data"))
    return other("an export of Labelbox", "Labelbox's own converters write COCO, which `coco.reader` reads");
  if (any("shapes") && any("imagePath"))
    return other("several of labelme's files in one list",
                 "save each object as a file of its own for `labelme.reader`");
  if (any("file_name") && any("annotations") && any("height"))
    return other("a list of Detectron2's dataset dicts",
                 "`detectron2.data.datasets.convert_to_coco_json` writes COCO, which `coco.reader` reads");
  return {};
}

bool is_via_entry(const JsonOutline& entry) { return has_all(entry, {"filename", "regions"}); }

Recognised recognise_tools(const JsonOutline& top) {
  if (top.has("_via_settings") || top.has("_via_img_metadata")) return via("a project of VIA (VGG Image Annotator)");
  if (top.has("metadata") && top.has("view") && top.has("file") && top.has("project")) return via("a project of VIA 3");
  if (!top.members.empty() && is_via_entry(top.members.front().second))
    return via("annotations of VIA (VGG Image Annotator)");
  if (top["shapes"].is_list() && (top.has("imagePath") || top.has("imageData") || top.has("version")))
    return {FileKind::kLabelme, "a file of labelme",
            "`labelme.reader` reads it, with the folder of all such files as `annotations`"};
  if (top["items"].is_list() && (top.has("categories") || top["items"].any_has("annotations")))
    return {FileKind::kDatumaro, "a file of Datumaro",
            "`datum convert -if datumaro -i FOLDER -f coco_instances -o OUT` writes what `coco.reader` reads"};
  if (is_label_studio_task(top)) return label_studio("one task of Label Studio");
  if (top["type"].text == "FeatureCollection" || top["type"].text == "Feature")
    return other("a GeoJSON file",
                 "its outlines are in map coordinates; rasterise them with the picture's geotransform "
                 "(gdal_rasterize), and `samples.folder` reads the label maps");
  if (top["objects"].is_list() && top.has("size"))
    return other("an annotation of Supervisely", "export the project as COCO, which `coco.reader` reads");
  if (top["instances"].is_list() && top.has("metadata"))
    return other("an annotation of SuperAnnotate",
                 "`superannotate`'s convert_project_type or its COCO export writes what "
                 "`coco.reader` reads");
  if (top.has("item") && top["annotations"].is_list())
    return other("an annotation of V7 Darwin", "export the dataset as COCO, which `coco.reader` reads");
  if (top.has("data_row") || top.has("Labeled Data"))
    return other("an export of Labelbox", "Labelbox's own converters write COCO, which `coco.reader` reads");
  if (top.has("imgHeight") && top["objects"].is_list())
    return other("an annotation of Cityscapes", "the `_labelTrainIds.png` beside it go through `samples.folder`");
  if (top["database"].is_object())
    return other("a dataset of videos in ActivityNet's form", "it holds times and no shapes");
  if (top.has("videos") && top.has("annotations"))
    return other("an annotation file of YouTube-VIS", "split the videos into pictures and write COCO's instances");
  return {};
}

}  // namespace

Recognised recognise_json(std::string_view head, std::string_view samples) {
  bool more = false;
  const JsonOutline top = outline_of(head, &more);
  if (top.is_list()) return recognise_list(top);
  if (!top.is_object()) return {};
  if (Recognised tool = recognise_tools(top); tool.kind != FileKind::kUnknown) return tool;
  if (Recognised coco = CocoForm(top, samples).recognise(); coco.kind != FileKind::kUnknown) return coco;
  if (top["images"].is_list() && top.has("categories"))
    return other("a list of pictures in COCO's form without annotations",
                 "the annotations of test sets are not given away; take the training or validation part");
  if (more)
    return other("JSON Lines (an object a line)",
                 "join the lines to one list, and to what the tool's COCO export holds");
  return {};
}

}  // namespace sources
