/* Logits that are one parameter, everywhere. */
#include <atelier/kinds/model.h>
#include <atelier/new_tensor.h>
#include <stdio.h>

#include "../generation.h"

typedef struct {
  float value, gradient;
} model_state;

static int32_t describe(const atelier_call* call, void* self, atelier_model_info* out) {
  static const atelier_str outputs[] = {ATELIER_STR("out")};
  atelier_model_info made = {.classes = 2,
                             .output_names = outputs,
                             .output_count = 1,
                             .trainable_values = 1,
                             .device = {ATELIER_DEVICE_CPU, 0},
                             .weights_suffix = ATELIER_STR(".txt")};
  (void)call, (void)self;
  SAY(atelier_model_info, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t forward(const atelier_call* call, void* self, const atelier_forward_input* in,
                       atelier_forward_output* out) {
  const int64_t* pictures = in->pictures->shape;
  const int64_t shape[] = {pictures[0], 2, pictures[1], pictures[2]};
  atelier_managed_tensor* logits = atelier_new_tensor(ATELIER_DTYPE_FLOAT, 4, 4, shape);
  int64_t i;
  SAW(call, atelier_forward_input, in);
  if (!logits) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  for (i = 0; i < shape[0] * 2 * shape[2] * shape[3]; ++i)
    ((float*)logits->tensor.data)[i] = ((model_state*)self)->value;
  out->outputs[0] = logits;
  if (out->struct_size > sizeof *out) out->struct_size = sizeof *out;
  return ATELIER_OK;
}
static int32_t forward_coarse(const atelier_call* call, void* self, const atelier_forward_input* in,
                              atelier_forward_output* out) {
  const int64_t shape[] = {in->pictures->shape[0], 2, 2, 3};
  atelier_managed_tensor* logits = atelier_new_tensor(ATELIER_DTYPE_FLOAT, 4, 4, shape);
  int64_t i;
  SAW(call, atelier_forward_input, in);
  if (!logits) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  for (i = 0; i < 12; ++i) ((float*)logits->tensor.data)[i] = ((model_state*)self)->value;
  out->outputs[0] = logits;
  if (out->struct_size > sizeof *out) out->struct_size = sizeof *out;
  return ATELIER_OK;
}
static int32_t backward(const atelier_call* call, void* self, const atelier_backward_input* in) {
  const atelier_tensor* gradient = in->gradients[0];
  int64_t i, count = 1;
  SAW(call, atelier_backward_input, in);
  for (i = 0; i < gradient->ndim; ++i) count *= gradient->shape[i];
  for (i = 0; i < count; ++i) ((model_state*)self)->gradient += ((const float*)gradient->data)[i];
  return ATELIER_OK;
}
static int32_t zero_gradients(const atelier_call* call, void* self) {
  ((model_state*)self)->gradient = 0;
  return (void)call, ATELIER_OK;
}
static int32_t parameters(const atelier_call* call, void* self, const atelier_parameter_sink* sink) {
  static int64_t shape[] = {1}, strides[] = {1};
  model_state* model = self;
  static atelier_tensor value = {NULL, {ATELIER_DEVICE_CPU, 0}, 1, {ATELIER_DTYPE_FLOAT, 32, 1}, shape, strides, 0};
  static atelier_tensor gradient; /* both stay after the call */
  atelier_parameter parameter = {.struct_size = sizeof parameter, .trainable = 1, .name = ATELIER_STR("value")};
  SAW(call, atelier_parameter_sink, sink);
  SAY(atelier_parameter, parameter);
  gradient = value;
  value.data = &model->value, gradient.data = &model->gradient;
  parameter.value = &value, parameter.gradient = &gradient;
  return sink->take(sink->context, &parameter);
}
static int32_t predict(const atelier_call* call, void* self, const atelier_predict_input* in,
                       atelier_predict_output* out) {
  const int64_t shape[] = {in->pictures->shape[0], in->height, in->width};
  atelier_predict_output made = {.labels = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 3, shape)};
  (void)self;
  if (!made.labels) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  SAW(call, atelier_predict_input, in);
  SAY(atelier_predict_output, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static FILE* open_file(const atelier_state_file* in, const char* mode) {
  char path[1024];
  if (in->path.size >= sizeof path) return NULL;
  memcpy(path, in->path.data, (size_t)in->path.size);
  path[in->path.size] = 0;
  return fopen(path, mode);
}
static int32_t save(const atelier_call* call, void* self, const atelier_state_file* in) {
  FILE* file = open_file(in, "w");
  SAW(call, atelier_state_file, in);
  if (!file) return atelier_fail(call, ATELIER_E_IO, "cannot write %.*s", (int)in->path.size, in->path.data);
  fprintf(file, "%g\n", (double)((model_state*)self)->value);
  return fclose(file) == 0 ? ATELIER_OK : atelier_fail(call, ATELIER_E_IO, "cannot write the weights");
}
static int32_t load(const atelier_call* call, void* self, const atelier_state_file* in) {
  FILE* file = open_file(in, "r");
  int found;
  if (!file) return atelier_fail(call, ATELIER_E_IO, "cannot read %.*s", (int)in->path.size, in->path.data);
  found = fscanf(file, "%f", &((model_state*)self)->value);
  fclose(file);
  return found == 1 ? ATELIER_OK : atelier_fail(call, ATELIER_E_DATA, "no number in the weights");
}
static int32_t settings(const atelier_call* call, void* self, const atelier_setting_sink* sink) {
  const atelier_str name = ATELIER_STR("classes"), value = ATELIER_STR("2");
  (void)self;
  SAW(call, atelier_setting_sink, sink);
  return sink->take(sink->context, name, value);
}
static const atelier_model_coarse_v1 coarse_interface = {.struct_size = sizeof coarse_interface,
                                                         .forward = forward_coarse};
static const atelier_model_settings_v1 settings_interface = {.struct_size = sizeof settings_interface,
                                                             .list = settings};
static const void* extension(void* self, atelier_str id) {
  const atelier_str for_coarse = ATELIER_STR(ATELIER_EXTENSION_MODEL_COARSE);
  const atelier_str for_settings = ATELIER_STR(ATELIER_EXTENSION_MODEL_SETTINGS);
  (void)self;
  if (atelier_same(id, for_coarse)) return &coarse_interface;
  return atelier_same(id, for_settings) ? &settings_interface : NULL;
}
static const atelier_model_v1 model_interface = {.struct_size = sizeof model_interface,
                                                 .tag = ATELIER_TAG_MODEL,
                                                 .extension = extension,
                                                 .describe = describe,
                                                 .forward = forward,
                                                 .backward = backward,
                                                 .zero_gradients = zero_gradients,
                                                 .parameters = parameters,
                                                 .predict = predict,
                                                 .save = save,
                                                 .load = load};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  *self = calloc(1, sizeof(model_state));
  return (void)args, *self ? ATELIER_OK : atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
}
static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.model"),
                                            .kind = ATELIER_STR(ATELIER_KIND_MODEL),
                                            .summary = ATELIER_STR("One number."),
                                            .iface = &model_interface,
                                            .create = create,
                                            .destroy = free};
ATELIER_C_PLUGIN("small.c.model", "1.0.0", &component)
