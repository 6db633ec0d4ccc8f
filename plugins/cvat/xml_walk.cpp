#include "xml_walk.hpp"

#include <expat.h>

#include <algorithm>
#include <new>

namespace atelier::cvat {
namespace {

constexpr uint64_t kDeepest = 100;
constexpr uint64_t kLongestTag = uint64_t{64} << 20;

}  // namespace

std::string text_of(const std::filesystem::path& file, const Position& place) {
  return text(file.string(), ':', place.line, ':', place.column);
}

std::optional<std::string_view> Attributes::find(std::string_view name) const {
  for (const char** pair = pairs_; *pair; pair += 2)
    if (name == *pair) return pair[1];
  return std::nullopt;
}

// Called by expat, which is C: nothing may be thrown through it.
struct XmlWalk::Handlers {
  static XmlWalk& walk(void* data) { return *static_cast<XmlWalk*>(data); }

  static void open(void* data, const char* name, const char** attributes) {
    XmlWalk& w = walk(data);
    w.guard([&] {
      w.last_tag_ = static_cast<uint64_t>(XML_GetCurrentByteIndex(w.parser_.get()));
      w.last_end_ = w.last_tag_ + static_cast<uint64_t>(XML_GetCurrentByteCount(w.parser_.get()));
      if (++w.depth_ > kDeepest) w.fail(text("elements are nested more than ", kDeepest, " deep"));
      w.events_.open(name, Attributes(attributes));
    });
  }
  static void close(void* data, const char* name) {
    XmlWalk& w = walk(data);
    w.guard([&] {
      w.last_tag_ = static_cast<uint64_t>(XML_GetCurrentByteIndex(w.parser_.get()));
      // The end of an element of one tag has no bytes of its own; it ends where its tag does.
      const int bytes = XML_GetCurrentByteCount(w.parser_.get());
      if (bytes > 0) w.last_end_ = w.last_tag_ + static_cast<uint64_t>(bytes);
      --w.depth_;
      w.events_.close(name);
    });
  }
  static void characters(void* data, const char* bytes, int size) {
    XmlWalk& w = walk(data);
    w.guard([&] { w.events_.characters({bytes, static_cast<size_t>(size)}); });
  }
  static void declaration(void* data, const char*, const char* encoding, int) {
    if (encoding) walk(data).guard([&] { walk(data).encoding_ = encoding; });
  }
  static void document_type(void* data, const char*, const char*, const char*, int) {
    XmlWalk& w = walk(data);
    w.guard([&] {
      w.fail(
          "there is a document type (<!DOCTYPE …>), which CVAT does not write and which is not read, since it can "
          "name other files and grow without end; remove it");
    });
  }
};

XmlWalk::XmlWalk(std::filesystem::path file, Events& events, Position start, const std::string& encoding)
    : file_(std::move(file)),
      events_(events),
      start_(start),
      parser_(XML_ParserCreate(encoding.empty() ? nullptr : encoding.c_str()), XML_ParserFree) {
  if (!parser_) throw std::bad_alloc();
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), Handlers::open, Handlers::close);
  XML_SetCharacterDataHandler(parser_.get(), Handlers::characters);
  XML_SetXmlDeclHandler(parser_.get(), Handlers::declaration);
  XML_SetStartDoctypeDeclHandler(parser_.get(), Handlers::document_type);
}

XmlWalk::~XmlWalk() = default;

void XmlWalk::guard(const std::function<void()>& handle) {
  if (thrown_) return;
  try {
    handle();
  } catch (...) {
    thrown_ = std::current_exception();
    XML_StopParser(parser_.get(), XML_FALSE);
  }
}

void XmlWalk::feed(std::string_view bytes, bool is_last) {
  // In pieces: expat counts in int, and looks through an unfinished tag again with each piece.
  constexpr size_t kPiece = size_t{4} << 20;
  do {
    const std::string_view piece = bytes.substr(0, kPiece);
    bytes.remove_prefix(piece.size());
    const bool ends = is_last && bytes.empty();
    const XML_Status status = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), ends);
    if (thrown_) std::rethrow_exception(thrown_);
    if (status != XML_STATUS_OK) fail_parsing();
    fed_ += piece.size();
    if (!ends && fed_ - std::min(fed_, last_end_) > kLongestTag)
      throw Error(ATELIER_E_DATA,
                  text(file_.string(), ": byte ", start_.byte + last_end_, ": there is no tag in the next ",
                       kLongestTag >> 20, " MiB, or one that is longer"));
  } while (!bytes.empty());
}

Position XmlWalk::place() const {
  const uint64_t line = XML_GetCurrentLineNumber(parser_.get());
  const uint64_t column = XML_GetCurrentColumnNumber(parser_.get());
  return {start_.byte + static_cast<uint64_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser_.get()))),
          start_.line + line - 1, column + (line == 1 ? start_.column : 1)};
}

uint64_t XmlWalk::end() const { return start_.byte + last_end_; }

void XmlWalk::fail(const std::string& sentence) const {
  throw Error(ATELIER_E_DATA, text(text_of(file_, place()), ": ", sentence));
}

void XmlWalk::fail_parsing() {
  const XML_Error error = XML_GetErrorCode(parser_.get());
  if (error == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
  fail(text("this is no well-formed XML: ", XML_ErrorString(error)));
}

}  // namespace atelier::cvat
