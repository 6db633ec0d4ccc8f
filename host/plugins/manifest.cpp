#include "manifest.hpp"

#include <atelier/plugin.h>
#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atelier/cpp/utf8.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr uint64_t kLargestSection = 1 << 16;
constexpr uint64_t kLargestDescription = 1 << 24;

template <class... Args>
Failure refused(fmt::format_string<Args...> format, Args&&... args) {
  return {fmt::format(format, std::forward<Args>(args)...)};
}

struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};
using ElfHandle = std::unique_ptr<Elf, int (*)(Elf*)>;

// The first bytes of this very program: they say which machine a plugin must be for.
const Elf64_Ehdr& own_header() {
  static const Elf64_Ehdr header = [] {
    Elf64_Ehdr h{};
    Descriptor self{::open("/proc/self/exe", O_RDONLY | O_CLOEXEC)};
    if (self.fd < 0 || ::read(self.fd, &h, sizeof h) != static_cast<ssize_t>(sizeof h)) h = {};
    return h;
  }();
  return header;
}

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_386:
      return "x86";
    case EM_X86_64:
      return "x86-64";
    case EM_ARM:
      return "ARM";
    case EM_AARCH64:
      return "AArch64";
    case EM_PPC64:
      return "PowerPC 64";
    case EM_RISCV:
      return "RISC-V";
    default:
      return fmt::format("number {}", machine);
  }
}

// The bytes of a section, or "" when they cannot be had.
std::string section_bytes(Elf_Scn* section, const GElf_Shdr& header, uint64_t most = kLargestSection) {
  if (header.sh_type == SHT_NOBITS || header.sh_size == 0 || header.sh_size > most) return {};
  const Elf_Data* data = elf_rawdata(section, nullptr);
  if (!data || !data->d_buf || data->d_size != header.sh_size) return {};
  return std::string(static_cast<const char*>(data->d_buf), data->d_size);
}

// Lower-case digits, two for each byte.
std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string build_id_of(const std::string& notes) {
  size_t at = 0;
  while (notes.size() - at >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note;
    std::memcpy(&note, notes.data() + at, sizeof note);
    at += sizeof note;
    const uint64_t name = (uint64_t{note.n_namesz} + 3) & ~uint64_t{3};
    const uint64_t body = (uint64_t{note.n_descsz} + 3) & ~uint64_t{3};
    if (name + body > notes.size() - at) return {};
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(notes.data() + at, "GNU", 4) == 0)
      return hexadecimal(std::string_view(notes).substr(at + name, note.n_descsz));
    at += name + body;
  }
  return {};
}

// Texts of the manifest fill their array up with NULs.
template <size_t N>
bool is_proper(const char (&text)[N]) {
  const size_t size = ::strnlen(text, N);
  return size < N && is_utf8({text, size});
}

// They are shown before anything has looked at them.
template <size_t N>
std::string shown(const char (&text)[N]) {
  return one_line(text, N);
}

Result<Manifest> parse(const std::string& bytes, std::string build_id) {
  const Failure damaged{"carries a damaged Atelier manifest"};
  atelier_manifest raw{};
  const size_t header = offsetof(atelier_manifest, id);
  if (bytes.size() < header || std::memcmp(bytes.data(), ATELIER_MANIFEST_MAGIC, sizeof raw.magic) != 0) return damaged;
  std::memcpy(&raw, bytes.data(), std::min(bytes.size(), sizeof raw));
  if (raw.struct_size < sizeof raw || raw.struct_size > bytes.size())
    return raw.abi_major == ATELIER_ABI_MAJOR ? damaged : check_abi(raw.abi_major, raw.abi_minor).failure();
  if (bytes.size() >= 2 * uint64_t{raw.struct_size})
    return Failure{"carries more than one Atelier manifest: only one of its sources may name the plugin"};
  if (!is_proper(raw.id) || !is_proper(raw.version) || !is_proper(raw.build) || !*raw.id) return damaged;
  return Manifest{raw.abi_major,      raw.abi_minor,    shown(raw.id),
                  shown(raw.version), shown(raw.build), std::move(build_id)};
}

// Whether this is a shared library for this very machine.
Result<void> check_header(int fd) {
  Elf64_Ehdr start{};
  const ssize_t got = ::pread(fd, &start, sizeof start, 0);
  const bool is_elf = got >= static_cast<ssize_t>(EI_NIDENT + 4) && std::memcmp(start.e_ident, ELFMAG, SELFMAG) == 0;
  if (!is_elf) return refused("is not an ELF shared library");
  const Elf64_Ehdr& own = own_header();
  if (start.e_ident[EI_CLASS] != own.e_ident[EI_CLASS] || start.e_ident[EI_DATA] != own.e_ident[EI_DATA] ||
      start.e_machine != own.e_machine)
    return refused("was built for another machine ({}), this atelier runs on {}", machine_name(start.e_machine),
                   machine_name(own.e_machine));
  if (start.e_type != ET_DYN) return refused("is not an ELF shared library");
  return {};
}

// Visits the sections by name.
template <class Visit>
Result<void> each_section(const Descriptor& in, Visit&& visit) {
  elf_version(EV_CURRENT);
  const ElfHandle elf(elf_begin(in.fd, ELF_C_READ, nullptr), elf_end);
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF) return refused("is a damaged ELF file");
  const char* damaged = "is a damaged ELF file: its section table cannot be read";
  size_t names = 0;
  if (elf_getshdrstrndx(elf.get(), &names) != 0) return Failure{damaged};
  for (Elf_Scn* section = elf_nextscn(elf.get(), nullptr); section; section = elf_nextscn(elf.get(), section)) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header)) return Failure{damaged};
    if (const char* name = elf_strptr(elf.get(), names, header.sh_name)) visit(std::string_view(name), section, header);
  }
  return {};
}

struct Sections {
  std::string manifest;
  std::string build_id;
  bool has_manifest = false;
};

Result<Sections> sections_of(const Descriptor& in) {
  Sections out;
  const Result<void> read = each_section(in, [&](std::string_view name, Elf_Scn* section, const GElf_Shdr& header) {
    if (name == ATELIER_MANIFEST_SECTION) {
      out.has_manifest = true;
      out.manifest = section_bytes(section, header);
    } else if (name == ".note.gnu.build-id") {
      out.build_id = build_id_of(section_bytes(section, header));
    }
  });
  if (!read) return read.failure();
  return out;
}

// Non-blocking, so that a named pipe in the way cannot stop the program.
int open_quietly(const std::filesystem::path& file) { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }

bool is_file(const Descriptor& in) {
  struct stat status {};
  return in.fd >= 0 && ::fstat(in.fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Result<void> check_abi(uint32_t major, uint32_t minor) {
  if (major != ATELIER_ABI_MAJOR)
    return refused("was made for ABI {}, this atelier speaks ABI {}: build the plugin against the installed SDK", major,
                   ATELIER_ABI_MAJOR);
  if (minor > ATELIER_ABI_MINOR)
    return refused("needs ABI minor {}, this atelier has {}.{}: a newer atelier can load it", minor, ATELIER_ABI_MAJOR,
                   ATELIER_ABI_MINOR);
  return {};
}

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  const Descriptor in{open_quietly(file)};
  if (in.fd < 0) return refused("cannot be read: {}", std::strerror(errno));
  if (!is_file(in)) return refused("is not a file");
  if (Result<void> fits = check_header(in.fd); !fits) return fits.failure();

  Result<Sections> sections = sections_of(in);
  if (!sections) return sections.failure();
  if (!sections->has_manifest) return refused("carries no Atelier manifest (it is no Atelier plugin)");
  return parse(sections->manifest, std::move(sections->build_id));
}

std::string read_build_id(const std::filesystem::path& file) {
  const Descriptor in{open_quietly(file)};
  if (!is_file(in)) return {};
  const Result<Sections> sections = sections_of(in);
  return sections ? sections->build_id : "";
}

std::string read_description(const std::filesystem::path& file) {
  const Descriptor in{open_quietly(file)};
  if (!is_file(in)) return {};
  std::string text;
  const Result<void> read = each_section(in, [&](std::string_view name, Elf_Scn* section, const GElf_Shdr& header) {
    if (name == kDescriptionSection) text = section_bytes(section, header, kLargestDescription);
  });
  return read ? text : "";
}

}  // namespace atelier::host
