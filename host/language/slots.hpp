// Parts that are written in the slots that take them.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "component_finder.hpp"
#include "option_site.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "wires.hpp"

namespace atelier::host {

class Options;

class Slots {
 public:
  // All must outlive this; parts are added to `nodes`. `folder`: what relative paths in defaults start from.
  Slots(ComponentFinder& finder, Wires& wires, Parameters& parameters, const Fitting& fitting,
        std::filesystem::path folder, std::vector<Node>& nodes, Report& report)
      : finder_(finder),
        wires_(wires),
        parameters_(parameters),
        fitting_(fitting),
        folder_(std::move(folder)),
        nodes_(nodes),
        report_(report) {}

  // The part that fills the slot: a table, the bare id of a component, or a reference to a part. `options` resolves
  // what is in it. Of type NONE when there is none that fits: why is reported.
  ResolvedValue resolve(const OptionSite& slot, const Written& written, Options& options);

 private:
  std::optional<Written> with_default_use(const OptionSite& slot, const Written& table);
  bool may_open(const OptionSite& slot, const Written& table);
  void check_keys(const Written& table);
  ResolvedValue make(const OptionSite& slot, const Written& table, Options& options);
  OptionSite add_node(const OptionSite& slot, const Written& table, const ComponentInfo& component);
  std::vector<ResolvedValue> values(const OptionSite& slot, const OptionSite& part, const Written& table,
                                    Options& options);

  ComponentFinder& finder_;
  Wires& wires_;
  Parameters& parameters_;
  const Fitting& fitting_;
  const std::filesystem::path folder_;
  std::vector<Node>& nodes_;
  Report& report_;
  bool too_deep_ = false;  // reported once; no more slots are opened
};

}  // namespace atelier::host
