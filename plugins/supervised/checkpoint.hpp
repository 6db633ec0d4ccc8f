// A checkpoint on the disk: a folder that is complete or has another name.
//
//   state.json      a TrainingState
//   weights.*       as the model saves them; optimizer.state: as the optimizer does; averaged.*, best.*: see Role
//   manifest.json   which file has which role, its size and digest (XXH3, 128 bits), state.json among them; and the
//                   digest of that
//
// read_checkpoint looks at every byte, so what it gives is what was written. Errors: ATELIER_E_DATA with what is wrong,
// ATELIER_E_IO. [any]
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "training_state.hpp"

namespace atelier::supervised {

namespace role {
inline constexpr const char* kWeights = "weights";      // that the next step changes
inline constexpr const char* kOptimizer = "optimizer";  // what it remembers
inline constexpr const char* kAveraged = "averaged";    // the averaged weights, where there are any
inline constexpr const char* kBest = "best";            // the best weights so far, where there are any
}  // namespace role

struct Checkpoint {
  std::filesystem::path folder;
  TrainingState state;
  std::map<std::string, std::filesystem::path> files;  // by role; each is there
};

// Puts state and manifest into a folder and syncs all that the manifest names. files: by role, relative to the folder;
// what lies outside of it ("../last.safetensors") is named, and has to stay.
void write_manifest(const std::filesystem::path& folder, const TrainingState& state,
                    const std::map<std::string, std::string>& files);

Checkpoint read_checkpoint(const std::filesystem::path& folder);

}  // namespace atelier::supervised
