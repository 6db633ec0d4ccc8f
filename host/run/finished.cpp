#include "finished.hpp"

#include <atelier/cpp/files.hpp>

#include "system/line_file.hpp"
#include "words/text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

// The folders in `folder`; links do not count.
std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code ec;
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    if (it->symlink_status(ec).type() == fs::file_type::directory) out.push_back(it->path());
  return out;
}

class Search {
 public:
  Search(const Lineage& lineage, const std::string& workflow, const std::string& stage)
      : lineage_(lineage), workflow_(workflow), stage_(stage) {}

  void look_at(const fs::path& run, const std::string& stage) {
    const fs::path file = run / "stages" / stage / "lineage.json", folder = run / "outputs" / stage;
    std::error_code ec;
    if (!fs::is_regular_file(file, ec) || fs::symlink_status(folder, ec).type() != fs::file_type::directory) return;
    try {
      const json record = json::parse(read_file(file));
      const bool same = record.at("key") == lineage_.key;
      if (!same && (record.at("workflow") != workflow_ || record.at("stage") != stage_)) return;
      const std::string at = record.at("finished").get<std::string>() + run.filename().string();
      if (at <= (same ? same_at_ : other_at_)) return;
      (same ? same_at_ : other_at_) = at;
      (same ? found_.same : found_.other) = Finished{run.filename().string(), folder, record.at("made_from")};
    } catch (const std::exception&) {
    }
  }
  EarlierResults take() { return std::move(found_); }

 private:
  const Lineage& lineage_;
  const std::string& workflow_;
  const std::string& stage_;
  EarlierResults found_;
  std::string same_at_, other_at_;
};

}  // namespace

EarlierResults earlier_results(const fs::path& workspace, const Lineage& lineage, const std::string& workflow,
                               const std::string& stage) {
  Search search(lineage, workflow, stage);
  for (const fs::path& run : folders_in(workspace / "runs"))
    for (const fs::path& records : folders_in(run / "stages")) search.look_at(run, records.filename().string());
  return search.take();
}

void record_lineage(const RunFolder& run, const Lineage& lineage, const std::string& workflow,
                    const std::string& stage) {
  const json record = {{"key", lineage.key},
                       {"workflow", workflow},
                       {"stage", stage},
                       {"finished", utc_now()},
                       {"made_from", lineage.made_from}};
  write_file(run.stage(stage) / "lineage.json", dump(record, 2) + "\n");
}

}  // namespace atelier::host
