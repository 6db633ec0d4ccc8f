// As caller.c, through the handles of the C++ layer and through an Attempt.
//   caller_cpp PLUGIN_IS_NEXT FOLDER PLUGIN.so…
#include <atelier/atelier.hpp>

#include "loading.h"

namespace {

using atelier::Call;
using atelier::Tensor;
using atelier::view;

// An instance out of its parameter table, destroyed with this.
struct Part {
  Part(const Call& call, const char* name, const double* number = nullptr)
      : id(name), object(make(call.raw(), name, number)) {}
  Part(const Part&) = delete;
  ~Part() { drop(id, object); }
  const char* id;
  atelier_object object;
};

template <class Run>
std::string failure(const atelier::Attempt& attempt, int32_t code, Run run) {
  try {
    run();
  } catch (const atelier::Reported& e) {
    EXPECT(e.code() == code);
    return attempt.text();
  }
  return "nothing was thrown";
}

void use_dataset(const Call& call) {
  const double three = 3;
  const Part part(call, "small.dataset", &three);
  const atelier::DatasetRef dataset(part.object, part.id);
  const auto counts = dataset.describe(call);
  EXPECT(counts.classes == 1 && counts.pictures == 3);
  const atelier_class name = dataset.class_at(call, 0);
  TOLD(atelier_class, name);
  EXPECT(name.id == 7 && view(name.name) == "dot");
  const atelier::Attempt attempt(call);
  EXPECT(failure(attempt, ATELIER_E_INVALID, [&] { dataset.class_at(attempt.call(), 1); }) ==
         "small.dataset: there is one class");
  const atelier_picture picture = dataset.picture_at(call, 2);
  TOLD(atelier_picture, picture);
  EXPECT(picture.id == 2 && picture.height == 4 && view(picture.file_name) == "dot.png");
  std::vector<atelier_instance> dots;
  const auto take = [&](const atelier_instance& dot) {
    TOLD(atelier_instance, dot);
    EXPECT(dot.ring_count == 1 && dot.rings[0].xy[4] == 2);
    dots.push_back(dot);
  };
  dataset.instances(call, 1, take);
  dataset.orphans(call, take);
  EXPECT(dots.size() == 2 && dots[0].id == 11 && dots[0].label == 1 && dots[1].id == 99 && dots[1].label == 0);
}

bool is_pair(const atelier::Sample& pair, int picture, int labels, int64_t height, int64_t width) {
  return pair.picture.ndim() == 3 && pair.labels.ndim() == 2 && pair.picture.dim(0) == height &&
         pair.labels.dim(1) == width && pair.picture.data<uint8_t>()[height * width * 3 - 1] == picture &&
         pair.labels.data<uint8_t>()[0] == labels;
}

void use_samples(const Call& call) {
  const Part part(call, "small.samples");
  const atelier::SamplesRef samples(part.object);
  const atelier_samples_info info = samples.describe(call);
  TOLD(atelier_samples_info, info);
  EXPECT(info.count == 2 && view(info.class_names[1]) == "dot" && atelier::same_form(info.form, atelier::kRgb8));
  EXPECT(samples.key(call, 1) == "second");
  EXPECT(is_pair(samples.load(call, 1), 1, 1, 4, 6));
  EXPECT(is_pair(*samples.load_resized(call, 0, {2, 3}), 0, 0, 2, 3));
  EXPECT(!samples.load_resized(call, 1, {2, 3}));
  EXPECT((*samples.content(call, 1))[15] == 2);
  const atelier::LabelMap map = samples.load_labels(call, 1);
  EXPECT(map.file == "second.png" && map.labels.data<uint8_t>()[23] == 1);
  EXPECT(samples.load_labels(call, 0).file.empty());

  const Part other(call, "small.augmenter");
  const atelier::AugmenterRef augmenter(other.object);
  const auto about = augmenter.describe(call, atelier::kRgb8);
  EXPECT(about.random && about.others == 1 && about.form.channels == 3);
  const atelier::Sample first = samples.load(call, 0);
  std::vector<atelier::Sample> others;
  others.push_back(samples.load(call, 1));
  EXPECT(is_pair(augmenter.apply(call, 7, 255, first, others), 1, 0, 4, 6));
  EXPECT(augmenter.resizes_to(call)->width == 6);

  const Part order(call, "small.sampler");
  EXPECT((atelier::SamplerRef(order.object).order(call, samples, 4, 1, 0) == std::vector<uint64_t>{3, 2, 1, 0}));
}

void use_loader(const Call& call) {
  const Part part(call, "small.loader"), samples(call, "small.samples");
  const atelier::LoaderRef loader(part.object);
  auto plan = atelier::blank<atelier_load_plan>();
  FILL(atelier_load_plan, plan);
  plan.samples = samples.object;
  plan.first_batch = 1;
  const auto info = loader.describe(call, plan);
  EXPECT(info.batches == 2 && info.samples == 2 && info.void_label == 255);
  auto pass = loader.begin(call, plan);
  const auto batch = pass.next(call);
  EXPECT(batch && batch->pictures.ndim() == 4 && batch->pictures.data<uint8_t>()[71] == 1);
  EXPECT(batch->indices.size() == 1 && batch->indices[0] == 1);
  EXPECT(!pass.next(call));
}

void use_training(const Call& call, const std::filesystem::path& folder) {
  const double rate = 0.25;
  const Part net(call, "small.model"), descent(call, "small.optimizer", &rate), half(call, "small.loss");
  const atelier::ModelRef model(net.object);
  const atelier::OptimizerRef optimizer(descent.object);
  const atelier::LossRef loss(half.object);
  const atelier_model_info info = model.describe(call);
  TOLD(atelier_model_info, info);
  EXPECT(info.classes == 2 && view(info.output_names[0]) == "out" && view(info.weights_suffix) == ".txt");
  EXPECT(info.takes == ATELIER_TAKES_UINT8 && info.device.type == ATELIER_DEVICE_CPU);
  EXPECT(optimizer.learning_rate(call) == 0.25);
  const Tensor pictures = Tensor::make<uint8_t>({1, 4, 6, 3});
  auto in = atelier::blank<atelier_forward_input>();
  FILL(atelier_forward_input, in);
  in.pictures = &pictures.get();
  in.training = 1;
  const std::vector<Tensor> logits = model.forward(call, in, 1);
  EXPECT(logits[0].dim(1) == 2 && logits[0].data<float>()[47] == 0);
  const atelier_str names[] = {ATELIER_STR("background"), ATELIER_STR("dot")};
  loss.setup(call, {names, 2}, 255);
  const auto value = loss.compute(call, logits[0], pictures, true, 1);
  EXPECT(value.value == 0.5 && value.gradient.data<float>()[47] == 1);
  EXPECT(model.has_coarse() && loss.has_coarse());
  EXPECT(model.forward_coarse(call, in, 1)[0].dim(3) == 3);
  EXPECT(loss.compute_coarse(call, logits[0], pictures).value == 0.5);
  EXPECT((model.settings(call) == atelier::Settings{{"classes", "2"}}));
  model.zero_gradients(call);
  const atelier_tensor* gradients[] = {&value.gradient.get()};
  model.backward(call, {gradients, 1});
  const std::vector<atelier_parameter> parameters = model.parameters(call);
  EXPECT(parameters.size() == 1 && view(parameters[0].name) == "value");
  TOLD(atelier_parameter, parameters[0]);
  model.save(call, folder / "weights.txt");
  model.load(call, folder / "weights.txt");
  optimizer.save(call, folder / "weights.txt");
  optimizer.load(call, folder / "weights.txt");
  auto wanted = atelier::blank<atelier_predict_input>();
  FILL(atelier_predict_input, wanted);
  wanted.pictures = &pictures.get();
  wanted.height = 2;
  wanted.width = 3;
  const auto made = model.predict(call, wanted);
  EXPECT(made.labels.dim(2) == 3 && made.labels.data<uint8_t>()[5] == 0 && !made.scores);
}

// The optimizer reads the tensors of the parameters while the model lists them, as a caller without copies would.
void use_step(const Call& call) {
  const Part descent(call, "small.optimizer");
  const atelier::OptimizerRef optimizer(descent.object);
  const Tensor value = Tensor::make<float>({1}), gradient = Tensor::make<float>({1});
  *value.data<float>() = 1;
  *gradient.data<float>() = 4;
  auto parameter = atelier::blank<atelier_parameter>();
  FILL(atelier_parameter, parameter);
  parameter.trainable = 1;
  parameter.value = &value.get();
  parameter.gradient = &gradient.get();
  optimizer.setup(call, {parameter});
  optimizer.step(call, {parameter}, 0.25);
  EXPECT(*value.data<float>() == 0.5f);

  const Part line(call, "small.schedule");
  auto in = atelier::blank<atelier_schedule_input>();
  FILL(atelier_schedule_input, in);
  in.step = 25;
  in.total = 100;
  EXPECT(atelier::ScheduleRef(line.object).factor(call, in) == 0.75);
}

struct Sink : atelier::MetricSink {
  void scalar(std::string_view name, double value, bool) override { hits = name == "hits" ? value : -1; }
  void per_class(std::string_view, atelier::span<const double>) override {}
  void matrix(std::string_view, const uint64_t*, uint64_t, uint64_t) override {}
  double hits = 0;
};

void use_metric(const Call& call) {
  const Part part(call, "small.metric");
  const atelier::MetricRef metric(part.object, part.id);
  const Tensor truth = Tensor::make<uint8_t>({1, 2, 2}), predicted = Tensor::make<uint8_t>({1, 2, 2});
  const uint8_t values[] = {255, 1, 0, 0}, guesses[] = {255, 0, 0, 0};
  std::copy_n(values, 4, truth.data<uint8_t>());
  std::copy_n(guesses, 4, predicted.data<uint8_t>());
  metric.begin(call, {}, 255);
  metric.update(call, predicted, truth);
  const std::vector<uint8_t> sums = metric.export_sums(call);
  metric.merge(call, sums);
  const atelier::Attempt attempt(call);
  EXPECT(failure(attempt, ATELIER_E_DATA, [&] {
           metric.merge(attempt.call(), {sums.data(), 3});
         }) == "small.metric: sums of 3 bytes are none of mine");
  Sink sink;
  metric.result(call, sink);
  EXPECT(sink.hits == 4);
}

void use_observer(const Call& call) {
  const Part part(call, "small.observer");
  const atelier::ObserverRef observer(part.object);
  auto begin = atelier::blank<atelier_run_begin>();
  FILL(atelier_run_begin, begin);
  begin.workflow = ATELIER_STR("a workflow");
  observer.begin(call, begin);
  EXPECT(std::string_view(last_line) == "a workflow");
  auto event = atelier::blank<atelier_event>();
  FILL(atelier_event, event);
  event.name = ATELIER_STR("train/loss");
  observer.observe(call, "train", event);
  EXPECT(std::string_view(last_line) == "train/loss");
  auto end = atelier::blank<atelier_run_end>();
  FILL(atelier_run_end, end);
  end.status = ATELIER_STR("done");
  observer.end(call, end);
  EXPECT(std::string_view(last_line) == "done");
}

void use_overlap_policy(const Call& call) {
  const Part part(call, "small.overlap_policy");
  const uint32_t left[] = {0, 2, 2}, upper[] = {0, 1, 1, 1, 1};
  auto first = atelier::blank<atelier_overlap_instance>(), second = first;
  first.label = 1, first.runs = left, first.run_count = 3;
  second.label = 2, second.runs = upper, second.run_count = 5;
  FILL(atelier_overlap_instance, first);
  FILL(atelier_overlap_instance, second);
  const atelier_overlap_instance* instances[] = {&first, &second};
  auto in = atelier::blank<atelier_overlap_input>();
  FILL(atelier_overlap_input, in);
  in.height = in.width = 2;
  in.instances = instances;
  in.instance_count = 2;
  uint16_t labels[4] = {};
  auto canvas = atelier::blank<atelier_canvas>();
  FILL(atelier_canvas, canvas);
  canvas.height = canvas.width = 2;
  canvas.labels = labels;
  atelier::OverlapPolicyRef(part.object).compose(call, in, canvas);
  EXPECT(labels[0] == 1 && labels[1] == 1 && labels[2] == 2 && labels[3] == 0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  plugin_is_next = std::atoi(argv[1]);
  {
    const atelier::Attempt attempt{Call(new_call())};
    const Call call = attempt.call();
    for (int i = 3; i < argc; ++i) load_plugin(argv[i]);
    use_dataset(call);
    use_samples(call);
    use_loader(call);
    use_training(call, argv[2]);
    use_step(call);
    use_metric(call);
    use_observer(call);
    use_overlap_policy(call);
    EXPECT(attempt.text().empty());
  }
  EXPECT(running_now.size == 0);
  check_and_free_blocks();
  return failures != 0;
}
