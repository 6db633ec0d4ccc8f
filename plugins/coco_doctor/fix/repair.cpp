#include "fix/repair.hpp"

namespace atelier::coco_doctor {

void Repair::set(Code code, const std::string& key, std::string value) {
  for (Edit& edit : edits)
    if (edit.key == key) {
      edit = {key, std::move(value), code};
      return;
    }
  edits.push_back({key, std::move(value), code});
}

}  // namespace atelier::coco_doctor
