// For the host's tests: a workflow of one stage, `s` of workflow `w`, that goes on and extends, made without a text.
#pragma once

#include <atelier/param.h>
#include <gtest/gtest.h>

#include "fake_sources.hpp"
#include "language/resolved.hpp"
#include "run/stage_folder.hpp"

namespace atelier::host::fake {

class OneStage : public testing::Test {
 protected:
  OneStage() {
    component_.id = "acme.stage";
    component_.resumes = true;
    component_.params.emplace_back();
    component_.params[0].name = "days";
    component_.params[0].flags = ATELIER_PARAM_EXTENDS;
    workflow_.name = "w";
    workflow_.nodes.emplace_back();
    workflow_.nodes[0].name = "s";
    workflow_.nodes[0].stage = true;
    workflow_.nodes[0].component = &component_;
    workflow_.nodes[0].values.resize(1);
    workflow_.stages = {0};
  }

  Lineage lineage(const System& system) const {
    const Sources sources(workflow_);
    return lineage_of(sources.key(), made_from(system.disk, workflow_, 0, sources.get()).document);
  }
  Result<StageFolder> begin_stage(const RunFolder& run) const {
    StageFolder::Options options;
    options.lineage = lineage(run.system());
    options.fresh = [&run] { return run.begin_output("s"); };
    return StageFolder::begin(run, workflow_, 0, std::move(options));
  }
  // The stage is done: its folder goes to its place in the run.
  static Result<void> commit(const RunFolder& run, StageFolder& folder) {
    Result<void> done = folder.finish();
    if (done) done = run.commit_output("s", folder.path());
    if (done) folder.moved();
    return done;
  }

  ComponentInfo component_;
  ResolvedWorkflow workflow_;
};

}  // namespace atelier::host::fake
