// Walks XML of any size in one pass with expat: elements as they open and close, nothing kept.
//
// A document type (<!DOCTYPE …>) is refused, and with it entities: none can grow without end, none can name another
// file. Elements may nest 100 deep, a tag may have 64 MiB. One thread at a time.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct XML_ParserStruct;

namespace atelier::cvat {

// Where something begins in the file; line and column count from 1, columns in characters.
struct Position {
  uint64_t byte = 0;
  uint64_t line = 1;
  uint64_t column = 1;
};

// "annotations.xml:12:5", with the folders of the path.
std::string text_of(const std::filesystem::path& file, const Position& place);

// The attributes of an element, borrowed while it opens.
class Attributes {
 public:
  explicit Attributes(const char** pairs) : pairs_(pairs) {}
  std::optional<std::string_view> find(std::string_view name) const;

 private:
  const char** pairs_;
};

class XmlWalk {
 public:
  // What sees the elements; its exceptions come out of feed.
  class Events {
   public:
    virtual void open(std::string_view name, const Attributes& attributes) = 0;
    virtual void close(std::string_view name) = 0;
    virtual void characters(std::string_view) {}

   protected:
    ~Events() = default;
  };

  // `start`: where in the file the first byte of what is fed lies, for a piece of it. `encoding`: what the file's first
  // line says, for a piece without it; "" for none.
  XmlWalk(std::filesystem::path file, Events& events, Position start = {}, const std::string& encoding = "");
  ~XmlWalk();
  XmlWalk(const XmlWalk&) = delete;
  XmlWalk& operator=(const XmlWalk&) = delete;

  // Takes the next bytes. Throws ATELIER_E_DATA, with file, line and column, for what is no well-formed XML.
  void feed(std::string_view bytes, bool is_last);

  // While an element opens or closes: where its tag begins, and the byte behind it.
  Position place() const;
  uint64_t end() const;
  // As the XML declaration says; "" for none.
  const std::string& encoding() const { return encoding_; }
  // Throws ATELIER_E_DATA: "<file>:<line>:<column>: <sentence>", of the tag that opens or closes.
  [[noreturn]] void fail(const std::string& sentence) const;

 private:
  struct Handlers;
  void guard(const std::function<void()>& handle);
  [[noreturn]] void fail_parsing();

  std::filesystem::path file_;
  Events& events_;
  Position start_;
  std::string encoding_;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_ParserStruct*)> parser_;
  std::exception_ptr thrown_;
  uint64_t depth_ = 0;
  uint64_t fed_ = 0;
  uint64_t last_tag_ = 0;  // byte of what was fed where the last tag began
  uint64_t last_end_ = 0;
};

}  // namespace atelier::cvat
