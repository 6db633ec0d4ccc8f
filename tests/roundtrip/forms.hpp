// What other tools write, out of a random set.
#pragma once

#include <filesystem>

#include "random_set.hpp"

namespace roundtrip {

// Black pictures of the right sizes, under their names.
void write_pictures(const Set& set, const std::filesystem::path& folder);

// COCO's instances form. Runs are lists of counts for even ids and compressed for odd ones.
void write_coco(const Set& set, const std::filesystem::path& file);

// labelme: a JSON file for each picture in `folder`, the pictures beside them. Rings of one instance are a group; runs
// are a mask.
void write_labelme(const Set& set, const std::filesystem::path& folder);

// CVAT for images 1.1. Instances of one ring are polygons, runs are masks; others are left out.
void write_cvat(const Set& set, const std::filesystem::path& file);

// COCO's panoptic form, PNG files in `masks`: of instances that overlap the later one is seen.
void write_panoptic(const Set& set, const std::filesystem::path& file, const std::filesystem::path& masks);

// What is seen of the instances of a picture where the later one hides the earlier, in their order; those of which
// nothing is seen are left out.
std::vector<Instance> seen(const Picture& picture);

}  // namespace roundtrip
