#include "run_files.hpp"

namespace atelier::host {

Result<RunFiles> begin_run_files(const System& system, const std::filesystem::path& workspace,
                                 const ResolvedWorkflow& workflow, uint32_t threads,
                                 const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins) {
  Disk& disk = system.disk;
  const Result<RunFolder> folder = RunFolder::create(system, workspace);
  if (!folder) return folder.failure();
  auto log = disk.append(folder->path() / "log.txt");
  if (!log) return log.failure();
  auto events = disk.append(folder->path() / "events.jsonl");
  if (!events) return events.failure();
  RunRecord record(*folder, workflow, threads, argv, plugins);
  if (!record.written()) return record.written().failure();
  const Result<void> given = disk.write(folder->path() / "workflow.toml", workflow.source, Sync::kNo);
  if (!given) return given.failure();
  const Result<void> resolved = disk.write(folder->path() / "resolved.toml", workflow.resolved_toml, Sync::kNo);
  if (!resolved) return resolved.failure();
  return RunFiles{*folder, *std::move(log), *std::move(events), std::move(record)};
}

}  // namespace atelier::host
