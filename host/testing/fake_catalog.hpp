// For tests: a catalog made in memory, shaped like real plugins', with a component for each odd case.
#pragma once

#include <atelier/param.h>
#include <atelier/rules.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "language/catalog.hpp"

namespace atelier::host::fake {

inline ParamInfo param(uint32_t type, std::string name, std::string by_default = "") {
  ParamInfo p;
  p.type = type;
  p.name = std::move(name);
  p.doc = "the " + p.name;
  p.default_value = std::move(by_default);
  if (p.default_value.empty()) p.flags = ATELIER_PARAM_REQUIRED;
  return p;
}
inline ParamInfo integer(std::string name, std::string by_default = "") {
  return param(ATELIER_TYPE_INT, std::move(name), std::move(by_default));
}
inline ParamInfo real(std::string name, std::string by_default = "") {
  return param(ATELIER_TYPE_FLOAT, std::move(name), std::move(by_default));
}
inline ParamInfo boolean(std::string name, std::string by_default) {
  return param(ATELIER_TYPE_BOOL, std::move(name), std::move(by_default));
}
inline ParamInfo text(std::string name, std::string by_default = "") {
  return param(ATELIER_TYPE_STRING, std::move(name), std::move(by_default));
}
inline ParamInfo path(std::string name, std::string by_default = "") {
  return param(ATELIER_TYPE_PATH_IN, std::move(name), std::move(by_default));
}
inline ParamInfo of_sort(std::string sort, ParamInfo p) {
  p.kind = std::move(sort);
  return p;
}
inline ParamInfo choice(std::string name, std::vector<std::string> choices, std::string by_default) {
  ParamInfo p = param(ATELIER_TYPE_ENUM, std::move(name), std::move(by_default));
  p.choices = std::move(choices);
  return p;
}
inline ParamInfo part(std::string name, std::string kind, std::string by_default = "") {
  ParamInfo p = param(ATELIER_TYPE_PART, std::move(name), std::move(by_default));
  p.kind = std::move(kind);
  return p;
}
inline ParamInfo port(std::string name, std::string kind) {
  ParamInfo p = param(ATELIER_TYPE_PORT, std::move(name));
  p.kind = std::move(kind);
  return p;
}
inline ParamInfo optional(ParamInfo p) {
  p.flags = (p.flags & ~ATELIER_PARAM_REQUIRED) | ATELIER_PARAM_OPTIONAL;
  return p;
}
inline ParamInfo list(ParamInfo p, uint64_t least = 0, uint64_t most = 0) {
  p.flags |= ATELIER_PARAM_LIST;
  p.min_items = least;
  p.max_items = most;
  return p;
}
inline ParamInfo table(ParamInfo p) {
  p.flags |= ATELIER_PARAM_TABLE;
  return p;
}
inline ParamInfo at_least(ParamInfo p, double min) {
  p.flags |= ATELIER_PARAM_HAS_MIN;
  p.min = min;
  return p;
}
inline ParamInfo above(ParamInfo p, double min) {
  p.flags |= ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_ABOVE_MIN;
  p.min = min;
  return p;
}
inline ParamInfo at_most(ParamInfo p, double max) {
  p.flags |= ATELIER_PARAM_HAS_MAX;
  p.max = max;
  return p;
}
inline OutputInfo output(uint32_t type, std::string name, std::string kind = "", uint32_t flags = 0) {
  return {std::move(name), type, flags, "", std::move(kind)};
}
inline ComponentInfo component(std::string id, std::string kind, std::vector<ParamInfo> params,
                               std::vector<OutputInfo> outputs = {}, bool wirable = true) {
  ComponentInfo c;
  c.id = std::move(id);
  c.kind = std::move(kind);
  c.params = std::move(params);
  c.outputs = std::move(outputs);
  c.wirable = wirable;
  c.library = "/plugins/fake.so";
  c.plugin_id = "fake";
  c.plugin_version = "1.0.0";
  return c;
}

inline ComponentInfo with_rules(ComponentInfo c, std::vector<RuleInfo> rules, std::vector<NumberInfo> numbers = {}) {
  c.rules = std::move(rules);
  c.tells_numbers = c.tells_terms = !numbers.empty();
  c.numbers = std::move(numbers);
  return c;
}
inline ConditionInfo condition(uint32_t kind, std::string option, std::vector<std::string> words = {},
                               std::string other = "", double number = 0) {
  return {kind, std::move(option), std::move(other), number, std::move(words)};
}

inline const char* const kStage = "atelier.stage/1";
inline const char* const kSamples = "atelier.samples/1";
inline const char* const kDataset = "atelier.dataset/1";
inline const char* const kPolicy = "atelier.overlap-policy/1";
inline const char* const kModel = "atelier.model/1";
inline const char* const kLoader = "atelier.loader/1";
inline const char* const kLoss = "atelier.loss/1";
inline const char* const kOptimizer = "atelier.optimizer/1";
inline const char* const kAugmenter = "atelier.augmenter/1";
inline const char* const kMetric = "atelier.metric/1";
inline const char* const kObserver = "atelier.observer/1";

inline std::vector<ComponentInfo> parts() {
  return {
      component("coco.reader", kDataset, {path("images"), path("annotations")}, {output(ATELIER_TYPE_INT, "pictures")}),
      component("overlap.last", kPolicy, {}),
      component("overlap.first", kPolicy, {}),
      component("overlap.priority", kPolicy, {list(text("order"), 1)}),
      component("samples.split", kSamples,
                {port("samples", kSamples), at_most(above(real("train", "0.8"), 0), 1), integer("seed", "'@run.seed'")},
                {output(ATELIER_TYPE_PORT, "train", kSamples), output(ATELIER_TYPE_PORT, "val", kSamples)}, false),
      component("deeplabv3.resnet50", kModel,
                {at_most(at_least(integer("classes"), 2), 65535), of_sort("weights", path("weights", "''")),
                 text("device", "'@run.device'"), integer("seed", "'@run.seed'"), boolean("aux", "false")}),
      component("loader.threads", kLoader,
                {at_least(integer("batch", "8"), 1), at_least(integer("workers", "'@run.threads'"), 0),
                 optional(param(ATELIER_TYPE_DURATION, "timeout"))}),
      component("loss.cross_entropy", kLoss,
                {at_most(at_least(integer("void", "255"), -1), 65535), optional(list(real("weights")))}),
      component("optimizer.adam", kOptimizer,
                {above(real("lr", "1e-3"), 0), list(at_most(at_least(real("betas", "[0.9, 0.999]"), 0), 1), 2, 2)}),
      component("optimizer.sgd", kOptimizer, {above(real("lr"), 0), real("momentum", "0.9")}),
      component("augment.resize", kAugmenter, {list(at_least(integer("size"), 1), 2, 2)}),
      component("augment.hflip", kAugmenter, {at_most(at_least(real("p", "0.5"), 0), 1)}),
      component("augment.one_of", kAugmenter, {list(part("of", kAugmenter), 1)}),
      with_rules(component("metric.pixel_accuracy", kMetric, {}), {}, {{"pixel_accuracy"}}),
      with_rules(component("metric.mean_iou", kMetric, {choice("absent", {"skip", "zero", "one"}, "'skip'")}), {},
                 {{"mean_iou"}, {"iou", "", "", "", true}}),
      component("log.lines", kObserver, {text("prefix", "''")}),
      component("acme.prism", "acme.spectra/2", {}),
      component("odd.bad_default", kLoss, {integer("n", "1 2")}),
      component("odd.nest", kAugmenter, {part("inner", kAugmenter, "'odd.nest'")}),
  };
}

// A stage with a rule of each sort that is told in its own way.
inline ComponentInfo ruled() {
  return with_rules(
      component("acme.ruled", kStage,
                {boolean("nesterov", "false"), real("momentum", "0.0"), list(text("names", "[]")),
                 list(real("scale", "[0.5, 2.0]")), text("best_by", "'mean_iou'"), text("device", "'auto'"),
                 list(part("metrics", kMetric, "['metric.mean_iou']")), path("folder", "''"),
                 optional(part("model", kModel)), list(real("weights", "[]")), path("data"),
                 optional(port("train", kSamples)), optional(port("validate", kSamples))},
                {output(ATELIER_TYPE_PATH_IN, "fixed")}),
      {{.when = {condition(ATELIER_CONDITION_EQUAL, "nesterov", {"true"})},
        .must = {condition(ATELIER_CONDITION_ABOVE, "momentum")},
        .sentence = "nesterov = true needs momentum above 0",
        .remedy = "give momentum, such as 0.9, or leave nesterov out"},
       {.must = {condition(ATELIER_CONDITION_DISTINCT, "names")},
        .sentence = "a name is listed twice",
        .remedy = "take one of the two out"},
       {.must = {condition(ATELIER_CONDITION_ASCENDING, "scale")}, .sentence = "the least factor comes first"},
       {.must = {condition(ATELIER_CONDITION_NUMBER_OF, "best_by", {"train_loss"}, "metrics")},
        .sentence = "no metric gives the number that best_by names"},
       {.must = {condition(ATELIER_CONDITION_DISTINCT_NUMBERS, "metrics")},
        .sentence = "two metrics give a number of one name",
        .remedy = "leave one of the two out"},
       {.must = {condition(ATELIER_CONDITION_LIKE, "device", {"auto", "cpu", "cuda", "cuda:*"})},
        .sentence = "there is no such device",
        .remedy = "devices are auto, cpu, cuda and cuda:N"},
       {.must = {condition(ATELIER_CONDITION_IS_FOLDER, "folder")}, .sentence = "`folder` is a file"},
       {.must = {condition(ATELIER_CONDITION_AS_LONG_AS, "weights", {}, "model.classes")},
        .sentence = "there must be a weight for each class"},
       {.when = {condition(ATELIER_CONDITION_USED, "fixed")},
        .must = {condition(ATELIER_CONDITION_EQUAL, "nesterov", {"true"})},
        .sentence = "`fixed` is wired, but only nesterov = true makes it",
        .remedy = "set nesterov = true"},
       {.warning = true,
        .must = {condition(ATELIER_CONDITION_OTHER_THAN, "validate", {}, "train")},
        .sentence = "it is validated with what it learns from",
        .remedy = "give other pairs"}},
      {{"ruled/pictures"},
       {"ruled/share/*"},
       {"", "metrics", "ruled/", "", true},
       {"", "metrics", "validated/", "", false, {condition(ATELIER_CONDITION_GIVEN, "validate")}},
       {"ruled/named/*", "", "", "", false, {}, "names"}});
}

inline std::vector<ComponentInfo> stages() {
  return {
      component("mask.writer", kStage,
                {port("dataset", kDataset), part("overlap", kPolicy, "'overlap.last'"),
                 choice("crowd", {"skip", "void", "class"}, "'skip'")},
                {output(ATELIER_TYPE_PORT, "samples", kSamples), output(ATELIER_TYPE_INT, "classes"),
                 output(ATELIER_TYPE_PATH_IN, "report")}),
      component("train.supervised", kStage,
                {part("model", kModel), port("train", kSamples), optional(port("validate", kSamples)),
                 at_least(integer("epochs", "1"), 1), part("loss", kLoss, "'loss.cross_entropy'"),
                 part("optimizer", kOptimizer), list(optional(part("augment", kAugmenter))),
                 list(part("metrics", kMetric, "['metric.mean_iou']")), part("loader", kLoader, "'loader.threads'")},
                {output(ATELIER_TYPE_PATH_IN, "best", "weights"), output(ATELIER_TYPE_PATH_IN, "last"),
                 output(ATELIER_TYPE_PATH_IN, "history", "jsonl"), output(ATELIER_TYPE_FLOAT, "score")}),
      component("preview.samples", kStage, {port("samples", kSamples), at_least(integer("count", "16"), 1)}),
      component("preview.all", kStage, {list(port("sets", kSamples), 1), text("title", "''")}),
      component("acme.relabel", kStage,
                {at_most(at_least(table(integer("remap", "{}")), 0), 255), table(text("names", "{ none = 'x' }")),
                 optional(table(real("weights"))), table(choice("rule", {"keep", "drop"}, "{}")),
                 optional(table(path("files")))}),
      component("acme.scan", kStage, {port("light", "acme.spectra/2")}),
      ruled(),
      component("odd.no_such_part", kStage, {part("policy", kPolicy, "'overlap.lost'")}),
      component("odd.wrong_part", kStage, {part("policy", kPolicy, "'loader.threads'")}),
      component("odd.part_of_bad_options", kStage, {part("policy", kPolicy, "{ use = 'overlap.priority', ordr = 3 }")}),
      component("odd.refused_part", kStage, {part("policy", kPolicy, "'heavy.policy'")}),
      component("odd.missing_path", kStage, {path("table", "'no/such/table.csv'")}),
  };
}

inline Catalog catalog() {
  Catalog out;
  PluginInfo plugin;
  plugin.library = "/plugins/fake.so";
  plugin.id = "fake";
  plugin.version = "1.0.0";
  plugin.components = parts();
  for (ComponentInfo& stage : std::vector<ComponentInfo>(stages())) plugin.components.push_back(std::move(stage));
  out.plugins.push_back(std::move(plugin));
  out.refusals.push_back({"/plugins/libheavy.so", "acme.heavy", "it is built for ABI 7; this program has ABI 1"});
  out.shadows.push_back({"/plugins/second.so", "/plugins/fake.so", "fake", {"second.policy", "overlap.last"}});
  return out;
}

}  // namespace atelier::host::fake
