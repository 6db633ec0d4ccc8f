#include "opcodes.hpp"

#include <cstdio>

namespace atelier::weight_files {

// Those that are not read; the others need no name.
std::string opcode_name(uint8_t opcode) {
  struct Named {
    uint8_t opcode;
    const char* name;
  };
  constexpr Named kNames[] = {
      {'0', "POP"},          {'1', "POP_MARK"},
      {'2', "DUP"},          {'F', "FLOAT"},
      {'I', "INT"},          {'L', "LONG"},
      {'P', "PERSID"},       {'S', "STRING"},
      {'V', "UNICODE"},      {'d', "DICT"},
      {'g', "GET"},          {'i', "INST"},
      {'l', "LIST"},         {'o', "OBJ"},
      {'p', "PUT"},          {0x82, "EXT1"},
      {0x83, "EXT2"},        {0x84, "EXT4"},
      {0x8b, "LONG4"},       {0x8d, "BINUNICODE8"},
      {0x8e, "BINBYTES8"},   {0x91, "FROZENSET"},
      {0x92, "NEWOBJ_EX"},   {0x96, "BYTEARRAY8"},
      {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"},
  };
  for (const Named& named : kNames)
    if (named.opcode == opcode) return named.name;
  char hex[8];
  std::snprintf(hex, sizeof hex, "0x%02x", opcode);
  return hex;
}

}  // namespace atelier::weight_files
