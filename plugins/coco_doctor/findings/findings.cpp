#include "findings/findings.hpp"

namespace atelier::coco_doctor {

void Findings::add(Finding finding) {
  OfCode& of = by_code_[finding.code];
  of.drops += finding.drops_entry;
  if (++of.count <= limit_) of.kept.push_back(std::move(finding));
}

uint64_t Findings::count(Severity severity) const {
  uint64_t sum = 0;
  for (const auto& [code, of] : by_code_)
    if (info_of(code).severity == severity) sum += of.count;
  return sum;
}

uint64_t Findings::count() const {
  uint64_t sum = 0;
  for (const auto& [code, of] : by_code_) sum += of.count;
  return sum;
}

}  // namespace atelier::coco_doctor
