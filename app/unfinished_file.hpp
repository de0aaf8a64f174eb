#pragma once

#include <string>

namespace ohmscope {

/// A file that a signal which ends the program (Ctrl-C, kill, a closed terminal) removes first, while it is watched.
/// Some hundred at a time, for the whole program: a signal finds no object.
class UnfinishedFile {
 public:
  UnfinishedFile() = default;
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile() { forget(); }

  void watch(const std::string& path);
  void forget();

 private:
  int place_ = -1;  ///< among those watched
};

}  // namespace ohmscope
