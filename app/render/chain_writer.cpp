#include "app/render/chain_writer.hpp"

#include <algorithm>

#include "app/render/chain_table.hpp"
#include "app/step_output.hpp"
#include "results/csv_writer.hpp"
#include "results/json_writer.hpp"

namespace ohmscope {

namespace {

class JsonChains final : public ChainWriter {
 public:
  JsonChains(Output& out, const std::string& title, const Steps& steps) : json_(out), steps_(steps) {
    json_.begin_object();
    json_.member("title", title);
    json_.key("chains");
    json_.begin_array();
  }
  void begin_chain(const std::string& name, std::size_t /*stages*/, const ChainReport* report) override {
    report_ = report;
    number_ = 0;
    json_.begin_object();
    json_.member("name", name);
    write_step(json_, steps_, step());
    json_.list("frequencies", frequencies().values);
    json_.key("stages");
    json_.begin_array();
  }
  void stage(const StageResult& stage) override {
    json_.begin_object();
    json_.member("name", stage.name);
    json_.member("type", stage.type);
    impedances("local", stage.local);
    impedances("overall", stage.overall);
    json_.list("voltage", stage.voltage);
    if (report_ != nullptr) write_json(json_, *report_, report_->stages[number_++]);
    json_.end_object();
  }
  void end_chain() override {
    json_.end_array();
    json_.end_object();
  }
  void finish() override {
    json_.end_array();
    json_.end_object();
    json_.finish();
  }

 private:
  void impedances(std::string_view name, const PortImpedances& impedances) {
    json_.key(name);
    json_.begin_object();
    json_.list("zin", impedances.zin);
    json_.list("zout", impedances.zout);
    json_.end_object();
  }

  JsonWriter json_;
  const Steps& steps_;
  const ChainReport* report_ = nullptr;
  std::size_t number_ = 0;  ///< of the next stage
};

class CsvChains final : public ChainWriter {
 public:
  CsvChains(Output& out, const Steps& steps) : csv_(out), steps_(steps) {
    write_step_headings(csv_, steps);
    for (const char* heading : {"chain", "stage", "type", "frequency (Hz)"}) csv_.cell(heading);
    for (const char* name : {"local.zin", "local.zout", "overall.zin", "overall.zout"})
      csv_.complex_heading(name, "ohm");
    csv_.complex_heading("voltage", "V");
    csv_.end_row();
  }
  void begin_chain(const std::string& name, std::size_t /*stages*/, const ChainReport* /*report*/) override {
    chain_ = name;
  }
  void stage(const StageResult& stage) override {
    const std::string names = csv_text({chain_, stage.name, stage.type});
    for (std::size_t k = 0; k < frequencies().values.size(); ++k) {
      write_step(csv_, steps_, step());
      csv_.cells_as_text(names);
      csv_.cell(frequencies().values[k]);
      csv_.cells(stage.local.zin[k]);
      csv_.cells(stage.local.zout[k]);
      csv_.cells(stage.overall.zin[k]);
      csv_.cells(stage.overall.zout[k]);
      csv_.cells(stage.voltage[k]);
      csv_.end_row();
    }
  }
  void end_chain() override {}
  void finish() override {}

 private:
  CsvWriter csv_;
  const Steps& steps_;
  std::string chain_;
};

/// Sensitivities take the place of what they are of.
class CsvSensitivities final : public ChainWriter {
 public:
  CsvSensitivities(Output& out, const Steps& steps) : csv_(out), steps_(steps) {
    write_step_headings(csv_, steps);
    write_csv_heading(csv_);
  }
  void begin_chain(const std::string& /*name*/, std::size_t /*stages*/, const ChainReport* report) override {
    write_csv(csv_, *report, frequencies().values, [&] { write_step(csv_, steps_, step()); });
  }
  void stage(const StageResult& /*stage*/) override {}
  void end_chain() override {}
  void finish() override {}

 private:
  CsvWriter csv_;
  const Steps& steps_;
};

class TableChains final : public ChainWriter {
 public:
  TableChains(Output& out, const std::string& title, const Steps& steps) : out_(out), steps_(steps) {
    out_.print("{}\n", title);
    steps_.describe(out_);
  }
  void begin_chain(const std::string& name, std::size_t stages, const ChainReport* report) override {
    report_ = report;
    shown_ = {name, {}, abridge(stages)};
    number_ = 0;
  }
  void stage(const StageResult& stage) override {
    if (shown_.rows.shows(number_++)) shown_.stages.push_back(stage);
  }
  void end_chain() override {
    if (!steps_.announce(out_, step())) return;
    out_.write("\n");
    print_chain_table(out_, shown_, frequencies());
    if (report_ != nullptr) print(out_, *report_, frequencies());
  }
  void finish() override {}

 private:
  Output& out_;
  const StepsShown steps_;
  const ChainReport* report_ = nullptr;
  ShownChain shown_;
  std::size_t number_ = 0;  ///< of the next stage
};

}  // namespace

std::unique_ptr<ChainWriter> make_chain_writer(Output& out, Format format, const Session& session, const Steps& steps) {
  const std::string& title = session.deck.title;
  switch (format) {
    case Format::json:
      return std::make_unique<JsonChains>(out, title, steps);
    case Format::csv:
      if (session.options.sensitivities) return std::make_unique<CsvSensitivities>(out, steps);
      return std::make_unique<CsvChains>(out, steps);
    case Format::table:
      break;
  }
  return std::make_unique<TableChains>(out, title, steps);
}

}  // namespace ohmscope
