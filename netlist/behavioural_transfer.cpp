#include <algorithm>

#include "netlist/behavioural_source.hpp"
#include "netlist/codes.hpp"
#include "netlist/transfer_steps.hpp"

// Functions of s, and the forms of HSPICE in which a control stands behind a keyword.
namespace ohmscope {

namespace {

constexpr std::size_t most_coefficients = 101;

/// How a form with its control behind the keyword is written.
std::string_view usage_of(BehaviouralForm::Kind kind, bool by_current = false) {
  using Kind = BehaviouralForm::Kind;
  switch (kind) {
    case Kind::poles:
      return "POLE p n a az1 fz1 … / b ap1 fp1 …";
    case Kind::foster:
      return "FOSTER p n k0 k1 (ReA1, ImA1)/(Rep1, Imp1) …";
    case Kind::delay:
      return "DELAY p n TD=seconds";
    case Kind::transformer:
      return "Ename p n TRANSFORMER p1 n1 ratio";
    case Kind::opamp:
      return "Ename p n OPAMP in+ in-";
    default:
      return by_current ? "CCCS Vname gain" : "VCVS p n gain";
  }
}

}  // namespace

/// The control, with the factor that a gain or a transformer has behind it.
std::optional<LinearForm> BehaviouralReader::read_by_control(const CardView& card, const Form& form, Scope& scope) {
  auto input = read_control(card, form);
  const std::size_t first = is_controlled_by_current(text(card.words.front())) ? 5 : words_before_coefficients;
  const bool has_factor = form.kind == Kind::gain || form.kind == Kind::transformer;
  const bool has_list = form.kind == Kind::poles || form.kind == Kind::foster;
  if (!input || (!has_list && card.words.size() != first + (has_factor ? 1 : 0))) {
    diagnostics_.error(codes::malformed_element, form.keyword, "'{}': {} has {}, expected '{}'",
                       text(card.words.front()), text(form.keyword),
                       !input                      ? "no control behind it"
                       : card.words.size() > first ? "too many words behind it"
                                                   : "no value behind its control",
                       usage_of(form.kind, is_controlled_by_current(text(card.words.front()))));
    return std::nullopt;
  }
  if (!has_factor) return input;
  const auto factor = scope_values_.value(scope, card.words[first], ScopeValues::Form::value);
  if (!factor) return std::nullopt;
  input->terms.front().coefficient = *factor;
  return input;
}

std::shared_ptr<const TransferFunction> BehaviouralReader::read_transfer(const CardView& card, const Form& form,
                                                                         Scope& scope) {
  if (form.kind == Kind::frequencies) {
    auto response = responses_.read(card.words.front(), form.transfer, scope);
    return response ? std::make_shared<const TransferFunction>(std::move(*response)) : nullptr;
  }
  if (form.kind == Kind::coefficients) return read_coefficients(card, scope);
  if (form.kind == Kind::delay) return read_delay(card, scope);
  if (form.kind == Kind::poles || form.kind == Kind::foster) {
    const Span owner = card.words.front();
    auto response = form.kind == Kind::poles ? factored_.poles(owner, form.transfer, scope)
                                             : factored_.foster(owner, form.transfer, scope);
    return response ? std::make_shared<const TransferFunction>(std::move(*response)) : nullptr;
  }
  auto found = scope_values_.transfer_form(scope, form.transfer);
  if (!found) return nullptr;
  if (!found->not_supported) return std::make_shared<const TransferFunction>(std::move(found->function));
  diagnostics_
      .error(codes::unsupported_element, *found->not_supported, "'{}' is no function of s that can be simulated",
             text(*found->not_supported))
      .with_hint("functions of s are " + functions_of_s());
  return nullptr;
}

/// exp(-s TD)
std::shared_ptr<const TransferFunction> BehaviouralReader::read_delay(const CardView& card, Scope& scope) {
  std::optional<double> delay;
  for (const Assignment& assignment : card.assignments) {
    if (!expect_first(sources_, assignment, card.assignments, diagnostics_)) return nullptr;
    if (!equal_ignoring_case(text(assignment.name), "td")) continue;
    delay = scope_values_.value(scope, assignment.value, ScopeValues::Form::value);
    if (!delay) return nullptr;
    if (*delay >= 0) continue;
    diagnostics_.error(codes::out_of_range, assignment.value, "'TD' is {}, expected {}", *delay,
                       describe(Range::not_negative));
    return nullptr;
  }
  if (!delay) {
    diagnostics_.error(codes::missing_value, card.words.front(), "'{}' has no value for 'TD', expected '{}'",
                       text(card.words.front()), usage_of(Kind::delay));
    return nullptr;
  }
  TransferSteps steps;
  const StepValue angle = steps.append(TransferFunction::Op::multiply, steps.append(TransferFunction::Op::s), -*delay);
  return std::make_shared<const TransferFunction>(steps.function_of(steps.append(TransferFunction::Op::exp, angle)));
}

std::shared_ptr<const TransferFunction> BehaviouralReader::read_coefficients(const CardView& card, Scope& scope) {
  const auto words = card.words.subspan(words_before_coefficients);
  const auto slash = std::find_if(words.begin(), words.end(), [&](Span word) { return text(word) == "/"; });
  std::vector<double> parts[2];
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (word == slash) continue;
    const auto value = scope_values_.value(scope, *word, ScopeValues::Form::value);
    if (!value) return nullptr;
    parts[word < slash ? 0 : 1].push_back(*value);
  }
  if (std::max(parts[0].size(), parts[1].size()) > most_coefficients) {
    diagnostics_.error(codes::malformed_element, words.front(), "the transfer function has a degree above {}",
                       most_coefficients - 1);
    return nullptr;
  }
  const auto is_zero = [](double coefficient) { return coefficient == 0; };
  if (!parts[0].empty() && !std::all_of(parts[1].begin(), parts[1].end(), is_zero))
    return std::make_shared<const TransferFunction>(quotient(std::move(parts[0]), std::move(parts[1])));
  diagnostics_.error(codes::malformed_element, *slash, "'{}' has no {}, expected 'LAPLACE p n k0 k1 … / d0 d1 …'",
                     text(card.words.front()),
                     parts[0].empty() ? "coefficients before '/'" : "coefficient behind '/' that is not 0");
  return nullptr;
}

}  // namespace ohmscope
