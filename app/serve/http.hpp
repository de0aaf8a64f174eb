#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace ohmscope {

struct HttpRequest {
  std::string method;  ///< GET or POST
  std::string path;    ///< without the query
  std::string query;   ///< of `parts=`
  std::string host;
  std::string origin;  ///< empty: none
  std::string body;
};

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

struct HttpService {
  int port = 0;                ///< 0: any that is free
  std::size_t most_bytes = 0;  ///< of a request's body
  /// Called from several threads at once.
  std::function<HttpAnswer(const HttpRequest&)> answer;
  /// Called once the port, whose number it gets, is open.
  std::function<void(int)> ready;
};

/// Serves at 127.0.0.1 until Ctrl-C, or until the program is asked to end; false if the port cannot be had. It is in a
/// library of its own (http/server.cpp), which is loaded when it is needed: what that needs in turn takes longer to
/// load than most decks to solve. Throws std::runtime_error if it is missing.
[[nodiscard]] bool run_http(const HttpService& service);

}  // namespace ohmscope
