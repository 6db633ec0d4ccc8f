#include "atelier/param.h"
#include "resolved_toml.hpp"
#include "resolver.hpp"
#include "typed_value.hpp"

namespace atelier::host {
namespace {

ResolvedValue key_value(const WrittenEntry& entry) {
  ResolvedValue out;
  out.type = ATELIER_TYPE_STRING;
  out.text = entry.key;
  out.origin = {entry.value.source ? entry.value.source->layer : "", entry.key_at};
  return out;
}

// The `use` that a layer made of a reference when it set keys on top of it.
const WrittenEntry* reference_below(const Written& table) {
  const WrittenEntry* use = table.entry("use");
  const bool made = use && use->value.is_string() && use->key_at.line == use->value.at.line &&
                    use->key_at.column == use->value.at.column && use->key_at.file == use->value.at.file;
  return made ? use : nullptr;
}

}  // namespace

ResolvedValue Resolver::resolve_table(const Place& place, const Written& written) {
  ResolvedValue out;
  out.origin = written.origin();
  const Written* table = written.is_table() ? &written : referred_table(place, written);
  if (!table) return out;
  out.type = ATELIER_TYPE_TABLE;
  Written whole;  // when keys are laid over a table that is referred to
  if (const WrittenEntry* below = table == &written ? reference_below(written) : nullptr) {
    const Written* base = referred_table(place, below->value);
    if (!base) return out;
    whole = *base;
    for (const WrittenEntry& entry : written.entries)
      if (&entry != below) whole.set(entry.key, entry.key_at, entry.value);
    table = &whole;
  }
  // what stands elsewhere is reported at the reference
  for (const WrittenEntry& entry : table->entries)
    add_entry(place, entry, table == &written || written.find(entry.key) ? entry.value : written, out);
  return out;
}

// What "@params.x" means, when that is a table; null when it is reported.
const Written* Resolver::referred_table(const Place& place, const Written& written) {
  const std::optional<Reference> reference =
      written.is_string() && !written.literal ? parse_reference(written.text) : std::nullopt;
  if (reference && reference->table != "params" && reference->table != "run") {
    resolve_wire(place, *reference, written);  // nothing gives a table: it says so
    return nullptr;
  }
  const Written* target = reference ? parameters_.value(*reference, written.at) : &written;
  if (!target || target->is_table()) return target;
  Diagnostic& d = error(
      place, "E401", "`" + place.name + "` takes " + type_words(*place.param) + ", not " + describe(*target), written);
  d.help = "write a table: { key = value, … }";
  if (target != &written) d.related.push_back({target->at, "the value is written here", false});
  return nullptr;
}

// `shown` is where mistakes in the value are reported: the value itself, or the reference that brought it.
void Resolver::add_entry(const Place& place, const WrittenEntry& entry, const Written& shown, ResolvedValue& out) {
  ParamInfo one = *place.param;
  one.flags &= ~ATELIER_PARAM_TABLE;
  Place inner = place;
  inner.param = &one;
  inner.name += "." + toml_key(entry.key);
  out.items.push_back(key_value(entry));
  out.items.push_back(&shown == &entry.value ? resolve_option(inner, shown) : convert(inner, entry.value, shown));
}

}  // namespace atelier::host
