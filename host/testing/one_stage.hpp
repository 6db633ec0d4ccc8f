// For the host's tests: a workflow of one stage, `s` of workflow `w`, that goes on and extends, made without a text.
#pragma once

#include <atelier/param.h>
#include <gtest/gtest.h>

#include "language/resolved.hpp"

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

  ComponentInfo component_;
  ResolvedWorkflow workflow_;
};

}  // namespace atelier::host::fake
