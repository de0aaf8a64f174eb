// 'ohmscope serve' and those who mean it no good: what it answers to requests that no page of its own makes.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>

#include "cli/program.hpp"

namespace ohmscope::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string deck_text = "D\n.chain c\na series Z=1\nb shunt Z=2\n.endchain\n.ac lin 2 1 2\n";

/// A server of a deck at a port that is free; ends with the object.
class Server {
 public:
  explicit Server(const std::string& deck) {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) throw std::runtime_error("no pipe");
    child_ = fork();
    if (child_ == 0) {
      dup2(pipe_ends[1], STDOUT_FILENO);
      execl(OHMSCOPE_PROGRAM, OHMSCOPE_PROGRAM, "serve", deck.c_str(), "--port", "0", nullptr);
      _exit(127);
    }
    close(pipe_ends[1]);
    std::string told;
    for (char c = 0; told.find("Ctrl-C") == std::string::npos && read(pipe_ends[0], &c, 1) == 1;) told += c;
    close(pipe_ends[0]);
    const std::size_t address = told.find("127.0.0.1:");
    if (address == std::string::npos) throw std::runtime_error("no server: " + told);
    host_ = told.substr(address, told.find('/', address) - address);
    path_ = told.substr(address + host_.size(), told.find('\n', address) - address - host_.size());
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    if (child_ > 0) static_cast<void>(stop(SIGKILL));
  }

  /// Its exit status; minus the signal's number if that killed it.
  int stop(int signal) {
    kill(child_, signal);
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  /// Bytes as they are; all that is answered until the server closes or says nothing for a while.
  [[nodiscard]] std::string send_raw(const std::string& bytes) const {
    const int socket_end = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port())));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (connect(socket_end, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      send(socket_end, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      pollfd ready{socket_end, POLLIN, 0};
      std::array<char, 4096> buffer{};
      while (poll(&ready, 1, 10'000) > 0) {
        const ssize_t count = recv(socket_end, buffer.data(), buffer.size(), 0);
        if (count <= 0) break;
        answer.append(buffer.data(), static_cast<std::size_t>(count));
      }
    }
    close(socket_end);
    return answer;
  }

  [[nodiscard]] std::string ask(const std::string& method, const std::string& path, const std::string& body = {},
                                const std::string& headers = {}) const {
    return send_raw(method + " " + path + " HTTP/1.1\r\nHost: " + host_ + "\r\nConnection: close\r\n" + headers +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  [[nodiscard]] std::string solve(const std::string& deck) const { return ask("POST", path_ + "solve", deck); }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string port() const { return host_.substr(host_.find(':') + 1); }

 private:
  pid_t child_ = 0;
  std::string host_;
  std::string path_;
};

class Serve : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ignore = scratch_.write("secret.zma", "1 8 0\n10 9 0\n");
    std::ignore = scratch_.write("secret.inc", "* secret words\n");
    mkdir((scratch_.path() + "/decks").c_str(), 0700);
    deck_ = scratch_.write("decks/deck.cir", deck_text);
    server_.emplace(deck_);
  }

  ScratchDirectory scratch_;
  std::string deck_;
  std::optional<Server> server_;
};

TEST_F(Serve, AnswersItsPageAndEndsCleanlyByCtrlC) {
  EXPECT_THAT(server_->ask("GET", server_->path()), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("connect-src 'self'")));
  EXPECT_THAT(server_->solve(deck_text), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\"overall\"")));
  EXPECT_EQ(server_->stop(SIGINT), 0);
}

TEST_F(Serve, AnswersNobodyWithoutTheToken) {
  for (const char* path : {"/", "/solve", "/0123456789abcdef/", "//", "/../", "/%2e%2e/decks/deck.cir"})
    EXPECT_THAT(server_->ask("GET", path), AllOf(StartsWith("HTTP/1.1 404"), Not(HasSubstr("series")))) << path;
  EXPECT_THAT(server_->ask("GET", server_->path() + "../../decks/deck.cir"), StartsWith("HTTP/1.1 404"));
}

TEST_F(Serve, AnswersNoPageOfOthers) {
  EXPECT_THAT(
      server_->send_raw("GET " + server_->path() + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
      StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(server_->ask("POST", server_->path() + "save", "gone", "Origin: http://evil.example\r\n"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_EQ(read_file(deck_), deck_text);
}

TEST_F(Serve, ReadsNoFileOutsideOfTheDecksFolder) {
  const std::string link = scratch_.path() + "/decks/link.inc";
  ASSERT_EQ(symlink("../secret.inc", link.c_str()), 0);
  for (const char* line :
       {".include ../secret.inc", ".include link.inc", ".lib ../secret.inc x", ".include /etc/passwd",
        "Z1 x 0 FILE=\"../secret.zma\"", "S1 x 0 mname=m\n.model m s tstonefile='../secret.s1p'"}) {
    const std::string answer = server_->solve(deck_text + line + "\n");
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("outside of the deck's folder"))) << line;
    EXPECT_THAT(answer, Not(HasSubstr("secret words"))) << line;
  }
  const std::string measured = "D\n.chain c\na series Z=1\nb shunt Z=Z(../secret.zma)\n.endchain\n.ac lin 2 1 2\n";
  EXPECT_THAT(server_->solve(measured), HasSubstr("outside of the deck's folder"));
  std::ignore = scratch_.write("decks/near.zma", "1 8 0\n10 9 0\n");
  EXPECT_THAT(server_->solve("D\n.chain c\na series Z=1\nb shunt Z=Z(near.zma)\n.endchain\n.ac lin 2 1 2\n"),
              HasSubstr("\"overall\""));
}

TEST_F(Serve, StaysUpAfterRequestsThatMakeNoSense) {
  for (const std::string& bytes :
       {std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("\0\1\2\3", 4) + "\r\n\r\n",
        "POST " + server_->path() + "solve HTTP/1.1\r\nContent-Length: banana\r\n\r\n",
        "PUT " + server_->path() + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n"}) {
    EXPECT_THAT(server_->send_raw(bytes), Not(StartsWith("HTTP/1.1 200")));
  }
  EXPECT_THAT(server_->solve("\xff\xfe"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(server_->ask("POST", server_->path() + "solve", std::string(2'000'000, 'x')), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(server_->solve(deck_text), StartsWith("HTTP/1.1 200"));
}

TEST_F(Serve, TellsWhatIsWrongWithADeckAndWhatIsTooMuch) {
  EXPECT_THAT(server_->solve(""), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("the deck is empty")));
  EXPECT_THAT(server_->solve("D\nR1 a 0 1\n.ac lin 2 1 2\n"), HasSubstr("no .chain"));
  EXPECT_THAT(server_->solve("D\n.chain c\na series Z=1\n.endchain\n"), HasSubstr("no .ac"));
  EXPECT_THAT(server_->solve("D\n.chain c\na[1000000] series Z=1\n.endchain\n.ac lin 2 1 2\n"),
              HasSubstr("--max-stages"));
  EXPECT_THAT(server_->solve("D\n.chain c\na[2000] series Z=1\n.endchain\n.ac lin 9000 1 2\n"), HasSubstr("too many"));
  EXPECT_THAT(server_->solve(deck_text), HasSubstr("\"overall\""));
}

TEST_F(Serve, SaysThatAPortIsTaken) {
  const Outcome outcome = run_program({"serve", deck_, "--port", server_->port()}, {}, std::chrono::seconds(20));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("port " + server_->port() + " cannot be opened"), HasSubstr("--port 0")));
}

TEST_F(Serve, HasALimitOfRequests) {
  bool is_limited = false;
  const auto begin = std::chrono::steady_clock::now();
  int count = 0;
  for (; count < 600 && !is_limited; ++count) is_limited = server_->ask("GET", "/").starts_with("HTTP/1.1 429");
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  if (!is_limited && count / taken.count() < 90) GTEST_SKIP() << "this machine cannot ask often enough";
  EXPECT_TRUE(is_limited);
}

TEST(ServeCommand, RefusesWhatItCannotServe) {
  const ScratchDirectory scratch;
  EXPECT_EQ(run_program({"serve", scratch.file("none.cir")}).status, 2);
  EXPECT_THAT(run_program({"serve", "-"}, deck_text).err, HasSubstr("standard input"));
  const Outcome outcome = run_program({"serve", scratch.write("d.cir", deck_text), "--port", "99999"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'99999' is no port"));
}

TEST(ReportCommand, SaysWhatADeckLacks) {
  const ScratchDirectory scratch;
  const std::string page = scratch.file("r.html");
  const auto report = [&](const std::string& text) {
    return run_program({"report", scratch.write("d.cir", text), "-o", page});
  };
  EXPECT_THAT(report("D\nR1 a 0 1\n.ac lin 2 1 2\n").err, HasSubstr("the deck has no .chain"));
  EXPECT_THAT(report("D\n.chain c\na series Z=1\nb shunt Z=1\n.endchain\n").err, HasSubstr("no .ac card"));
  EXPECT_THAT(report("D\n.chain c\na seires Z=1\n.endchain\n.ac lin 2 1 2\n").err, HasSubstr("did you mean 'series'"));
  EXPECT_THROW(std::ignore = read_file(page), std::runtime_error);
  EXPECT_EQ(report(deck_text).status, 0);
  EXPECT_THAT(read_file(page), AllOf(StartsWith("<!doctype html>"), HasSubstr("connect-src 'none'")));
}

}  // namespace
}  // namespace ohmscope::testing
