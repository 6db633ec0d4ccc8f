// An append-only file of whole lines (JSON Lines): each line is written at once, so that a reader, or an end in the
// middle, sees no half of one. [any]
#pragma once

#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

namespace atelier::host {

class LineFile {
 public:
  // Throws atelier::Error when the file cannot be opened.
  explicit LineFile(const std::filesystem::path& file);
  LineFile(const LineFile&) = delete;
  ~LineFile();

  // False when it could not be written (the disk is full).
  bool write(const nlohmann::json& object);

 private:
  int fd_;
  std::mutex mutex_;
};

// As text; bytes that are no UTF-8 are replaced. NaN and infinities are null.
std::string dump(const nlohmann::json& json, int indent = -1);

}  // namespace atelier::host
