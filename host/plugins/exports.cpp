#include "exports.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace atelier::host {
namespace {

// Of one table of dynamic symbols.
void add_defined(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, std::vector<std::string>& to) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (!data || header.sh_entsize == 0) return;
  for (int i = 0; i < static_cast<int>(header.sh_size / header.sh_entsize); ++i) {
    GElf_Sym symbol;
    if (!gelf_getsym(data, i, &symbol)) return;
    const int bind = GELF_ST_BIND(symbol.st_info), sees = GELF_ST_VISIBILITY(symbol.st_other);
    const bool visible = bind != STB_LOCAL && (sees == STV_DEFAULT || sees == STV_PROTECTED);
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS || !visible) continue;  // ABS: a version's name
    if (const char* name = elf_strptr(elf, header.sh_link, symbol.st_name)) to.emplace_back(name);
  }
}

}  // namespace

std::vector<std::string> exported_symbols(const std::filesystem::path& file) {
  std::vector<std::string> out;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return out;
  elf_version(EV_CURRENT);
  const std::unique_ptr<Elf, int (*)(Elf*)> elf(elf_begin(fd, ELF_C_READ, nullptr), elf_end);
  for (Elf_Scn* section = elf ? elf_nextscn(elf.get(), nullptr) : nullptr; section;
       section = elf_nextscn(elf.get(), section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNSYM) add_defined(elf.get(), section, header, out);
  }
  ::close(fd);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace atelier::host
