#include "stage_folder.hpp"

#include <atelier/param.h>

#include <algorithm>
#include <optional>

#include "language/default_value.hpp"

namespace atelier::host {
namespace {

bool has_extending_options(const ComponentInfo& component) {
  const auto extends = [](const ParamInfo& p) { return p.has(ATELIER_PARAM_EXTENDS); };
  return std::any_of(component.params.begin(), component.params.end(), extends);
}

// A switch among the options that extend, off by default, says whether that is wanted.
bool wants_to_extend(const Node& node) {
  const auto& params = node.component->params;
  for (size_t i = 0; i < params.size(); ++i) {
    if (!params[i].has(ATELIER_PARAM_EXTENDS) || params[i].type != ATELIER_TYPE_BOOL) continue;
    const std::optional<Written> otherwise = read_default(node.component->id, params[i], {});
    const bool is_off_by_default = otherwise && !otherwise->boolean;
    if (is_off_by_default && node.values[i].integer == 0) return false;
  }
  return has_extending_options(*node.component);
}

}  // namespace

StageFolder::StageFolder(const RunFolder& run, const ResolvedWorkflow& workflow, int stage, Options options)
    : run_(run),
      node_(workflow.nodes[static_cast<size_t>(stage)]),
      workflow_(workflow.name),
      extends_(has_extending_options(*node_.component)),
      options_(std::move(options)) {}

Result<StageFolder> StageFolder::begin(const RunFolder& run, const ResolvedWorkflow& workflow, int stage,
                                       Options options) {
  StageFolder made(run, workflow, stage, std::move(options));
  const std::string& name = made.node_.name;
  if (const auto records = make_folders(run.system().disk, run.stage(name)); !records) return records.failure();
  EarlierResults earlier;
  if (made.extends_)
    earlier = earlier_results(run.system().disk, run.workspace(), made.options_.lineage, made.workflow_, name);
  if (earlier.same && !made.options_.anew) made.earlier_ = earlier.same->folder;
  if (made.node_.component->resumes)
    if (const Result<void> taken = made.take_unfinished(); !taken) return taken.failure();
  if (made.unfinished_) {
    made.folder_ = made.unfinished_->folder();
  } else {
    const Result<std::filesystem::path> fresh = made.options_.fresh();
    if (!fresh) return fresh.failure();
    made.folder_ = *fresh;
  }
  made.start_words_ = made.words_at_start(earlier);
  if (made.unfinished_)
    made.unfinished_->note(
        {{"workflow", made.workflow_}, {"stage", name}, {"made_from", made.options_.lineage.made_from}});
  return made;
}

Result<void> StageFolder::take_unfinished() {
  const auto take = [&] {
    return Unfinished::take(run_.system(), run_.workspace(), options_.lineage.key, run_.path() / "outputs");
  };
  {
    auto taken = take();
    if (!taken) return taken.failure();
    if (!*taken) return {};
    if (!options_.anew || !(*taken)->continued()) {
      unfinished_.emplace(std::move(**taken));
      return {};
    }
    (*taken)->drop();
  }
  auto again = take();
  if (!again) return again.failure();
  if (*again) unfinished_.emplace(std::move(**again));
  return {};
}

std::string StageFolder::words_at_start(const EarlierResults& earlier) const {
  if (continued())
    return unfinished_->ended_before() == Status::kFailed ? "is given what a failed run left"
                                                          : "is given what an interrupted run left";
  if (node_.component->resumes && !unfinished_)
    return why_not_kept() + ": if this run does not reach its end, nothing of the stage is kept";
  return options_.anew || (wants_to_extend(node_) && earlier.same) ? "" : why_anew(earlier.other);
}

std::string StageFolder::why_not_kept() const {
  if (Unfinished::is_taken(run_.system().disk, run_.workspace(), options_.lineage.key))
    return "another run works on the same now";
  return (run_.workspace() / "unfinished").string() +
         " cannot be used (it has to be a folder that can be written, with locks, on the file system of the runs)";
}

std::string StageFolder::why_anew(const std::optional<Finished>& other) const {
  const std::string begin = "starts anew: ";
  if (unfinished_)
    if (const auto note = newest_note_once(run_.system().disk, run_.workspace(), workflow_, node_.name))
      return begin + differences(note->made_from, options_.lineage.made_from,
                                 std::string("the ") + word_of(note->ended) + " run");
  if (other && wants_to_extend(node_))
    return begin + differences(other->made_from, options_.lineage.made_from, "the run " + other->run);
  return "";
}

Result<void> StageFolder::finish() {
  if (!extends_) return {};
  return record_lineage(run_, options_.lineage, workflow_, node_.name);
}

void StageFolder::moved() {
  if (unfinished_) unfinished_->drop();
}

bool StageFolder::give_up(Status ended) {
  if (unfinished_) return unfinished_->keep(ended);
  (void)run_.system().disk.remove_all(folder_);  // what stays of it has no final name
  return false;
}

}  // namespace atelier::host
