// A disk that fails when the test wants it to: the calls of this program that write something to it are counted.
#pragma once

namespace failing_disk {

// The n-th such call from now on fails, from 1; `onwards`: all after it too.
void fail_at(long n, bool onwards = false);
// None fails any more. Whether one has failed.
bool stop();

}  // namespace failing_disk
