#include "report.hpp"

#include <spdlog/fmt/fmt.h>

#include "comparison_page.hpp"
#include "page_words.hpp"
#include "run_page.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr size_t kMostInAName = 6;  // runs

fs::path plain(const fs::path& path) { return fs::absolute(path).lexically_normal(); }

// As it is seen from where the page lies.
fs::path seen_from(const fs::path& page, const fs::path& folder) {
  return plain(folder).lexically_relative(plain(page).parent_path());
}

fs::path place_of(const fs::path& workspace, const AskedRuns& asked) {
  if (!asked.sweep.empty()) return workspace / "sweeps" / asked.sweep / "report.html";
  if (asked.runs.size() == 1) return asked.runs[0].run.folder / "report.html";
  std::string name = "report";
  for (size_t i = 0; i < asked.runs.size() && i < kMostInAName; ++i) name += "-" + short_id(asked.runs[i].run);
  if (asked.runs.size() > kMostInAName) name += fmt::format("-and-{}-more", asked.runs.size() - kMostInAName);
  return workspace / (name + ".html");
}

std::string comparison_of(const System& system, const AskedRuns& asked, const fs::path& file) {
  Comparison out{asked.sweep.empty() ? "Runs side by side" : "Sweep " + asked.sweep, {}, utc_text(system.clock.now())};
  for (const AskedRun& one : asked.runs)
    out.runs.push_back(
        {one.label, facts_of(system.disk, one.run), texts_of(system.disk, one.run), seen_from(file, one.run.folder)});
  return comparison_page(out);
}

}  // namespace

Result<fs::path> write_report(const System& system, const fs::path& workspace, const AskedRuns& asked, fs::path file) {
  if (file.empty()) file = place_of(workspace, asked);
  file = plain(file);
  std::string page;
  if (asked.runs.size() == 1) {
    const PastRun& run = asked.runs[0].run;
    page = run_page(facts_of(system.disk, run), {seen_from(file, run.folder), utc_text(system.clock.now())});
  } else {
    page = comparison_of(system, asked, file);
  }
  const Result<void> written = system.disk.write(file, page, Sync::kNo);
  return written ? Result<fs::path>(file) : written.failure();
}

Result<void> write_report_of(const System& system, const fs::path& folder) {
  try {
    const fs::path workspace = folder.parent_path().parent_path();
    PastRun run = read_run(system.disk, workspace, folder.filename().string());
    if (!run.record.is_object()) return Failure{run.trouble};
    const Result<fs::path> written = write_report(system, workspace, {{{"", std::move(run)}}, "", {}});
    return written ? Result<void>() : written.failure();
  } catch (const std::exception& e) {  // memory has run out: the run's end hangs on no page
    return Failure{e.what()};
  }
}

}  // namespace atelier::host
