/* Two pairs, each of its index. */
#include <atelier/kinds/samples.h>
#include <atelier/new_tensor.h>

#include "../generation.h"

static const atelier_str kClasses[] = {ATELIER_STR("background"), ATELIER_STR("dot")};

static int32_t describe(const atelier_call* call, void* self, atelier_samples_info* out) {
  atelier_samples_info made = {.void_label = 255, .count = 2, .class_names = kClasses, .class_count = 2};
  (void)call, (void)self;
  SAY(atelier_samples_info, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t key(const atelier_call* call, void* self, uint64_t index, atelier_str* out) {
  static const atelier_str keys[] = {ATELIER_STR("first"), ATELIER_STR("second")};
  *out = keys[index];
  return (void)call, (void)self, ATELIER_OK;
}
static int32_t give_pair(const atelier_call* call, uint64_t index, int64_t height, int64_t width, atelier_sample* out) {
  const int64_t shape[] = {height, width, 3};
  atelier_sample made = {.picture = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 3, shape),
                         .labels = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 2, shape)};
  if (!made.picture || !made.labels) {
    atelier_tensor_free(made.picture);
    atelier_tensor_free(made.labels);
    return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  }
  SAY(atelier_sample, made);
  memset(made.picture->tensor.data, (int)index, (size_t)(height * width * 3));
  memset(made.labels->tensor.data, (int)index, (size_t)(height * width));
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t load(const atelier_call* call, void* self, const atelier_sample_request* in, atelier_sample* out) {
  (void)self;
  SAW(call, atelier_sample_request, in);
  return give_pair(call, in->index, 4, 6, out);
}
static int32_t load_resized(const atelier_call* call, void* self, const atelier_resized_request* in,
                            atelier_sample* out) {
  (void)self;
  SAW(call, atelier_resized_request, in);
  return in->index == 0 ? give_pair(call, 0, in->height, in->width, out) : ATELIER_END;
}
static int32_t load_labels(const atelier_call* call, void* self, const atelier_sample_request* in,
                           atelier_label_map* out) {
  const int64_t shape[] = {4, 6};
  atelier_label_map made = {.file = ATELIER_STR("second.png")};
  (void)self;
  SAW(call, atelier_sample_request, in);
  if (in->index != 1) return ATELIER_END;
  made.labels = atelier_new_tensor(ATELIER_DTYPE_UINT, 1, 2, shape);
  if (!made.labels) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  SAY(atelier_label_map, made);
  memset(made.labels->tensor.data, 1, 24);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t digest(const atelier_call* call, void* self, uint64_t index, uint8_t* out) {
  memset(out, (int)index + 1, 16);
  return (void)call, (void)self, ATELIER_OK;
}

static const atelier_samples_resized_v1 resized = {.struct_size = sizeof resized, .load = load_resized};
static const atelier_samples_content_v1 content = {.struct_size = sizeof content, .digest = digest};
static const atelier_samples_labels_v1 labels = {.struct_size = sizeof labels, .load = load_labels};
static const void* extension(void* self, atelier_str id) {
  const atelier_str for_resized = ATELIER_STR(ATELIER_EXTENSION_SAMPLES_RESIZED);
  const atelier_str for_content = ATELIER_STR(ATELIER_EXTENSION_SAMPLES_CONTENT);
  const atelier_str for_labels = ATELIER_STR(ATELIER_EXTENSION_SAMPLES_LABELS);
  (void)self;
  if (atelier_same(id, for_resized)) return &resized;
  if (atelier_same(id, for_labels)) return &labels;
  return atelier_same(id, for_content) ? &content : NULL;
}
static const atelier_samples_v1 samples = {.struct_size = sizeof samples,
                                           .tag = ATELIER_TAG_SAMPLES,
                                           .extension = extension,
                                           .describe = describe,
                                           .key = key,
                                           .load = load};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.samples"),
                                            .kind = ATELIER_STR(ATELIER_KIND_SAMPLES),
                                            .summary = ATELIER_STR("Two pairs."),
                                            .iface = &samples,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.samples", "1.0.0", &component)
