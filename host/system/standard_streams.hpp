// stdin, stdout and stderr as whoever started the program has left them: closed, a full disk, a pipe that nobody reads.
#pragma once

#include <string_view>

#include "words/result.hpp"

namespace atelier::host {

// Has something stand in for those that are closed, so that no file that the program opens takes their place and gets
// what was meant for them; reading and writing there goes on to fail. From now on a pipe that nobody reads is a failure
// to write, and ends nothing; and std::cout remembers what it could not write. [main], before anything is opened
void keep_standard_streams();

// Writes out what std::cout still holds. The failure says why not all that it was given has got to stdout, now or
// before; each loss is told once; its status is the errno. [main]
Result<void> flush_stdout();

// Nobody reads the pipe that the answer goes to: ends the program as that does by itself, quietly, by SIGPIPE; comes
// back where whoever started the program ignores that signal. [main]
void end_by_closed_pipe();

// Writes all of it, and waits where the reader is slow and the stream would not: 0, or the errno. [any]
int write_all(int descriptor, std::string_view bytes);

// What an answer that does not get to stdout is told as; the status is `error`.
Failure lost_answer(int error);

}  // namespace atelier::host
