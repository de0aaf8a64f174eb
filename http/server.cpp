// The web server of 'ohmscope serve'. A library of its own, and the only place that knows cpp-httplib.

#include <httplib.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "app/serve/http.hpp"

namespace {

using ohmscope::HttpAnswer;
using ohmscope::HttpRequest;
using ohmscope::HttpService;

std::array<int, 2> signal_pipe{-1, -1};  // a signal finds no object

void tell_pipe(int /*signal*/) {
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(signal_pipe[1], &byte, 1);
}

/// While it lives, signals that would end the program call `stop` instead.
class Signals {
 public:
  explicit Signals(std::function<void()> stop) {
    if (::pipe(signal_pipe.data()) != 0) return;
    struct sigaction action {};
    action.sa_handler = tell_pipe;
    for (std::size_t k = 0; k < watched.size(); ++k) ::sigaction(watched[k], &action, &before_[k]);
    watcher_ = std::thread([stop = std::move(stop)] {
      char byte = 0;
      while (::read(signal_pipe[0], &byte, 1) < 0 && errno == EINTR) continue;
      stop();
    });
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() {
    tell_pipe(0);
    if (watcher_.joinable()) watcher_.join();
    for (std::size_t k = 0; k < watched.size(); ++k) ::sigaction(watched[k], &before_[k], nullptr);
    for (const int end : signal_pipe) ::close(end);
  }

 private:
  static constexpr std::array<int, 3> watched{SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, watched.size()> before_{};
  std::thread watcher_;
};

void answer(const HttpService& service, const httplib::Request& request, httplib::Response& response) {
  const HttpAnswer answer =
      service.answer({request.method, request.path, request.get_param_value("parts"), request.get_header_value("Host"),
                      request.get_header_value("Origin"), request.body});
  response.status = answer.status;
  response.set_content(answer.body, answer.type.c_str());
}

void set_up(httplib::Server& server, const HttpService& service) {
  constexpr std::size_t threads = 4;
  constexpr time_t seconds = 5;
  server.new_task_queue = [] { return new httplib::ThreadPool(threads); };  // the server deletes it
  // Not SO_REUSEPORT, which the library would set: two servers at one port would share its requests.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_payload_max_length(service.most_bytes);
  server.set_read_timeout(seconds);
  server.set_write_timeout(seconds);
  server.set_keep_alive_timeout(seconds);
  server.set_tcp_nodelay(true);
  server.set_default_headers({{"Cache-Control", "no-store"},
                              {"Referrer-Policy", "no-referrer"},
                              {"X-Content-Type-Options", "nosniff"},
                              {"X-Frame-Options", "DENY"},
                              {"Cross-Origin-Resource-Policy", "same-origin"}});
  const auto handler = [&service](const httplib::Request& request, httplib::Response& response) {
    answer(service, request, response);
  };
  server.Get(".*", handler);
  server.Post(".*", handler);
  server.set_error_handler([](const httplib::Request& /*request*/, httplib::Response& response) {
    if (!response.body.empty()) return;
    response.set_content(response.status == 413 ? "the deck is too large\n" : "there is nothing here\n",
                         "text/plain; charset=utf-8");
  });
}

}  // namespace

extern "C" bool ohmscope_run_http(const HttpService& service) {
  httplib::Server server;
  set_up(server, service);
  const char* const host = "127.0.0.1";
  const int port = service.port == 0 ? server.bind_to_any_port(host) : service.port;
  if (service.port != 0 && !server.bind_to_port(host, port)) return false;
  if (port < 0) return false;
  std::atomic<bool> is_over = false;
  const Signals signals([&] {
    while (!server.is_running() && !is_over) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    server.stop();
  });
  service.ready(port);
  server.listen_after_bind();
  is_over = true;
  return true;
}
