/* Leaves one file. */
#include <atelier/kinds/stage.h>
#include <stdio.h>
#include <stdlib.h>

#include "../generation.h"

static const char kFile[] = "/hello.txt";

/* The path of the file, to be freed. */
static char* path_in(const atelier_stage_folder* folder) {
  char* path = malloc((size_t)folder->path.size + sizeof kFile);
  if (!path) return NULL;
  memcpy(path, folder->path.data, (size_t)folder->path.size);
  memcpy(path + folder->path.size, kFile, sizeof kFile);
  return path;
}
static int32_t run(const atelier_call* call, void* self, const atelier_stage_folder* folder) {
  char* path = path_in(folder);
  FILE* file = path ? fopen(path, "w") : NULL;
  (void)self;
  SAW(call, atelier_stage_folder, folder);
  free(path);
  if (!file || fputs("hello\n", file) < 0 || fclose(file) != 0)
    return atelier_fail(call, ATELIER_E_IO, "cannot write%s", kFile);
  return ATELIER_OK;
}
static int32_t open_folder(const atelier_call* call, const atelier_stage_folder* folder, void** opened) {
  char* path = path_in(folder);
  SAW(call, atelier_stage_folder, folder);
  if (!path) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  *opened = path;
  return ATELIER_OK;
}
static int32_t output(const atelier_call* call, void* opened, atelier_str port, atelier_value* out) {
  atelier_value made = {.type = ATELIER_TYPE_PATH_IN, .text = {opened, strlen(opened)}};
  (void)call, (void)port;
  SAY(atelier_value, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static const atelier_stage_v1 stage = {.struct_size = sizeof stage,
                                       .tag = ATELIER_TAG_STAGE,
                                       .run = run,
                                       .open = open_folder,
                                       .output = output,
                                       .close = free};

static const atelier_output file_output = {.struct_size = sizeof file_output,
                                           .type = ATELIER_TYPE_PATH_IN,
                                           .name = ATELIER_STR("file"),
                                           .doc = ATELIER_STR("The file.")};
static const atelier_output* const outputs[] = {&file_output};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.stage"),
                                            .kind = ATELIER_STR(ATELIER_KIND_STAGE),
                                            .summary = ATELIER_STR("Leaves one file."),
                                            .outputs = outputs,
                                            .output_count = 1,
                                            .iface = &stage,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.stage", "1.0.0", &component)
