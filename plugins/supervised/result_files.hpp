// What a training leaves: made from its last checkpoint, so that an end that is cut off can be made again.
//
//   best.*, last.*   weights; history.jsonl and times.jsonl; model.toml (see model_page.hpp)
//   checkpoint/      what a training of more epochs goes on from; without what the optimizer remembers where it is not
//                    to be kept
#pragma once

#include <filesystem>
#include <string>

#include "training_state.hpp"

namespace atelier::supervised {

struct ResultNames {
  std::string suffix;  // of weights files, ".safetensors"
  std::string best() const { return "best" + suffix; }
  std::string last() const { return "last" + suffix; }
  static constexpr const char* kHistory = "history.jsonl";
  static constexpr const char* kTimes = "times.jsonl";
  static constexpr const char* kPage = "model.toml";
  static constexpr const char* kLabels = "labels.json";
  static constexpr const char* kCheckpoint = "checkpoint";
  static constexpr const char* kBadBatch = "bad_batch";
  static constexpr const char* kCheckpoints = "checkpoints";
};

// checkpoint: the last one, in the checkpoints of `folder`. Puts all files into `folder`, on the disk; then removes the
// checkpoints.
void write_results(const std::filesystem::path& folder, const std::filesystem::path& checkpoint,
                   const ResultNames& names, const std::string& page, bool keep_state);

}  // namespace atelier::supervised
