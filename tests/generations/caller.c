/* Calls every function of every kind's sample plugin, and compares what comes back. Prints which fields of the next
 * generation arrived: "saw TYPE" at the plugin, "said TYPE" here.
 *   caller PLUGIN_IS_NEXT FOLDER PLUGIN.so… */
#include "loading.h"

static const atelier_call* call;
static atelier_str text(const char* word) {
  const atelier_str made = {word, strlen(word)};
  return made;
}
static const uint8_t* bytes_of(const atelier_managed_tensor* tensor) { return tensor->tensor.data; }
static const float* floats_of(const atelier_managed_tensor* tensor) { return tensor->tensor.data; }

#include "caller_training.h"

/* --- Data sets --------------------------------------------------------------------------------------------------- */

static int32_t take_dot(void* context, const atelier_instance* dot) {
  LENT(atelier_instance, *dot);
  EXPECT(dot->ring_count == 1 && dot->rings[0].count == 8 && dot->rings[0].xy[4] == 2);
  *(int64_t*)context = dot->id * 10 + dot->label;
  return ATELIER_OK;
}
static void use_dataset(void) {
  const double three = 3;
  const atelier_object object = make(call, "small.dataset", &three);
  const atelier_dataset_v1* v = object.iface;
  const atelier_dataset_orphans_v1* orphans =
      atelier_extension_of(object, ATELIER_EXTENSION_DATASET_ORPHANS, ATELIER_DATASET_ORPHANS_V1_FLOOR);
  int64_t seen = 0;
  OUT(atelier_dataset_info, info);
  OUT(atelier_class, name);
  OUT(atelier_class, untouched);
  OUT(atelier_picture, picture);
  IN(atelier_instance_sink, sink);
  EXPECT_OK(v->describe(call, object.self, info));
  TOLD(atelier_dataset_info, *info);
  EXPECT(info->class_count == 1 && info->picture_count == 3);
  EXPECT_OK(v->class_at(call, object.self, 0, name));
  TOLD(atelier_class, *name);
  EXPECT(name->id == 7 && is(name->name, "dot"));
  EXPECT(v->class_at(call, object.self, 1, untouched) == ATELIER_E_INVALID);
  EXPECT(untouched->struct_size == sizeof *untouched && strcmp(last_error, "there is one class") == 0);
  EXPECT_OK(v->picture_at(call, object.self, 2, picture));
  TOLD(atelier_picture, *picture);
  EXPECT(picture->id == 2 && picture->height == 4 && picture->width == 6 && is(picture->file_name, "dot.png"));
  sink->context = &seen;
  sink->take = take_dot;
  FILL(atelier_instance_sink, *sink);
  EXPECT_OK(v->instances(call, object.self, 1, sink));
  EXPECT(seen == 111);
  EXPECT(orphans != NULL);
  EXPECT_OK(orphans->list(call, object.self, sink));
  EXPECT(seen == 990);
  drop("small.dataset", object);
}

/* --- Samples, augmenters, samplers, loaders ---------------------------------------------------------------------- */

static void expect_pair(atelier_sample* pair, int picture, int labels, int64_t height, int64_t width) {
  TOLD(atelier_sample, *pair);
  EXPECT(pair->picture->tensor.ndim == 3 && pair->labels->tensor.ndim == 2);
  EXPECT(pair->picture->tensor.shape[0] == height && pair->labels->tensor.shape[1] == width);
  EXPECT(bytes_of(pair->picture)[height * width * 3 - 1] == picture && bytes_of(pair->labels)[0] == labels);
  atelier_tensor_free(pair->picture);
  atelier_tensor_free(pair->labels);
}
static void use_samples(void) {
  const atelier_object object = make(call, "small.samples", NULL);
  const atelier_samples_v1* v = object.iface;
  const atelier_samples_resized_v1* resized =
      atelier_extension_of(object, ATELIER_EXTENSION_SAMPLES_RESIZED, ATELIER_SAMPLES_RESIZED_V1_FLOOR);
  const atelier_samples_content_v1* content =
      atelier_extension_of(object, ATELIER_EXTENSION_SAMPLES_CONTENT, ATELIER_SAMPLES_CONTENT_V1_FLOOR);
  const atelier_samples_labels_v1* labels =
      atelier_extension_of(object, ATELIER_EXTENSION_SAMPLES_LABELS, ATELIER_SAMPLES_LABELS_V1_FLOOR);
  atelier_str key;
  uint8_t digest[16];
  OUT(atelier_label_map, map);
  OUT(atelier_samples_info, info);
  OUT(atelier_sample, pair);
  OUT(atelier_sample, small);
  IN(atelier_sample_request, request);
  IN(atelier_resized_request, wanted);
  EXPECT_OK(v->describe(call, object.self, info));
  TOLD(atelier_samples_info, *info);
  EXPECT(info->count == 2 && info->class_count == 2 && is(info->class_names[1], "dot") && info->form.channels == 0);
  EXPECT_OK(v->key(call, object.self, 1, &key));
  EXPECT(is(key, "second"));
  request->index = 1;
  FILL(atelier_sample_request, *request);
  EXPECT_OK(v->load(call, object.self, request, pair));
  expect_pair(pair, 1, 1, 4, 6);
  EXPECT(resized != NULL && content != NULL);
  wanted->height = 2;
  wanted->width = 3;
  FILL(atelier_resized_request, *wanted);
  EXPECT_OK(resized->load(call, object.self, wanted, small));
  expect_pair(small, 0, 0, 2, 3);
  wanted->index = 1;
  EXPECT(resized->load(call, object.self, wanted, small) == ATELIER_END);
  EXPECT_OK(content->digest(call, object.self, 1, digest));
  EXPECT(digest[0] == 2 && digest[15] == 2);
  EXPECT(labels != NULL);
  EXPECT_OK(labels->load(call, object.self, request, map));
  TOLD(atelier_label_map, *map);
  EXPECT(is(map->file, "second.png") && map->labels->tensor.shape[1] == 6 && bytes_of(map->labels)[23] == 1);
  atelier_tensor_free(map->labels);
  request->index = 0;
  EXPECT(labels->load(call, object.self, request, map) == ATELIER_END);
  EXPECT(atelier_extension_of(object, "acme.nothing/1", 0) == NULL);
  drop("small.samples", object);
}
static atelier_sample* load_pair(atelier_object samples, uint64_t index) {
  OUT(atelier_sample, pair);
  IN(atelier_sample_request, request);
  request->index = index;
  EXPECT_OK(((const atelier_samples_v1*)samples.iface)->load(call, samples.self, request, pair));
  pair->struct_size = sizeof *pair;
  FILL(atelier_sample, *pair);
  return pair;
}
static void use_augmenter(void) {
  const atelier_object object = make(call, "small.augmenter", NULL), samples = make(call, "small.samples", NULL);
  const atelier_augmenter_v1* v = object.iface;
  const atelier_augmenter_resizes_v1* resizes =
      atelier_extension_of(object, ATELIER_EXTENSION_AUGMENTER_RESIZES, ATELIER_AUGMENTER_RESIZES_V1_FLOOR);
  atelier_sample *first = load_pair(samples, 0), *second = load_pair(samples, 1);
  const atelier_sample* others[] = {second};
  uint32_t height = 0, width = 0;
  IN(atelier_augmenter_setup, setup);
  OUT(atelier_augmenter_info, info);
  IN(atelier_augmenter_input, in);
  OUT(atelier_sample, out);
  setup->form.dtype.code = ATELIER_DTYPE_UINT;
  setup->form.channels = 3;
  FILL(atelier_augmenter_setup, *setup);
  EXPECT_OK(v->describe(call, object.self, setup, info));
  TOLD(atelier_augmenter_info, *info);
  EXPECT(info->random == 1 && info->others == 1 && info->form.channels == 3);
  in->sample = first;
  in->others = others;
  in->other_count = 1;
  FILL(atelier_augmenter_input, *in);
  EXPECT_OK(v->apply(call, object.self, in, out));
  expect_pair(out, 1, 0, 4, 6);
  EXPECT(resizes != NULL);
  EXPECT_OK(resizes->size(call, object.self, &height, &width));
  EXPECT(height == 4 && width == 6);
  atelier_tensor_free(first->picture), atelier_tensor_free(first->labels);
  atelier_tensor_free(second->picture), atelier_tensor_free(second->labels);
  drop("small.samples", samples);
  drop("small.augmenter", object);
}
static int32_t take_indices(void* context, const uint64_t* indices, uint64_t count) {
  uint64_t i;
  for (i = 0; i < count; ++i) *(uint64_t*)context = *(uint64_t*)context * 10 + indices[i];
  return ATELIER_OK;
}
static void use_sampler(void) {
  const atelier_object object = make(call, "small.sampler", NULL);
  uint64_t seen = 0;
  IN(atelier_sampler_input, in);
  IN(atelier_index_sink, sink);
  in->count = 4;
  FILL(atelier_sampler_input, *in);
  sink->context = &seen;
  sink->take = take_indices;
  FILL(atelier_index_sink, *sink);
  EXPECT_OK(((const atelier_sampler_v1*)object.iface)->order(call, object.self, in, sink));
  EXPECT(seen == 3210);
  drop("small.sampler", object);
}
static void use_loader(void) {
  const atelier_object object = make(call, "small.loader", NULL), samples = make(call, "small.samples", NULL);
  const atelier_loader_v1* v = object.iface;
  void* pass = NULL;
  IN(atelier_load_plan, plan);
  OUT(atelier_load_info, info);
  OUT(atelier_batch, batch);
  OUT(atelier_batch, none);
  plan->samples = samples;
  plan->in_order = 1;
  plan->first_batch = 1;
  FILL(atelier_load_plan, *plan);
  EXPECT_OK(v->describe(call, object.self, plan, info));
  TOLD(atelier_load_info, *info);
  EXPECT(info->batch_count == 2 && info->sample_count == 2 && info->void_label == 255);
  EXPECT_OK(v->begin(call, object.self, plan, &pass));
  EXPECT_OK(v->next(call, object.self, pass, batch));
  TOLD(atelier_batch, *batch);
  EXPECT(batch->pictures->tensor.ndim == 4 && bytes_of(batch->pictures)[71] == 1 && bytes_of(batch->labels)[23] == 1);
  EXPECT(batch->count == 1 && batch->indices[0] == 1);
  EXPECT(v->next(call, object.self, pass, none) == ATELIER_END);
  EXPECT(none->pictures == NULL && none->struct_size == sizeof *none);
  atelier_tensor_free(batch->pictures), atelier_tensor_free(batch->labels);
  v->end(object.self, pass);
  drop("small.samples", samples);
  drop("small.loader", object);
}

/* --- Observers, stages, policies --------------------------------------------------------------------------------- */

static void use_observer(void) {
  const atelier_object object = make(call, "small.observer", NULL);
  const atelier_observer_v1* v = object.iface;
  IN(atelier_run_begin, begin);
  IN(atelier_observation, observation);
  IN(atelier_event, event);
  IN(atelier_run_end, end);
  begin->workflow = text("a workflow");
  FILL(atelier_run_begin, *begin);
  EXPECT_OK(v->begin(call, object.self, begin));
  EXPECT(strcmp(last_line, "a workflow") == 0);
  event->name = text("train/loss");
  FILL(atelier_event, *event);
  observation->stage = text("train");
  observation->event = event;
  FILL(atelier_observation, *observation);
  EXPECT_OK(v->observe(call, object.self, observation));
  EXPECT(strcmp(last_line, "train/loss") == 0);
  end->status = text("done");
  FILL(atelier_run_end, *end);
  EXPECT_OK(v->end(call, object.self, end));
  EXPECT(strcmp(last_line, "done") == 0);
  drop("small.observer", object);
}
static void use_stage(const char* folder) {
  const atelier_object object = make(call, "small.stage", NULL);
  const atelier_stage_v1* v = object.iface;
  void* opened = NULL;
  IN(atelier_stage_folder, where);
  OUT(atelier_value, value);
  where->path = text(folder);
  FILL(atelier_stage_folder, *where);
  EXPECT_OK(v->run(call, object.self, where));
  EXPECT_OK(v->open(call, where, &opened));
  EXPECT_OK(v->output(call, opened, text("file"), value));
  TOLD(atelier_value, *value);
  EXPECT(value->type == ATELIER_TYPE_PATH_IN && value->text.size == strlen(folder) + strlen("/hello.txt"));
  LENT(atelier_output, *component_named("small.stage")->outputs[0]);
  v->close(opened);
  drop("small.stage", object);
}
static void use_overlap_policy(void) {
  const atelier_object object = make(call, "small.overlap_policy", NULL);
  const uint32_t left[] = {0, 2, 2}, upper[] = {0, 1, 1, 1, 1};
  const atelier_overlap_instance* instances[2];
  uint16_t labels[4] = {0, 0, 0, 0};
  IN(atelier_overlap_instance, first);
  IN(atelier_overlap_instance, second);
  IN(atelier_overlap_input, in);
  IN(atelier_canvas, canvas);
  first->label = 1;
  first->runs = left;
  first->run_count = 3;
  second->label = 2;
  second->runs = upper;
  second->run_count = 5;
  instances[0] = first;
  instances[1] = second;
  in->height = in->width = canvas->height = canvas->width = 2;
  in->instances = instances;
  in->instance_count = 2;
  canvas->labels = labels;
  FILL(atelier_overlap_instance, *first);
  FILL(atelier_overlap_instance, *second);
  FILL(atelier_overlap_input, *in);
  FILL(atelier_canvas, *canvas);
  EXPECT_OK(((const atelier_overlap_policy_v1*)object.iface)->compose(call, object.self, in, canvas));
  EXPECT(labels[0] == 1 && labels[1] == 1 && labels[2] == 2 && labels[3] == 0);
  drop("small.overlap_policy", object);
}

int main(int argc, char** argv) {
  int i;
  if (argc < 4) return 2;
  plugin_is_next = atoi(argv[1]);
  call = new_call();
  for (i = 3; i < argc; ++i) load_plugin(argv[i]);
  use_dataset();
  use_samples();
  use_augmenter();
  use_sampler();
  use_loader();
  use_model_loss_and_optimizer(argv[2]);
  use_schedule();
  use_metric();
  use_observer();
  use_stage(argv[2]);
  use_overlap_policy();
  EXPECT(running_now.size == 0);
  check_and_free_blocks();
  return failures != 0;
}
