#include "deeplabv3_options.hpp"

#include "device.hpp"

namespace atelier::torch_models {

std::optional<StartingWeights> opened(const DeepLabV3ResNet50::Options& options) {
  if (!options.weights.given()) return std::nullopt;
  return std::optional<StartingWeights>(std::in_place, *options.weights, std::string(DeepLabV3ResNet50::kComponent.id));
}

DeepLabV3Network::Architecture architecture_of(const DeepLabV3ResNet50::Options& options,
                                               const std::optional<StartingWeights>& start) {
  const auto first = [](auto option, auto file) { return option ? option : file; };
  const std::optional<int64_t> classes = first(*options.classes, start ? start->classes() : std::nullopt);
  if (!classes && start) throw Error(ATELIER_E_INVALID, start->without_classes());
  if (!classes) throw Error(ATELIER_E_INVALID, "give `classes`, or `weights` that tell it");
  DeepLabV3Network::Architecture out;
  out.classes = *classes;
  out.aux = first(*options.aux, start ? start->aux() : std::nullopt).value_or(true);
  out.channels = first(*options.channels, start ? start->channels() : std::nullopt).value_or(out.channels);
  return out;
}

void check_device(const DeepLabV3ResNet50::Options& options) {
  if (!options.device.waits() && *options.device != "auto") translated([&] { device_named(*options.device); });
}

void check_fit(StartingWeights& start, const DeepLabV3Network::Architecture& architecture,
               const DeepLabV3ResNet50::Options& options, Head head) {
  translated([&] {
    const DeepLabV3Network outline(architecture, at::Device(at::kMeta), false);
    Wanted wanted;
    wanted.head = head;
    wanted.class_names = *options.class_names;
    wanted.leave_out_aux = *options.aux && !**options.aux;
    start.fit(outline.state(), std::move(wanted));
  });
}

void DeepLabV3ResNet50::foresee(const Options& options, const Call&) {
  check_device(options);
  if (options.weights.waits()) return;
  std::optional<StartingWeights> start = opened(options);
  if (!start || options.head.waits()) return;
  // What is not known is taken to be as the file has it: then it fits, or nothing does.
  constexpr int64_t kAnyClasses = 2;
  DeepLabV3Network::Architecture architecture;
  architecture.classes = options.classes->value_or(start->classes().value_or(kAnyClasses));
  architecture.aux = options.aux->value_or(start->aux().value_or(true));
  architecture.channels = options.channels->value_or(start->channels().value_or(architecture.channels));
  const bool names_wait = options.classes.waits() || options.class_names.waits();
  const bool matches_later = *options.head == Head::kMatch && names_wait;
  check_fit(*start, architecture, options, matches_later ? Head::kFresh : *options.head);
}

}  // namespace atelier::torch_models
