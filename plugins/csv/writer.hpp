// csv.writer: an observer that writes every scalar as a line of CSV.
//
// The file begins with the line stage,name,step,value; lines end in CR LF (RFC 4180). It is new at the begin of a run,
// in place of an older one of its own kind, and grows while the run goes on: what was seen is in the file at the latest
// `flush` after it, once more events come, and all of it when the run ends, however it ends. It ends in a whole line,
// on a full disk too. Errors: ATELIER_E_INVALID for a file of another kind, which stays as it is; ATELIER_E_IO with the
// file's name. One call at a time.
#pragma once

#include <chrono>
#include <filesystem>

#include "atelier/cpp/observer.hpp"
#include "line_file.hpp"

namespace atelier::csv {

class Writer : public Observer {
 public:
  static constexpr Component kComponent{.id = "csv.writer", .summary = "Writes every scalar as a line of CSV."};
  struct Options {
    Option<std::filesystem::path> file{
        option("file", "Where the lines go; empty: scalars.csv in the run's folder.").to_write().by_default("''")};
    Option<std::chrono::duration<double>> flush{
        option("flush", "How long lines may wait before they are written; 0: not at all.")
            .at_least(0)
            .by_default("'5s'")};
  };
  static constexpr Rule kRules[] = {file_rule("file", "`file` must be a file, not a folder", "name one in the folder")};
  explicit Writer(const Options& options) : options_(options) {}

  void begin(const Call& call, const atelier_run_begin& run) override;
  void observe(const Call& call, std::string_view stage, const atelier_event& event) override;
  void end(const Call& call, const atelier_run_end& run) override;

 private:
  void flush();
  [[noreturn]] void fail(const char* what) const;

  Options options_;
  std::filesystem::path path_;
  LineFile out_;
  std::chrono::steady_clock::time_point flushed_;
};

}  // namespace atelier::csv
