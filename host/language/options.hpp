// A component's table against its parameters: a typed value, a part or a wire for each.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "fitting.hpp"
#include "option_site.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "slots.hpp"
#include "system/disk.hpp"
#include "wires.hpp"

namespace atelier::host {

// Whether input paths must exist, and where they are looked for.
struct PathCheck {
  bool wanted = true;
  const Disk& disk;
};

// A value of type NONE is one that was not given or one that is wrong, which is reported.
class Options {
 public:
  // All must outlive this. `folder`: what relative paths in defaults start from.
  Options(Slots& slots, Wires& wires, Parameters& parameters, const Fitting& fitting, std::filesystem::path folder,
          const PathCheck& paths, Report& report)
      : slots_(slots),
        wires_(wires),
        parameters_(parameters),
        fitting_(fitting),
        folder_(std::move(folder)),
        paths_(paths),
        report_(report) {}

  // One value for each parameter of the component, in its order. `site` is the table as a whole.
  std::vector<ResolvedValue> resolve(const OptionSite& site, const Written& table);

 private:
  std::set<std::string> report_unknown(const OptionSite& site, const Written& table);
  ResolvedValue missing(const OptionSite& site, const std::set<std::string>& misspelt, const Position& table_at);
  void report_missing(const OptionSite& site, const Position& table_at);

  // By the shape of the parameter.
  ResolvedValue any(const OptionSite& site, const Written& written);
  ResolvedValue list(const OptionSite& site, const Written& written);
  ResolvedValue table(const OptionSite& site, const Written& written);
  ResolvedValue one(const OptionSite& site, const Written& written);

  void check_count(const OptionSite& site, const Written& list, const Written& written);
  std::vector<std::string> labels(const OptionSite& site, const Written& list);
  const Written* meant_table(const OptionSite& site, const Written& written);
  ResolvedValue wire(const OptionSite& site, const Written& written);
  ResolvedValue value(const OptionSite& site, const Written& written);
  // `written` is what stands in the table; `literal` its meaning, which may come from elsewhere.
  ResolvedValue typed(const OptionSite& site, const Written& literal, const Written& written);
  void check_exists(const OptionSite& site, const ResolvedValue& value, const Written& written);

  Slots& slots_;
  Wires& wires_;
  Parameters& parameters_;
  const Fitting& fitting_;
  const std::filesystem::path folder_;
  const PathCheck paths_;
  Report& report_;
};

}  // namespace atelier::host
