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

StageFolder::StageFolder(const RunFolder& run, const ResolvedWorkflow& workflow, int stage)
    : run_(run),
      node_(workflow.nodes[static_cast<size_t>(stage)]),
      workflow_(workflow.name),
      extends_(has_extending_options(*node_.component)) {
  if (node_.component->resumes || extends_) lineage_ = lineage_of(run.system().disk, workflow, stage);
}

Result<StageFolder> StageFolder::begin(const RunFolder& run, const ResolvedWorkflow& workflow, int stage) {
  StageFolder made(run, workflow, stage);
  const std::string& name = made.node_.name;
  const bool resumes = made.node_.component->resumes;
  if (const auto records = make_folders(run.system().disk, run.stage(name)); !records) return records.failure();
  EarlierResults earlier;
  if (made.extends_) earlier = earlier_results(run.system().disk, run.workspace(), made.lineage_, made.workflow_, name);
  if (earlier.same) made.earlier_ = earlier.same->folder;
  if (resumes) {
    auto taken = Unfinished::take(run.system(), run.workspace(), made.lineage_.key, run.path() / "outputs");
    if (!taken) return taken.failure();
    if (*taken) made.unfinished_.emplace(std::move(**taken));
  }
  if (made.unfinished_) {
    made.folder_ = made.unfinished_->folder();
  } else {
    const Result<std::filesystem::path> fresh = run.begin_output(name);
    if (!fresh) return fresh.failure();
    made.folder_ = *fresh;
  }
  made.start_words_ = made.words_at_start(resumes, earlier);
  if (made.unfinished_)
    made.unfinished_->note({{"workflow", made.workflow_}, {"stage", name}, {"made_from", made.lineage_.made_from}});
  return made;
}

std::string StageFolder::words_at_start(bool resumes, const EarlierResults& earlier) const {
  if (continued())
    return unfinished_->ended_before() == Status::kFailed ? "is given what a failed run left"
                                                          : "is given what an interrupted run left";
  if (resumes && !unfinished_)
    return why_not_kept() + ": if this run does not reach its end, nothing of the stage is kept";
  return wants_to_extend(node_) && earlier.same ? "" : why_anew(earlier.other);
}

std::string StageFolder::why_not_kept() const {
  if (Unfinished::is_taken(run_.system().disk, run_.workspace(), lineage_.key))
    return "another run works on the same now";
  return (run_.workspace() / "unfinished").string() +
         " cannot be used (it has to be a folder that can be written, with locks, on the file system of the runs)";
}

std::string StageFolder::why_anew(const std::optional<Finished>& other) const {
  const std::string begin = "starts anew: ";
  if (unfinished_)
    if (const auto note = newest_note_once(run_.system().disk, run_.workspace(), workflow_, node_.name))
      return begin +
             differences(note->made_from, lineage_.made_from, std::string("the ") + word_of(note->ended) + " run");
  if (other && wants_to_extend(node_))
    return begin + differences(other->made_from, lineage_.made_from, "the run " + other->run);
  return "";
}

Result<void> StageFolder::commit() {
  if (extends_)
    if (Result<void> recorded = record_lineage(run_, lineage_, workflow_, node_.name); !recorded) return recorded;
  const Result<void> committed = run_.commit_output(node_.name, folder_);
  if (committed && unfinished_) unfinished_->drop();
  return committed;
}

bool StageFolder::give_up(Status ended) {
  if (unfinished_) return unfinished_->keep(ended);
  run_.drop_output(node_.name);
  return false;
}

}  // namespace atelier::host
