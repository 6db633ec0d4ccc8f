#include "optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "device.hpp"
#include "dlpack.hpp"
#include "first_names.hpp"
#include "safetensors.hpp"

namespace atelier::torch_models {
namespace {

const std::string kSteps = "step";

std::vector<std::string> names_of(span<const atelier_parameter* const> parameters) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const atelier_parameter* parameter : parameters) {
    names.push_back(str(parameter->name));
    if (!seen.insert(names.back()).second)
      throw Error(ATELIER_E_INVALID, text("two parameters have the name `", names.back(), "`"));
  }
  return names;
}

at::Tensor with_decay(const at::Tensor& gradient, const at::Tensor& value, double decay) {
  return decay == 0 ? gradient : gradient.add(value, decay);
}

}  // namespace

void TorchOptimizer::setup(const Call& call, span<const atelier_parameter* const> parameters) {
  translated([&] {
    const std::vector<std::string> names = names_of(parameters);
    const std::vector<double> rates = factors_of("lr_factors", *groups_.lr_factors, names);
    const std::vector<double> decays = factors_of("decay_factors", *groups_.decay_factors, names);
    std::vector<Parameter> made;
    for (size_t i = 0; i < names.size(); ++i) made.push_back({names[i], rates[i], decays[i], {}});
    take_memories(call, by_name(), made);
    for (size_t i = 0; i < made.size(); ++i)
      for (const at::Tensor& kept : made[i].memory.slots)
        if (kept.sizes() != borrow(*parameters[i]->value).sizes())
          throw Error(ATELIER_E_INVALID, text("the optimizer state of `", names[i],
                                              "` has another shape than the parameter: another model's?"));
    remember(call, parameters, made);
    parameters_ = std::move(made);
    loaded_.clear();
  });
}

// Room for what is remembered, before the first step: there it would lie wherever a batch's features had just been, and
// keep those of the next from lying as closely.
void TorchOptimizer::remember(const Call& call, span<const atelier_parameter* const> given,
                              std::vector<Parameter>& parameters) const {
  if (parameters.empty()) return;
  use_threads(call);
  const DeviceOrder order(call, device_of(*given[0]->value));
  for (size_t i = 0; i < parameters.size(); ++i)
    if (given[i]->trainable) prepare(parameters[i], borrow(*given[i]->value));
  order.finish();
}

TorchOptimizer::Memories TorchOptimizer::by_name() const {
  Memories out = loaded_;
  for (const Parameter& parameter : parameters_)
    if (parameter.memory.steps > 0) out[parameter.name] = parameter.memory;
  return out;
}

// Each name to its parameter. A parameter without one starts anew: it may never have had a gradient.
void TorchOptimizer::take_memories(const Call& call, Memories memories, std::vector<Parameter>& parameters) const {
  std::vector<std::string> anew, unknown;
  for (Parameter& parameter : parameters) {
    const auto node = memories.extract(parameter.name);
    if (node)
      parameter.memory = node.mapped();
    else
      anew.push_back(parameter.name);
  }
  for (const auto& [name, memory] : memories) unknown.push_back(name);
  if (!unknown.empty())
    throw Error(ATELIER_E_INVALID, text("the optimizer state is of ", unknown.size(), " that are no parameters here: ",
                                        first_of(unknown), "; it was saved with another model"));
  if (!loaded_.empty() && !anew.empty())
    call.debug(text("the loaded optimizer state has nothing for ", anew.size(), " of ", parameters.size(),
                    " parameters, which start anew: ", first_of(anew)));
}

void TorchOptimizer::step(const Call& call, const atelier_optimizer_step& in) {
  translated([&] {
    use_threads(call);
    if (in.count != parameters_.size())
      throw Error(ATELIER_E_INVALID, text("a step with ", in.count, " parameters, but setup brought ",
                                          parameters_.size(), ": set the optimizer up with those of the steps"));
    if (in.count == 0) return;
    const DeviceOrder order(call, device_of(*in.parameters[0]->value));
    const c10::NoGradGuard no_grad;
    for (uint64_t i = 0; i < in.count; ++i) {
      const atelier_parameter& given = *in.parameters[i];
      Parameter& own = parameters_[i];
      if (view(given.name) != own.name)
        throw Error(ATELIER_E_INVALID, text("parameter ", i, " of a step is `", view(given.name),
                                            "`, but in setup it was `", own.name, "`"));
      if (!given.trainable || !given.gradient) continue;
      at::Tensor value = borrow(*given.value);
      const at::Tensor gradient = borrow(*given.gradient);
      if (gradient.sizes() != value.sizes())
        throw Error(ATELIER_E_INVALID, text("parameter `", own.name, "`: a gradient ", describe(*given.gradient),
                                            " does not fit a value ", describe(*given.value)));
      prepare(own, value);
      ++own.memory.steps;
      update(value, gradient, own.memory, {rate_ * in.factor * own.rate_factor, decay_ * own.decay_factor});
    }
    order.finish();
  });
}

void TorchOptimizer::prepare(Parameter& parameter, const at::Tensor& value) const {
  std::vector<at::Tensor>& slots = parameter.memory.slots;
  if (slots.empty())
    for (size_t i = 0; i < slots_.size(); ++i) slots.push_back(at::zeros_like(value));
  for (at::Tensor& kept : slots)
    if (kept.device() != value.device() || kept.strides() != value.strides())
      kept = at::empty_like(value).copy_(kept);  // as it came from a file
}

void TorchOptimizer::save(const Call&, const std::filesystem::path& path) {
  translated([&] {
    NamedTensors tensors;
    for (const auto& [name, memory] : by_name()) {
      tensors.emplace_back(kSteps + "." + name, at::full({}, memory.steps, at::TensorOptions().dtype(at::kLong)));
      for (size_t i = 0; i < slots_.size(); ++i) tensors.emplace_back(slots_[i] + "." + name, memory.slots[i]);
    }
    write_safetensors(path, tensors, {{"optimizer", std::string(component_id())}});
  });
}

void TorchOptimizer::load(const Call&, const std::filesystem::path& path) {
  translated([&] {
    loaded_ = read(path);
    parameters_.clear();
  });
}

TorchOptimizer::Memories TorchOptimizer::read(const std::filesystem::path& path) const {
  const weight_files::WeightFile file(path);
  const auto id = file.metadata().find("optimizer");
  if (id == file.metadata().end() || id->second != component_id())
    throw Error(ATELIER_E_DATA, text(path.string(), ": is no state of ", component_id(),
                                     id == file.metadata().end() ? "" : " but of " + id->second));
  Memories loaded;
  for (const auto& entry : file.entries()) {
    const size_t dot = entry.name.find('.');
    const std::string slot = entry.name.substr(0, dot);
    const bool counts = slot == kSteps && entry.dtype == weight_files::Dtype::kInt64 && entry.shape.empty();
    const auto at = std::find(slots_.begin(), slots_.end(), slot);
    if (dot == std::string::npos || !(counts || at != slots_.end()))
      throw Error(ATELIER_E_DATA,
                  text(path.string(), ": entry `", entry.name, "` is not part of a state of ", component_id()));
    Memory& memory = loaded[entry.name.substr(dot + 1)];
    memory.slots.resize(slots_.size());
    if (counts)
      memory.steps = read_tensor(file, entry).item<int64_t>();
    else
      memory.slots[static_cast<size_t>(at - slots_.begin())] = read_tensor(file, entry);
  }
  for (const auto& [name, memory] : loaded)
    if (memory.steps < 1 || !std::all_of(memory.slots.begin(), memory.slots.end(), [](auto& t) { return t.defined(); }))
      throw Error(ATELIER_E_DATA, text(path.string(), ": the state of `", name, "` is not complete"));
  return loaded;
}

void Adam::update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, const Amounts& amounts) const {
  const double first_beta = options_.betas->at(0), second_beta = options_.betas->at(1);
  const at::Tensor g = with_decay(gradient, value, amounts.decay);
  at::Tensor& mean = memory.slots[0];
  at::Tensor& square = memory.slots[1];
  mean.mul_(first_beta).add_(g, 1 - first_beta);
  square.mul_(second_beta).addcmul_(g, g, 1 - second_beta);
  const double steps = static_cast<double>(memory.steps);
  const double first = 1 - std::pow(first_beta, steps);
  const double second = 1 - std::pow(second_beta, steps);
  value.addcdiv_(mean, square.sqrt().div_(std::sqrt(second)).add_(*options_.eps), -amounts.rate / first);
}

Sgd::Sgd(const Options& options)
    : TorchOptimizer(options.lr, options.weight_decay, options.groups,
                     options.momentum > 0 ? std::vector<std::string>{"momentum"} : std::vector<std::string>{}),
      momentum_(options.momentum),
      nesterov_(options.nesterov) {
  if (nesterov_ && momentum_ == 0) throw Error(ATELIER_E_INVALID, "nesterov = true needs momentum above 0");
}

void Sgd::update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, const Amounts& amounts) const {
  const at::Tensor g = with_decay(gradient, value, amounts.decay);
  if (momentum_ == 0) {
    value.add_(g, -amounts.rate);
    return;
  }
  at::Tensor& velocity = memory.slots[0];
  velocity.mul_(momentum_).add_(g);
  value.add_(nesterov_ ? g.add(velocity, momentum_) : velocity, -amounts.rate);
}

}  // namespace atelier::torch_models
