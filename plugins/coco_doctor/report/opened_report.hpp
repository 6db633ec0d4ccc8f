// The outputs of a finished coco.doctor, out of its folder. [main]
#pragma once

#include <atelier/cpp/stage.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace atelier::coco_doctor {

// Leaves counts.txt, so that nobody has to parse the report for two numbers.
void write_counts(const std::filesystem::path& folder, uint64_t errors, uint64_t warnings);
std::unique_ptr<Opened> open_report(const std::filesystem::path& folder);

}  // namespace atelier::coco_doctor
