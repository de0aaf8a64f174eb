#pragma once

#include <string>

namespace ohmscope {

/// Until the next call, a signal that ends the program (Ctrl-C, kill, a closed terminal) removes the file `path` first.
/// Empty: nothing is to be removed any more. One file at a time, for the whole program: a signal finds no object.
void remove_on_signal(const std::string& path);

}  // namespace ohmscope
