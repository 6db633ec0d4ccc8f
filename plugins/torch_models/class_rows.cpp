#include "class_rows.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace atelier::torch_models {
namespace {

std::string plain(const std::string& name) {
  std::string out;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '-') out.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  // VOC's names and the COCO categories that torchvision's references/segmentation/coco_utils.py takes for them.
  static const std::map<std::string, std::string> same = {
      {"aeroplane", "airplane"},   {"diningtable", "diningtable"},
      {"motorbike", "motorcycle"}, {"pottedplant", "pottedplant"},
      {"sofa", "couch"},           {"tvmonitor", "tv"},
  };
  const auto it = same.find(out);
  return it == same.end() ? out : it->second;
}

}  // namespace

const std::vector<std::string>& voc_classes() {
  static const std::vector<std::string> names = {
      "__background__", "aeroplane", "bicycle",     "bird", "boat",  "bottle",    "bus",    "car",         "cat",
      "chair",          "cow",       "diningtable", "dog",  "horse", "motorbike", "person", "pottedplant", "sheep",
      "sofa",           "train",     "tvmonitor"};
  return names;
}

const std::vector<std::string>& coco_classes() {
  static const std::vector<std::string> names = {
      "background",   "person",         "bicycle",    "car",           "motorcycle",    "airplane",     "bus",
      "train",        "truck",          "boat",       "traffic light", "fire hydrant",  "stop sign",    "parking meter",
      "bench",        "bird",           "cat",        "dog",           "horse",         "sheep",        "cow",
      "elephant",     "bear",           "zebra",      "giraffe",       "backpack",      "umbrella",     "handbag",
      "tie",          "suitcase",       "frisbee",    "skis",          "snowboard",     "sports ball",  "kite",
      "baseball bat", "baseball glove", "skateboard", "surfboard",     "tennis racket", "bottle",       "wine glass",
      "cup",          "fork",           "knife",      "spoon",         "bowl",          "banana",       "apple",
      "sandwich",     "orange",         "broccoli",   "carrot",        "hot dog",       "pizza",        "donut",
      "cake",         "chair",          "couch",      "potted plant",  "bed",           "dining table", "toilet",
      "tv",           "laptop",         "mouse",      "remote",        "keyboard",      "cell phone",   "microwave",
      "oven",         "toaster",        "sink",       "refrigerator",  "book",          "clock",        "vase",
      "scissors",     "teddy bear",     "hair drier", "toothbrush"};
  return names;
}

std::vector<int64_t> matching_rows(const std::vector<std::string>& from, const std::vector<std::string>& to) {
  std::map<std::string, int64_t> rows;
  for (size_t i = 0; i < from.size(); ++i) rows.emplace(plain(from[i]), static_cast<int64_t>(i));
  std::vector<int64_t> out;
  for (const std::string& name : to) {
    const auto it = rows.find(plain(name));
    out.push_back(it == rows.end() ? -1 : it->second);
  }
  return out;
}

}  // namespace atelier::torch_models
