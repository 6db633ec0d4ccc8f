/* Atelier SDK: what a plugin file contains.
 *
 * Intent: a plugin is one shared library that exports one function, atelier_plugin_entry, and carries one manifest in
 * an ELF section of its own. The manifest says who it is without the library being loaded; the entry function gives
 * the full description, as static data.
 */
#ifndef ATELIER_PLUGIN_H
#define ATELIER_PLUGIN_H

#include "call.h"
#include "param.h"

/* --- The manifest: readable from the file alone. ----------------------------------------------------------------- */

#define ATELIER_MANIFEST_SECTION ".atelier.manifest"
#define ATELIER_MANIFEST_MAGIC "ATELIER" /* 8 bytes with its NUL */

/* All texts NUL-terminated UTF-8. The section holds exactly one. Frozen: the entry function tells the rest. */
typedef struct atelier_manifest {
  char magic[8];
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor; /* ATELIER_TARGET_MINOR of the build */
  uint32_t reserved;
  char id[64];
  char version[32];
  char build[64]; /* what made it: compiler and version */
} atelier_manifest;

/* A linker that drops unused sections (--gc-sections) must keep the manifest. */
#if defined(__has_attribute)
#if __has_attribute(retain)
#define ATELIER_KEEP used, retain
#endif
#endif
#ifndef ATELIER_KEEP
#define ATELIER_KEEP used
#endif

#define ATELIER_MANIFEST(plugin_id, plugin_version)                                                             \
  __attribute__((ATELIER_KEEP,                                                                                  \
                 section(ATELIER_MANIFEST_SECTION))) static const atelier_manifest atelier_manifest_of_file = { \
      ATELIER_MANIFEST_MAGIC,                                                                                   \
      (uint32_t)sizeof(atelier_manifest),                                                                       \
      ATELIER_ABI_MAJOR,                                                                                        \
      ATELIER_TARGET_MINOR,                                                                                     \
      0,                                                                                                        \
      plugin_id,                                                                                                \
      plugin_version,                                                                                           \
      "compiler " __VERSION__}

/* --- Components -------------------------------------------------------------------------------------------------- */

/* A stage: `run` goes on in a folder that an interrupted run left (kinds/stage.h). */
#define ATELIER_COMPONENT_RESUMES 1u
/* Never two calls at once into any of its instances, whatever the thread tags of its kind allow. The host keeps to it:
 * a stage that uses such a component gets a thread budget of 1 (atelier_call.threads), and who has a budget of 1 calls
 * parts from one thread at a time. */
#define ATELIER_COMPONENT_SERIAL 2u

typedef struct atelier_component {
  uint32_t struct_size;
  uint32_t revision; /* starts at 1; raised by the author whenever the output for the same input can change */
  uint32_t flags;    /* ATELIER_COMPONENT_* */
  uint32_t reserved;
  atelier_str id;                     /* "coco.reader": lower-case words, digits and _ with dots between; unique */
  atelier_str kind;                   /* "atelier.dataset/1"; any name of the form owner.word/revision */
  atelier_str summary;                /* one line */
  atelier_str doc;                    /* Markdown, or empty */
  const atelier_param* const* params; /* [param_count] */
  uint64_t param_count;
  const atelier_output* const* outputs; /* [output_count]; none: the part itself is the only output */
  uint64_t output_count;
  const void* iface; /* the kind's struct of functions; NULL when only the named outputs can be wired */

  /* Makes an instance from checked arguments. Cheap: no long work, no threads; it may read small files. [main] */
  int32_t (*create)(const atelier_call* call, const atelier_args* args, void** self) ATELIER_NOEXCEPT;
  /* [main], after every object made from the instance is gone. */
  void (*destroy)(void* self) ATELIER_NOEXCEPT;
  /* Gives a part's named output; NULL when there are none. Texts and objects stay alive as long as `self`. [main] */
  int32_t (*output)(const atelier_call* call, void* self, atelier_str port, atelier_value* out) ATELIER_NOEXCEPT;
  /* Gives the struct of functions of an optional ability that needs no instance, or NULL; the pointer itself may be
   * NULL. As atelier_interface.extension, with the functions getting this component instead of an instance. [any] */
  const void* (*extension)(const struct atelier_component* component, atelier_str id)ATELIER_NOEXCEPT;
} atelier_component;
#define ATELIER_COMPONENT_FLOOR ATELIER_REACH(atelier_component, extension)

/* An extension that any object may answer: who it is, as an `atelier_component *`. The C++ layer answers it. */
#define ATELIER_EXTENSION_COMPONENT "atelier.component/1"

typedef struct atelier_plugin {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor; /* ATELIER_TARGET_MINOR */
  uint32_t reserved;
  atelier_str id;
  atelier_str version;
  const atelier_component* const* components; /* [component_count] */
  uint64_t component_count;
} atelier_plugin;
#define ATELIER_PLUGIN_FLOOR ATELIER_REACH(atelier_plugin, component_count)

#define ATELIER_ENTRY_SYMBOL "atelier_plugin_entry"

/* The one exported function: no I/O, no allocation, no thread started in it. Returns static data, or NULL when this
 * host will not do. [main] */
ATELIER_EXTERN_C ATELIER_EXPORT const atelier_plugin* atelier_plugin_entry(const atelier_host* host) ATELIER_NOEXCEPT;

/* For plugins in C: manifest, description and entry function from pointers to the components.
 *   ATELIER_C_PLUGIN("acme.lower", "1.0.0", &first_component, &second_component) */
#define ATELIER_C_PLUGIN(plugin_id, plugin_version, ...)                                                   \
  static const atelier_component* const atelier_components_of_file[] = {__VA_ARGS__};                      \
  static const atelier_plugin atelier_plugin_of_file = {                                                   \
      sizeof(atelier_plugin),     ATELIER_ABI_MAJOR,                                                       \
      ATELIER_TARGET_MINOR,       0,                                                                       \
      ATELIER_STR(plugin_id),     ATELIER_STR(plugin_version),                                             \
      atelier_components_of_file, sizeof atelier_components_of_file / sizeof *atelier_components_of_file}; \
  ATELIER_MANIFEST(plugin_id, plugin_version);                                                             \
  const atelier_plugin* atelier_plugin_entry(const atelier_host* host) { return (void)host, &atelier_plugin_of_file; }

#endif
