#include "checkpoints.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "checkpoint.hpp"
#include "durable_files.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kStep = "step-";
constexpr std::string_view kJudged = "-judged";

// Of a checkpoint's name, to be compared; nothing for another name.
std::optional<std::pair<uint64_t, bool>> place_of(std::string_view name) {
  if (!name.starts_with(kStep)) return std::nullopt;
  name.remove_prefix(kStep.size());
  const bool judged = name.ends_with(kJudged);
  if (judged) name.remove_suffix(kJudged.size());
  uint64_t step = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return std::pair(step, judged);
}

}  // namespace

std::string Checkpoints::name_of(const TrainingState& state) {
  return text(kStep, state.step, state.judged_step == state.step ? kJudged : "");
}

std::vector<fs::path> Checkpoints::begin() {
  order_.clear();
  if (!fs::is_directory(folder_)) {
    fs::remove(folder_);  // what is no folder would stand in its way
    return {};
  }
  std::vector<fs::path> broken;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(kUnfinished)) broken.push_back(entry.path());
    if (!place_of(name)) continue;
    if (entry.is_directory())
      order_.push_back(name);
    else
      broken.push_back(entry.path());
  }
  for (const fs::path& path : broken) fs::remove_all(path);
  std::sort(order_.begin(), order_.end(), [](auto& a, auto& b) { return place_of(a) < place_of(b); });
  std::vector<fs::path> out;
  for (auto name = order_.rbegin(); name != order_.rend(); ++name) out.push_back(folder_ / *name);
  return out;
}

void Checkpoints::go_on_from(const fs::path& one, const std::vector<fs::path>& useless) {
  const auto is_useless = [&](const std::string& name) {
    return std::find(useless.begin(), useless.end(), folder_ / name) != useless.end();
  };
  std::stable_partition(order_.begin(), order_.end(), is_useless);
  if (one.parent_path() == folder_) newest_ = one.filename().string();
}

fs::path Checkpoints::make_folder(const TrainingState& state) {
  if (worker_.joinable()) throw Error(ATELIER_E_INTERNAL, "the checkpoint before has not been asked for");
  fs::path made = folder_ / name_of(state);
  made += kUnfinished;
  fs::create_directories(folder_);
  fs::remove_all(made);
  fs::create_directory(made);
  return made;
}

void Checkpoints::commit(New made) {
  is_done_ = false;
  worker_ = std::thread([this, made = std::move(made)] {
    const auto start = std::chrono::steady_clock::now();
    outcome_ = {name_of(made.state), 0, {}};
    try {
      finish(made);
    } catch (const std::exception& e) {
      outcome_.failure = e.what();
      std::error_code ignored;
      fs::remove_all(made.folder, ignored);
    }
    outcome_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    is_done_ = true;
  });
}

void Checkpoints::finish(const New& made) {
  write_manifest(made.folder, made.state, made.files);
  const fs::path named = folder_ / name_of(made.state);
  remove_folder(named);  // of other options, or damaged: else training would have gone on from it
  rename_path(made.folder, named);
  sync_path(folder_);
  try {
    drop_old(name_of(made.state));
  } catch (const std::exception&) {  // the next one tries again
  }
}

void Checkpoints::drop_old(const std::string& added) {
  std::erase(order_, added);
  order_.push_back(added);
  while (order_.size() > keep_) {
    remove_folder(folder_ / order_.front());
    order_.erase(order_.begin());
  }
}

std::optional<Checkpoints::Outcome> Checkpoints::settle() {
  if (!worker_.joinable()) return std::nullopt;
  worker_.join();
  if (outcome_.failure.empty()) newest_ = outcome_.name;
  return std::move(outcome_);
}

std::optional<Checkpoints::Outcome> Checkpoints::poll() {
  return worker_.joinable() && is_done_ ? settle() : std::nullopt;
}

}  // namespace atelier::supervised
