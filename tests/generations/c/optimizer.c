/* Gradient descent that remembers nothing. */
#include <atelier/kinds/optimizer.h>
#include <stdlib.h>

#include "../generation.h"

static int32_t describe(const atelier_call* call, void* self, atelier_optimizer_info* out) {
  atelier_optimizer_info made = {.learning_rate = *(const double*)self};
  (void)call;
  SAY(atelier_optimizer_info, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t setup(const atelier_call* call, void* self, const atelier_optimizer_setup* in) {
  (void)self, (void)in;
  SAW(call, atelier_optimizer_setup, in);
  return ATELIER_OK;
}
static int32_t step(const atelier_call* call, void* self, const atelier_optimizer_step* in) {
  const double rate = *(const double*)self * in->factor;
  uint64_t i;
  int64_t k;
  SAW(call, atelier_optimizer_step, in);
  for (i = 0; i < in->count; ++i) {
    const atelier_parameter* p = in->parameters[i];
    SAW(call, atelier_parameter, p);
    for (k = 0; p->gradient && k < p->value->shape[0]; ++k)
      ((float*)p->value->data)[k] -= (float)(rate * (double)((const float*)p->gradient->data)[k]);
  }
  return ATELIER_OK;
}
static int32_t keep_nothing(const atelier_call* call, void* self, const atelier_state_file* in) {
  (void)self, (void)in;
  SAW(call, atelier_state_file, in);
  return ATELIER_OK;
}
static const atelier_optimizer_v1 optimizer = {.struct_size = sizeof optimizer,
                                               .tag = ATELIER_TAG_OPTIMIZER,
                                               .describe = describe,
                                               .setup = setup,
                                               .step = step,
                                               .save = keep_nothing,
                                               .load = keep_nothing};

static const atelier_param lr = {.struct_size = sizeof lr,
                                 .type = ATELIER_TYPE_FLOAT,
                                 .name = ATELIER_STR("lr"),
                                 .doc = ATELIER_STR("The learning rate."),
                                 .default_value = ATELIER_STR("0.5")};
static const atelier_param* const params[] = {&lr};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  double* made = malloc(sizeof *made);
  if (!made) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  *made = args->values[0]->real;
  *self = made;
  return ATELIER_OK;
}
static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.optimizer"),
                                            .kind = ATELIER_STR(ATELIER_KIND_OPTIMIZER),
                                            .summary = ATELIER_STR("Gradient descent."),
                                            .params = params,
                                            .param_count = 1,
                                            .iface = &optimizer,
                                            .create = create,
                                            .destroy = free};
ATELIER_C_PLUGIN("small.c.optimizer", "1.0.0", &component)
