/* Batches of one sample each, in the samples' order. */
#include <atelier/kinds/loader.h>
#include <atelier/new_tensor.h>

#include "../generation.h"

typedef struct {
  atelier_object samples;
  uint64_t index, end, given;
} one_pass;

static int32_t describe(const atelier_call* call, void* self, const atelier_load_plan* plan, atelier_load_info* out) {
  const atelier_samples_v1* samples = plan->samples.iface;
  atelier_samples_info info = {.struct_size = sizeof info};
  atelier_load_info made = {.struct_size = sizeof made};
  int32_t status = samples->describe(call, plan->samples.self, &info);
  (void)self;
  if (status != ATELIER_OK) return status;
  SAW(call, atelier_load_plan, plan);
  SAY(atelier_load_info, made);
  made.void_label = info.void_label;
  made.batch_count = made.sample_count = info.count;
  made.form = info.form;
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t begin(const atelier_call* call, void* self, const atelier_load_plan* plan, void** pass) {
  atelier_load_info info = {.struct_size = sizeof info};
  const int32_t status = describe(call, self, plan, &info);
  one_pass* made = status == ATELIER_OK ? malloc(sizeof *made) : NULL;
  if (status != ATELIER_OK) return status;
  if (!made) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  made->samples = plan->samples;
  made->index = plan->first_batch;
  made->end = info.batch_count;
  *pass = made;
  return ATELIER_OK;
}
/* A tensor as a batch of one; the tensor itself is used up. */
static atelier_managed_tensor* stacked(atelier_managed_tensor* one) {
  int64_t shape[4] = {1, 0, 0, 0}, bytes = 1;
  atelier_managed_tensor* made;
  int32_t i;
  for (i = 0; i < one->tensor.ndim; ++i) bytes *= shape[i + 1] = one->tensor.shape[i];
  made = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, one->tensor.ndim + 1, shape);
  if (made) memcpy(made->tensor.data, one->tensor.data, (size_t)bytes);
  atelier_tensor_free(one);
  return made;
}
static int32_t next(const atelier_call* call, void* self, void* pass, atelier_batch* out) {
  one_pass* at = pass;
  const atelier_samples_v1* samples = at->samples.iface;
  const atelier_sample_request request = {.struct_size = sizeof request, .index = at->index};
  atelier_sample sample = {.struct_size = sizeof sample};
  atelier_batch made = {.indices = &at->given, .count = 1};
  int32_t status;
  (void)self;
  if (at->index == at->end) return ATELIER_END;
  status = samples->load(call, at->samples.self, &request, &sample);
  if (status != ATELIER_OK) return status;
  made.pictures = stacked(sample.picture);
  made.labels = stacked(sample.labels);
  if (!made.pictures || !made.labels) {
    atelier_tensor_free(made.pictures);
    atelier_tensor_free(made.labels);
    return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  }
  SAY(atelier_batch, made);
  at->given = at->index++;
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static void end(void* self, void* pass) { (void)self, free(pass); }

static const atelier_loader_v1 loader = {.struct_size = sizeof loader,
                                         .tag = ATELIER_TAG_LOADER,
                                         .describe = describe,
                                         .begin = begin,
                                         .next = next,
                                         .end = end};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.loader"),
                                            .kind = ATELIER_STR(ATELIER_KIND_LOADER),
                                            .summary = ATELIER_STR("One at a time."),
                                            .iface = &loader,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.loader", "1.0.0", &component)
