#include <algorithm>
#include <cstdlib>

#include "complete_workflow.hpp"
#include "completion.hpp"
#include "plugins/search_path.hpp"
#include "shipped.hpp"
#include "words/explain.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr size_t kMostEntries = 10000;

// `~/` as the shells mean it.
fs::path expanded(const std::string& folder) {
  const char* home = std::getenv("HOME");
  if (home && folder.starts_with("~/")) return fs::path(home) / folder.substr(2);
  return folder.empty() ? "." : folder;
}

bool fits(const fs::directory_entry& entry, FileSort sort) {
  if (sort == FileSort::kAny) return true;
  return (sort == FileSort::kWorkflows && entry.path().extension() == ".toml") ||
         (sort == FileSort::kPlugins && entry.path().extension() == ".so");
}

std::vector<Candidate> complete_workflow_file(const std::string& word) {
  std::vector<Candidate> out = complete_file(word, FileSort::kWorkflows);
  for (const std::string& name : shipped_workflows(search_places({}).program))
    out.push_back({name, "comes with the program"});
  return out;
}

std::vector<Candidate> complete_code() {
  std::vector<Candidate> out;
  for (const CodePage& page : code_pages()) {
    const size_t title = page.text.find(": ");
    const std::string_view line = page.text.substr(0, page.text.find('\n'));
    out.push_back({std::string(page.code), std::string(title < line.size() ? line.substr(title + 2) : "")});
  }
  return out;
}

// The folders of a workspace's runs/ or sweeps/.
std::vector<Candidate> complete_folder_of(const fs::path& workspace, const char* below) {
  std::vector<Candidate> out;
  std::error_code error;
  size_t seen = 0;
  for (fs::directory_iterator entry(expanded(workspace.string()) / below, error), end;
       !error && entry != end && ++seen < kMostEntries; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) out.push_back({entry->path().filename().string(), ""});
  }
  return out;
}

}  // namespace

std::vector<Candidate> complete_file(const std::string& word, FileSort sort) {
  const size_t slash = word.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : word.substr(0, slash + 1);
  const std::string begun = word.substr(folder.size());
  std::vector<Candidate> out;
  std::error_code error;
  size_t seen = 0;
  for (fs::directory_iterator entry(expanded(folder), error), end; !error && entry != end && ++seen < kMostEntries;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(begun) || (name[0] == '.' && begun.empty())) continue;
    std::error_code ignored;
    if (entry->is_directory(ignored))
      out.push_back({folder + name + "/", ""});
    else if (fits(*entry, sort))
      out.push_back({folder + name, ""});
  }
  return out;
}

std::vector<Candidate> complete_value(const GrammarOption& option, const TypedLine& line, const std::string& word) {
  std::vector<Candidate> out;
  for (const std::string& choice : option.choices) out.push_back({choice, ""});
  if (!out.empty()) return out;
  if (option.value == "FILE" && option.name == "file") return complete_workflow_file(word);
  if (option.value == "FILE")
    return complete_file(word, option.name == "--plugin" ? FileSort::kPlugins : FileSort::kAny);
  if (option.value == "DIR") return complete_file(word, FileSort::kFolders);
  if (option.value == "CODE") return complete_code();
  if (option.value.starts_with("RUN")) out = complete_folder_of(line.workspace, "runs");
  if (option.value == "RUN|SWEEP")
    for (Candidate& sweep : complete_folder_of(line.workspace, "sweeps")) out.push_back(std::move(sweep));
  if (option.value == "ID") return complete_id(line);
  if (option.value == "STAGE") return complete_stage(line);
  if (option.value == "NAME" && option.name == "--profile") return complete_profile(line);
  if (option.value == "NAME" && option.name == "--job") return complete_job(line);
  if (option.value == "PATH=VALUE") return complete_set(line, word);
  if (option.value == "PATH" || option.value == "PATH=VALUES") return complete_path(line, word);
  return out;
}

}  // namespace atelier::host
