#include "optimizer.hpp"

#include <algorithm>
#include <cmath>

#include "device.hpp"
#include "dlpack.hpp"
#include "safetensors.hpp"

namespace atelier::libtorch {
namespace {

const std::string kSteps = "step";

bool takes_part(const atelier_parameter& p) { return p.trainable != 0; }

at::Tensor with_decay(const at::Tensor& gradient, const at::Tensor& value, double decay) {
  return decay == 0 ? gradient : gradient.add(value, decay);
}

}  // namespace

void TorchOptimizer::step(const Call& call, span<const atelier_parameter* const> parameters, double factor) {
  translated([&] {
    use_threads(call);
    check_same_set(parameters);
    const c10::NoGradGuard no_grad;
    for (const atelier_parameter* parameter : parameters) {
      if (!takes_part(*parameter) || !parameter->gradient) continue;
      const std::string name = str(parameter->name);
      at::Tensor value = borrow(*parameter->value);
      const at::Tensor gradient = borrow(*parameter->gradient);
      if (gradient.sizes() != value.sizes())
        throw Error(ATELIER_E_INVALID, text("parameter `", name, "`: a gradient ", describe(*parameter->gradient),
                                            " does not fit a value ", describe(*parameter->value)));
      Memory& memory = memories_[name];
      prepare(memory, name, value);
      ++memory.steps;
      update(value, gradient, memory, rate_ * factor);
    }
  });
}

void TorchOptimizer::check_same_set(span<const atelier_parameter* const> parameters) {
  std::set<std::string> names;
  for (const atelier_parameter* parameter : parameters)
    if (takes_part(*parameter)) names.insert(str(parameter->name));
  if (names_.empty()) {
    for (const auto& [name, memory] : memories_)  // of a file
      if (!names.count(name))
        throw Error(ATELIER_E_INVALID, text("the loaded optimizer state has `", name,
                                            "`, which is no parameter here: it "
                                            "was saved with another model"));
    names_ = std::move(names);
  } else if (names != names_) {
    throw Error(ATELIER_E_INVALID, text("the parameters are not those of the first step (", names.size(),
                                        " instead of ", names_.size(), ", or other names)"));
  }
}

void TorchOptimizer::prepare(Memory& memory, const std::string& name, const at::Tensor& value) const {
  for (const std::string& slot : slots_) {
    at::Tensor& kept = memory.slots[slot];
    if (!kept.defined()) {
      kept = at::zeros_like(value);
    } else if (kept.sizes() != value.sizes()) {
      throw Error(ATELIER_E_INVALID,
                  text("the optimizer state of `", name, "` has another shape than the parameter: another model's?"));
    } else if (kept.device() != value.device() || kept.strides() != value.strides()) {
      kept = at::empty_like(value).copy_(kept);  // as it came from a file
    }
  }
}

void TorchOptimizer::save(const Call&, const std::filesystem::path& path) {
  translated([&] {
    NamedTensors tensors;
    for (const auto& [name, memory] : memories_) {
      tensors.emplace_back(kSteps + "." + name, at::full({}, memory.steps, at::TensorOptions().dtype(at::kLong)));
      for (const auto& [slot, tensor] : memory.slots) tensors.emplace_back(slot + "." + name, tensor);
    }
    write_safetensors(path, tensors, {{"optimizer", id_}});
  });
}

void TorchOptimizer::load(const Call&, const std::filesystem::path& path) {
  translated([&] {
    const SafetensorsFile file(path);
    const auto id = file.metadata().find("optimizer");
    if (id == file.metadata().end() || id->second != id_)
      throw Error(ATELIER_E_DATA, text(path.string(), ": is no state of ", id_,
                                       id == file.metadata().end() ? "" : " but of " + id->second));
    std::map<std::string, Memory> loaded;
    for (const auto& entry : file.entries()) {
      const size_t dot = entry.name.find('.');
      const std::string slot = entry.name.substr(0, dot);
      const bool counts = slot == kSteps && entry.type == at::kLong && entry.shape.empty();
      const bool known = std::find(slots_.begin(), slots_.end(), slot) != slots_.end();
      if (dot == std::string::npos || !(counts || known))
        throw Error(ATELIER_E_DATA, text(path.string(), ": entry `", entry.name, "` is not part of a state of ", id_));
      Memory& memory = loaded[entry.name.substr(dot + 1)];
      if (counts)
        memory.steps = file.read(entry).item<int64_t>();
      else
        memory.slots[slot] = file.read(entry);
    }
    for (const auto& [name, memory] : loaded)
      if (memory.slots.size() != slots_.size() || memory.steps < 1)
        throw Error(ATELIER_E_DATA, text(path.string(), ": the state of `", name, "` is not complete"));
    memories_ = std::move(loaded);
    names_.clear();
  });
}

Adam::Adam(const Params& params)
    : TorchOptimizer(params.real("lr"), std::string(kComponent.id), {"exp_avg", "exp_avg_sq"}),
      betas_{params.reals("betas").at(0), params.reals("betas").at(1)},
      epsilon_(params.real("eps")),
      decay_(params.real("weight_decay")) {}

void Adam::update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, double rate) const {
  const at::Tensor g = with_decay(gradient, value, decay_);
  at::Tensor& mean = memory.slots.at("exp_avg");
  at::Tensor& square = memory.slots.at("exp_avg_sq");
  mean.mul_(betas_[0]).add_(g, 1 - betas_[0]);
  square.mul_(betas_[1]).addcmul_(g, g, 1 - betas_[1]);
  const double steps = static_cast<double>(memory.steps);
  const double first = 1 - std::pow(betas_[0], steps);
  const double second = 1 - std::pow(betas_[1], steps);
  value.addcdiv_(mean, square.sqrt().div_(std::sqrt(second)).add_(epsilon_), -rate / first);
}

Sgd::Sgd(const Params& params)
    : TorchOptimizer(params.real("lr"), std::string(kComponent.id),
                     params.real("momentum") > 0 ? std::vector<std::string>{"momentum"} : std::vector<std::string>{}),
      momentum_(params.real("momentum")),
      decay_(params.real("weight_decay")),
      nesterov_(params.boolean("nesterov")) {
  if (nesterov_ && momentum_ == 0) throw Error(ATELIER_E_INVALID, "nesterov = true needs momentum above 0");
}

void Sgd::update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, double rate) const {
  const at::Tensor g = with_decay(gradient, value, decay_);
  if (momentum_ == 0) {
    value.add_(g, -rate);
    return;
  }
  at::Tensor& velocity = memory.slots.at("momentum");
  velocity.mul_(momentum_).add_(g);
  value.add_(nesterov_ ? g.add(velocity, momentum_) : velocity, -rate);
}

}  // namespace atelier::libtorch
