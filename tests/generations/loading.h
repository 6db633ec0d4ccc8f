/* What both callers share: plugins out of files, a call, instances out of parameter tables, and memory that shows who
 * writes or reads too far.
 *
 * In-structs have a block of their own, so that a sanitizer sees whoever reads past them. Out-structs have guard bytes
 * right behind the room that they state, so that writing too far is seen without one. */
#ifndef LOADING_H
#define LOADING_H

#include <atelier/atelier.h>
#include <atelier/new_tensor.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generation.h"

enum { kGuard = 64, kMostBlocks = 1024, kMostPlugins = 32 };

typedef struct {
  unsigned char* memory;
  size_t size, guard;
} block;

static block blocks[kMostBlocks];
static int block_count, failures, plugin_is_next, plugin_count;
static const atelier_plugin* plugins[kMostPlugins];
static atelier_call the_call;
static char last_error[256], last_line[256];
static atelier_str running_now; /* what it points at is the component's, and stays */

static void failed(const char* file, int line, const char* what) {
  fprintf(stderr, "%s:%d: %s\n", file, line, what);
  failures += 1;
}
#define EXPECT(condition) ((condition) ? (void)0 : failed(__FILE__, __LINE__, #condition))
#define EXPECT_OK(status) ((status) == ATELIER_OK ? (void)0 : failed(__FILE__, __LINE__, last_error))

static void* new_block(size_t size, size_t guard) {
  const uint32_t stated = (uint32_t)size;
  block* made = &blocks[block_count++];
  if (block_count == kMostBlocks || !(made->memory = (unsigned char*)malloc(size + guard))) exit(99);
  made->size = size;
  made->guard = guard;
  memset(made->memory, 0, size);
  memset(made->memory + size, 0xA5, guard);
  memcpy(made->memory, &stated, sizeof stated);
  return made->memory;
}
#define IN(type, name) type* const name = (type*)new_block(sizeof(type), 0)
#define OUT(type, name) type* const name = (type*)new_block(sizeof(type), kGuard)

static void check_and_free_blocks(void) {
  int i;
  size_t k;
  for (i = 0; i < block_count; ++i) {
    for (k = 0; k < blocks[i].guard; ++k)
      if (blocks[i].memory[blocks[i].size + k] != 0xA5) {
        fprintf(stderr, "block %d of %d bytes: byte %d behind it was written\n", i, (int)blocks[i].size, (int)k);
        failures += 1;
        break;
      }
    free(blocks[i].memory);
  }
}

#ifdef NEXT_GENERATION
enum { kIsNext = 1 };
#define NEXT_OF(out) (ATELIER_HAS(&(out), newer) ? (out).newer : 0)
#else
enum { kIsNext = 0 };
#define NEXT_OF(out) 0
#endif

/* How large a struct of `size` bytes here is over there. */
static size_t size_there(size_t size) {
  return size + sizeof(uint64_t) * (size_t)plugin_is_next - sizeof(uint64_t) * kIsNext;
}

static void expect_size(const char* type, size_t expected, uint32_t written, uint64_t newer) {
  if (written != expected || (newer != 0 && !(plugin_is_next && newer == NEXT_WORD))) {
    fprintf(stderr, "%s: %d bytes were written, not %d, and the newer field is %llx\n", type, (int)written,
            (int)expected, (unsigned long long)newer);
    failures += 1;
  }
  if (newer == NEXT_WORD) printf("said %s\n", type);
}
/* An out-struct that the plugin filled: as far as both sides know it, and the newer field says its word or nothing. */
static void told(const char* type, size_t size, uint32_t written, uint64_t newer) {
  expect_size(type, size_there(size) < size ? size_there(size) : size, written, newer);
}
#define TOLD(type, out) told(#type, sizeof(type), (out).struct_size, NEXT_OF(out))
/* A struct of the plugin's own: as large as it is there. */
#define LENT(type, in) expect_size(#type, size_there(sizeof(type)), (in).struct_size, NEXT_OF(in))

/* --- The call ---------------------------------------------------------------------------------------------------- */

static int is(atelier_str text, const char* word) {
  return text.size == strlen(word) && memcmp(text.data, word, strlen(word)) == 0;
}
static void keep(char* where, size_t room, atelier_str text) {
  const size_t size = text.size < room ? (size_t)text.size : room - 1;
  if (size) memcpy(where, text.data, size);
  where[size] = 0;
}
static void on_fail(const atelier_call* call, int32_t code, atelier_str text) ATELIER_NOEXCEPT {
  (void)call, (void)code;
  keep(last_error, sizeof last_error, text);
  if (strstr(last_error, "nobody filled")) failed(__FILE__, __LINE__, last_error);
}
static void on_log(const atelier_call* call, int32_t level, atelier_str text) ATELIER_NOEXCEPT {
  (void)call;
  if (level == ATELIER_LOG_DEBUG)
    printf("%.*s\n", (int)text.size, text.data);
  else
    keep(last_line, sizeof last_line, text);
}
static void on_progress(const atelier_call* call, uint64_t done, uint64_t total, atelier_str unit) ATELIER_NOEXCEPT {
  (void)call, (void)done, (void)total, (void)unit;
}
static int32_t on_cancelled(const atelier_call* call) ATELIER_NOEXCEPT { return (void)call, 0; }
static void on_emit(const atelier_call* call, const atelier_event* event) ATELIER_NOEXCEPT { (void)call, (void)event; }
static atelier_str on_running(const atelier_call* call, atelier_str id) ATELIER_NOEXCEPT {
  atelier_str was = running_now;
  (void)call;
  running_now = id;
  return was;
}

static const atelier_call* new_call(void) {
  IN(atelier_call, call);
  the_call.struct_size = sizeof the_call;
  the_call.threads = 1;
  the_call.fail = on_fail;
  the_call.log = on_log;
  the_call.progress = on_progress;
  the_call.cancelled = on_cancelled;
  the_call.emit = on_emit;
  the_call.running = on_running;
  FILL(atelier_call, the_call);
  memcpy(call, &the_call, sizeof the_call);
  return call;
}

/* --- Plugins ----------------------------------------------------------------------------------------------------- */

static void load_plugin(const char* path) {
  typedef const atelier_plugin* (*entry_function)(const atelier_host*);
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  entry_function entry;
  IN(atelier_host, host);
  host->abi_major = ATELIER_ABI_MAJOR;
  host->abi_minor = ATELIER_ABI_MINOR;
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
  }
  *(void**)(void*)&entry = dlsym(library, ATELIER_ENTRY_SYMBOL);
  plugins[plugin_count] = entry ? entry(host) : NULL;
  if (!plugins[plugin_count] || plugins[plugin_count]->abi_minor > ATELIER_ABI_MINOR) exit(3);
  LENT(atelier_plugin, *plugins[plugin_count]);
  plugin_count += 1;
}

static const atelier_component* component_named(const char* id) {
  int i;
  uint64_t k;
  for (i = 0; i < plugin_count; ++i)
    for (k = 0; k < plugins[i]->component_count; ++k)
      if (is(plugins[i]->components[k]->id, id)) return plugins[i]->components[k];
  fprintf(stderr, "no component %s\n", id);
  exit(4);
}

/* As the program does before it uses an interface. */
static void check_interface(const atelier_component* component) {
  const atelier_interface* head = (const atelier_interface*)component->iface;
  uint64_t i, count;
  const atelier_kind_rule* rules = atelier_kind_rules(&count);
  for (i = 0; i < count && !atelier_same(rules[i].kind, component->kind); ++i) continue;
  EXPECT(i < count && head->tag == rules[i].tag && head->struct_size >= rules[i].floor);
  LENT(atelier_component, *component);
}

/* An instance out of the component's parameter table: `number` for its first option, or what the table says. */
static atelier_object make(const atelier_call* call, const char* id, const double* number) {
  const atelier_component* component = component_named(id);
  const atelier_value* values[4];
  atelier_object made = {component->iface, NULL};
  uint64_t i;
  IN(atelier_args, args);
  check_interface(component);
  for (i = 0; i < component->param_count; ++i) {
    const atelier_param* param = component->params[i];
    IN(atelier_value, value);
    LENT(atelier_param, *param);
    value->type = param->type;
    value->real = number ? *number : strtod(param->default_value.data, NULL);
    value->integer = (int64_t)value->real;
    FILL(atelier_value, *value);
    values[i] = value;
  }
  args->values = values;
  args->count = component->param_count;
  FILL(atelier_args, *args);
  EXPECT_OK(component->create(call, args, &made.self));
  return made;
}
static void drop(const char* id, atelier_object object) { component_named(id)->destroy(object.self); }

#endif
