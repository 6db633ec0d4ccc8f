// `plan` and `why`: what a run would do, by the very function that it asks.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "language/selection.hpp"
#include "resolving.hpp"
#include "run/decision.hpp"
#include "run/past_runs.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

struct Plan {
  std::unique_ptr<Resolved> resolved;
  std::unique_ptr<Kept> kept;
  std::vector<Decision> decisions;
};

const Node& node_of(const Plan& plan, const Decision& decision) {
  return plan.resolved->result.workflow.nodes[static_cast<size_t>(decision.stage)];
}

// A failure has an exit code; of a wrong workflow it is told already, and there is no reason.
Result<Plan> make_plan(const Arguments& arguments) {
  Plan plan;
  plan.resolved = resolve_for(arguments);
  tell_diagnostics(arguments, plan.resolved->result);
  if (!plan.resolved->ok()) return Failure{"", "", exit_code_of(*plan.resolved)};
  const ResolvedWorkflow& workflow = plan.resolved->result.workflow;
  const Result<std::vector<int>> stages = stages_for(arguments, workflow);
  if (!stages) return stages.failure();
  const Result<std::set<int>> fresh = fresh_stages(arguments, workflow, *stages);
  if (!fresh) return fresh.failure();
  Kept::Options options;
  options.workspace = std::filesystem::absolute(arguments.workspace);
  options.fresh = *fresh;
  options.store.warn = tell_warning;
  plan.kept = std::make_unique<Kept>(System{}, workflow, plan.resolved->found.catalog, std::move(options));
  for (const int stage : *stages) {
    Result<Decision> decision = plan.kept->decider().decide(stage);
    if (!decision) return Failure{decision.failure().reason, decision.failure().details, kExitStageFailed};
    plan.decisions.push_back(*std::move(decision));
  }
  return plan;
}

int tell(const Failure& failure) { return failure.reason.empty() ? failure.status : tell_failure(failure); }

std::string why(const Decision& decision) {
  if (decision.choice != Choice::kReuse)
    return decision.reason + (decision.goes_on ? "; it goes on from unfinished work" : "");
  std::string out =
      fmt::format("made by run {} in {}", decision.kept->facts.run, duration_text(decision.kept->facts.seconds));
  for (const std::string& plugin : decision.rebuilt)
    out += fmt::format("; plugin {} has been built anew since", plugin);
  return out;
}

// "flow.toml:31:30", "--set train.rounds=3"; "" of a default.
std::string place(const Origin& origin) {
  if (origin.kind == LayerKind::kDefault || origin.at.file.empty()) return "";
  if (origin.kind == LayerKind::kSet) return printable(origin.at.file);
  return fmt::format("{}:{}:{}", printable(origin.at.file), origin.at.line, origin.at.column);
}

json as_json(const Plan& plan, const Decision& decision) {
  json out = {{"stage", node_of(plan, decision).name}, {"choice", word_of(decision.choice)}, {"reason", why(decision)}};
  if (!decision.key.digest.empty()) out["key"] = decision.key.digest;
  if (decision.goes_on) out["goes_on"] = true;
  if (decision.kept) out["made_by"] = decision.kept->facts.run;
  if (decision.before) out["before"] = decision.before->run;
  for (const Change& change : decision.changes) {
    json one = {{"name", change.name}, {"was", change.was}, {"now", change.now}};
    if (!change.what.empty()) one["what"] = change.what;
    const auto origin = decision.made_from.origins.find(change.name);
    if (change.option && origin != decision.made_from.origins.end()) one["at"] = place(origin->second);
    out["changes"].push_back(one);
  }
  return out;
}

void print(const Plan& plan) {
  size_t widest = 0;
  for (const Decision& d : plan.decisions) widest = std::max(widest, node_of(plan, d).name.size());
  for (const Decision& d : plan.decisions) {
    std::cout << fmt::format("{:<{}}  {:<7}  {}\n", node_of(plan, d).name, widest, word_of(d.choice), why(d));
  }
  const auto count = [&](Choice choice) {
    return std::count_if(plan.decisions.begin(), plan.decisions.end(),
                         [&](const Decision& d) { return d.choice == choice; });
  };
  const auto all = plan.decisions.size();
  const auto runs = static_cast<size_t>(count(Choice::kRun)), perhaps = static_cast<size_t>(count(Choice::kPerhaps));
  std::string words =
      runs + perhaps == 0 ? "nothing to do" : fmt::format("{} of {} to run", runs, counted(all, "stage", "stages"));
  if (perhaps) words += fmt::format(", {} perhaps", perhaps);
  std::cout << words << "\n";
}

void print_why(const Plan& plan, const Decision& decision) {
  const char* verbs[] = {"is reused", "runs", "runs perhaps"};
  std::cout << fmt::format("{} {}: {}\n", node_of(plan, decision).name, verbs[static_cast<int>(decision.choice)],
                           why(decision));
  for (const Change& change : decision.changes) {
    std::cout << "  " << arrow_words(change) << "\n";
    const auto origin = decision.made_from.origins.find(change.name);
    if (change.option && origin != decision.made_from.origins.end())
      if (const std::string at = place(origin->second); !at.empty()) std::cout << "    --> " << at << "\n";
  }
  if (!decision.key.digest.empty()) std::cout << "  key " << decision.key.digest << "\n";
}

Result<PastRun> newest_run(const std::filesystem::path& workspace, Arguments& its) {
  const auto is_run = [&](const PastRun& past) {
    std::vector<std::string> words;
    for (const json& word : list_in(past.record, "argv"))
      if (word.is_string()) words.push_back(word);
    const Result<Command> command = parse_command_line(words);
    if (!command || command->verb != cli_run) return false;
    its = command->arguments;
    return true;
  };
  Result<std::vector<PastRun>> found = past_runs(real_disk(), workspace, is_run, 1);
  if (!found) return found.failure();
  if (!found->empty()) return found->front();
  return Failure{fmt::format("no run of a workflow is known in {}", workspace.string()),
                 "name the workflow, too: atelier why FILE STAGE", kExitCommandLine};
}

// Of `why STAGE`: the workflow of the newest run, as its file says by now, and what that run laid over it.
Result<Arguments> as_newest_run(const Arguments& arguments) {
  Arguments its;
  const Result<PastRun> run = newest_run(arguments.workspace, its);
  if (!run) return run.failure();
  Arguments out = arguments;
  out.file = text_in(object_in(run->record, "workflow"), "file");
  if (!arguments.file.empty()) out.stages = {arguments.file.string()};
  const std::filesystem::path folder = text_in(run->record, "working_directory");
  if (!arguments.set.empty() && folder != std::filesystem::current_path())
    return Failure{
        fmt::format("the newest run was begun in {}: paths of --set would mean files there", folder.string()),
        "name the workflow, too: atelier why FILE STAGE --set …", kExitCommandLine};
  out.set_in = folder;
  const auto lay_under = [](auto& words, const auto& under) {
    words.insert(words.begin(), under.begin(), under.end());
  };
  const auto path_of = [](const std::string& set) { return set.substr(0, set.find('=')); };
  std::erase_if(its.set, [&](const std::string& set) {
    return std::any_of(arguments.set.begin(), arguments.set.end(),
                       [&](const std::string& own) { return path_of(own) == path_of(set); });
  });
  lay_under(out.set, its.set);
  lay_under(out.profiles, its.profiles);
  lay_under(out.over, its.over);
  if (out.job.empty()) out.job = its.job;
  for (const std::filesystem::path& plugin : its.plugins) out.plugins.push_back(folder / plugin);
  std::string words;
  for (const std::string& profile : out.profiles) words += " --profile " + profile;
  for (const std::string& set : out.set) words += " --set " + set;
  if (!out.job.empty()) words += " --job " + out.job;
  std::cerr << printable(fmt::format("the workflow of run {}: {}{}", run->id, out.file.string(), words)) << "\n";
  return out;
}

}  // namespace

Result<std::set<int>> fresh_stages(const Arguments& arguments, const ResolvedWorkflow& workflow,
                                   const std::vector<int>& stages) {
  std::set<int> out;
  for (const std::string& name : arguments.fresh) {
    Arguments one = arguments;
    one.stages = {name};
    const Result<std::vector<int>> found = stages_for(one, workflow);
    if (!found) return found.failure();
    if (std::find(stages.begin(), stages.end(), found->back()) == stages.end())
      return Failure{fmt::format("--fresh {}: that stage is not among those to run", name),
                     fmt::format("name it too: {} {}", fmt::join(arguments.stages, " "), name), kExitCommandLine};
    out.insert(found->back());
  }
  return out;
}

int cli_plan(const Arguments& arguments) {
  const Result<Plan> plan = make_plan(arguments);
  if (!plan) return tell(plan.failure());
  if (arguments.json) {
    json all = json::array();
    for (const Decision& decision : plan->decisions) all.push_back(as_json(*plan, decision));
    std::cout << dump(all, 2) << "\n";
  } else {
    print(*plan);
  }
  const bool work = std::any_of(plan->decisions.begin(), plan->decisions.end(),
                                [](const Decision& d) { return d.choice != Choice::kReuse; });
  return arguments.exit_code && work ? kExitWorkToDo : kExitDone;
}

// Of the stages named; without names, of all that would run. One word that is no file is a stage of the newest run.
int cli_why(const Arguments& given) {
  const bool is_file = given.file.has_parent_path() || given.file.has_extension();
  const Result<Arguments> of_run = given.stages.empty() && !is_file ? as_newest_run(given) : Result<Arguments>(given);
  if (!of_run) return tell_failure(of_run.failure());
  const Arguments& arguments = *of_run;
  const Result<Plan> plan = make_plan(arguments);
  if (!plan) return tell(plan.failure());
  bool said = false;
  for (const Decision& decision : plan->decisions) {
    const std::string& name = node_of(*plan, decision).name;
    const bool named = std::find(arguments.stages.begin(), arguments.stages.end(), name) != arguments.stages.end();
    if (arguments.stages.empty() ? decision.choice == Choice::kReuse : !named) continue;
    said = true;
    if (arguments.json)
      std::cout << dump(as_json(*plan, decision), 2) << "\n";
    else
      print_why(*plan, decision);
  }
  if (!said && !arguments.json) std::cout << "nothing would run: all stages are reused\n";
  return kExitDone;
}

}  // namespace atelier::host
