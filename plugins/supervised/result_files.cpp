#include "result_files.hpp"

#include <atelier/cpp/files.hpp>
#include <map>

#include "checkpoint.hpp"
#include "durable_files.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;

namespace {

std::string lines_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + '\n';
  return out;
}

}  // namespace

void write_results(const fs::path& folder, const fs::path& checkpoint, const ResultNames& names,
                   const std::string& page, bool keep_state) {
  const Checkpoint from = read_checkpoint(checkpoint);
  const auto averaged = from.files.find(role::kAveraged);
  const bool has_average = averaged != from.files.end();
  put_link(from.files.at(role::kBest), folder / names.best());
  put_link(has_average ? averaged->second : from.files.at(role::kWeights), folder / names.last());
  write_file(folder / ResultNames::kHistory, lines_of(from.state.history));
  write_file(folder / ResultNames::kTimes, lines_of(from.state.times));
  write_file(folder / ResultNames::kPage, page);

  const fs::path kept = folder / ResultNames::kCheckpoint;
  fs::path made = kept;
  made += kUnfinished;
  fs::remove_all(made);
  fs::create_directory(made);
  std::map<std::string, std::string> files = {{role::kBest, "../" + names.best()}};
  const auto keep = [&](const char* role) {
    const fs::path file = from.files.at(role);
    files[role] = file.filename().string();
    put_link(file, made / file.filename());
  };
  files[has_average ? role::kAveraged : role::kWeights] = "../" + names.last();
  if (has_average && keep_state) keep(role::kWeights);
  if (keep_state) keep(role::kOptimizer);
  write_manifest(made, from.state, files);
  remove_folder(kept);
  rename_path(made, kept);
  sync_path(folder);

  remove_folder(folder / ResultNames::kCheckpoints);
}

}  // namespace atelier::supervised
