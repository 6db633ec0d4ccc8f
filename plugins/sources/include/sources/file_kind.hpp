// What a file of annotations is, told by its form, and what reads it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sources {

enum class FileKind {
  kUnknown,
  kCocoInstances,  // shapes, boxes beside them or not
  kCocoBoxes,      // annotations with `bbox`, none with a shape
  kCocoKeypoints,  // annotations with `keypoints`, none with a shape
  kCocoCaptions,
  kCocoPanoptic,
  kCocoResults,  // a list of detections
  kLvis,
  kLabelme,
  kVia,          // VGG Image Annotator, project or annotations alone
  kLabelStudio,  // its JSON, tasks or JSON_MIN
  kDatumaro,
  kCvatXml,
  kVocXml,
  kYoloLabels,  // lines of a label file
  kYoloYaml,
  kPicture,
  kNotText,  // none of these, and no text either, or a text in UTF-16
  kOther,    // another tool's file that no reader takes; `what` and `remedy` name it
};

struct Recognised {
  FileKind kind = FileKind::kUnknown;
  std::string what;    // "a panoptic file of COCO"; "" for kUnknown
  std::string remedy;  // "`coco.panoptic` reads it, with the folder of its PNG files as `masks`"; "" for kUnknown
};

// Looks at the first megabyte and, of JSON, at samples of the rest; of JSON objects at their keys only. Never throws
// for what a file holds; a file that cannot be read is kUnknown. [any]
Recognised recognise(const std::filesystem::path& file);

// For a message: "; it looks like a panoptic file of COCO: `coco.panoptic` reads it, …", or "" when the file is not
// recognised, or is of the kind that the reader takes. [any]
std::string looks_like(const std::filesystem::path& file, FileKind taken);

}  // namespace sources
