#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "kind_forms.hpp"
#include "sources/text_file.hpp"

namespace sources {

namespace {

using namespace std::string_view_literals;

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

Recognised other(std::string what, std::string remedy) {
  return {FileKind::kOther, std::move(what), std::move(remedy)};
}

// The name of the outermost element, behind declarations and comments.
std::string_view root_of(std::string_view xml) {
  for (size_t at = 0; (at = xml.find('<', at)) != std::string_view::npos; ++at) {
    if (starts(xml.substr(at), "<!--")) {
      at = std::min(xml.find("-->", at), xml.size() - 1);
    } else if (at + 1 < xml.size() && xml[at + 1] != '?' && xml[at + 1] != '!') {
      const size_t end = std::min(xml.find_first_of(" \t\r\n/>", at + 1), xml.size());
      return xml.substr(at + 1, end - at - 1);
    }
  }
  return {};
}

bool has(std::string_view text, std::string_view piece) { return text.find(piece) != std::string_view::npos; }

Recognised recognise_xml(std::string_view xml) {
  const std::string_view root = root_of(xml);
  if (root == "html" || root == "HTML" || has(xml.substr(0, 200), "<!DOCTYPE html"))
    return other("a web page", "the download may have failed; fetch the file itself");
  if (root == "annotations" && (has(xml, "<image") || has(xml, "<track") || has(xml, "<meta")))
    return {FileKind::kCvatXml, has(xml, "<track") ? "an XML file of CVAT (for video)" : "an XML file of CVAT",
            "`cvat.reader` reads it"};
  if (root == "annotation" && has(xml, "<polygon"))
    return other("an XML file of the LabelMe web tool",
                 "`datum convert -if label_me -i FOLDER -f coco_instances -o OUT` "
                 "writes what `coco.reader` reads");
  if (root == "annotation")
    return {FileKind::kVocXml, "an XML file of Pascal VOC",
            "such files hold boxes alone; the PNG files in SegmentationClass go through `samples.folder`"};
  return {};
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string_view::npos;) {
    const size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

bool is_number(std::string_view word) {
  double ignored = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), ignored);
  return error == std::errc() && end == word.data() + word.size();
}

Recognised recognise_yolo_labels(const std::vector<Line>& lines) {
  bool has_outlines = false;
  for (const Line& line : lines) {
    const std::vector<std::string_view> words = words_of(line.text);
    if (words.size() < 5 || !std::all_of(words.begin(), words.end(), is_number)) return {};
    if (words[0].find_first_not_of("0123456789") != std::string_view::npos) return {};
    has_outlines = has_outlines || words.size() > 6;
  }
  if (lines.empty()) return {};
  if (has_outlines)
    return {FileKind::kYoloLabels, "a label file of YOLO",
            "`yolo.segments` reads such files by the set's YAML file, given as `data`"};
  return {FileKind::kYoloLabels, "a label file of YOLO or Darknet (boxes)",
          "masks need shapes; `yolo.segments` takes boxes for rectangles with `boxes`, by the set's YAML file"};
}

Recognised recognise_yaml(const std::vector<Line>& lines, std::string_view text) {
  bool has_names = false, has_set = false;
  for (const Line& line : lines) {
    const bool at_start = line.offset == 0 || text[line.offset - 1] == '\n' || text[line.offset - 1] == '\r';
    if (!at_start) continue;
    has_names = has_names || starts(line.text, "names:");
    for (const std::string_view key : {"train:", "val:", "path:", "nc:"}) has_set = has_set || starts(line.text, key);
  }
  if (!has_names || !has_set) return {};
  return {FileKind::kYoloYaml, "the YAML file of a set for YOLO", "`yolo.segments` reads it as `data`"};
}

Recognised recognise_table(std::string_view first) {
  if (first.find_first_of(",;\t") == std::string_view::npos || first.find_first_of("{[<") != std::string_view::npos)
    return {};
  if (has(first, "region_shape_attributes"))
    return {FileKind::kVia, "a table (CSV) of VIA (VGG Image Annotator)",
            "export from VIA as COCO (Annotation, Export Annotations, COCO format), which `coco.reader` reads"};
  if (has(first, "EncodedPixels") || has(first, "encoded_pixels"))
    return other("a table of runs (CSV, as on Kaggle)",
                 "draw the runs into label maps (they count from 1, column by column), which `samples.folder` reads");
  for (const std::string_view key : {"filename", "file_name", "ImageID", "ImageId", "image_id", "image_path"})
    if (has(first, key))
      return other("a table (CSV)", "no reader takes tables of annotations; write them in COCO's form");
  return {};
}

struct Magic {
  size_t at;
  std::string_view bytes;
};
struct BinaryForm {
  Magic magic;
  FileKind kind;
  std::string_view what;
  std::string_view remedy;
};
constexpr std::string_view kPictureRemedy = "pictures go into `images`, label maps through `samples.folder`";
constexpr std::string_view kUnpack = "unpack it, and give the files in it";
constexpr std::string_view kConvert = "write what it holds in COCO's form, with the library that made it";
constexpr std::array<BinaryForm, 16> kBinaryForms = {{
    {{0, "\x89PNG\r\n"sv}, FileKind::kPicture, "a picture (PNG)", kPictureRemedy},
    {{0, "\xff\xd8\xff"sv}, FileKind::kPicture, "a picture (JPEG)", kPictureRemedy},
    {{0, "GIF8"sv}, FileKind::kPicture, "a picture (GIF)", kPictureRemedy},
    {{0, "II*\0"sv}, FileKind::kPicture, "a picture (TIFF)", kPictureRemedy},
    {{0, "MM\0*"sv}, FileKind::kPicture, "a picture (TIFF)", kPictureRemedy},
    {{8, "WEBP"sv}, FileKind::kPicture, "a picture (WebP)", kPictureRemedy},
    {{6, "\0\0\0\0"sv}, FileKind::kPicture, "a picture (BMP)", kPictureRemedy},
    {{0, "PK\x03\x04"sv}, FileKind::kOther, "a ZIP archive", kUnpack},
    {{0, "\x1f\x8b"sv}, FileKind::kOther, "a file packed with gzip", kUnpack},
    {{0, "7z\xbc\xaf"sv}, FileKind::kOther, "a 7-Zip archive", kUnpack},
    {{257, "ustar"sv}, FileKind::kOther, "a tar archive", kUnpack},
    {{0, "\x89HDF\r\n"sv}, FileKind::kOther, "an HDF5 file", kConvert},
    {{0, "\x93NUMPY"sv}, FileKind::kOther, "an array of NumPy", kConvert},
    {{0, "PAR1"sv}, FileKind::kOther, "a Parquet file", kConvert},
    {{0, "%PDF"sv}, FileKind::kOther, "a PDF file", "give the annotation file itself"},
    {{0, "MATLAB "sv}, FileKind::kOther, "a MATLAB file", kConvert},
}};

// TFRecord: the length of the first record in eight bytes, four of a checksum, then a protocol buffer.
bool is_tf_record(std::string_view head) {
  if (head.size() < 16) return false;
  uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = length << 8 | static_cast<unsigned char>(head[static_cast<size_t>(i)]);
  return length > 0 && length < (uint64_t{1} << 32) && head[12] == '\x0a';
}

}  // namespace

Recognised recognise_bytes(std::string_view head) {
  for (const BinaryForm& form : kBinaryForms) {
    if (form.what == "a picture (BMP)" && !starts(head, "BM")) continue;
    if (form.what == "a picture (WebP)" && !starts(head, "RIFF")) continue;
    if (head.size() > form.magic.at && starts(head.substr(form.magic.at), form.magic.bytes))
      return {form.kind, std::string(form.what), std::string(form.remedy)};
  }
  if (head.size() > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5)
    return other("a pickle of Python", "save it as JSON with `json.dump`");
  if (is_tf_record(head)) return other("a TFRecord", std::string(kConvert));
  if (const auto wide = wide_encoding(head))
    return {FileKind::kNotText, "a text in " + std::string(wide->name),
            "save it as UTF-8 (in PowerShell: Out-File -Encoding utf8, in an editor: Save as, UTF-8)"};
  if (head.find('\0') != std::string_view::npos)
    return {FileKind::kNotText, "a binary file", "annotations are texts: JSON, XML or YAML"};
  return {};
}

Recognised recognise_text(std::string_view head) {
  if (starts(head, "version https://git-lfs"))
    return other("a pointer of Git LFS, not the file itself", "fetch the file with `git lfs pull`");
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  if (head[first] == '<') return recognise_xml(head);
  if (starts(head.substr(first), "{'") || starts(head.substr(first), "[{'"))
    return other("Python's print of a dict, not JSON", "write it with `json.dump` in place of `str`");
  std::vector<Line> lines = lines_of(head);
  // The last line of a long file may be cut.
  if (lines.size() > 1 && lines.back().offset + lines.back().text.size() == head.size()) lines.pop_back();
  if (lines.empty()) return {};
  if (Recognised yolo = recognise_yolo_labels(lines); yolo.kind != FileKind::kUnknown) return yolo;
  if (Recognised yaml = recognise_yaml(lines, head); yaml.kind != FileKind::kUnknown) return yaml;
  return recognise_table(lines.front().text);
}

}  // namespace sources
