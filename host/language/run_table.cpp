#include "run_table.hpp"

#include "atelier/kinds/observer.h"
#include "atelier/param.h"

namespace atelier::host {
namespace {

ParamInfo number(const char* name, const char* doc) {
  ParamInfo p;
  p.name = name;
  p.type = ATELIER_TYPE_INT;
  p.flags = ATELIER_PARAM_HAS_MIN;
  p.default_value = "0";
  p.doc = doc;
  return p;
}

ComponentInfo make() {
  ComponentInfo run;
  run.id = "run";
  run.params.push_back(number("seed", "what chance starts from"));
  ParamInfo device;
  device.name = "device";
  device.type = ATELIER_TYPE_STRING;
  device.default_value = "'auto'";
  device.doc = "where models run: auto, cpu, cuda:0, …";
  run.params.push_back(device);
  ParamInfo threads = number("threads", "threads of a stage; 0: all cores");
  threads.flags |= ATELIER_PARAM_HAS_MAX;
  threads.max = 4096;
  run.params.push_back(threads);
  ParamInfo observers;
  observers.name = "observers";
  observers.type = ATELIER_TYPE_PART;
  observers.flags = ATELIER_PARAM_LIST | ATELIER_PARAM_OPTIONAL;
  observers.kind = ATELIER_KIND_OBSERVER;
  observers.doc = "who sees what stages emit";
  run.params.push_back(observers);
  return run;
}

}  // namespace

const ComponentInfo& run_table() {
  static const ComponentInfo run = make();
  return run;
}

}  // namespace atelier::host
