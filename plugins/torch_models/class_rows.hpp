// Class names by which a trained head is taken over into another set of classes. [any]
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::torch_models {

// torchvision's order of the 21 classes of Pascal VOC, which its pretrained segmentation weights have.
// Source: VOC's and torchvision's `categories` of the *_VOC_LABELS weights.
const std::vector<std::string>& voc_classes();
// The background, then COCO's 80 categories in the order of their ids, as in instances_val2017.json.
const std::vector<std::string>& coco_classes();

// For each of `to` the index in `from` of the class of the same name, or -1. Case, spaces, dashes and underscores do
// not count, nor does how VOC and COCO call the same thing (aeroplane, airplane). Of a name that `from` has twice, the
// first.
std::vector<int64_t> matching_rows(const std::vector<std::string>& from, const std::vector<std::string>& to);

}  // namespace atelier::torch_models
