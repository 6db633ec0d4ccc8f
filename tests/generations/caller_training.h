/* The part of caller.c about models, losses, optimizers, schedules and metrics. */
#ifndef CALLER_TRAINING_H
#define CALLER_TRAINING_H

static void use_loss(const atelier_tensor* logits) {
  const atelier_object object = make(call, "small.loss", NULL);
  const atelier_loss_v1* v = object.iface;
  const atelier_loss_coarse_v1* coarse =
      atelier_extension_of(object, ATELIER_EXTENSION_LOSS_COARSE, ATELIER_LOSS_COARSE_V1_FLOOR);
  const atelier_str names[] = {ATELIER_STR("background"), ATELIER_STR("dot")};
  IN(atelier_loss_setup, setup);
  IN(atelier_loss_input, in);
  OUT(atelier_loss_output, out);
  OUT(atelier_loss_output, again);
  setup->class_names = names;
  setup->class_count = 2;
  FILL(atelier_loss_setup, *setup);
  EXPECT_OK(v->setup(call, object.self, setup));
  in->logits = logits;
  in->want_gradient = 1;
  in->scale = 0.25;
  FILL(atelier_loss_input, *in);
  EXPECT_OK(v->compute(call, object.self, in, out));
  TOLD(atelier_loss_output, *out);
  EXPECT(out->value == 0.5 && out->gradient->tensor.ndim == 4 && floats_of(out->gradient)[47] == 0.25f);
  atelier_tensor_free(out->gradient);
  EXPECT(coarse != NULL);
  EXPECT_OK(coarse->compute(call, object.self, in, again));
  TOLD(atelier_loss_output, *again);
  EXPECT(floats_of(again->gradient)[47] == 0.25f);
  atelier_tensor_free(again->gradient);
  drop("small.loss", object);
}
static int32_t take_parameter(void* context, const atelier_parameter* parameter) {
  LENT(atelier_parameter, *parameter);
  EXPECT(is(parameter->name, "value") && parameter->trainable == 1);
  ((atelier_parameter*)context)->value = parameter->value;
  ((atelier_parameter*)context)->gradient = parameter->gradient;
  EXPECT(((const float*)parameter->gradient->data)[0] == 48);
  return ATELIER_OK;
}
static int32_t take_and_step(void* context, const atelier_parameter* parameter) {
  const atelier_object object = *(const atelier_object*)context;
  const atelier_optimizer_v1* v = object.iface;
  const atelier_parameter* list[1];
  IN(atelier_parameter, mine);
  IN(atelier_optimizer_setup, setup);
  IN(atelier_optimizer_step, step);
  mine->trainable = 1;
  FILL(atelier_parameter, *mine);
  EXPECT(take_parameter(mine, parameter) == ATELIER_OK);
  list[0] = mine;
  setup->parameters = step->parameters = list;
  setup->count = step->count = 1;
  step->factor = 0.5;
  FILL(atelier_optimizer_setup, *setup);
  FILL(atelier_optimizer_step, *step);
  EXPECT_OK(v->setup(call, object.self, setup));
  EXPECT_OK(v->step(call, object.self, step));
  EXPECT(((const float*)parameter->value->data)[0] == -0.25f * 0.5f * 48);
  return ATELIER_OK;
}
static void use_weights_file(atelier_object model, atelier_object optimizer, const char* folder) {
  const atelier_model_v1* v = model.iface;
  char path[512];
  IN(atelier_state_file, file);
  snprintf(path, sizeof path, "%s/weights.txt", folder);
  file->path = text(path);
  FILL(atelier_state_file, *file);
  EXPECT_OK(v->save(call, model.self, file));
  EXPECT_OK(v->load(call, model.self, file));
  EXPECT_OK(((const atelier_optimizer_v1*)optimizer.iface)->save(call, optimizer.self, file));
  EXPECT_OK(((const atelier_optimizer_v1*)optimizer.iface)->load(call, optimizer.self, file));
}
static atelier_managed_tensor* forward(atelier_object model, const atelier_tensor* pictures) {
  atelier_managed_tensor* logits = NULL;
  IN(atelier_forward_input, in);
  OUT(atelier_forward_output, out);
  in->pictures = pictures;
  in->training = 1;
  FILL(atelier_forward_input, *in);
  out->outputs = &logits;
  out->output_count = 1;
  EXPECT_OK(((const atelier_model_v1*)model.iface)->forward(call, model.self, in, out));
  TOLD(atelier_forward_output, *out);
  return logits;
}
static int32_t take_setting(void* context, atelier_str name, atelier_str value) {
  *(int*)context += is(name, "classes") && is(value, "2");
  return ATELIER_OK;
}
static void use_extensions(atelier_object model, const atelier_tensor* pictures) {
  const atelier_model_coarse_v1* coarse =
      atelier_extension_of(model, ATELIER_EXTENSION_MODEL_COARSE, ATELIER_MODEL_COARSE_V1_FLOOR);
  const atelier_model_settings_v1* settings =
      atelier_extension_of(model, ATELIER_EXTENSION_MODEL_SETTINGS, ATELIER_MODEL_SETTINGS_V1_FLOOR);
  atelier_managed_tensor* logits = NULL;
  int seen = 0;
  IN(atelier_forward_input, in);
  OUT(atelier_forward_output, out);
  IN(atelier_setting_sink, sink);
  in->pictures = pictures;
  FILL(atelier_forward_input, *in);
  out->outputs = &logits;
  out->output_count = 1;
  EXPECT(coarse != NULL && settings != NULL);
  EXPECT_OK(coarse->forward(call, model.self, in, out));
  TOLD(atelier_forward_output, *out);
  EXPECT(logits->tensor.shape[3] == 3 && floats_of(logits)[11] == 0);
  atelier_tensor_free(logits);
  sink->context = &seen;
  sink->take = take_setting;
  FILL(atelier_setting_sink, *sink);
  EXPECT_OK(settings->list(call, model.self, sink));
  EXPECT(seen == 1);
}
static void use_predict(atelier_object model, const atelier_tensor* pictures) {
  IN(atelier_predict_input, in);
  OUT(atelier_predict_output, out);
  in->pictures = pictures;
  in->height = 2;
  in->width = 3;
  FILL(atelier_predict_input, *in);
  EXPECT_OK(((const atelier_model_v1*)model.iface)->predict(call, model.self, in, out));
  TOLD(atelier_predict_output, *out);
  EXPECT(out->labels->tensor.shape[2] == 3 && bytes_of(out->labels)[5] == 0 && out->scores == NULL);
  atelier_tensor_free(out->labels);
}
static void use_model_loss_and_optimizer(const char* folder) {
  const double rate = 0.25;
  atelier_object model = make(call, "small.model", NULL), optimizer = make(call, "small.optimizer", &rate);
  const atelier_model_v1* v = model.iface;
  const int64_t shape[] = {1, 4, 6, 3}, ones_shape[] = {1, 2, 4, 6};
  atelier_managed_tensor *pictures = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 4, shape), *logits;
  atelier_managed_tensor* ones = atelier_new_tensor(ATELIER_DTYPE_FLOAT, 4, 4, ones_shape);
  const atelier_tensor* gradients[] = {&ones->tensor};
  int i;
  OUT(atelier_model_info, info);
  OUT(atelier_optimizer_info, told_rate);
  IN(atelier_backward_input, backward);
  IN(atelier_parameter_sink, sink);
  EXPECT_OK(v->describe(call, model.self, info));
  TOLD(atelier_model_info, *info);
  EXPECT(info->classes == 2 && is(info->output_names[0], "out") && is(info->weights_suffix, ".txt"));
  EXPECT_OK(((const atelier_optimizer_v1*)optimizer.iface)->describe(call, optimizer.self, told_rate));
  TOLD(atelier_optimizer_info, *told_rate);
  EXPECT(told_rate->learning_rate == 0.25);
  logits = forward(model, &pictures->tensor);
  EXPECT(logits->tensor.shape[1] == 2 && floats_of(logits)[47] == 0);
  use_loss(&logits->tensor);
  use_extensions(model, &pictures->tensor);
  for (i = 0; i < 48; ++i) ((float*)ones->tensor.data)[i] = 1;
  EXPECT_OK(v->zero_gradients(call, model.self));
  backward->gradients = gradients;
  backward->count = 1;
  FILL(atelier_backward_input, *backward);
  EXPECT_OK(v->backward(call, model.self, backward));
  sink->context = &optimizer;
  sink->take = take_and_step;
  FILL(atelier_parameter_sink, *sink);
  EXPECT_OK(v->parameters(call, model.self, sink));
  use_weights_file(model, optimizer, folder);
  use_predict(model, &pictures->tensor);
  atelier_tensor_free(logits);
  logits = forward(model, &pictures->tensor);
  EXPECT(floats_of(logits)[47] == -6);
  atelier_tensor_free(pictures), atelier_tensor_free(logits), atelier_tensor_free(ones);
  drop("small.model", model);
  drop("small.optimizer", optimizer);
}
static void use_schedule(void) {
  const atelier_object object = make(call, "small.schedule", NULL);
  IN(atelier_schedule_input, in);
  OUT(atelier_schedule_output, out);
  in->step = 25;
  in->total = 100;
  FILL(atelier_schedule_input, *in);
  EXPECT_OK(((const atelier_schedule_v1*)object.iface)->factor(call, object.self, in, out));
  TOLD(atelier_schedule_output, *out);
  EXPECT(out->factor == 0.75);
  drop("small.schedule", object);
}

/* --- Metrics ----------------------------------------------------------------------------------------------------- */

static uint8_t sums[8];
static int32_t take_bytes(void* context, atelier_bytes bytes) {
  EXPECT(bytes.size == 8);
  memcpy(context, bytes.data, 8);
  return ATELIER_OK;
}
static void take_scalar(void* context, atelier_str name, double value, uint32_t percent) {
  EXPECT(is(name, "hits") && percent == 0);
  *(double*)context = value;
}
static void take_per_class(void* context, atelier_str name, const double* values, uint64_t count) {
  (void)context, (void)name, (void)values, (void)count;
}
static void take_matrix(void* context, atelier_str name, const uint64_t* counts, uint64_t rows, uint64_t columns) {
  (void)context, (void)name, (void)counts, (void)rows, (void)columns;
}
static void use_metric(void) {
  const atelier_object object = make(call, "small.metric", NULL);
  const atelier_metric_v1* v = object.iface;
  const int64_t shape[] = {1, 2, 2};
  atelier_managed_tensor* truth = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 3, shape);
  atelier_managed_tensor* predicted = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 3, shape);
  const atelier_bytes all = {sums, 8}, part = {sums, 3};
  double hits = 0;
  IN(atelier_metric_setup, setup);
  IN(atelier_metric_input, in);
  IN(atelier_bytes_sink, bytes);
  IN(atelier_metric_sink, sink);
  setup->void_label = 255;
  FILL(atelier_metric_setup, *setup);
  EXPECT_OK(v->begin(call, object.self, setup));
  ((uint8_t*)truth->tensor.data)[0] = ((uint8_t*)predicted->tensor.data)[0] = 255;
  ((uint8_t*)truth->tensor.data)[1] = 1;
  in->truth = &truth->tensor;
  in->predicted = &predicted->tensor;
  FILL(atelier_metric_input, *in);
  EXPECT_OK(v->update(call, object.self, in));
  bytes->context = sums;
  bytes->take = take_bytes;
  FILL(atelier_bytes_sink, *bytes);
  EXPECT_OK(v->export_sums(call, object.self, bytes));
  EXPECT_OK(v->merge(call, object.self, all));
  EXPECT(v->merge(call, object.self, part) == ATELIER_E_DATA);
  EXPECT(strcmp(last_error, "sums of 3 bytes are none of mine") == 0);
  sink->context = &hits;
  sink->scalar = take_scalar;
  sink->per_class = take_per_class;
  sink->matrix = take_matrix;
  FILL(atelier_metric_sink, *sink);
  EXPECT_OK(v->result(call, object.self, sink));
  EXPECT(hits == 4);
  atelier_tensor_free(truth), atelier_tensor_free(predicted);
  drop("small.metric", object);
}

#endif
