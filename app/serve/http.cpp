#include "app/serve/http.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace ohmscope {

namespace {

namespace fs = std::filesystem;

// Beside the program, as it is built, or where it is installed.
void* load_library() {
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  const fs::path installed = folder / OHMSCOPE_HTTP_LIBRARY;
  const fs::path built = folder / installed.filename();
  std::string why;
  for (const fs::path& path : {built, installed}) {
    if (void* library = ::dlopen(path.c_str(), RTLD_NOW)) return library;
    why += fmt::format("{}{}", why.empty() ? "" : "; ", ::dlerror());
  }
  throw std::runtime_error("the program lacks its web server: " + why);
}

}  // namespace

bool run_http(const HttpService& service) {
  void* library = load_library();
  using Run = bool (*)(const HttpService&);
  const auto run = reinterpret_cast<Run>(::dlsym(library, "ohmscope_run_http"));
  if (run == nullptr) throw std::runtime_error(::dlerror());
  return run(service);
}

}  // namespace ohmscope
