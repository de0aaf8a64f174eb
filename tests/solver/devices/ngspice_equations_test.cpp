// Equations of diodes and transistors against the real ngspice: currents, charges and noise of every device over
// biases, temperatures and models, all of a device in one run of ngspice.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <complex>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "solver/devices/semiconductor_table.hpp"

namespace ohmscope {
namespace {

using testing::AtVoltages;
using testing::ModelCase;

using Signals = std::map<std::string, std::complex<double>>;

/// One plot of an ASCII raw file of a single point.
Signals read_raw(const std::string& path) {
  std::ifstream raw(path);
  std::string line;
  std::vector<std::string> names;
  while (std::getline(raw, line) && line != "Variables:") continue;
  while (std::getline(raw, line) && line != "Values:") {
    std::istringstream words(line);
    std::string index;
    words >> index >> names.emplace_back();
  }
  Signals signals;
  raw >> line;
  for (const std::string& name : names) {
    raw >> line;
    char* end = nullptr;
    const double real = std::strtod(line.c_str(), &end);
    signals[name] = {real, *end == ',' ? std::strtod(end + 1, nullptr) : 0};
  }
  return signals;
}

bool has_ngspice() {
  static const bool found = std::system("ngspice --version > /dev/null 2>&1") == 0;
  return found;
}

/// Runs a deck with a `.control` section; what it prints goes to `path`.out.
void run_ngspice(const std::string& deck, const std::string& path) {
  std::ofstream(path) << deck;
  // Its exit status says that there is no .print card.
  [[maybe_unused]] const int status = std::system(("ngspice -b " + path + " > " + path + ".out 2> /dev/null").c_str());
}

std::string number(double value) {
  std::ostringstream text;
  text.precision(17);
  text << value;
  return text.str();
}

constexpr double frequency = 1e6;

/// Every model at every bias and temperature, once for each pin: that pin has an AC source.
class Deck {
 public:
  explicit Deck(char letter) : letter_(letter) {
    text_ << "equations\n.options reltol=1e-12 gmin=1e-30 abstol=1e-22 vntol=1e-14 itl1=2000\n";
  }

  void add(const ModelCase& model, double celsius, const std::vector<double>& volts) {
    if (model.name != last_) {
      last_ = model.name;
      text_ << ".model m" << ++models_ << ' ' << model.ngspice_type << '(';
      for (const auto& [name, value] : model.model) text_ << name << '=' << number(value) << ' ';
      text_ << ")\n";
    }
    for (std::size_t driven = 0; driven < volts.size(); ++driven) {
      const std::string id = std::to_string(count_) + '_' + std::to_string(driven) + '_';
      text_ << letter_ << id;
      for (std::size_t pin = 0; pin < volts.size(); ++pin) text_ << " n" << id << pin;
      text_ << " m" << models_ << " temp=" << number(celsius);
      for (const auto& [name, value] : model.card)
        text_ << ' ' << (name == "number" ? "m" : name) << '=' << number(value);
      text_ << '\n';
      for (std::size_t pin = 0; pin < volts.size(); ++pin) {
        text_ << 'V' << id << pin << " n" << id << pin << " 0 dc " << number(volts[pin])
              << (pin == driven ? " ac 1\n" : "\n");
      }
    }
    ++count_;
  }

  [[nodiscard]] std::string text(const std::string& path) const {
    return text_.str() + ".control\nset filetype=ascii\nset numdgt=16\nop\nwrite " + path + ".op\nac lin 1 " +
           number(frequency) + ' ' + number(frequency) + "\nwrite " + path + ".ac\n.endc\n.end\n";
  }

 private:
  char letter_;
  std::ostringstream text_;
  std::string last_;
  int models_ = 0;
  int count_ = 0;
};

class Equations : public ::testing::TestWithParam<char> {
 protected:
  void SetUp() override {
    if (!has_ngspice()) GTEST_SKIP() << "ngspice is not installed; tools/setup installs it";
  }
};

TEST_P(Equations, CurrentsChargesAndSlopesAreNgspices) {
  Deck deck(GetParam());
  const std::string path = ::testing::TempDir() + "ohmscope_equations_" + GetParam() + std::to_string(::getpid());
  const auto each = [&](const auto& act) {
    int id = 0;
    for (const ModelCase& model : testing::model_cases()) {
      if (model.type->letter != GetParam()) continue;
      for (const double celsius : {-40.0, 27.0, 100.0}) {
        for (const std::vector<double>& volts : model.biases()) act(model, celsius, volts, id++);
      }
    }
  };
  each([&](const ModelCase& model, double celsius, const std::vector<double>& volts, int) {
    deck.add(model, celsius, volts);
  });
  run_ngspice(deck.text(path), path);
  const Signals op = read_raw(path + ".op");
  const Signals ac = read_raw(path + ".ac");
  each([&](const ModelCase& model, double celsius, const std::vector<double>& volts, int id) {
    const AtVoltages at(model, celsius, volts);
    const auto of = [&](const Signals& signals, std::size_t driven, std::size_t pin) {
      return -signals.at("i(v" + std::to_string(id) + '_' + std::to_string(driven) + '_' + std::to_string(pin) + ')');
    };
    double largest = 0;
    double steepest = 0;
    for (std::size_t pin = 0; pin < volts.size(); ++pin) {
      largest = std::max(largest, std::abs(of(op, 0, pin)));
      for (std::size_t driven = 0; driven < volts.size(); ++driven)
        steepest = std::max(steepest, std::abs(of(ac, driven, pin)));
    }
    for (std::size_t pin = 0; pin < volts.size(); ++pin) {
      const double current = of(op, 0, pin).real();
      EXPECT_NEAR(at.current(pin), current, 1e-6 * std::abs(current) + 1e-11 * largest + 1e-16)
          << model.name << " at " << celsius << " degC, pin " << pin << " of " << ::testing::PrintToString(volts);
      for (std::size_t driven = 0; driven < volts.size(); ++driven) {
        const std::complex<double> expected = of(ac, driven, pin);
        const std::complex<double> found = at.admittance(pin, driven, frequency);
        EXPECT_NEAR(found.imag(), expected.imag(), 1e-6 * std::abs(expected) + 1e-11 * steepest + 1e-14)
            << model.name << " at " << celsius << " degC, " << pin << " by " << driven << " of "
            << ::testing::PrintToString(volts);
        if (!model.slopes_are_ngspices) continue;
        EXPECT_NEAR(found.real(), expected.real(), 1e-6 * std::abs(expected) + 1e-11 * steepest + 1e-15)
            << model.name << " at " << celsius << " degC, " << pin << " by " << driven << " of "
            << ::testing::PrintToString(volts);
      }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Of, Equations, ::testing::Values('D', 'Q', 'J', 'M'),
                         [](const auto& given) { return std::string(1, given.param); });

/// Squared noise current into one pin of each model, all pins being held, at two frequencies.
TEST_P(Equations, NoiseIsNgspices) {
  const std::string path = ::testing::TempDir() + "ohmscope_noise_" + GetParam() + std::to_string(::getpid());
  std::ostringstream deck;
  std::ostringstream commands;
  deck << "noise\n.options temp=50 reltol=1e-12 gmin=1e-30 abstol=1e-22 vntol=1e-14\n";
  std::vector<std::pair<const ModelCase*, std::vector<double>>> cases;
  for (const ModelCase& model : testing::model_cases()) {
    if (model.type->letter == GetParam()) cases.emplace_back(&model, model.biases()[model.noisy_bias]);
  }
  constexpr double celsius = 50;  // as the deck says
  for (std::size_t k = 0; k < cases.size(); ++k) {
    const auto& [model, volts] = cases[k];
    deck << GetParam() << k;
    for (std::size_t pin = 0; pin < volts.size(); ++pin) deck << " n" << k << '_' << pin;
    deck << " m" << k;
    for (const auto& [name, value] : model->card)
      deck << ' ' << (name == "number" ? "m" : name) << '=' << number(value);
    deck << "\n.model m" << k << ' ' << model->ngspice_type << '(';
    for (const auto& [name, value] : model->model) deck << name << '=' << number(value) << ' ';
    deck << "kf=1e-24 af=1.2)\n";
    for (std::size_t pin = 0; pin < volts.size(); ++pin) {
      deck << 'V' << k << '_' << pin << " n" << k << '_' << pin << " 0 dc " << number(volts[pin]) << " ac 1\nH" << k
           << '_' << pin << " o" << k << '_' << pin << " 0 V" << k << '_' << pin << " 1\n";
      commands << "noise v(o" << k << '_' << pin << ") V" << k << "_0 lin 2 1 1e6\nsetplot noise"
               << 2 * (k * volts.size() + pin) + 1 << "\nprint onoise_spectrum[0] onoise_spectrum[1]\n";
    }
  }
  deck << ".control\nset numdgt=12\n" << commands.str() << ".endc\n.end\n";
  run_ngspice(deck.str(), path);
  std::ifstream results(path + ".out");
  std::vector<double> spectrum;
  for (std::string line; std::getline(results, line);) {
    if (line.starts_with("onoise_spectrum")) spectrum.push_back(std::stod(line.substr(line.find('=') + 1)));
  }
  std::size_t next = 0;
  for (const auto& [model, volts] : cases) {
    testing::Given noisy = model->model;
    noisy.emplace_back("kf", 1e-24);
    noisy.emplace_back("af", 1.2);
    ModelCase with_flicker = *model;
    with_flicker.model = noisy;
    const AtVoltages at(with_flicker, celsius, volts);
    for (std::size_t pin = 0; pin < volts.size(); ++pin) {
      for (const double f : {1.0, 1e6}) {
        ASSERT_LT(next, spectrum.size());
        const double expected = spectrum[next] * spectrum[next];
        EXPECT_NEAR(at.noise(pin, f), expected, 2e-6 * expected + 1e-40) << model->name << ", pin " << pin << ", " << f;
        ++next;
      }
    }
  }
}

}  // namespace
}  // namespace ohmscope
